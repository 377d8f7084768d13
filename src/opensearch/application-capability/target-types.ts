import type { TargetType } from '../../backend/target-permissions';

export const CAPABILITY_APPLICATION: TargetType = {
  name: 'CapabilityApplication',
  actions: ['es:DeregisterCapability', 'es:GetCapability', 'es:RegisterCapability'],
  arn: { service: 'opensearch', resource: 'application' },
  precedence: 3,
};
