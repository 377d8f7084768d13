import type { Service } from '../backend/backend';

export const OPENSEARCH: Service = { name: 'OpenSearch', assetFolder: 'opensearch', fullName: 'Amazon OpenSearch Service' };

/** The service principal of OpenSearch UI. */
export const OPENSEARCH_UI = 'application.opensearchservice.amazonaws.com';
