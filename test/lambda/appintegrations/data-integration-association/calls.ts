import { AppIntegrationsAssociations } from '../../../../lambda/appintegrations/data-integration-association/associations';
import type { Calls } from '../../calls';

const EXECUTION = { ExecutionMode: 'ON_DEMAND', OnDemandConfiguration: { StartTime: '1767225600000' } } as const;

export const CALLS: Calls = {
  acting: {
    CreateDataIntegrationAssociation: async () => new AppIntegrationsAssociations().create('di-1', {}, 'a-token'),
    UpdateDataIntegrationAssociation: async () => new AppIntegrationsAssociations().update('di-1', 'a-1', EXECUTION),
  },
  reading: {
    ListDataIntegrationAssociations: async () => new AppIntegrationsAssociations().list('di-1'),
  },
};
