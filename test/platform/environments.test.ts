/** The environments and the ways in which a platform team deploys stacks. */
import { Template } from 'aws-cdk-lib/assertions';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  App, BootstraplessSynthesizer, CfnParameter, CliCredentialsStackSynthesizer, DefaultStackSynthesizer, Fn, type IPropertyInjector, Lazy, Stack,
  type StackProps, Stage, Token,
} from 'aws-cdk-lib/core';
import { CodePipeline, CodePipelineSource, ShellStep } from 'aws-cdk-lib/pipelines';
import { deployAssembly, destroyStack } from '../../sandbox/platform/assembly';
import { Application, DataSource, DataSourceAttachment, OpenSearchHandlerConfig, Workspace, WorkspaceType } from '../../src';
import { World } from '../e2e/world';
import { attach, attachmentResource, type CfnResourceJson, FUNCTION, IRELAND, resources, testStack } from '../opensearch/fixture';

function stackWith(props: StackProps): Stack {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack', { env: IRELAND, ...props });
  attach(stack);
  return stack;
}

/** Each stage has its own domain. */
function attachIn(stage: Stage): Stack {
  const stack = new Stack(stage, 'Search');
  attach(stack, 'Attachment', { dataSource: DataSource.fromArn(`arn:aws:es:eu-west-1:111111111111:domain/${stage.stageName.toLowerCase()}`) });
  return stack;
}

/** The location of the function's code in the template. */
function codeBucket(stack: Stack): unknown {
  return (resources(stack)[FUNCTION].Properties.Code as { S3Bucket: unknown }).S3Bucket;
}

test('the code is taken from the bucket of the bootstrap stack with the qualifier', () => {
  const stack = stackWith({ synthesizer: new DefaultStackSynthesizer({ qualifier: 'platform' }) });
  expect(codeBucket(stack)).toBe('cdk-platform-assets-111111111111-eu-west-1');
});

test('the code is taken from the location of the synthesizer\'s assets', () => {
  const stack = stackWith({ synthesizer: new DefaultStackSynthesizer({ fileAssetsBucketName: 'golden-assets', bucketPrefix: 'cdk/' }) });
  const { S3Key } = resources(stack)[FUNCTION].Properties.Code as { S3Key: string };
  expect(codeBucket(stack)).toBe('golden-assets');
  expect(S3Key).toMatch(/^cdk\/[0-9a-f]{64}\.zip$/);
});

test('a stack is deployed with the credentials of the CLI if no roles to assume exist', () => {
  const stack = stackWith({ synthesizer: new CliCredentialsStackSynthesizer() });
  expect(codeBucket(stack)).toBe('cdk-hnb659fds-assets-111111111111-eu-west-1');
});

test('a synthesizer that supports no assets says so', () => {
  expect(() => stackWith({ synthesizer: new BootstraplessSynthesizer() })).toThrow(/Cannot add assets/);
});

test('termination protection remains on the stack', () => {
  const stack = stackWith({ terminationProtection: true });
  expect((stack.node.root as App).synth().getStackByName('Stack').terminationProtection).toBe(true);
});

function pipelineIn(stack: Stack): CodePipeline {
  return new CodePipeline(stack, 'Pipeline', {
    synth: new ShellStep('Synth', {
      input: CodePipelineSource.s3(Bucket.fromBucketName(stack, 'Source', 'source'), 'source.zip'), commands: ['npx cdk synth'],
    }),
  });
}

test('a pipeline publishes the code of each stage once', () => {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Pipeline', { env: IRELAND });
  const pipeline = pipelineIn(stack);
  for (const id of ['Test', 'Prod']) {
    const stage = new Stage(stack, id, { env: IRELAND });
    attachIn(stage);
    pipeline.addStage(stage);
  }
  const [{ Stages }] = Object.values(resources(stack, 'AWS::CodePipeline::Pipeline'))
    .map(({ Properties }) => Properties as { Stages: { Name: string; Actions: { Name: string }[] }[] });
  expect(Stages.map(({ Name }) => Name)).toEqual(['Source', 'Build', 'UpdatePipeline', 'Assets', 'Test', 'Prod']);
  expect(Stages.find(({ Name }) => Name === 'Assets')?.Actions).toHaveLength(1);
});

describe('settings after a pipeline has written the templates of a stage', () => {
  /** Settings of the app, before that and after it. */
  function set(before: (config: OpenSearchHandlerConfig) => void, after: (config: OpenSearchHandlerConfig) => void): Stack {
    const app = new App({ analyticsReporting: false });
    const stack = new Stack(app, 'Pipeline', { env: IRELAND });
    const pipeline = pipelineIn(stack);
    const stage = new Stage(stack, 'Prod', { env: IRELAND });
    const search = attachIn(stage);
    before(OpenSearchHandlerConfig.of(app));
    pipeline.addStage(stage);
    after(OpenSearchHandlerConfig.of(app));
    app.synth();
    return search;
  }
  const nothing = () => {};

  test.each<[string, (config: OpenSearchHandlerConfig) => void]>([
    ['a setting', (config) => config.apply({ memorySize: 512 })],
    ['a statement', (config) => config.apply({ functionStatements: [new PolicyStatement({ actions: ['kms:Decrypt'], resources: ['*'] })] })],
    ['a metric', (config) => config.metricFailed()],
  ])('are refused, because they would be lost: %s', (_, call) => {
    expect(() => set(nothing, call)).toThrow(
      '[the app] scope: the app contains the stack "Pipeline/Prod/Search", whose template is already written, so this call would change nothing there; '
      + 'move it before pipeline.addStage(…)');
  });

  test('may be those that the scope has already', () => {
    const call = (config: OpenSearchHandlerConfig) => {
      config.apply({ memorySize: 512 });
      config.metricFailed();
    };
    const search = set(call, call);
    expect(resources(search)[FUNCTION].Properties.MemorySize).toBe(512);
    expect(Object.keys(resources(search, 'AWS::Logs::MetricFilter'))).toHaveLength(1);
  });

  test('may also change the stacks of the app itself, which are written again', () => {
    const stack = testStack(IRELAND);
    attach(stack);
    const app = stack.node.root as App;
    const size = () => (app.synth({ force: true }).getStackByName('Stack').template as { Resources: Record<string, CfnResourceJson> }).Resources[FUNCTION].Properties.MemorySize;
    expect(size()).toBe(256);
    OpenSearchHandlerConfig.of(app).apply({ memorySize: 512 });
    expect(size()).toBe(512);
  });

  test('apply to stages that are added later', () => {
    const app = new App({ analyticsReporting: false });
    const stack = new Stack(app, 'Pipeline', { env: IRELAND });
    const pipeline = pipelineIn(stack);
    const [test, prod] = ['Test', 'Prod'].map((id) => {
      const stage = new Stage(stack, id, { env: IRELAND });
      const search = attachIn(stage);
      OpenSearchHandlerConfig.of(stage).apply({ memorySize: id === 'Test' ? 512 : 1024 });
      pipeline.addStage(stage);
      return search;
    });
    expect([test, prod].map((search) => resources(search)[FUNCTION].Properties.MemorySize)).toEqual([512, 1024]);
  });
});

test('the logical ids of a stack are the same in every stage', () => {
  const app = new App();
  const ids = ['Test', 'Prod'].map((id) => {
    const stack = attachIn(new Stage(app, id, { env: IRELAND }));
    // A policy is named after its purpose, and an attachment after its pair. Each stage's domain has its own name.
    return Object.keys(Template.fromStack(stack).toJSON().Resources).filter((logicalId) => !/Domain|^Attachment/.test(logicalId)).sort();
  });
  expect(ids[0]).toEqual(ids[1]);
  expect(ids[0]).toContain(FUNCTION);
});

test('a token can be used for every value that is known only at deployment', () => {
  const stack = testStack();
  const parameter = (id: string) => new CfnParameter(stack, id).valueAsString;
  new DataSourceAttachment(stack, 'Attachment', {
    application: Application.fromApplicationArn(stack, 'Application', parameter('ApplicationArn')),
    dataSource: DataSource.fromArn(Fn.importValue('Domain')),
    workspace: Workspace.create({ name: parameter('WorkspaceName'), type: WorkspaceType.SEARCH }),
  });
  OpenSearchHandlerConfig.of(stack).apply({ memorySize: Token.asNumber(Lazy.any({ produce: () => 512 })) });
  expect(attachmentResource(stack).Properties).toMatchObject({
    ApplicationArn: { Ref: 'ApplicationArn' },
    DataSourceArn: { 'Fn::ImportValue': 'Domain' },
    WorkspaceConfiguration: { Name: { Ref: 'WorkspaceName' } },
  });
  expect(resources(stack)[FUNCTION].Properties.MemorySize).toBe(512);
});

test('a property injector of the app reaches the stacks of its stages', () => {
  const injector: IPropertyInjector = {
    constructUniqueId: DataSourceAttachment.PROPERTY_INJECTION_ID,
    inject: (props) => ({ ...props, workspace: Workspace.create({ name: 'Platform', type: WorkspaceType.SEARCH }) }),
  };
  const stack = new Stack(new Stage(new App({ propertyInjectors: [injector] }), 'Prod', { env: IRELAND }), 'Search');
  attach(stack);
  expect(attachmentResource(stack).Properties).toMatchObject({ WorkspaceConfiguration: { Name: 'Platform' } });
});

test('the stacks of a stage deploy one after the other, one with the attachment of another\'s export', async () => {
  const world = await World.start();
  try {
    const app = new App({ analyticsReporting: false });
    const stage = new Stage(app, 'Prod');
    const owner = new Stack(stage, 'Owner');
    const consumer = new Stack(stage, 'Consumer');
    const applicationArn = new CfnParameter(owner, 'ApplicationArn', { default: world.arn('search-ui') }).valueAsString;
    const exported = owner.exportValue(applicationArn, { name: 'SearchUi' });
    attach(owner, 'Logs', {
      application: Application.fromApplicationArn(owner, 'Application', applicationArn), dataSource: DataSource.fromArn(world.arn('logs')),
    });
    attach(consumer, 'Metrics', {
      application: Application.fromApplicationArn(consumer, 'Application', exported), dataSource: DataSource.fromArn(world.arn('metrics')),
    });
    consumer.addDependency(owner);
    const { directory } = app.synth().getNestedAssembly('assembly-Prod');

    for (const name of ['Prod-Owner', 'Prod-Consumer']) {
      expect((await deployAssembly(world.cloud, directory, name)).status).toBe('CREATE_COMPLETE');
    }
    expect([world.attachment('logs')?.status, world.attachment('metrics')?.status]).toEqual(['ATTACHED', 'ATTACHED']);
    for (const name of ['Prod-Consumer', 'Prod-Owner']) {
      expect((await destroyStack(world.cloud, name)).status).toBe('DELETE_COMPLETE');
    }
    expect([world.attachment('logs'), world.attachment('metrics')]).toEqual([undefined, undefined]);
  } finally {
    await world.stop();
  }
});
