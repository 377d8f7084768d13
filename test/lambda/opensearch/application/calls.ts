import { OpenSearchApplications } from '../../../../lambda/opensearch/application/applications';
import type { Calls } from '../../calls';

export const CALLS: Calls = {
  acting: {},
  reading: {
    GetApplication: async () => new OpenSearchApplications().describe('app1'),
  },
};
