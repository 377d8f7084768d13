/** This library and what else would do its job, each as its users would write it. */
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, determineLatestNodeRuntime, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnResource, type CfnResourceProps, CustomResource, Duration, type IResolvable, Resource, type Stack } from 'aws-cdk-lib/core';
import { AwsCustomResource, AwsCustomResourcePolicy, type AwsSdkCall, PhysicalResourceId, Provider } from 'aws-cdk-lib/custom-resources';
import { Application, DataSource, DataSourceAttachment, PendingAttachment } from '../src';

/** One data source, and the application that it is to be attached to. */
export interface Pair {
  readonly applicationArn: string;
  readonly dataSourceArn: string;
}

export interface BuildOptions {
  /** The folder of the hand-written handler. */
  readonly handlerFolder: string;
  /** A setting that means nothing to the service; another value is an update that has nothing to do. */
  readonly setting?: number;
  /** One statement on all resources in the place of exact ones, of which a role has no room for so many. */
  readonly wide?: boolean;
}

/** Defines the attachments of one stack, with whatever they need once. */
export type Build = (stack: Stack, pairs: readonly Pair[], options: BuildOptions) => void;

export const SUBJECTS = {
  library: buildLibrary,
  awsCustomResource: buildAwsCustomResource,
  provider: buildProvider,
  construct: buildConstruct,
  cfnResource: buildCfnResource,
} as const satisfies Readonly<Record<string, Build>>;

export type SubjectName = keyof typeof SUBJECTS;

const idOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

function buildLibrary(stack: Stack, pairs: readonly Pair[], { setting = 10 }: BuildOptions): void {
  const applications = new Map([...new Set(pairs.map(({ applicationArn }) => applicationArn))]
    .map((arn) => [arn, Application.fromApplicationArn(stack, idOf(arn), arn)]));
  pairs.forEach(({ applicationArn, dataSourceArn }, index) => new DataSourceAttachment(stack, `Attachment${index}`, {
    application: applications.get(applicationArn) ?? Application.fromApplicationArn(stack, applicationArn, applicationArn),
    dataSource: DataSource.fromArn(dataSourceArn),
    pendingAttachment: PendingAttachment.waitUntilAttached(Duration.minutes(20 + setting)),
  }));
}

function buildAwsCustomResource(stack: Stack, pairs: readonly Pair[], { setting = 0, wide = false }: BuildOptions): void {
  const role = wide ? new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }) : undefined;
  role?.addToPolicy(statement(['es:AttachDataSource', 'es:DetachDataSource', 'es:DescribeDomain'], '*'));
  pairs.forEach(({ applicationArn, dataSourceArn }, index) => {
    const call = (action: string): AwsSdkCall => ({
      service: '@aws-sdk/client-opensearch',
      action,
      parameters: { id: idOf(applicationArn), dataSourceArn },
      physicalResourceId: PhysicalResourceId.of(`${applicationArn}/${dataSourceArn}`),
    });
    const attach = call('AttachDataSource');
    new AwsCustomResource(stack, `Attachment${index}`, {
      resourceType: 'Custom::Attachment',
      onCreate: attach,
      onUpdate: setting === 0 ? attach : { ...attach, apiVersion: String(setting) },
      onDelete: { ...call('DetachDataSource'), ignoreErrorCodesMatching: 'ResourceNotFoundException' },
      installLatestAwsSdk: false,
      ...role ? { role } : {
        policy: AwsCustomResourcePolicy.fromStatements([
          statement(['es:AttachDataSource', 'es:DetachDataSource'], applicationArn),
          statement(['es:DescribeDomain'], dataSourceArn),
        ]),
      },
    });
  });
}

function buildProvider(stack: Stack, pairs: readonly Pair[], { handlerFolder, setting = 0, wide = false }: BuildOptions): void {
  const everything = { applications: ['*'], dataSources: ['*'] };
  const { applications, dataSources } = wide ? everything : {
    applications: [...new Set(pairs.map(({ applicationArn }) => applicationArn))],
    dataSources: pairs.map(({ dataSourceArn }) => dataSourceArn),
  };
  const handler = (name: string) => new LambdaFunction(stack, name, {
    code: Code.fromAsset(handlerFolder),
    handler: `index.${name}`,
    runtime: determineLatestNodeRuntime(stack),
    timeout: Duration.minutes(2),
    initialPolicy: [
      statement(['es:AttachDataSource', 'es:DescribeDataSourceAttachment', 'es:DetachDataSource'], ...applications),
      statement(['es:DescribeDomain'], ...dataSources),
    ],
  });
  const provider = new Provider(stack, 'Provider', {
    onEventHandler: handler('onEvent'), isCompleteHandler: handler('isComplete'), totalTimeout: Duration.minutes(50),
  });
  pairs.forEach(({ applicationArn, dataSourceArn }, index) => new CustomResource(stack, `Attachment${index}`, {
    resourceType: 'Custom::Attachment',
    serviceToken: provider.serviceToken,
    properties: { ApplicationId: idOf(applicationArn), DataSourceArn: dataSourceArn, Setting: setting },
  }));
}

class Bare extends Resource {}

/** The least construct that writes what this library writes: it checks nothing, and what it refers to is empty. */
function buildConstruct(stack: Stack, pairs: readonly Pair[]): void {
  const empty = (id: string) => new CfnResource(stack, id, { type: 'AWS::CloudFormation::WaitConditionHandle' });
  const handler = empty('Handler');
  const policies = [empty('ApplicationPolicy'), empty('DomainPolicy')];
  pairs.forEach((pair, index) => {
    new CfnResource(new Bare(stack, `Attachment${index}`), 'Resource', custom(pair, handler.getAtt('Arn'))).node.addDependency(...policies);
  });
}

/** The floor: what CloudFormation has to be told, and nothing that would carry it out. */
function buildCfnResource(stack: Stack, pairs: readonly Pair[]): void {
  pairs.forEach((pair, index) => (
    new CfnResource(stack, `Attachment${index}`, custom(pair, 'arn:aws:lambda:eu-west-1:111111111111:function:handler'))
  ));
}

function custom({ applicationArn, dataSourceArn }: Pair, serviceToken: string | IResolvable): CfnResourceProps {
  return {
    type: 'Custom::OpenSearchDataSourceAttachment',
    properties: {
      ServiceToken: serviceToken,
      ServiceTimeout: '3600',
      ApplicationArn: applicationArn,
      DataSourceArn: dataSourceArn,
      ExistingAttachment: 'FAIL',
      PendingAttachment: 'WAIT',
      MaxWaitSeconds: '1800',
    },
  };
}

function statement(actions: string[], ...resources: string[]): PolicyStatement {
  return new PolicyStatement({ effect: Effect.ALLOW, actions, resources });
}
