import { CfnResource, RemovalPolicy, type RemovalPolicyOptions } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Backend } from './backend';
import { defineTraced } from '../private/traced-resource';

/**
 * A custom resource of which a deployment that fails keeps nothing. Under `RETAIN`, too, what it made goes with the deployment: the
 * next one would find it, and refuse it.
 */
class CustomResource extends CfnResource {
  public override applyRemovalPolicy(policy: RemovalPolicy | undefined, options: RemovalPolicyOptions = {}): void {
    const given = policy ?? options.default ?? RemovalPolicy.RETAIN;
    super.applyRemovalPolicy(given === RemovalPolicy.RETAIN ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : given, options);
  }
}

export interface CustomResourceProps {
  readonly provider: Backend;
  readonly type: string;
  readonly properties: object;
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Defines the one resource of a construct, which the provider's handler takes care of.
 *
 * @param instantiated the class that the app instantiated
 */
export function defineCustomResource(
  scope: Construct, instantiated: Parameters<typeof defineTraced>[1], { provider, type, properties, removalPolicy }: CustomResourceProps,
): CfnResource {
  const resource = defineTraced(scope, instantiated, () => new CustomResource(scope, 'Resource', {
    type,
    // A delete waits for as long as CloudFormation lets it, whatever the create's patience.
    properties: { ServiceToken: provider.serviceToken, ...properties },
  }));
  if (removalPolicy) resource.applyRemovalPolicy(removalPolicy);
  return resource;
}
