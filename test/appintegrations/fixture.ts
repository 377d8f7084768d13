import { CfnDataIntegration } from 'aws-cdk-lib/aws-appintegrations';
import type { Stack } from 'aws-cdk-lib/core';
import { DataIntegration, DataIntegrationAssociation, type DataIntegrationAssociationProps } from '../../src/appintegrations';
import { type CfnResourceJson, resources } from '../stack';

export { type CfnResourceJson, IRELAND, resources, targetPermissions, targetPolicies, testStack } from '../stack';

export const ID = '11111111-2222-3333-4444-555555555555';
export const ARN = `arn:aws:app-integrations:eu-west-1:111111111111:data-integration/${ID}`;

/** The logical id of the function. It may never change because it is part of the service token of existing resources. */
export const FUNCTION = 'DataAttachmentsAppIntegrationsFunctionCBB8B326';

/** The handler's actions on one data integration and its associations. */
export const ACTIONS = ['app-integrations:CreateDataIntegrationAssociation', 'app-integrations:UpdateDataIntegrationAssociation'];

/** An association of a literal data integration, unless the overrides say otherwise. */
export function associate(stack: Stack, id = 'Association', overrides: Partial<DataIntegrationAssociationProps> = {}): DataIntegrationAssociation {
  return new DataIntegrationAssociation(stack, id, {
    dataIntegration: overrides.dataIntegration ?? imported(stack, id),
    ...overrides,
  });
}

export function imported(stack: Stack, id = '', arn = ARN) {
  return DataIntegration.fromDataIntegrationArn(stack, `${id}DataIntegration`, arn);
}

export function dataIntegration(stack: Stack, id = 'Integration'): CfnDataIntegration {
  return new CfnDataIntegration(stack, id, { name: 'profiles', kmsKey: 'key', sourceUri: 'AmazonConnect://AppIntegrations' });
}

/** The only association of the stack. */
export function associationResource(stack: Stack): CfnResourceJson {
  const [resource, ...others] = Object.values(resources(stack, 'Custom::AppIntegrationsDataIntegrationAssociation'));
  if (!resource || others.length > 0) throw new Error('expected one association');
  return resource;
}
