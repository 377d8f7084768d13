import type { Service } from '../provider/provider';

export const OPENSEARCH: Service = { name: 'OpenSearch', assetFolder: 'opensearch', fullName: 'Amazon OpenSearch Service' };
