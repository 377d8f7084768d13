import type { IResolvable } from 'aws-cdk-lib/core';

/** What a statement is on. */
export type Resources = string | readonly string[] | IResolvable;

/** One statement as IAM takes it; written out, so that no feature flag of the app changes what a template says. */
export function allow(actions: readonly string[], resources: Resources): object {
  return { Effect: 'Allow', Action: unwrapped(actions), Resource: unwrapped(resources) };
}

/** A list of one is written as that one. */
export function unwrapped(list: Resources): Resources {
  return Array.isArray(list) && list.length === 1 ? list[0] as string : list;
}

export function policyDocument(...statements: object[]): object {
  return { Version: '2012-10-17', Statement: statements };
}

/** Lets one AWS service take a role. */
export function trust(service: string): object {
  return policyDocument({ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' });
}
