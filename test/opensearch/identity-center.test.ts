import { CfnCondition, CfnOutput, CfnParameter, type CfnResource, type Stack } from 'aws-cdk-lib/core';
import { type CfnResourceJson, DOMAIN_ARN, FUNCTION, IRELAND, resources, targetPermissions, targetPolicies, testStack } from './fixture';
import { Administrator, Application, DataSource, IdentityCenterPrincipal } from '../../src/opensearch';
import { neededByCustomResource } from '../stack';

const INSTANCE = 'arn:aws:sso:::instance/ssoins-0123456789abcdef';
const GROUP_ID = '01234567-89ab-cdef-0123-456789abcdef';
const USER_ID = '90677c608a-7afcdc23-0bd4-4fb7-b2ff-10ccffdff447';
const group = IdentityCenterPrincipal.fromGroupId(GROUP_ID);

function ui(stack: Stack, id = 'Ui', instanceArn: string | undefined = INSTANCE): Application {
  return new Application(stack, id, {
    applicationName: id.toLowerCase().padEnd(3, 'x'), administrators: [Administrator.everyone()], identityCenter: instanceArn === '' ? undefined : { instanceArn },
  });
}

const READER = 'Custom::OpenSearchIdentityCenterApplication';
const ASSIGNMENT = 'AWS::SSO::ApplicationAssignment';

function only(stack: Stack, type: string): [string, CfnResourceJson] {
  const [one, ...others] = Object.entries(resources(stack, type));
  expect(others).toEqual([]);
  return one;
}

test('the ARN that Identity Center has for the application is read once, and only if it is used', () => {
  const silent = testStack(IRELAND);
  ui(silent);
  expect(Object.values(resources(silent)).map(({ Type }) => Type).sort()).toEqual([
    'AWS::IAM::Role', 'AWS::IAM::RolePolicy', 'AWS::OpenSearchService::Application',
  ]);

  const stack = testStack(IRELAND);
  const application = ui(stack);
  ['One', 'Two'].forEach((id) => new CfnOutput(stack, id, { value: application.identityCenterApplicationArn }));
  const [id, { Properties }] = only(stack, READER);
  expect(stack.resolve(application.identityCenterApplicationArn)).toEqual({ 'Fn::GetAtt': [id, 'IdentityCenterApplicationArn'] });
  const [applicationId] = only(stack, 'AWS::OpenSearchService::Application');
  const applicationArn = { 'Fn::GetAtt': [applicationId, 'Arn'] };
  expect(Properties).toEqual({
    ServiceToken: { 'Fn::GetAtt': [FUNCTION, 'Arn'] }, ApplicationArn: applicationArn, InstanceArn: INSTANCE,
  });
  expect(targetPermissions(stack)).toContainEqual(['es:GetApplication', applicationArn]);
});

test('it is read after the permission exists, and by the handler that attaches', () => {
  const build = (attached: boolean) => {
    const stack = testStack(IRELAND);
    const application = ui(stack);
    application.assign('Analysts', group);
    if (attached) application.attach('Logs', DataSource.fromArn(DOMAIN_ARN));
    return stack;
  };
  const alone = build(false);
  const needed = neededByCustomResource(alone);
  expect(needed).toContain(FUNCTION);
  expect(needed.filter((id) => id in targetPolicies(alone))).toHaveLength(1);
  // The attachment, and the permissions on the application and on the domain.
  expect(Object.keys(resources(build(true)))).toHaveLength(Object.keys(resources(alone)).length + 3);
});

test('users and groups are assigned to it', () => {
  const stack = testStack(IRELAND);
  const application = ui(stack);
  application.assign('Analysts', group);
  application.assign('Ann', IdentityCenterPrincipal.fromUserId(USER_ID));
  const [id] = only(stack, READER);
  const applicationArn = { 'Fn::GetAtt': [id, 'IdentityCenterApplicationArn'] };
  expect(Object.values(resources(stack, ASSIGNMENT)).map(({ Properties }) => Properties)).toEqual([
    { ApplicationArn: applicationArn, PrincipalType: 'GROUP', PrincipalId: GROUP_ID },
    { ApplicationArn: applicationArn, PrincipalType: 'USER', PrincipalId: USER_ID },
  ]);
});

test('an assignment has a logical id made of the application and the principal, and not of its construct', () => {
  const ids = (names: readonly string[], principal = group) => {
    const stack = testStack(IRELAND);
    names.forEach((name, index) => ui(stack, index === 0 ? 'Ui' : 'Other').assign(name, principal));
    return Object.keys(resources(stack, ASSIGNMENT));
  };
  expect(ids(['Analysts'])).toEqual(ids(['Renamed']));
  expect(ids(['Analysts'])[0]).toMatch(/^AssignmentUi[0-9A-F]{8}[0-9A-F]{10}$/);
  const all = [...ids(['A', 'A']), ...ids(['A'], IdentityCenterPrincipal.fromUserId(GROUP_ID)), ...ids(['A'], IdentityCenterPrincipal.fromGroupId(USER_ID))];
  expect(new Set(all).size).toBe(4);
});

test('a principal is assigned once', () => {
  const stack = testStack(IRELAND);
  const application = ui(stack);
  application.assign('Analysts', group);
  application.assign('Again', group);
  expect(() => resources(stack)).toThrow(/\[Stack\/Ui\/Again\] assigns the same group as "Stack\/Ui\/Analysts"; remove one of them/);
});

test('a principal may be known only at deployment', () => {
  const stack = testStack(IRELAND);
  ui(stack).assign('Analysts', IdentityCenterPrincipal.fromGroupId(new CfnParameter(stack, 'Group').valueAsString));
  expect(only(stack, ASSIGNMENT)[1].Properties.PrincipalId).toEqual({ Ref: 'Group' });
});

test('nobody can be assigned to an application whose users do not sign in with Identity Center', () => {
  const message = '[Stack/Ui] identityCenter: undefined means that this application does not use IAM Identity Center, but this needs it; '
    + 'give it "identityCenter"';
  const application = ui(testStack(IRELAND), 'Ui', '');
  expect(() => application.assign('Analysts', group)).toThrow(message);
  expect(() => application.identityCenterApplicationArn).toThrow(message);
});

test('the id of the read cannot be the id of something else', () => {
  const application = ui(testStack(IRELAND));
  application.attach('IdentityCenterApplication', DataSource.fromArn(DOMAIN_ARN));
  expect(() => application.identityCenterApplicationArn).toThrow('There is already a Construct with name \'IdentityCenterApplication\' in Application [Ui]');
});

test('an invalid principal is refused', () => {
  const application = ui(testStack(IRELAND));
  expect(() => application.assign('Ann', 'ann' as never)).toThrow('principal: "ann" cannot be used here; write IdentityCenterPrincipal.fromUserId(…)');
  expect(() => application.assign('Ann', IdentityCenterPrincipal.fromUserId('ann'))).toThrow('principal: "ann" is not an id of IAM Identity Center');
});

test('another instance makes another resource for the read', () => {
  const read = (instanceArn: string) => {
    const stack = testStack(IRELAND);
    void ui(stack, 'Ui', instanceArn).identityCenterApplicationArn;
    return only(stack, READER);
  };
  const [[id, one], [otherId, other]] = [read(INSTANCE), read(INSTANCE.replace('0123', '4567'))];
  expect(otherId).toBe(id);
  expect(other.Properties.InstanceArn).not.toBe(one.Properties.InstanceArn);
});

test('the read and the assignments have the condition of the application', () => {
  const stack = testStack(IRELAND);
  const application = ui(stack);
  application.assign('Analysts', group);
  const condition = new CfnCondition(stack, 'IsProduction');
  (application.node.defaultChild as CfnResource).cfnOptions.condition = condition;
  const conditions = [READER, ASSIGNMENT, 'AWS::OpenSearchService::Application'].map((type) => (only(stack, type)[1] as { Condition?: string }).Condition);
  expect(conditions).toEqual(['IsProduction', 'IsProduction', 'IsProduction']);
});
