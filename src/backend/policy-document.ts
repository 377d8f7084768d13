import type { IResolvable } from 'aws-cdk-lib/core';

/** The resources of a statement. */
export type Resources = string | readonly string[] | IResolvable;

/** A statement in the form that IAM accepts. It is written out, so the template does not depend on the app's feature flags. */
export function allow(actions: readonly string[], resources: Resources): object {
  return { Effect: 'Allow', Action: unwrapped(actions), Resource: unwrapped(resources) };
}

/** A list with one element is written as that element. */
export function unwrapped(list: Resources): Resources {
  return Array.isArray(list) && list.length === 1 ? list[0] as string : list;
}

export function policyDocument(...statements: object[]): object {
  return { Version: '2012-10-17', Statement: statements };
}

/** A trust policy that lets one AWS service assume a role. */
export function trust(service: string): object {
  return policyDocument({ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' });
}
