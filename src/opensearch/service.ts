import type { Service } from '../backend/backend';

export const OPENSEARCH: Service = { name: 'OpenSearch', assetFolder: 'opensearch', fullName: 'Amazon OpenSearch Service' };

/** The service principal of OpenSearch UI: the applications use it to reach data sources and keys. */
export const OPENSEARCH_UI = 'application.opensearchservice.amazonaws.com';
