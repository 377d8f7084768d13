/**
 * Without rollback, CloudFormation refuses an update that has to replace anything. So no edit of this library's resources does.
 */
import { CfnDataIntegration } from 'aws-cdk-lib/aws-appintegrations';
import { SecurityGroup, Subnet } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Architecture, ApplicationLogLevel } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnCollection } from 'aws-cdk-lib/aws-opensearchserverless';
import { CfnDomain } from 'aws-cdk-lib/aws-opensearchservice';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { CfnParameter, Fn, type Stack } from 'aws-cdk-lib/core';
import { standInType } from '../../sandbox/platform/cloudformation/stand-ins';
import {
  Administrator, Application, ApplicationCapability, AppIntegrationsHandlerConfig, CollectionAccess, DataIntegrationAssociation, DataSource,
  DataSourceAttachment, DefaultApplication, Destination, type HandlerSettings, OpenSearchHandlerConfig, VpcAccess,
} from '../../src';
import { exportProfiles } from '../customerprofiles/fixture';
import { IRELAND, resources, testStack } from '../stack';

type Build = (stack: Stack) => void;

/** The environment of the stacks. */
const PLACE = { partition: 'aws', region: 'eu-west-1', account: '111111111111' };

/** The replacements in an update from one stack to the other, as `type: property`. */
function replacements(before: Build, after: Build): string[] {
  const [from, to] = [before, after].map((build) => {
    const stack = testStack(IRELAND);
    build(stack);
    return resources(stack);
  });
  return Object.entries(to).flatMap(([id, { Type, Properties }]) => {
    const old = from[id];
    if (!old) return [];
    if (old.Type !== Type) return [`${id}: its type`];
    return (standInType(Type, PLACE)?.createOnly ?? [])
      .filter((name) => JSON.stringify(old.Properties?.[name]) !== JSON.stringify(Properties?.[name]))
      .map((name) => `${Type}: ${name}`);
  });
}

function applicationOf(stack: Stack, name = 'app1'): ReturnType<typeof Application.fromApplicationArn> {
  return Application.fromApplicationArn(stack, `Application-${name}`, `arn:aws:opensearch:eu-west-1:111111111111:application/${name}`);
}

/** Attachments of domains that the stack does not create, each by its position in the list. */
function domains(...names: string[]): Build {
  return (stack) => {
    const application = applicationOf(stack);
    names.forEach((name, index) => new DataSourceAttachment(stack, `A${index}`, {
      application, dataSource: DataSource.fromArn(`arn:aws:es:eu-west-1:111111111111:domain/${name}`),
    }));
  };
}

function applications(count: number): Build {
  return (stack) => {
    const dataSource = DataSource.fromArn('arn:aws:es:eu-west-1:111111111111:domain/logs');
    for (let index = 0; index < count; index++) new DataSourceAttachment(stack, `A${index}`, { application: applicationOf(stack, `app${index}`), dataSource });
  };
}

/** A list of data sources, each with one of the ways in which the stack can know it. */
function mixed(...of: ('imported' | 'own' | 'parameter' | 'import' | 'inVpc')[]): Build {
  return (stack) => {
    const application = applicationOf(stack);
    const sources = {
      imported: () => DataSource.fromArn('arn:aws:es:eu-west-1:111111111111:domain/logs'),
      own: () => DataSource.fromDomain(new CfnDomain(stack, 'Domain')),
      parameter: () => DataSource.fromArn(new CfnParameter(stack, 'Arn').valueAsString),
      import: () => DataSource.fromArn(Fn.importValue('Arn')),
      inVpc: () => DataSource.fromDomain(CfnDomain.fromDomainArn(stack, 'Private', 'arn:aws:es:eu-west-1:111111111111:domain/private'), { vpcAccess: VpcAccess.authorize() }),
    };
    of.forEach((name) => new DataSourceAttachment(stack, name, { application, dataSource: sources[name]() }));
  };
}

function collections(principals: readonly string[], ...names: string[]): Build {
  return (stack) => {
    const application = applicationOf(stack, 'app3');
    names.forEach((name) => new DataSourceAttachment(stack, `A-${name}`, {
      application,
      dataSource: DataSource.fromCollection(new CfnCollection(stack, name, { name }), { access: CollectionAccess.forPrincipals([...principals]) }),
    }));
  };
}

function settings(set: (stack: Stack) => HandlerSettings, after: Build = () => {}): Build {
  return (stack) => {
    domains('logs')(stack);
    exportProfiles(stack);
    [OpenSearchHandlerConfig.of(stack), AppIntegrationsHandlerConfig.of(stack)].forEach((config) => config.apply(set(stack)));
    after(stack);
  };
}

function ui(administrators: number, identityCenter: boolean, users: number): Build {
  return (stack) => {
    const application = new Application(stack, 'Ui', {
      applicationName: 'search-ui',
      administrators: Array.from({ length: administrators }, (_, index) => (
        Administrator.fromRole(new Role(stack, `Role${index}`, { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }))
      )),
      ...identityCenter ? { identityCenter: { instanceArn: 'arn:aws:sso:::instance/ssoins-0123456789abcdef' } } : {},
    });
    for (let index = 0; index < users; index++) application.attach(`D${index}`, DataSource.fromArn(`arn:aws:es:eu-west-1:111111111111:domain/logs${index}`));
  };
}

function associations(...prefixes: string[]): Build {
  return (stack) => {
    const dataIntegration = new CfnDataIntegration(stack, 'Integration', { name: 'profiles', kmsKey: 'key', sourceUri: 'AmazonConnect://AppIntegrations' });
    prefixes.forEach((prefix, index) => new DataIntegrationAssociation(stack, `A${index}`, { dataIntegration, destination: Destination.fromUri(`s3://bucket/${prefix}`) }));
  };
}

const many = (count: number) => Array.from({ length: count }, (_, index) => `logs-${index}`);
const NOTHING: Build = settings(() => ({}));

test.each<[string, Build, Build]>([
  ['one more imported domain', domains('logs'), domains('logs', 'metrics')],
  ['another domain at the start', domains('logs'), domains('metrics', 'logs')],
  ['one domain fewer', domains('logs', 'metrics'), domains('metrics')],
  ['other domains', domains('logs'), domains('metrics', 'traces')],
  ['the 21st domain', domains(...many(20)), domains(...many(21))],
  ['the 21st domain removed', domains(...many(21)), domains(...many(20))],
  ['another application', applications(1), applications(2)],
  ['the 21st application', applications(20), applications(21)],
  ['a domain of the stack in addition', mixed('imported'), mixed('own', 'imported')],
  ['a domain that an export names', mixed('imported', 'own'), mixed('import', 'imported', 'own')],
  ['a domain that a parameter names', mixed('imported'), mixed('imported', 'parameter')],
  ['an export instead of a parameter', mixed('parameter'), mixed('import')],
  ['a domain in a VPC', mixed('imported'), mixed('imported', 'inVpc')],
  ['another collection', collections(['arn:aws:iam::111111111111:role/one'], 'logs'), collections(['arn:aws:iam::111111111111:role/one'], 'traces', 'logs')],
  ['another reader of a collection', collections(['arn:aws:iam::111111111111:role/one'], 'logs'), collections(['arn:aws:iam::111111111111:role/two', 'arn:aws:iam::111111111111:role/one'], 'logs')],
  ['a collection beside a domain', domains('logs'), (stack) => {
    domains('logs')(stack);
    collections(['arn:aws:iam::111111111111:role/one'], 'traces')(stack);
  }],
  ['another association', associations('one'), associations('two', 'one')],
  ['another object type of an export', (stack) => void exportProfiles(stack), (stack) => void exportProfiles(stack, { objectTypes: ['_order', '_profile'] })],
  ['a capability, and the default', domains('logs'), (stack) => {
    domains('logs')(stack);
    const application = applicationOf(stack, 'app2');
    new ApplicationCapability(stack, 'Ai', { application });
    new DefaultApplication(stack, 'Default', { application });
  }],
  ['another administrator', ui(1, false, 1), ui(2, false, 2)],
  ['another data source of an application in IAM Identity Center', ui(1, true, 0), ui(1, true, 2)],
  ['memory, level and retention of logs', NOTHING, settings(() => ({ memorySize: 512, logLevel: ApplicationLogLevel.DEBUG, logRetention: RetentionDays.ONE_YEAR }))],
  ['another architecture, traces and concurrency', NOTHING, settings(() => ({ architecture: Architecture.ARM_64, tracingEnabled: true, reservedConcurrentExecutions: 5 }))],
  ['more permissions', NOTHING, settings(() => ({ functionStatements: [new PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::a/b'] })] }))],
  ['keys', NOTHING, settings((stack) => ({ environmentEncryptionKey: new Key(stack, `Key${stack.node.children.length}`), logEncryptionKey: new Key(stack, `Logs${stack.node.children.length}`) }))],
  ['a queue', NOTHING, settings((stack) => ({ deadLetterQueue: new Queue(stack, `Queue${stack.node.children.length}`) }))],
  ['a VPC', NOTHING, settings((stack) => ({
    vpc: {
      subnets: [Subnet.fromSubnetId(stack, `Subnet${stack.node.children.length}`, 'subnet-1')],
      securityGroups: [SecurityGroup.fromSecurityGroupId(stack, `Group${stack.node.children.length}`, 'sg-1')],
    },
  }))],
  ['a log group of the app', NOTHING, settings((stack) => ({ logGroup: new LogGroup(stack, `Group${stack.node.children.length}`) }))],
  ['metrics', NOTHING, settings(() => ({}), (stack) => [OpenSearchHandlerConfig.of(stack), AppIntegrationsHandlerConfig.of(stack.node.root)].forEach((config) => {
    config.metricFailed();
    config.metricNoResponse();
  }))],
])('%s replaces nothing, neither when it is added nor when it is removed', (_, before, after) => {
  expect([replacements(before, after), replacements(after, before)]).toEqual([[], []]);
});

test('the test would find a policy with another name', () => {
  const rename = (stack: Stack) => {
    domains('logs')(stack);
    stack.node.findAll().forEach((construct) => {
      if ('policyName' in construct) construct.policyName = 'Other';
    });
  };

  expect(replacements(domains('logs'), rename)).toContain('AWS::IAM::RolePolicy: PolicyName');
});
