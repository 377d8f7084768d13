import { Sandbox } from '../cloud/sandbox';

/** Templates in a few lines, for the tests of the local cloud's platform. */

type Resource = { Type: string; Properties?: unknown; DependsOn?: string | string[]; DeletionPolicy?: string };
export type Resources = Record<string, Resource>;

export const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

/** Creates or updates the stack. Fails with CloudFormation's own reasons. */
export async function deploy(sandbox: Sandbox, resources: Resources, stackName = 'platform'): Promise<Record<string, string>> {
  const { stacks } = sandbox.cloudFormation;
  const stack = await stacks.deploy({ stackName, template: JSON.stringify({ Resources: resources }) });
  if (!/^(CREATE|UPDATE)_COMPLETE$/.test(stack.status)) {
    const reasons = stack.events.filter(({ status }) => status.endsWith('_FAILED')).map(({ logicalId, reason }) => `${logicalId}: ${reason}`);
    throw new Error(`${stack.status}: ${reasons.join('; ')}`);
  }
  return Object.fromEntries([...stack.resources.values()].map(({ logicalId, physicalId }) => [logicalId, physicalId ?? '']));
}

export function policy(...statements: { Action: string | string[]; Resource: unknown; Effect?: string }[]): Record<string, unknown> {
  return { Version: '2012-10-17', Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })) };
}

export function trust(service: string): Record<string, unknown> {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }] };
}

export function role(service: string, ...statements: Parameters<typeof policy>): Resource {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: trust(service),
      ...statements.length > 0 && { Policies: [{ PolicyName: 'inline', PolicyDocument: policy(...statements) }] },
    },
  };
}

/** A function of inline code, with a role `<logicalId>Role` that may write logs. */
export function fn(logicalId: string, code: string, properties: Record<string, unknown> = {}, ...statements: Parameters<typeof policy>): Resources {
  return {
    [`${logicalId}Role`]: role('lambda.amazonaws.com',
      { Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' }, ...statements),
    [logicalId]: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: logicalId, Runtime: 'nodejs22.x', Handler: 'index.handler', Role: arnOf(`${logicalId}Role`), Code: { ZipFile: code }, ...properties,
      },
    },
  };
}

/** A state machine with that name, and a role `<logicalId>Role` that may invoke any function. */
export function machine(logicalId: string, definition: unknown, properties: Record<string, unknown> = {}): Resources {
  return {
    [`${logicalId}Role`]: role('states.amazonaws.com', { Action: 'lambda:InvokeFunction', Resource: '*' }),
    [logicalId]: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        // As a string because a template cannot contain null.
        StateMachineName: logicalId, RoleArn: arnOf(`${logicalId}Role`), DefinitionString: JSON.stringify(definition), ...properties,
      },
    },
  };
}

/** Makes a client's calls take no time. Everything that is due waits until they end. */
export function timeless<C extends { send(...args: never): unknown; destroy(): void }>({ clock }: Sandbox, client: C): C {
  return new Proxy(client, {
    get: (target, name) => name === 'send'
      ? async (...args: never) => clock.during(async () => target.send(...args))
      : Reflect.get(target, name, target),
  });
}
