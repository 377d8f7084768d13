/** One statement as IAM takes it; written out, so that no feature flag of the app changes what a template says. */
export function allow(actions: readonly string[], resources: string | readonly string[]): object {
  return { Effect: 'Allow', Action: unwrapped(actions), Resource: unwrapped(resources) };
}

/** A list of one is written as that one. */
function unwrapped(list: string | readonly string[]): string | readonly string[] {
  return list.length === 1 ? list[0] : list;
}

export function policyDocument(...statements: object[]): object {
  return { Version: '2012-10-17', Statement: statements };
}

/** Lets one AWS service take a role. */
export function trust(service: string): object {
  return policyDocument({ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' });
}
