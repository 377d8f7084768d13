import type { Service } from '../provider/provider';

export const APPINTEGRATIONS: Service = { name: 'AppIntegrations', assetFolder: 'appintegrations', fullName: 'Amazon AppIntegrations' };
