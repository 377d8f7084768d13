import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ApplicationLogLevel, Architecture } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { RemovalPolicy } from 'aws-cdk-lib/core';
import type { aws_iam, aws_kms, aws_logs, aws_sqs } from 'aws-cdk-lib/interfaces';
import type { HandlerVpc } from './handler-vpc';

/**
 * Settings of what serves all constructs of one AWS service in a stack: a function, a state machine, their roles and their
 * log group. What is left out stays as it is set further up, or as its default.
 */
export interface HandlerSettings {
  /**
   * How much is logged. `DEBUG` adds each step of the handler and of its state machine, which CloudWatch charges for by the
   * gigabyte, and which the CDK CLI then shows when a deployment fails. `WARN` and `ERROR` leave out what is less. `FATAL`
   * would leave out the failures, and is refused.
   *
   * @default ApplicationLogLevel.INFO - failures and warnings
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
   */
  readonly logLevel?: ApplicationLogLevel;

  /**
   * A log group of your own for the handler and its state machine, in the account and region of the stack. Several stacks
   * and services may share one. Its retention, removal and encryption are yours to set, on the group.
   *
   * Cannot be combined with `logRetention`, `logRemovalPolicy` and `logEncryptionKey`, unless those are set further up:
   * there they are for the stacks that have no group of their own.
   *
   * @default - a log group is made in each stack
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html
   */
  readonly logGroup?: aws_logs.ILogGroupRef;

  /**
   * How long the logs of the handler and of its state machine are kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;

  /**
   * What becomes of the logs when the log group is removed with its stack or with the last construct of its service:
   * `DESTROY`, `RETAIN` or `RETAIN_ON_UPDATE_OR_DELETE`. The last one keeps the logs except those of a deployment that
   * fails while it makes the group. A group that is made later never has the name of one that was kept.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly logRemovalPolicy?: RemovalPolicy;

  /**
   * A symmetric key of AWS KMS that the logs are encrypted with, in the region of the stack. Where the key is made in the
   * app, its policy gets the statement that CloudWatch Logs needs; otherwise a warning shows that statement. Whoever reads
   * the logs needs `kms:Decrypt` on the key, and KMS charges for the key and its use.
   *
   * @default - encrypted with a key of CloudWatch Logs
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   */
  readonly logEncryptionKey?: aws_kms.IKeyRef;

  /**
   * Memory of the handler's function in MiB, from 128 to 10,240.
   *
   * @default 256
   */
  readonly memorySize?: number;

  /**
   * Instruction set of the handler's function. The default is the one that every region has.
   *
   * @default Architecture.X86_64
   */
  readonly architecture?: Architecture;

  /**
   * How many invocations of the handler's function can run at a time, at least 1. They are kept for it alone, and taken from
   * what the account has for all others, of which Lambda leaves 100. Free of charge.
   *
   * What comes on top waits its turn, and a resource that does not get one within an hour fails. Ten are enough for
   * hundreds of resources in one deployment; the guide has a table.
   *
   * @default - what the account has left
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   */
  readonly reservedConcurrentExecutions?: number;

  /**
   * Subnets and security groups of the handler's function. Lambda manages network interfaces there, for which the
   * function's role gets the permissions; the first deployment takes some minutes longer, the last deletion too.
   *
   * @default - the function is in no VPC of yours
   */
  readonly vpc?: HandlerVpc;

  /**
   * A symmetric key of AWS KMS that the function's environment is encrypted with, in the region of the stack. There is no
   * secret in it. Who deploys needs `kms:CreateGrant` and `kms:Encrypt` on the key, by which Lambda makes itself a grant. The
   * function's role may decrypt with it as well, for where there is no grant; for that, the policy of the key has to let IAM
   * policies of the account decide, as that of a new key does.
   *
   * @default - a key of Lambda
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
   */
  readonly environmentEncryptionKey?: aws_kms.IKeyRef;

  /**
   * A standard queue that gets the requests of CloudFormation that Lambda could not deliver to the handler within an hour, in
   * the region of the stack. The function's role may send to it, and use its key if it is a `Queue` of the app that has one.
   *
   * A message is the request as it came, with its pre-signed URL. Sending it to the function again does nothing, for
   * CloudFormation has given up by then: it is there to be noticed, and to be looked at.
   *
   * @default - they are dropped, which only `metricDropped` shows
   * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
   */
  readonly deadLetterQueue?: aws_sqs.IQueueRef;

  /**
   * Whether AWS X-Ray traces the handler's function and its state machine, which gives both roles the permissions on all
   * resources that it takes. X-Ray charges by the trace.
   *
   * @default false
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html
   */
  readonly tracingEnabled?: boolean;

  /**
   * Permissions boundary of the handler's role and of the state machine's. It has to allow what the two need: their
   * logs and the delivery of logs, the state machine and its executions, `lambda:InvokeFunction` on the handler,
   * `cloudformation:DescribeStacks` and `cloudformation:ListStackResources`, and the actions on what is attached or
   * associated. Where it forbids the state machine to invoke the handler, a deployment ends only after an hour.
   *
   * @default - no boundary but those that the app sets by other means
   */
  readonly permissionsBoundary?: aws_iam.IManagedPolicyRef;

  /**
   * Statements for the handler's role besides its own. Those of all scopes add up.
   *
   * @default - none
   */
  readonly functionStatements?: PolicyStatement[];
}
