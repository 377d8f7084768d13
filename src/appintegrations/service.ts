import type { Service } from '../backend/backend';

export const APPINTEGRATIONS: Service = { name: 'AppIntegrations', assetFolder: 'appintegrations', fullName: 'Amazon AppIntegrations' };
