/** Steps that define an app, in any order and number. */
import { CfnDomain as CfnProfilesDomain } from 'aws-cdk-lib/aws-customerprofiles';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnCollection } from 'aws-cdk-lib/aws-opensearchserverless';
import { CfnApplication, CfnDomain } from 'aws-cdk-lib/aws-opensearchservice';
import { App, Aws, CfnCondition, CfnResource, Fn, Stack } from 'aws-cdk-lib/core';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import type { aws_opensearchservice } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import {
  Administrator, Application, ApplicationCapability, CollectionAccess, DataSource, DataSourceAttachment, DefaultApplication, Destination,
  IdentityCenterPrincipal, OpenSearchHandlerConfig, VpcAccess, VpcEndpointAccess,
} from '../../src';
import { ARN as INTEGRATION, associate, dataIntegration, imported } from '../appintegrations/fixture';
import { give } from '../backend/readings';
import { exportProfiles } from '../customerprofiles/fixture';
import { IRELAND } from '../stack';

const PLACE = 'eu-west-1:111111111111';

/** An app while it is defined. Whatever several definitions need is defined by the first of them. */
export class Definition {
  public readonly app = new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true, 'cdk-data-attachments:now': '2026-02-01T00:00:00Z' } });

  /** A stack of the app. */
  public stack(id = 'Stack'): Stack {
    return this.once(this.app, id, () => new Stack(this.app, id, { env: IRELAND }));
  }

  public condition(name: string): CfnCondition {
    const stack = this.stack();
    return this.once(stack, name, () => new CfnCondition(stack, name, { expression: Fn.conditionEquals(Aws.STACK_NAME, name) }));
  }

  public role(id: string): string {
    const stack = this.stack();
    return this.once(stack, id, () => new Role(stack, id, { assumedBy: new ServicePrincipal('ec2.amazonaws.com') })).roleArn;
  }

  public application(id: string): CfnApplication {
    const stack = this.stack();
    return this.once(stack, id, () => new CfnApplication(stack, id, { name: id.toLowerCase() }));
  }

  public domain(id: string, owner = this.stack()): CfnDomain {
    return this.once(owner, id, () => new CfnDomain(owner, id, { vpcOptions: { subnetIds: ['subnet-1'] } }));
  }

  public collection(): CfnCollection {
    const stack = this.stack();
    return this.once(stack, 'Collection', () => new CfnCollection(stack, 'Collection', { name: 'traces' }));
  }

  /** An attachment, with the condition of this name. */
  public attach(id: string, application: string | aws_opensearchservice.IApplicationRef, dataSource: DataSource, name?: string): void {
    const stack = this.stack();
    const attachment = new DataSourceAttachment(stack, id, {
      application: typeof application === 'string' ? Application.fromApplicationArn(stack, `${id}Application`, application) : application, dataSource,
    });
    if (name !== undefined) give(attachment, this.condition(name));
  }

  /** An application whose users sign in by IAM Identity Center. */
  public signIn(): Application {
    const stack = this.stack();
    return this.once(stack, 'SignIn', () => new Application(stack, 'SignIn', {
      applicationName: 'sign-in', administrators: [Administrator.everyone()], identityCenter: { instanceArn: 'arn:aws:sso:::instance/ssoins-0123456789abcdef' },
    }));
  }

  /** The name of the region, which a resource of the stack reads. */
  public region(): string {
    const stack = this.stack();
    return this.once(stack, 'Lookup', () => new CfnResource(stack, 'Lookup', { type: 'Custom::Lookup' })).getAtt('Region').toString();
  }

  public key(): Key {
    const stack = this.stack('Keys');
    return this.once(stack, 'Key', () => new Key(stack, 'Key'));
  }

  private once<T extends Construct>(scope: Construct, id: string, make: () => T): T {
    return scope.node.tryFindChild(id) as T | undefined ?? make();
  }
}

export type Step = (definition: Definition) => void;

const literal = (id: string) => `arn:aws:opensearch:${PLACE}:application/${id}`;
const formatted = (id: string) => `arn:${Aws.PARTITION}:opensearch:${Aws.REGION}:${Aws.ACCOUNT_ID}:application/${id}`;
const access = (...principals: string[]) => CollectionAccess.forPrincipals(principals);

export const STEPS: readonly Step[] = [
  // The readers of a collection.
  (it) => it.attach('A1', literal('one'), DataSource.fromCollection(it.collection(), { access: access(it.role('Ann'), 'iamidentitycenter/i/group/g', it.role('Ben')) })),
  (it) => it.attach('A2', literal('two'), DataSource.fromCollection(it.collection(), { access: access(it.role('Ben'), it.role('Ann')) })),
  (it) => it.attach('A3', literal('three'), DataSource.fromCollection(it.collection(), { access: access(it.role('Cora'), 'saml/111111111111/i/user/u') }), 'One'),
  (it) => it.attach('A4', literal('four'), DataSource.fromCollection(it.collection(), { access: access(it.role('Dora'), it.role('Ann')) }), 'Two'),
  (it) => it.attach('A5', literal('five'), DataSource.fromCollection(it.collection(), { access: access(it.role('Cora')) }), 'Three'),
  // One application in several words, and under several conditions.
  (it) => it.attach('B1', literal('six'), DataSource.fromDomainName('logs-1'), 'One'),
  (it) => it.attach('B2', formatted('six'), DataSource.fromDomainName('logs-2'), 'Two'),
  (it) => it.attach('B3', `arn:aws:opensearch:${Aws.REGION}:111111111111:application/six`, DataSource.fromDomainName('logs-3'), 'Three'),
  (it) => it.attach('B4', it.application('Ui'), DataSource.fromArn(`arn:aws:es:${PLACE}:domain/logs-3`), 'One'),
  (it) => it.attach('B5', Fn.importValue('Ui'), DataSource.fromDomainName('logs-1'), 'Two'),
  (it) => it.attach('B6', Fn.sub('${Ui}', { Ui: Fn.importValue('Ui') }), DataSource.fromDomainName('logs-2')),
  // Applications and domains of the app, and when they exist.
  (it) => it.attach('C1', it.application('Ui'), DataSource.fromDomain(it.domain('Logs'), { vpcAccess: VpcAccess.authorize({ applicationRegions: ['eu-west-1', 'us-east-1'] }) })),
  (it) => it.attach('C2', it.application('Other'), DataSource.fromDomain(it.domain('Logs'), { vpcAccess: VpcAccess.authorize({ applicationRegions: ['us-east-1', 'eu-west-1'] }) })),
  (it) => it.attach('C3', it.application('Other'), DataSource.fromDomain(it.domain('Elsewhere', it.stack('Domains')))),
  (it) => { give(it.application('Ui'), it.condition('Two')); },
  (it) => { give(it.application('Other'), it.condition('One')); },
  (it) => { give(it.domain('Logs'), it.condition('Three')); },
  (it) => { new VpcEndpointAccess(it.stack('Domains'), 'Access', { domain: it.domain('Elsewhere', it.stack('Domains')) }); },
  // Other kinds and services.
  (it) => { new ApplicationCapability(it.stack(), 'D1', { application: it.application('Ui') }); },
  (it) => { new DefaultApplication(it.stack(), 'D2', { application: it.application('Other') }); },
  (it) => { associate(it.stack(), 'D3', { dataIntegration: give(dataIntegration(it.stack(), 'Integration1'), it.condition('Two')), destination: Destination.fromUri('s3://one/a') }); },
  (it) => { associate(it.stack(), 'D4', { dataIntegration: give(dataIntegration(it.stack(), 'Integration2'), it.condition('One')), destination: Destination.fromUri('s3://one/b') }); },
  (it) => { exportProfiles(it.stack(), { domain: CfnProfilesDomain.fromDomainName(it.stack(), 'Shop', 'shop') }); },
  (it) => { associate(it.stack(), 'D5', { dataIntegration: imported(it.stack(), 'D5', INTEGRATION), clientId: 'me' }); },
  (it) => { associate(it.stack(), 'D6', { dataIntegration: imported(it.stack(), 'D6', INTEGRATION.replace('eu-west-1', Aws.REGION)), clientId: 'you' }); },
  (it) => { it.signIn().assign('Ann', IdentityCenterPrincipal.fromUserId('01234567-89ab-cdef-0123-456789abcdef')); },
  (it) => { it.signIn().assign('Readers', IdentityCenterPrincipal.fromGroupId('11234567-89ab-cdef-0123-456789abcdef')); },
  (it) => { it.attach('D7', it.signIn(), DataSource.fromArn(`arn:aws:es:${it.region()}:111111111111:domain/logs-1`)); },
  // Settings.
  (it) => OpenSearchHandlerConfig.of(it.app).apply({ memorySize: 512, logEncryptionKey: it.key() }),
  (it) => OpenSearchHandlerConfig.of(it.stack('Domains')).apply({ memorySize: 1024 }),
  (it) => OpenSearchHandlerConfig.of(it.stack()).apply({ functionStatements: [new PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] })] }),
  (it) => OpenSearchHandlerConfig.of(it.stack()).apply({ functionStatements: [new PolicyStatement({ actions: ['kms:Decrypt'], resources: ['*'] })] }),
  (it) => { OpenSearchHandlerConfig.of(it.app).metricFailed(); },
  (it) => { OpenSearchHandlerConfig.of(it.stack()).metricFailed(); },
];

interface TemplateJson { readonly Resources?: Record<string, { readonly Properties?: { readonly KeyPolicy?: { readonly Statement: unknown[] } } }> }

/** The templates of an app, by stack. */
export function templates(assembly: CloudAssembly): Record<string, unknown> {
  return Object.fromEntries(assembly.stacks.map((artifact) => {
    const template = artifact.template as TemplateJson;
    // The policy of a key is not ours: the CDK writes its statements in the order in which they were added.
    for (const { Properties } of Object.values(template.Resources ?? {})) {
      Properties?.KeyPolicy?.Statement.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
    }
    return [artifact.stackName, template];
  }));
}

/** An app that is defined by these steps. */
export function defined(steps: readonly Step[]): Definition {
  const definition = new Definition();
  steps.forEach((step) => step(definition));
  return definition;
}
