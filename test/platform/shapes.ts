/** Apps in which something is there any number of times. */
import { CfnDomain as CfnProfilesDomain } from 'aws-cdk-lib/aws-customerprofiles';
import { CfnCollection, CfnSecurityPolicy } from 'aws-cdk-lib/aws-opensearchserverless';
import { CfnApplication, CfnDomain } from 'aws-cdk-lib/aws-opensearchservice';
import { type App, Aws, CfnCondition, CfnParameter, Fn, Lazy, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { build as buildConstruct } from '../../bench/subjects/construct';
import { build as buildFloor } from '../../bench/subjects/floor';
import type { Build } from '../../bench/subjects/pair';
import {
  Administrator, Application, ApplicationCapability, CollectionAccess, DataSource, DataSourceAttachment, DefaultApplication,
  IdentityCenterPrincipal, VpcAccess, VpcEndpointAccess, VpcEndpointPrincipal,
} from '../../src';
import { associate, dataIntegration } from '../appintegrations/fixture';
import { exportProfiles } from '../customerprofiles/fixture';
import { IRELAND } from '../stack';

type Shape = (app: App, count: number) => void;

const [REGION, ACCOUNT] = ['eu-west-1', '111111111111'];
const IN_VPC = { vpcOptions: { subnetIds: ['subnet-1'] } };
const READER = `arn:aws:iam::${ACCOUNT}:role/reader`;

const stackOf = (app: IConstruct & Construct, id = 'Stack') => new Stack(app, id, { env: IRELAND });
const applicationArn = (number = 0) => `arn:aws:opensearch:${REGION}:${ACCOUNT}:application/application${String(number).padStart(9, '0')}`;
const domainArn = (number = 0) => `arn:aws:es:${REGION}:${ACCOUNT}:domain/logs-${number}`;
const imported = (scope: Construct, number = 0) => Application.fromApplicationArn(scope, `Application${number}`, applicationArn(number));
const domainOf = (scope: Construct, number = 0) => new CfnDomain(scope, `Domain${number}`, IN_VPC);

/** The same for all definitions of a scope: the first of them defines it. */
const shared = <T extends IConstruct>(scope: IConstruct, id: string, define: () => T): T => scope.node.tryFindChild(id) as T | undefined ?? define();

/** One stack, and a definition in it for each number. */
const inOneStack = (define: (stack: Stack, number: number) => void): Shape => (app, count) => {
  const stack = stackOf(app);
  for (let number = 0; number < count; number += 1) define(stack, number);
};

/** Attachments to one application in one stack. */
const attachments = (dataSourceOf: (stack: Stack, number: number) => DataSource): Shape => (
  inOneStack((stack, number) => attach(stack, number, dataSourceOf(stack, number)))
);

function attach(stack: Stack, number: number, dataSource: DataSource): void {
  const application = shared(stack, 'Application0', () => imported(stack));
  new DataSourceAttachment(stack, `Attachment${number}`, { application, dataSource });
}

const collectionOf = (scope: Construct, number = 0) => new CfnCollection(scope, `Collection${number}`, { name: `traces-${number}` });
const networkPolicy = (scope: Construct, number: number) => new CfnSecurityPolicy(scope, `Policy${number}`, {
  name: `traces-${number}`,
  type: 'network',
  policy: JSON.stringify([{ Rules: [{ ResourceType: 'collection', Resource: [`collection/traces-${number}`] }], AllowFromPublic: false }]),
});

/** What a peer of the benchmark does for attachments to one application. */
const peer = (build: Build): Shape => (app, count) => {
  const pairs = Array.from({ length: count }, (_, number) => ({ applicationArn: applicationArn(), dataSourceArn: domainArn(number) }));
  build(stackOf(app), pairs, { handlerFolder: '' });
};

/** The names of shapes that are compared with one another. */
export const LEAST_CONSTRUCT = 'the least construct that writes the same as an attachment';
export const FLOOR = 'a bare resource with the properties of an attachment';
export const ATTACHMENTS = 'attachments of literal domains';

/** Its growth is quadratic, to show that this is found. */
export const WALK = 'a walk through the app for each definition';

export const SHAPES: Readonly<Record<string, Shape>> = {
  [WALK]: inOneStack((stack, number) => domainOf(stack, number).node.root.node.findAll()),
  [LEAST_CONSTRUCT]: peer(buildConstruct),
  [FLOOR]: peer(buildFloor),
  [ATTACHMENTS]: attachments((_, number) => DataSource.fromArn(domainArn(number))),
  'attachments of named domains': attachments((_, number) => DataSource.fromDomainName(`logs-${number}`)),
  'attachments of parameters': attachments((stack, number) => DataSource.fromArn(new CfnParameter(stack, `Arn${number}`).valueAsString)),
  'attachments of lazy ARNs': attachments((_, number) => DataSource.fromArn(Lazy.string({ produce: () => domainArn(number) }))),
  'attachments of the stack\'s domains, each with access': attachments((stack, number) => DataSource.fromDomain(domainOf(stack, number), { vpcAccess: VpcAccess.authorize() })),
  'attachments of domains in a VPC that nothing reaches': attachments((stack, number) => DataSource.fromDomain(domainOf(stack, number))),
  'attachments of another stack\'s domains': attachments((stack, number) => (
    DataSource.fromDomain(domainOf(shared(stack.node.root, 'Domains', () => stackOf(stack.node.root, 'Domains')), number))
  )),
  'attachments under conditions': attachments((stack, number) => {
    const domain = domainOf(stack, number);
    domain.cfnOptions.condition = new CfnCondition(stack, `Condition${number}`, { expression: Fn.conditionEquals(Aws.STACK_NAME, number) });
    return DataSource.fromDomain(domain, { vpcAccess: VpcAccess.authorize() });
  }),
  'attachments of collections, each with access': attachments((stack, number) => (
    DataSource.fromCollection(collectionOf(stack, number), { access: CollectionAccess.forPrincipals([READER]) })
  )),
  'attachments of private collections': attachments((stack, number) => {
    networkPolicy(stack, number);
    return DataSource.fromCollection(collectionOf(stack, number));
  }),
  'applications with one domain': inOneStack((stack, number) => {
    const application = new CfnApplication(stack, `Application${number}`, { name: `application-${number}` });
    const domain = shared(stack, 'Domain0', () => domainOf(stack));
    new DataSourceAttachment(stack, `Attachment${number}`, { application, dataSource: DataSource.fromDomain(domain, { vpcAccess: VpcAccess.authorize() }), removalPolicy: RemovalPolicy.RETAIN });
  }),
  'applications with one collection': inOneStack((stack, number) => {
    const collection = shared(stack, 'Collection0', () => collectionOf(stack));
    new DataSourceAttachment(stack, `Attachment${number}`, {
      application: imported(stack, number),
      dataSource: DataSource.fromCollection(collection, { access: CollectionAccess.forPrincipals([`${READER}-${number}`, READER]) }),
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }),
  'applications with attachments and administrators': inOneStack((stack, number) => {
    const application = new Application(stack, `Application${number}`, { applicationName: `application-${number}`, administrators: [Administrator.everyone()] });
    application.attach('Attachment', DataSource.fromArn(domainArn(number)));
  }),
  'users of one application': (app, count) => {
    const application = new Application(stackOf(app), 'Application', {
      applicationName: 'application',
      administrators: [Administrator.everyone()],
      identityCenter: { instanceArn: 'arn:aws:sso:::instance/ssoins-1111111111111111' },
    });
    for (let number = 0; number < count; number += 1) {
      application.assign(`User${number}`, IdentityCenterPrincipal.fromUserId(`11111111-2222-3333-4444-${String(number).padStart(12, '0')}`));
    }
  },
  'attachments of one domain under conditions': inOneStack((stack, number) => {
    const application = new CfnApplication(stack, `Application${number}`, { name: `application-${number}` });
    application.cfnOptions.condition = new CfnCondition(stack, `Condition${number}`, { expression: Fn.conditionEquals(Aws.STACK_NAME, number) });
    const domain = shared(stack, 'Domain0', () => domainOf(stack));
    new DataSourceAttachment(stack, `Attachment${number}`, { application, dataSource: DataSource.fromDomain(domain, { vpcAccess: VpcAccess.authorize() }) });
  }),
  'attachments that were removed': inOneStack((stack, number) => {
    attach(stack, number, DataSource.fromDomain(domainOf(stack, number), { vpcAccess: VpcAccess.authorize() }));
    stack.node.tryRemoveChild(`Attachment${number}`);
  }),
  'capabilities': inOneStack((stack, number) => new ApplicationCapability(stack, `Capability${number}`, { application: imported(stack, number) })),
  'accesses to one domain': inOneStack((stack, number) => {
    const principal = VpcEndpointPrincipal.account(String(222222222222 + number));
    new VpcEndpointAccess(stack, `Access${number}`, { domain: shared(stack, 'Domain0', () => domainOf(stack)), principal });
  }),
  'associations': inOneStack((stack, number) => associate(stack, `Association${number}`, {
    dataIntegration: dataIntegration(stack, `Integration${number}`), clientAssociationMetadata: { number: String(number) },
  })),
  'associations of one integration': inOneStack((stack, number) => associate(stack, `Association${number}`, {
    dataIntegration: shared(stack, 'Integration', () => dataIntegration(stack)), clientAssociationMetadata: { number: String(number) },
  })),
  'exports': inOneStack((stack, number) => {
    exportProfiles(stack, { domain: new CfnProfilesDomain(stack, `Domain${number}`, { domainName: `shop-${number}`, defaultExpirationDays: 1 }) }, `Export${number}`);
  }),
  'stacks with attachments': (app, count) => {
    for (let number = 0; number < count; number += 1) attach(stackOf(app, `Stack${number}`), number, DataSource.fromArn(domainArn(number)));
  },
  'nested stacks with attachments': inOneStack((stack, number) => (
    attach(new NestedStack(stack, `Nested${number}`), number, DataSource.fromDomain(domainOf(stack, number), { vpcAccess: VpcAccess.authorize() }))
  )),
  'stacks with default applications': (app, count) => {
    for (let number = 0; number < count; number += 1) {
      const stack = new Stack(app, `Stack${number}`, { env: { region: REGION, account: String(222222222222 + number) } });
      new DefaultApplication(stack, 'Default', { application: new CfnApplication(stack, 'Application', { name: 'application' }) });
    }
  },
};
