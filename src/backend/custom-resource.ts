import { CfnResource, RemovalPolicy, type RemovalPolicyOptions } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Backend } from './backend';
import { defineTraced } from '../private/traced-resource';

/**
 * A custom resource that is deleted if the deployment that created it fails, even under `RETAIN`. Otherwise the next deployment
 * would find what was created, and refuse it.
 */
class CustomResource extends CfnResource {
  public override applyRemovalPolicy(policy: RemovalPolicy | undefined, options: RemovalPolicyOptions = {}): void {
    const given = policy ?? options.default ?? RemovalPolicy.RETAIN;
    super.applyRemovalPolicy(given === RemovalPolicy.RETAIN ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : given, options);
  }
}

export interface CustomResourceProps {
  readonly backend: Backend;
  readonly type: string;
  readonly properties: object;
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Defines the only resource of a construct: a custom resource that the backend handles.
 *
 * @param instantiated the class that the app instantiated
 */
export function defineCustomResource(
  scope: Construct, instantiated: Parameters<typeof defineTraced>[1], { backend, type, properties, removalPolicy }: CustomResourceProps,
): CfnResource {
  const resource = defineTraced(scope, instantiated, () => new CustomResource(scope, 'Resource', {
    type,
    // A delete does not use the maximum wait of these properties: it waits as long as CloudFormation allows.
    properties: { ServiceToken: backend.serviceToken, ...properties },
  }));
  if (removalPolicy) resource.applyRemovalPolicy(removalPolicy);
  return resource;
}
