import type { TargetType } from '../../backend/target-permissions';

export const DATA_INTEGRATION: TargetType = {
  name: 'DataIntegration',
  actions: ['app-integrations:CreateDataIntegrationAssociation', 'app-integrations:UpdateDataIntegrationAssociation'],
  arn: { service: 'app-integrations', resource: 'data-integration' },
  precedence: 1,
  subresource: { service: 'app-integrations', resource: 'data-integration-association' },
};

export const ASSOCIATION_LIST: TargetType = {
  name: 'DataIntegrationAssociation',
  actions: ['app-integrations:ListDataIntegrationAssociations'],
  onAllBecause: 'the action that lists associations does not support resource-level permissions',
};
