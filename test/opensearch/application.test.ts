import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { type CfnRole, Group, Role, ServicePrincipal, User } from 'aws-cdk-lib/aws-iam';
import { Alias, type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { CfnDomain } from 'aws-cdk-lib/aws-opensearchservice';
import { App, CfnOutput, CfnParameter, Fn, RemovalPolicies, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib/core';
import { APPLICATION_ARN, attachmentResource, type CfnResourceJson, DOMAIN_ARN, IRELAND, resources, testStack } from './fixture';
import {
  Administrator, Application, ApplicationGrants, type ApplicationProps, DataSource, DataSourceAttachment, ExistingAttachment, IdentityCenterPrincipal,
  Workspace, WorkspaceType,
} from '../../src/opensearch';

const INSTANCE = 'arn:aws:sso:::instance/ssoins-0123456789abcdef';
const GROUP_ID = '01234567-89ab-cdef-0123-456789abcdef';
const USER_ID = '90677c608a-7afcdc23-0bd4-4fb7-b2ff-10ccffdff447';
const ROLE_ARN = 'arn:aws:iam::111111111111:role/analyst';

const group = IdentityCenterPrincipal.fromGroupId(GROUP_ID);
const analyst = (stack: Stack) => Role.fromRoleArn(stack, 'Analyst', ROLE_ARN);

/** An application that a role administers, unless the overrides say otherwise. */
function ui(stack: Stack, overrides: Partial<ApplicationProps> = {}): Application {
  return new Application(stack, 'Ui', {
    applicationName: 'search-ui', administrators: overrides.administrators ?? [Administrator.fromRole(analyst(stack))], ...overrides,
  });
}

function applicationResource(stack: Stack): CfnResourceJson {
  const [resource, ...others] = Object.values(resources(stack, 'AWS::OpenSearchService::Application'));
  expect(others).toEqual([]);
  return resource;
}

function settings(stack: Stack): unknown {
  return applicationResource(stack).Properties.AppConfigs;
}

describe('administrators', () => {
  test('a role is named as a user and as a group, because the documentation does not say which of the two it is', () => {
    const stack = testStack(IRELAND);
    ui(stack);
    expect(applicationResource(stack).Properties).toEqual({
      Name: 'search-ui',
      AppConfigs: [
        { Key: 'opensearchDashboards.dashboardAdmin.users', Value: `["${ROLE_ARN}"]` },
        { Key: 'opensearchDashboards.dashboardAdmin.groups', Value: `["${ROLE_ARN}"]` },
      ],
    });
  });

  test('users and groups are named in lists of their own, each once', () => {
    const stack = testStack(IRELAND);
    const user = Administrator.fromUser(User.fromUserArn(stack, 'User', 'arn:aws:iam::111111111111:user/ann'));
    ui(stack, {
      administrators: [
        user, Administrator.fromIdentityCenter(group), Administrator.fromIdentityCenter(IdentityCenterPrincipal.fromUserId(USER_ID)), user,
        Administrator.everyone(),
      ],
      identityCenter: { instanceArn: INSTANCE, role: analyst(stack) },
    });
    expect(settings(stack)).toEqual([
      { Key: 'opensearchDashboards.dashboardAdmin.users', Value: `["arn:aws:iam::111111111111:user/ann","${USER_ID}","*"]` },
      { Key: 'opensearchDashboards.dashboardAdmin.groups', Value: `["${GROUP_ID}"]` },
    ]);
  });

  test('a role of the same stack is referred to within the list', () => {
    const stack = testStack(IRELAND);
    const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    ui(stack, { administrators: [Administrator.fromRole(role)] });
    const value = { 'Fn::Join': ['', ['["', { 'Fn::GetAtt': [stack.getLogicalId(role.node.defaultChild as never), 'Arn'] }, '"]']] };
    expect(settings(stack)).toEqual([expect.objectContaining({ Value: value }), expect.objectContaining({ Value: value })]);
  });

  test('an id of Identity Center may be known at deployment only', () => {
    const stack = testStack(IRELAND);
    const { valueAsString } = new CfnParameter(stack, 'Group');
    ui(stack, {
      administrators: [Administrator.fromIdentityCenter(IdentityCenterPrincipal.fromGroupId(valueAsString))],
      identityCenter: { instanceArn: Fn.importValue('Instance'), role: analyst(stack) },
    });
    expect(settings(stack)).toEqual([
      { Key: 'opensearchDashboards.dashboardAdmin.groups', Value: { 'Fn::Join': ['', ['["', { Ref: 'Group' }, '"]']] } },
    ]);
  });
});

describe('an error is thrown for', () => {
  const refusal = (overrides: Partial<ApplicationProps>): string => {
    try {
      ui(testStack(IRELAND), overrides);
    } catch (error) {
      return String(error);
    }
    throw new Error('nothing was refused');
  };
  const write = 'write at least one of Administrator.fromRole(…), fromUser(…), fromIdentityCenter(…) and everyone()';

  test.each(['', 'ab', 'a'.repeat(31), 'Search', '1search', 'search_ui'])('the name %j', (applicationName) => {
    expect(refusal({ applicationName })).toBe(`InvalidPropertyError: [Stack/Ui] applicationName: ${JSON.stringify(applicationName)} `
      + 'is not a name that an application can have; write 3 to 30 lower-case letters, digits and hyphens, beginning with a letter');
  });

  test('a missing name', () => {
    expect(refusal({ applicationName: undefined as never })).toMatch(/^InvalidPropertyError: \[Stack\/Ui\] applicationName: undefined is not a string; write 3 to 30/);
  });

  test('no administrators at all', () => {
    expect(refusal({ administrators: [] })).toBe(
      `InvalidPropertyError: [Stack/Ui] administrators: [] names no administrator, so nobody could create a workspace; ${write}`);
    expect(refusal({ administrators: null as never })).toContain(`administrators: null names no administrator, so nobody could create a workspace; ${write}`);
  });

  test('an administrator that is not in a list', () => {
    expect(refusal({ administrators: 'ann' as never })).toBe(
      `InvalidPropertyError: [Stack/Ui] administrators: "ann" is not a list; ${write.replace('write', 'write a list of')}`);
  });

  test('an invalid administrator', () => {
    expect(refusal({ administrators: ['ann' as never] })).toContain(`administrators: "ann" cannot be used here; ${write}`);
    expect(() => Administrator.fromRole('ann' as never)).toThrow('role: "ann" cannot be used here; write a Role, a CfnRole or Role.fromRoleArn(…)');
    expect(() => Administrator.fromUser('ann' as never)).toThrow('user: "ann" cannot be used here; write a User, a CfnUser or User.fromUserArn(…)');
    expect(() => Administrator.fromIdentityCenter('ann' as never)).toThrow(
      'principal: "ann" cannot be used here; write IdentityCenterPrincipal.fromUserId(…) or fromGroupId(…)');
  });

  test('an administrator of Identity Center without its sign-in', () => {
    expect(refusal({ administrators: [Administrator.fromIdentityCenter(group)] })).toBe(`InvalidPropertyError: [Stack/Ui] administrators: "${GROUP_ID}" `
      + 'is a user or group of IAM Identity Center, which this application does not use; set "identityCenter" too, or write a role or a user of IAM');
  });

  test.each(['analysts', `${GROUP_ID}0`, `x${USER_ID}`])('%s as the id of a group', (id) => {
    const administrators = [Administrator.fromIdentityCenter(IdentityCenterPrincipal.fromGroupId(id))];
    expect(refusal({ administrators, identityCenter: { instanceArn: INSTANCE } }))
      .toBe(`InvalidPropertyError: [Stack/Ui] administrators: "${id}" is not an id of IAM Identity Center; `
        + 'write the id that the identity store gave to the group, such as 01234567-89ab-cdef-0123-456789abcdef');
  });

  test('more names than CloudFormation accepts', () => {
    const stack = testStack(IRELAND);
    const users = (count: number) => Array.from({ length: count }, (_, index) => (
      Administrator.fromUser(User.fromUserArn(stack, `${count}-${index}`, `arn:aws:iam::111111111111:user/${index}`))
    ));
    expect(() => ui(stack, { administrators: users(6) })).not.toThrow();
    expect(refusal({ administrators: users(8) })).toMatch(
      /administrators: \["arn:.*"\] take more than 256 characters, which is CloudFormation's limit for the names of all users; write a role or a group that contains them all$/);
  });

  test.each(['arn:aws:sso:::instance/ssoins-1', 'ssoins-0123456789abcdef', `${INSTANCE}0`, `x${INSTANCE}`])('%s as an instance of Identity Center', (instanceArn) => {
    expect(refusal({ identityCenter: { instanceArn } })).toBe(`InvalidPropertyError: [Stack/Ui] identityCenter.instanceArn: ${JSON.stringify(instanceArn)} `
      + 'is not the ARN of an instance of IAM Identity Center; write arn:<partition>:sso:::instance/ssoins-<16 characters>');
  });

  test('options of another type', () => {
    expect(refusal({ identityCenter: INSTANCE as never })).toContain(`identityCenter: "${INSTANCE}" cannot be used here; write an object with its properties`);
    expect(refusal({ identityCenter: { instanceArn: INSTANCE, role: ROLE_ARN as never } })).toContain(`identityCenter.role: "${ROLE_ARN}" cannot be used here`);
    expect(refusal({ encryptionKey: 'alias/key' as never })).toContain('encryptionKey: "alias/key" cannot be used here; write a Key or Key.fromKeyArn(…)');
    expect(refusal({ removalPolicy: RemovalPolicy.SNAPSHOT })).toContain('removalPolicy: "snapshot" does not apply to an application; write DESTROY');
  });
});

test.each([
  [undefined, ['RetainExceptOnCreate', 'Retain']],
  [RemovalPolicy.DESTROY, ['Delete', 'Delete']],
  [RemovalPolicy.RETAIN, ['Retain', 'Retain']],
])('by the removal policy %s, an application is removed as %j', (removalPolicy, expected) => {
  const stack = testStack(IRELAND);
  ui(stack, { removalPolicy });
  const { DeletionPolicy, UpdateReplacePolicy } = applicationResource(stack);
  expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(expected);
});

test('tags of the app are the application\'s', () => {
  const stack = testStack(IRELAND);
  Tags.of(ui(stack)).add('team', 'search');
  expect(applicationResource(stack).Properties.Tags).toEqual([{ Key: 'team', Value: 'search' }]);
});

describe('sign-in with Identity Center', () => {
  test('creates a role for the application, for the data sources of its account and region', () => {
    const stack = testStack(IRELAND);
    const administrators = [Administrator.fromIdentityCenter(group)];
    const { identityCenterRole } = ui(stack, { administrators, identityCenter: { instanceArn: INSTANCE } });
    const [[id, role]] = Object.entries(resources(stack, 'AWS::IAM::Role'));
    const arn = { 'Fn::GetAtt': [id, 'Arn'] };
    expect(stack.resolve(identityCenterRole?.roleRef.roleArn)).toEqual(arn);
    expect(applicationResource(stack).Properties.IamIdentityCenterOptions).toEqual({
      Enabled: true, IamIdentityCenterInstanceArn: INSTANCE, IamRoleForIdentityCenterApplicationArn: arn,
    });
    const service = { Service: 'application.opensearchservice.amazonaws.com' };
    const suffix = { Ref: 'AWS::URLSuffix' };
    expect(role.Properties.AssumeRolePolicyDocument).toEqual({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: service, Action: 'sts:AssumeRole' },
        {
          Effect: 'Allow',
          Principal: service,
          Action: 'sts:SetContext',
          Condition: {
            'ForAllValues:ArnEquals': {
              'sts:RequestContextProviders': [
                'arn:aws:iam::aws:contextProvider/IdentityCenter',
                { 'Fn::Join': ['', ['arn:aws:iam::111111111111:oidc-provider/portal.sso.eu-west-1.', suffix, '/apl/*']] },
              ],
            },
          },
        },
      ],
    });
    expect(role.Properties.Policies).toEqual([{
      PolicyName: 'DataSources',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: ['identitystore:DescribeUser', 'identitystore:DescribeGroup', 'identitystore:ListGroupMembershipsForMember'],
            Resource: '*',
            Condition: { 'ForAnyValue:StringEquals': { 'aws:CalledViaLast': 'es.amazonaws.com' } },
          },
          { Effect: 'Allow', Action: 'es:ESHttp*', Resource: 'arn:aws:es:eu-west-1:111111111111:domain/*' },
          { Effect: 'Allow', Action: 'aoss:APIAccessAll', Resource: 'arn:aws:aoss:eu-west-1:111111111111:collection/*' },
        ],
      },
    }]);
  });

  test('has a created role that may open the application', () => {
    const stack = testStack(IRELAND);
    ui(stack, { identityCenter: { instanceArn: INSTANCE } });
    const [roleId] = Object.keys(resources(stack, 'AWS::IAM::Role'));
    const [applicationId] = Object.keys(resources(stack, 'AWS::OpenSearchService::Application'));
    expect(Object.values(resources(stack, 'AWS::IAM::RolePolicy')).map(({ Properties }) => Properties)).toEqual([{
      PolicyName: 'Application',
      RoleName: { Ref: roleId },
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'opensearch:ApplicationAccessAll', Resource: { 'Fn::GetAtt': [applicationId, 'Arn'] } }],
      },
    }]);
  });

  test.each<[string, RemovalPolicy | undefined, (application: Application, stack: Stack) => void, (string | undefined)[]]>([
    ['by default', undefined, () => {}, ['RetainExceptOnCreate', 'Retain']],
    ['with RETAIN', RemovalPolicy.RETAIN, () => {}, ['Retain', 'Retain']],
    ['with a policy that is applied later', RemovalPolicy.DESTROY, (application) => application.applyRemovalPolicy(RemovalPolicy.RETAIN), ['Retain', 'Retain']],
    ['with the policy of the stack', undefined, (_, stack) => RemovalPolicies.of(stack).retain(), ['Retain', 'Retain']],
    ['with DESTROY', RemovalPolicy.DESTROY, () => {}, [undefined, undefined]],
    ['with DESTROY that is applied later', undefined, (application) => application.applyRemovalPolicy(RemovalPolicy.DESTROY), [undefined, undefined]],
  ])('has a created role that remains as long as the application, %s', (_, removalPolicy, change, expected) => {
    const stack = testStack(IRELAND);
    const application = ui(stack, { administrators: [Administrator.everyone()], identityCenter: { instanceArn: INSTANCE }, removalPolicy });
    application.assign('Analysts', group);
    change(application, stack);
    for (const type of ['AWS::IAM::Role', 'AWS::IAM::RolePolicy']) {
      const [{ DeletionPolicy, UpdateReplacePolicy }] = Object.values(resources(stack, type));
      expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(expected);
    }
  });

  test('has a created role that may have a removal policy of its own', () => {
    const stack = testStack(IRELAND);
    const { identityCenterRole } = ui(stack, { administrators: [Administrator.everyone()], identityCenter: { instanceArn: INSTANCE } });
    (identityCenterRole as CfnRole).applyRemovalPolicy(RemovalPolicy.DESTROY);
    const [role] = Object.values(resources(stack, 'AWS::IAM::Role'));
    expect(role).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
  });

  test('has assignments that do not remain, because who is not assigned any more must not sign in', () => {
    const stack = testStack(IRELAND);
    ui(stack, { administrators: [Administrator.everyone()], identityCenter: { instanceArn: INSTANCE } }).assign('Analysts', group);
    const [assignment] = Object.values(resources(stack, 'AWS::SSO::ApplicationAssignment'));
    expect(assignment).not.toHaveProperty('DeletionPolicy');
  });

  test('does not change a given role', () => {
    const stack = testStack(IRELAND);
    const role = analyst(stack);
    expect(ui(stack, { administrators: [Administrator.everyone()], identityCenter: { instanceArn: INSTANCE, role } }).identityCenterRole).toBe(role);
    expect(Object.values(resources(stack)).map(({ Type }) => Type)).toEqual(['AWS::OpenSearchService::Application']);
  });

  test('is not used for users of IAM, who need no role', () => {
    expect(ui(testStack(IRELAND)).identityCenterRole).toBeUndefined();
  });
});

describe('the key', () => {
  const STATEMENT = {
    Effect: 'Allow',
    Principal: { Service: 'application.opensearchservice.amazonaws.com' },
    Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
    Resource: '*',
  };

  test('of the app gets a statement for OpenSearch UI', () => {
    const stack = testStack(IRELAND);
    const encryptionKey = new Key(stack, 'Key');
    ui(stack, { encryptionKey });
    expect(applicationResource(stack).Properties.KmsKeyArn).toEqual(stack.resolve(encryptionKey.keyArn));
    const [{ Properties }] = Object.values(resources(stack, 'AWS::KMS::Key'));
    expect(Properties.KeyPolicy).toMatchObject({ Statement: expect.arrayContaining([STATEMENT]) });
  });

  test.each<[string, (key: Key) => IKey]>([
    ['an alias', (key) => key.addAlias('dashboards')],
    ['an imported alias whose key is known', (aliasTargetKey) => Alias.fromAliasAttributes(aliasTargetKey.stack, 'Alias', { aliasName: 'alias/dashboards', aliasTargetKey })],
  ])('is used if %s is given, because the service accepts no alias', (_, make) => {
    const stack = testStack(IRELAND);
    const key = new Key(stack, 'Key');
    ui(stack, { encryptionKey: make(key) });
    expect(applicationResource(stack).Properties.KmsKeyArn).toEqual(stack.resolve(key.keyArn));
    const [{ Properties }] = Object.values(resources(stack, 'AWS::KMS::Key'));
    expect(Properties.KeyPolicy).toMatchObject({ Statement: expect.arrayContaining([STATEMENT]) });
  });

  test.each<[string, (stack: Stack) => IKey, string]>([
    ['managed by AWS', (stack) => Alias.fromAliasName(stack, 'Key', 'alias/aws/es'),
      '"alias/aws/es" is managed by AWS, and its policy cannot allow OpenSearch UI to use it; write a customer managed key, or leave encryptionKey out'],
    ['an alias that does not show its key', (stack) => Alias.fromAliasName(stack, 'Key', 'alias/dashboards'),
      '"alias/dashboards" is an alias, and OpenSearch UI needs the key itself; write that key, such as Key.fromKeyArn(…) or Key.fromLookup(…)'],
    ['the ARN of an alias', (stack) => Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111111111111:alias/dashboards'), '"alias/dashboards" is an alias'],
    ['in another region', (stack) => Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:111111111111:key/01234567-89ab-cdef-0123-456789abcdef'),
      '"us-east-1" is not the region of the stack, "eu-west-1"; both must be in the same region'],
  ])('is refused if it is %s', (_, make, problem) => {
    const stack = testStack(IRELAND);
    expect(() => ui(stack, { encryptionKey: make(stack) })).toThrow(`[Stack/Ui] encryptionKey: ${problem}`);
  });

  test('from outside causes a warning with the statement that it needs', () => {
    const stack = testStack(IRELAND);
    ui(stack, { encryptionKey: Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111111111111:key/01234567-89ab-cdef-0123-456789abcdef') });
    const [warning] = Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => String(entry.data));
    expect(warning).toMatch(/^this app cannot change the policy of the key "Stack\/Key"; unless that policy has the following statement, the application cannot use it: .* \[ack: .*keyPolicy\]/);
    const { Effect, Principal, Action, Resource } = STATEMENT;
    expect(JSON.parse(/it: (\{.*\}); add/.exec(warning)?.[1] ?? '')).toEqual({ Action, Effect, Principal, Resource });
  });
});

describe('application.attach', () => {
  test('makes the same attachment as the construct', () => {
    const build = (attach: (stack: Stack, application: Application, domain: CfnDomain) => void) => {
      const stack = testStack(IRELAND);
      attach(stack, ui(stack), new CfnDomain(stack, 'Domain'));
      return Template.fromStack(stack).toJSON();
    };
    const options = { workspace: Workspace.create({ name: 'Logs', type: WorkspaceType.SEARCH }), existingAttachment: ExistingAttachment.ADOPT };
    const one = build((_, application, domain) => application.attach('Logs', DataSource.fromDomain(domain), options));
    const other = build((stack, application, domain) => new DataSourceAttachment(stack, 'Logs', {
      application, dataSource: DataSource.fromDomain(domain), ...options,
    }));
    expect(one).toEqual(other);
  });

  test('refers to the application, and accepts no options for it', () => {
    const stack = testStack(IRELAND);
    const attachment = ui(stack).attach('Logs', DataSource.fromArn(DOMAIN_ARN));
    expect(attachment.node.path).toBe('Stack/Ui/Logs');
    const [id] = Object.keys(resources(stack, 'AWS::OpenSearchService::Application'));
    expect(attachmentResource(stack).Properties).toMatchObject({ ApplicationArn: { 'Fn::GetAtt': [id, 'Arn'] }, DataSourceArn: DOMAIN_ARN });
  });

  test('on an application of another stack makes a reference to that stack', () => {
    const app = new App();
    const application = ui(new Stack(app, 'Owner'));
    const stack = new Stack(app, 'Stack');
    new DataSourceAttachment(stack, 'Logs', { application, dataSource: DataSource.fromArn(DOMAIN_ARN) });
    expect(attachmentResource(stack).Properties.ApplicationArn).toEqual({ 'Fn::ImportValue': expect.stringContaining('Owner:ExportsOutputFnGetAttUi') });
  });
});

test('the known properties of an application come from its resource', () => {
  const stack = testStack();
  const { applicationArn, applicationId, applicationName, applicationRef } = ui(stack);
  Object.entries({ applicationArn, applicationId, applicationName, ref: applicationRef.applicationName })
    .forEach(([name, value]) => new CfnOutput(stack, name, { value }));
  const [id] = Object.keys(resources(stack, 'AWS::OpenSearchService::Application'));
  expect(Template.fromStack(stack).toJSON().Outputs).toEqual({
    applicationArn: { Value: { 'Fn::GetAtt': [id, 'Arn'] } },
    applicationId: { Value: { 'Fn::GetAtt': [id, 'Id'] } },
    applicationName: { Value: { Ref: id } },
    ref: { Value: { Ref: id } },
  });
});

test('an imported application is known by its ARN, and by its name if that is given', () => {
  const stack = testStack(IRELAND);
  const byArn = Application.fromApplicationArn(stack, 'ByArn', APPLICATION_ARN);
  expect(byArn).toMatchObject({ applicationArn: APPLICATION_ARN, applicationId: 'app1' });
  expect(byArn.applicationRef).toEqual({ applicationArn: APPLICATION_ARN, applicationName: 'app1' });
  const byName = Application.fromApplicationAttributes(stack, 'ByName', { applicationArn: APPLICATION_ARN, applicationName: 'search-ui' });
  expect(byName.applicationRef).toEqual({ applicationArn: APPLICATION_ARN, applicationName: 'search-ui' });
  expect(byName.env).toEqual({ region: 'eu-west-1', account: '111111111111' });
  expect(() => Application.fromApplicationAttributes(stack, 'Bad', { applicationArn: DOMAIN_ARN, applicationName: 'x' })).toThrow(/is not an ARN that can be used here/);
  expect(() => Application.fromApplicationAttributes(stack, 'Bad', { applicationArn: APPLICATION_ARN } as never)).toThrow(/applicationName: undefined is not a string/);
  expect(resources(stack)).toEqual({});
});

test.each<[string, (application: Application, grantee: Role | Group) => void]>([
  ['of its own', (application, grantee) => application.grants.access(grantee)],
  ['of elsewhere', (_, grantee) => {
    ApplicationGrants.fromApplication(Application.fromApplicationArn(grantee.stack, 'Import', APPLICATION_ARN)).access(grantee);
  }],
])('a principal may open an application %s who administers it, too', (where, grant) => {
  const stack = testStack(IRELAND);
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
  grant(ui(stack, { administrators: [Administrator.fromRole(role)] }), role);
  const [{ Properties }] = Object.values(resources(stack, 'AWS::IAM::Policy'));
  const [id] = Object.keys(resources(stack, 'AWS::OpenSearchService::Application'));
  expect(Properties.PolicyDocument).toMatchObject({
    Statement: [{ Action: 'opensearch:ApplicationAccessAll', Resource: where === 'of its own' ? { 'Fn::GetAtt': [id, 'Arn'] } : APPLICATION_ARN }],
  });
});
