import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { aws_sqs } from 'aws-cdk-lib/interfaces';
import type { IConstruct } from 'constructs';
import { checkEnvironment } from './environment';
import { allow } from './policy-document';
import type { Changed } from './settings';
import type { HandlerSettings } from '../handler/handler-settings';

/** Sets the properties of a function whose settings have changed. */
export function applyToFunction(lambdaFunction: CfnFunction, settings: HandlerSettings, changed: Changed): void {
  const { memorySize = 256, architecture, reservedConcurrentExecutions, vpc, environmentEncryptionKey, deadLetterQueue, tracingEnabled } = settings;
  if (changed('memorySize')) lambdaFunction.memorySize = memorySize;
  // Not every region has arm64.
  if (changed('architecture')) lambdaFunction.architectures = [architecture?.name ?? 'x86_64'];
  if (changed('reservedConcurrentExecutions')) lambdaFunction.reservedConcurrentExecutions = reservedConcurrentExecutions;
  if (changed('vpc')) {
    lambdaFunction.vpcConfig = vpc && {
      subnetIds: vpc.subnets.map(({ subnetRef }) => subnetRef.subnetId),
      securityGroupIds: vpc.securityGroups.map(({ securityGroupRef }) => securityGroupRef.securityGroupId),
    };
  }
  if (changed('environmentEncryptionKey')) lambdaFunction.kmsKeyArn = environmentEncryptionKey?.keyRef.keyArn;
  if (changed('deadLetterQueue')) lambdaFunction.deadLetterConfig = deadLetterQueue && { targetArn: deadLetterQueue.queueRef.queueArn };
  if (changed('tracingEnabled')) lambdaFunction.tracingConfig = tracingEnabled ? { mode: 'Active' } : undefined;
}

/** Refuses resources that are known to be in another region than the function. */
export function checkFunctionSettings(scope: IConstruct, { vpc, environmentEncryptionKey, deadLetterQueue }: HandlerSettings): void {
  vpc?.subnets.forEach((subnet, index) => checkEnvironment(scope, `vpc.subnets[${index}]`, subnet, ['region']));
  vpc?.securityGroups.forEach((group, index) => checkEnvironment(scope, `vpc.securityGroups[${index}]`, group, ['region']));
  if (environmentEncryptionKey) checkEnvironment(scope, 'environmentEncryptionKey', environmentEncryptionKey, ['region']);
  if (deadLetterQueue) checkEnvironment(scope, 'deadLetterQueue', deadLetterQueue, ['region']);
}

/** The permissions that Lambda itself needs from the function's role. */
export function lambdaStatements({ vpc, environmentEncryptionKey, deadLetterQueue, tracingEnabled }: HandlerSettings): object[] {
  return [
    ...vpc ? [allow(VPC_ACCESS, '*')] : [],
    // AWS documents that Lambda creates a grant when the function is deployed. It does not say whether the role needs this too.
    ...environmentEncryptionKey ? [allow(['kms:Decrypt'], environmentEncryptionKey.keyRef.keyArn)] : [],
    ...deadLetterQueue ? sendStatements(deadLetterQueue) : [],
    ...tracingEnabled ? [allow(['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], '*')] : [],
  ];
}

/** The permissions that Step Functions needs from the state machine's role for tracing. */
export const TRACING = allow([
  'xray:GetSamplingRules', 'xray:GetSamplingTargets', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments',
], '*');

/** The network interfaces belong to Lambda, which creates them. So a policy cannot name them. */
const VPC_ACCESS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

function sendStatements(queue: aws_sqs.IQueueRef): object[] {
  const key = hasKey(queue) ? queue.encryptionMasterKey : undefined;
  return [
    allow(['sqs:SendMessage'], queue.queueRef.queueArn),
    ...key ? [allow(['kms:Decrypt', 'kms:GenerateDataKey'], key.keyArn)] : [],
  ];
}

/** Whether the queue is an L2 construct, which shows its key. A mere reference to a queue does not. */
function hasKey(queue: aws_sqs.IQueueRef): queue is IQueue {
  return 'encryptionMasterKey' in queue;
}
