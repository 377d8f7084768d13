import { deploy, policy, role, trust } from './platform';
import { Sandbox } from '../cloud/sandbox';
import { ServiceError } from '../platform/core';

const APPLICATION = 'arn:aws:opensearch:us-east-1:123456789012:application/abc';
const ATTACH = { Action: 'es:AttachDataSource', Resource: APPLICATION };

let sandbox: Sandbox;
let roleArn: string;
beforeEach(async () => {
  sandbox = await Sandbox.start();
  roleArn = sandbox.iam.putRole({ roleName: 'R', trustPolicy: trust('lambda.amazonaws.com') });
});
afterEach(async () => sandbox.stop());

/** The reason of the denial, or `allowed`. */
async function attach(resource = APPLICATION, arn = roleArn): Promise<string> {
  return sandbox.iam.authorize(sandbox.iam.session(arn, 's'), 'es:AttachDataSource', resource).then(() => 'allowed', (error: ServiceError) => {
    expect([error.code, error.status]).toEqual(['AccessDeniedException', 403]);
    return error.message;
  });
}

const DENIED = `User: arn:aws:sts::123456789012:assumed-role/R/s is not authorized to perform: es:AttachDataSource on resource: ${APPLICATION} `;

describe('a role', () => {
  test('may do nothing without a policy, and gets AWS\'s message', async () => {
    expect(await attach()).toBe(`${DENIED}because no identity-based policy allows the es:AttachDataSource action`);
  });

  test('may do the actions of an inline policy, on the resource that it names', async () => {
    sandbox.iam.putRolePolicy('R', 'p', policy(ATTACH));
    expect(await attach()).toBe('allowed');
    expect(await attach(`${APPLICATION}d`)).toContain('no identity-based policy');
    sandbox.iam.deleteRolePolicy('R', 'p');
    expect(await attach()).toContain('no identity-based policy');
  });

  test('may do the actions of an attached managed policy', async () => {
    const policyArn = sandbox.iam.putManagedPolicy('m', policy(ATTACH));
    sandbox.iam.attachRolePolicy('R', policyArn);
    expect(await attach()).toBe('allowed');
    sandbox.iam.detachRolePolicy('R', policyArn);
    expect(await attach()).toContain('no identity-based policy');
  });

  test('does not get back a managed policy that is deleted and created again', async () => {
    sandbox.iam.attachRolePolicy('R', sandbox.iam.putManagedPolicy('m', policy(ATTACH)));
    sandbox.iam.deleteManagedPolicy('arn:aws:iam::123456789012:policy/m');
    sandbox.iam.putManagedPolicy('m', policy(ATTACH));
    expect(await attach()).toContain('no identity-based policy');
  });

  test('may write logs with AWS\'s own policy for functions', async () => {
    sandbox.iam.attachRolePolicy('R', 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole');
    const stream = 'arn:aws:logs:us-east-1:123456789012:log-group:g:log-stream:s';
    await expect(sandbox.iam.authorize(sandbox.iam.session(roleArn, 's'), 'logs:PutLogEvents', stream)).resolves.toBeUndefined();
    expect(await attach()).toContain('no identity-based policy');
  });

  test('is denied by an explicit deny', async () => {
    sandbox.iam.putRolePolicy('R', 'p', policy(ATTACH, { ...ATTACH, Effect: 'Deny' }));
    expect(await attach()).toBe(`${DENIED}with an explicit deny in an identity-based policy`);
  });

  test('is denied by its permissions boundary, even by one that does not exist', async () => {
    sandbox.iam.putRolePolicy('R', 'p', policy(ATTACH));
    const bounded = (permissionsBoundary?: string) => sandbox.iam.putRole({ roleName: 'R', trustPolicy: trust('lambda.amazonaws.com'), permissionsBoundary });
    bounded(sandbox.iam.putManagedPolicy('narrow', policy({ Action: 's3:*', Resource: '*' })));
    expect(await attach()).toBe(`${DENIED}because no permissions boundary allows the es:AttachDataSource action`);
    bounded(sandbox.iam.putManagedPolicy('wide', policy({ Action: 'es:*', Resource: '*' })));
    expect(await attach()).toBe('allowed');
    bounded('arn:aws:iam::123456789012:policy/missing');
    expect(await attach()).toContain('no permissions boundary');
  });

  test('may do nothing once it is deleted', async () => {
    sandbox.iam.putRolePolicy('R', 'p', policy(ATTACH));
    sandbox.iam.deleteRole('R');
    expect(await attach()).toContain('no identity-based policy');
  });

  test('with a malformed policy may do nothing, and the message names the policy as the reason', async () => {
    sandbox.iam.putRolePolicy('R', 'p', { Version: '2012-10-17', Statement: [{ Effect: 'Perhaps', Action: '*', Resource: '*' }] });
    expect(await attach()).toContain('is not valid');
  });
});

describe('inline policies', () => {
  const filler = (bytes: number) => policy({ Action: 's3:GetObject', Resource: `arn:aws:s3:::${'x'.repeat(bytes)}` });

  test('share 10,240 bytes', () => {
    const overhead = JSON.stringify(filler(0)).length;
    sandbox.iam.putRolePolicy('R', 'first', filler(5_000 - overhead));
    sandbox.iam.putRolePolicy('R', 'second', filler(5_000 - overhead));
    sandbox.iam.putRolePolicy('R', 'second', filler(5_240 - overhead));
    expect(() => sandbox.iam.putRolePolicy('R', 'second', filler(5_241 - overhead)))
      .toThrow(expect.objectContaining({ code: 'LimitExceeded', message: 'Maximum policy size of 10240 bytes exceeded for role R' }));
  });

  test('fail their CloudFormation resource beyond that', async () => {
    const { R } = await deploy(sandbox, { R: role('lambda.amazonaws.com') });
    await expect(deploy(sandbox, {
      R: role('lambda.amazonaws.com'),
      P: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'p', PolicyDocument: filler(10_240), Roles: [{ Ref: 'R' }] } },
    })).rejects.toThrow(`Maximum policy size of 10240 bytes exceeded for role ${R}`);
  });
});

describe('propagation', () => {
  const DELAY = 120_000;
  const later = async () => sandbox.clock.sleep(DELAY + 1_000);

  test('a creation or change counts later, and a deletion at once', async () => {
    sandbox.iam.propagationDelay = DELAY;
    sandbox.iam.putRolePolicy('R', 'p', policy(ATTACH));
    expect(await attach()).toContain('no identity-based policy');
    await later();
    expect(await attach()).toBe('allowed');

    sandbox.iam.putRolePolicy('R', 'p', policy({ ...ATTACH, Resource: `${APPLICATION}d` }));
    expect([await attach(), await attach(`${APPLICATION}d`)]).toEqual(['allowed', expect.stringContaining('no identity-based policy')]);
    await later();
    expect([await attach(), await attach(`${APPLICATION}d`)]).toEqual([expect.stringContaining('no identity-based policy'), 'allowed']);

    sandbox.iam.deleteRolePolicy('R', 'p');
    expect(await attach(`${APPLICATION}d`)).toContain('no identity-based policy');
  });

  test('putting the same policy again delays nothing', async () => {
    sandbox.iam.putRolePolicy('R', 'p', policy(ATTACH));
    sandbox.iam.propagationDelay = DELAY;
    sandbox.iam.putRolePolicy('R', 'p', policy(ATTACH));
    expect(await attach()).toBe('allowed');
  });

  test('a function or a state machine is created when its role counts', async () => {
    sandbox.iam.propagationDelay = DELAY;
    const started = sandbox.clock.now();
    await deploy(sandbox, {
      Role: role('states.amazonaws.com'),
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: { RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] }, Definition: { StartAt: 'S', States: { S: { Type: 'Succeed' } } } },
      },
    });
    expect(sandbox.clock.now() - started).toBe(DELAY);
  });
});

describe('CloudFormation resources', () => {
  const arn = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
  const shared = (resource: string, ...roles: string[]) => ({
    Type: 'AWS::IAM::Policy',
    Properties: { PolicyName: 'shared', PolicyDocument: policy({ ...ATTACH, Resource: resource }), Roles: roles.map((Ref) => ({ Ref })) },
  });
  const bare = { A: role('lambda.amazonaws.com'), B: role('lambda.amazonaws.com') };

  test('a policy is in the roles that it names, as long as it names them', async () => {
    const { A, B } = await deploy(sandbox, { ...bare, P: shared(APPLICATION, 'A', 'B') });
    expect([await attach(APPLICATION, arn(A)), await attach(APPLICATION, arn(B))]).toEqual(['allowed', 'allowed']);
    await deploy(sandbox, { ...bare, P: shared(APPLICATION, 'B') });
    expect([await attach(APPLICATION, arn(A)), await attach(APPLICATION, arn(B))]).toEqual([expect.stringContaining('not authorized'), 'allowed']);
    await deploy(sandbox, bare);
    expect(await attach(APPLICATION, arn(B))).toContain('not authorized');
  });

  test('a policy with a new name exists only once', async () => {
    const named = (PolicyName: string, resource: string) => ({ ...shared(resource, 'A'), Properties: { ...shared(resource, 'A').Properties, PolicyName } });
    const { A } = await deploy(sandbox, { ...bare, P: named('old', APPLICATION) });
    await deploy(sandbox, { ...bare, P: named('new', `${APPLICATION}d`) });
    expect([await attach(APPLICATION, arn(A)), await attach(`${APPLICATION}d`, arn(A))]).toEqual([expect.stringContaining('not authorized'), 'allowed']);
  });

  test('a role loses the inline policies that its template no longer has', async () => {
    const { A } = await deploy(sandbox, { A: role('lambda.amazonaws.com', ATTACH) });
    expect(await attach(APPLICATION, arn(A))).toBe('allowed');
    await deploy(sandbox, { A: role('lambda.amazonaws.com') });
    expect(await attach(APPLICATION, arn(A))).toContain('not authorized');
  });

  test('a managed policy and a role policy have the same effect as an inline one', async () => {
    const { A, B } = await deploy(sandbox, {
      ...bare,
      M: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: policy(ATTACH), Roles: [{ Ref: 'A' }] } },
      P: { Type: 'AWS::IAM::RolePolicy', Properties: { PolicyName: 'p', PolicyDocument: policy(ATTACH), RoleName: { Ref: 'B' } } },
    });
    expect([await attach(APPLICATION, arn(A)), await attach(APPLICATION, arn(B))]).toEqual(['allowed', 'allowed']);
    await deploy(sandbox, bare);
    expect([await attach(APPLICATION, arn(A)), await attach(APPLICATION, arn(B))])
      .toEqual([expect.stringContaining('not authorized'), expect.stringContaining('not authorized')]);
  });
});
