import { OpenSearchCapabilities } from '../../../../lambda/opensearch/application-capability/capabilities';
import type { Calls } from '../../calls';

function capability() {
  return new OpenSearchCapabilities().parse({
    ApplicationArn: 'arn:aws:opensearch:eu-west-1:123456789012:application/app1', CapabilityName: 'ai-capability', ExistingCapability: 'FAIL', MaxWaitSeconds: '60',
  });
}

export const CALLS: Calls = {
  acting: {
    RegisterCapability: async () => new OpenSearchCapabilities().make(capability()),
    DeregisterCapability: async () => new OpenSearchCapabilities().remove(capability()),
  },
  reading: {
    GetCapability: async () => new OpenSearchCapabilities().describe(capability()),
  },
};
