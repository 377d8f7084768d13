/** The lifecycles of a handler with settings that require their own permissions. */
import { CfnSecurityGroup, CfnSubnet, CfnVPC } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { CfnResource, type Stack } from 'aws-cdk-lib/core';
import type { Lifecycle, Trial } from './cloud';
import { Application, DataSource, DataSourceAttachment, type HandlerSettings, OpenSearchHandlerConfig } from '../../src';

/** All of these settings. */
export const SETTINGS = {
  vpc: (stack: Stack): HandlerSettings => {
    const { attrVpcId: vpcId } = new CfnVPC(stack, 'Vpc', { cidrBlock: '10.0.0.0/16' });
    return {
      vpc: {
        subnets: [new CfnSubnet(stack, 'Subnet', { vpcId, cidrBlock: '10.0.0.0/24' })],
        securityGroups: [new CfnSecurityGroup(stack, 'SecurityGroup', { vpcId, groupDescription: 'handler' })],
      },
    };
  },
  environment: (stack: Stack): HandlerSettings => ({ environmentEncryptionKey: new Key(stack, 'EnvironmentKey') }),
  dropped: (stack: Stack): HandlerSettings => ({ deadLetterQueue: new Queue(stack, 'Dropped', { encryption: QueueEncryption.KMS }) }),
  traces: (): HandlerSettings => ({ tracingEnabled: true }),
};

/** An attachment whose handler has the settings. */
export function withSettings(stack: Stack, application: string, domain: string, settings: HandlerSettings): void {
  new DataSourceAttachment(stack, 'Logs', {
    application: Application.fromApplicationArn(stack, 'Ui', application), dataSource: DataSource.fromArn(domain),
  });
  OpenSearchHandlerConfig.of(stack).apply(settings);
}

function lifecycle(settings: (stack: Stack) => HandlerSettings, go: (trial: Trial, build: (stack: Stack) => void) => Promise<void>): Lifecycle {
  return async (trial) => {
    const [application, domain] = [
      trial.cloud.openSearch.createApplication(`ui-${trial.name.toLowerCase()}`), trial.cloud.openSearch.createDomain(`logs-${trial.name.toLowerCase()}`),
    ];
    await go(trial, (stack) => withSettings(stack, application.arn, domain.arn, settings(stack)));
  };
}

export const SETTING_LIFECYCLES = {
  'to be in a VPC': lifecycle(SETTINGS.vpc, async (trial, build) => void await trial.deploy(build)),

  'to read an encrypted environment': lifecycle(SETTINGS.environment, async (trial, build) => void await trial.deploy(build)),

  'to keep dropped requests': lifecycle(SETTINGS.dropped, async (trial, build) => {
    await trial.deploy((stack) => {
      build(stack);
      // A function that fails each time.
      const handler = stack.node.findAll().find((construct): construct is CfnResource => (
        CfnResource.isCfnResource(construct) && construct.cfnResourceType === 'AWS::Lambda::Function'));
      handler?.addPropertyOverride('Handler', 'index.none');
    }, /^ROLLBACK_FAILED$/);
    trial.check(trial.cloud.sqs.messages().some((message) => message.includes(`stack/${trial.name}/`)), 'no request was kept');
  }),

  'to be traced': lifecycle(SETTINGS.traces, async (trial, build) => {
    await trial.deploy(build);
    for (const service of ['lambda', 'states']) {
      trial.check(trial.cloud.xray.traces.some((arn) => arn.startsWith(`arn:aws:${service}:`) && arn.includes(`:${trial.name}-`)), `no trace of ${service}`);
    }
  }),
};
