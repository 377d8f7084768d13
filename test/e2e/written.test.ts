/** A value deploys in each way in which it can be written. */
import { CfnApplication } from 'aws-cdk-lib/aws-opensearchservice';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { CfnCondition, CfnParameter, type CfnResource, Fn } from 'aws-cdk-lib/core';
import { appFolder } from './app-folder';
import { AssociationWorld } from './association-world';
import { cdk } from './cli';
import { World } from './world';
import { Application, DataIntegration, DataSource, DataSourceAttachment, Destination, ExecutionConfiguration, ExportTime } from '../../src';

describe('a value of Systems Manager', () => {
  test('is the ARN of an application, a domain and a data integration, as a parameter of the stack', async () => {
    const world = await AssociationWorld.start();
    try {
      const { cloud } = world.world;
      const put = (name: string, value: string) => cloud.ssm.put(name, value);
      put('/ui/arn', world.world.arn('search-ui'));
      put('/domain/name', 'logs');
      put('/integration/id', world.dataIntegrationId);
      const { status } = await world.world.deploy({
        build: (stack) => {
          const value = (name: string) => StringParameter.valueForStringParameter(stack, name);
          new DataSourceAttachment(stack, 'Logs', {
            application: Application.fromApplicationArn(stack, 'Application', value('/ui/arn')),
            dataSource: DataSource.fromArn(stack.formatArn({ service: 'es', resource: 'domain', resourceName: value('/domain/name') })),
          });
          const arn = stack.formatArn({ service: 'app-integrations', resource: 'data-integration', resourceName: value('/integration/id') });
          world.add(stack, 'Export', { dataIntegration: DataIntegration.fromDataIntegrationArn(stack, 'DataIntegration', arn) });
        },
      });

      expect(status).toBe('CREATE_COMPLETE');
      expect(world.world.attachment()).toMatchObject({ status: 'ATTACHED' });
      expect(world.associations()).toHaveLength(1);
    } finally {
      await world.stop();
    }
  });

  test('can be any property that is not taken apart, as a dynamic reference', async () => {
    const world = await AssociationWorld.start();
    try {
      world.world.cloud.ssm.put('/bucket', 'exports');
      world.world.cloud.ssm.put('/start', '1767225600000');
      const { status } = await world.deploy({
        Export: {
          destination: Destination.fromUri('s3://{{resolve:ssm:/bucket}}/profiles'),
          executionConfiguration: ExecutionConfiguration.onDemand({ startTime: ExportTime.fromEpochMillis('{{resolve:ssm:/start}}') }),
        },
      });

      expect(status).toBe('CREATE_COMPLETE');
      expect(world.associations()).toMatchObject([{ destinationUri: 's3://exports/profiles' }]);
      expect(world.runs()).toEqual(['1767225600000']);
    } finally {
      await world.stop();
    }
  });
});

describe('conditions', () => {
  let world: World;
  beforeEach(async () => { world = await World.start(); });
  afterEach(async () => world.stop());

  /** A stack with its own application, two domains, and an attachment of each. Anything that is not named is left out. */
  const deploy = async (...holding: string[]) => world.deploy({
    build: (stack) => {
      const conditionOf = (name: string) => {
        const { valueAsString } = new CfnParameter(stack, `${name}Parameter`, { default: holding.includes(name) ? 'yes' : 'no' });
        return new CfnCondition(stack, `Has-${name}`, { expression: Fn.conditionEquals(valueAsString, 'yes') });
      };
      const application = new CfnApplication(stack, 'Application', { name: 'conditional' });
      application.cfnOptions.condition = conditionOf('ui');
      for (const name of ['logs', 'metrics']) {
        const attachment = new DataSourceAttachment(stack, name, { application, dataSource: DataSource.fromArn(world.arn(name)) });
        (attachment.node.defaultChild as CfnResource).cfnOptions.condition = conditionOf(name);
      }
    },
  });
  const attached = () => world.cloud.openSearch.attachments().map(({ dataSourceArn }) => dataSourceArn.split('/')[1]).sort();

  test('can change, and each attachment follows its own', async () => {
    for (const [holding, expected] of [
      [[], []],
      [['ui', 'logs'], ['logs']],
      [['ui', 'metrics'], ['metrics']],
      [['ui', 'logs', 'metrics'], ['logs', 'metrics']],
      [['ui'], []],
      [['ui', 'metrics'], ['metrics']],
      [[], []],
    ] as const) {
      const { status, failures } = await deploy(...holding);
      expect([holding, status, failures]).toEqual([holding, expect.stringMatching(/^(CREATE|UPDATE)_COMPLETE$/), []]);
      expect(attached()).toEqual(expected);
    }
    expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  });

  test('of an application alone remove its attachments too', async () => {
    const withOnly = async (value: string) => world.deploy({
      build: (stack) => {
        const { valueAsString } = new CfnParameter(stack, 'Wanted', { default: value });
        const application = new CfnApplication(stack, 'Application', { name: 'conditional' });
        application.cfnOptions.condition = new CfnCondition(stack, 'IsWanted', { expression: Fn.conditionEquals(valueAsString, 'yes') });
        new DataSourceAttachment(stack, 'Logs', { application, dataSource: DataSource.fromArn(world.arn('logs')) });
      },
    });
    for (const [value, expected] of [['no', []], ['yes', ['logs']], ['no', []]] as const) {
      const { status, failures } = await withOnly(value);
      expect([value, status, failures]).toEqual([value, expect.stringMatching(/^(CREATE|UPDATE)_COMPLETE$/), []]);
      expect(attached()).toEqual(expected);
    }
  });
});

const LOOKUP = `
const { App, Stack } = require('aws-cdk-lib');
const { StringParameter } = require('aws-cdk-lib/aws-ssm');
const { Application, DataSource, DataSourceAttachment } = require('cdk-data-attachments');

const app = new App();
const stack = new Stack(app, 'Search', { env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION } });
new DataSourceAttachment(stack, 'Logs', {
  application: Application.fromApplicationArn(stack, 'Application', StringParameter.valueFromLookup(stack, '/ui/arn')),
  dataSource: DataSource.fromArn(\`arn:aws:es:\${stack.region}:\${stack.account}:domain/\${StringParameter.valueFromLookup(stack, '/domain/name')}\`),
});
`;

test('a value that the CLI looks up deploys in the first attempt', async () => {
  const world = await World.start();
  const folder = appFolder({ 'app.js': LOOKUP });
  try {
    world.cloud.ssm.put('/ui/arn', world.arn('search-ui'));
    world.cloud.ssm.put('/domain/name', 'logs');
    const deployed = await cdk(world.cloud, ['deploy', '--app', 'node app.js'], { cwd: folder.path });

    expect(deployed.output).toContain('Search');
    expect(deployed.code).toBe(0);
    expect(world.attachment()).toMatchObject({ status: 'ATTACHED' });
  } finally {
    folder.remove();
    await world.stop();
  }
});
