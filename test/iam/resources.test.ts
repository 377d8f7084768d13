import type { Stack } from 'aws-cdk-lib/core';
import { exportProfiles } from './export-lifecycles';
import { access, association, attachments, resourcesOf, settings, statementsOf } from './statements';
import { Application, DataSource, DataSourceAttachment } from '../../src';

/** The actions without a resource level in IAM, by the pages that say so. */
const WITHOUT_RESOURCE: Readonly<Record<string, readonly string[]>> = {
  'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html': [
    'logs:CreateLogDelivery', 'logs:DeleteLogDelivery', 'logs:DescribeLogGroups', 'logs:DescribeResourcePolicies', 'logs:GetLogDelivery',
    'logs:ListLogDeliveries', 'logs:PutResourcePolicy', 'logs:UpdateLogDelivery',
  ],
  'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonopensearchserverless.html': ['aoss:BatchGetCollection'],
  'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonopensearchservice.html': [
    'es:AuthorizeVpcEndpointAccess', 'es:ListVpcEndpointAccess', 'es:RevokeVpcEndpointAccess',
    // It is read before its application is known.
    'es:GetDefaultApplicationSetting',
  ],
  'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonappintegrations.html': [
    'app-integrations:ListDataIntegrationAssociations',
  ],
};

/** Attachments to so many applications, and of so many domains, that policies do not name each. */
function manyAttachments(stack: Stack): void {
  for (let index = 0; index < 30; index++) {
    new DataSourceAttachment(stack, `A${index}`, {
      application: Application.fromApplicationArn(stack, `Ui${index}`, `arn:aws:opensearch:us-east-1:123456789012:application/ui${index}`),
      dataSource: DataSource.fromArn(`arn:aws:es:us-east-1:123456789012:domain/logs${index}`),
    });
  }
}

const STACKS: readonly [string, (stack: Stack) => void][] = [
  ['attachments', attachments],
  ['attachments to many applications', manyAttachments],
  ['an access', access],
  ['a capability and a default', settings],
  ['an association', association],
  ['an export', (stack) => exportProfiles(stack)],
];

describe.each(STACKS)('the template of %s', (_, build) => {
  test('allows on all resources only actions that have no resource level in IAM', () => {
    const onAll = statementsOf(build)
      // In the policy of a key, `*` is the key.
      .filter(({ type, allows, resources }) => type !== 'AWS::KMS::Key' && allows && resources.includes('*'))
      .flatMap(({ actions }) => actions);
    expect(Object.values(WITHOUT_RESOURCE).flat()).toEqual(expect.arrayContaining(onAll));
    expect(onAll).not.toEqual([]);
  });

  test('names each action, and has no wildcard in a resource before its name', () => {
    const own = statementsOf(build).filter(({ type, allows }) => type.startsWith('AWS::IAM::') && allows);
    for (const action of own.flatMap(({ actions }) => actions)) expect(action).not.toContain('*');
    for (const resource of own.flatMap(({ resources }) => resources).filter((each) => each !== '*')) {
      const [, partition, service, region, account, name] = /^arn:([^:]+):([^:]+):([^:]+):([^:]+):(.+)$/.exec(written(resource)) ?? [];
      expect([partition, service, region, account, name].join()).not.toMatch(/undefined|^\*|,\*/);
    }
  });

  test('names a partition only in the given ARNs', () => {
    expect(JSON.stringify(resourcesOf(build))).not.toMatch(/arn:aws[a-z-]*:(?!opensearch:|es:|aoss:|app-integrations:)/);
  });

  test('has no managed policies, and only Lambda and Step Functions may assume its roles', () => {
    const all = Object.values(resourcesOf(build));
    expect(all.filter(({ Type }) => Type === 'AWS::IAM::ManagedPolicy')).toEqual([]);
    const roles = all.filter(({ Type }) => Type === 'AWS::IAM::Role').map(({ Properties = {} }) => Properties);
    for (const role of roles) expect(role).not.toHaveProperty('ManagedPolicyArns');
    expect(roles.map(({ AssumeRolePolicyDocument }) => AssumeRolePolicyDocument)).toEqual(['states', 'lambda'].map((service) => (
      { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: `${service}.amazonaws.com` } }] }
    )));
  });
});

/** The final text of an ARN. A reference to a whole ARN becomes one, and a reference to a part becomes that part. */
function written(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const { Ref, ['Fn::GetAtt']: getAtt, ['Fn::Join']: join } = resource as { 'Ref'?: string; 'Fn::GetAtt'?: string[]; 'Fn::Join'?: [string, unknown[]] };
  if (join) return join[1].map((part) => typeof part === 'string' ? part : 'part').join(join[0]);
  return Ref || getAtt ? 'arn:aws:service:region:account:name' : JSON.stringify(resource);
}
