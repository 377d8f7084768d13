/** The examples in TypeScript, and the stack that each creates. */
export const EXAMPLES: Readonly<Record<string, string>> = {
  'opensearch-ui': 'OpenSearchUi',
  'opensearch-ui-from-nothing': 'FromNothing',
  'data-export': 'DataExport',
  'customer-profiles-export': 'CustomerProfilesExport',
};
