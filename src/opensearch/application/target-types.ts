import type { TargetType } from '../../backend/target-permissions';

export const IDENTITY_CENTER_APPLICATION_TARGET: TargetType = {
  name: 'IdentityCenterApplication',
  actions: ['es:GetApplication'],
  arn: { service: 'opensearch', resource: 'application' },
  precedence: 1,
};
