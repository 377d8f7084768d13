import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ApplicationLogLevel, Architecture } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { RemovalPolicy } from 'aws-cdk-lib/core';
import type { aws_iam, aws_kms, aws_logs, aws_sqs } from 'aws-cdk-lib/interfaces';
import type { HandlerVpc } from './handler-vpc';

/**
 * Settings of a backend: the Lambda function and the state machine that handle the resources of one AWS service in a stack, with
 * their roles and their log group.
 *
 * A setting that is left out keeps the value from an outer scope, or its default.
 */
export interface HandlerSettings {
  /**
   * How much the handler logs. The default logs failures and warnings. `DEBUG` also logs each step of the handler and of its
   * state machine. CloudWatch charges for logs by the gigabyte, and the CDK CLI prints these lines when a deployment fails.
   * `WARN` and `ERROR` log less than the default. `FATAL` is refused, because it would leave out the failures.
   *
   * @default ApplicationLogLevel.INFO
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
   */
  readonly logLevel?: ApplicationLogLevel;

  /**
   * A log group of your own for the handler and its state machine, in the account and region of the stack. Several stacks and
   * services can share one. Set its retention, removal policy and encryption on the log group itself.
   *
   * A scope that sets it, and the scopes inside of that one, cannot set `logRetention`, `logRemovalPolicy` or `logEncryptionKey`.
   * If an outer scope sets these, they apply only to the stacks without a log group of their own.
   *
   * @default - each stack creates a log group
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html
   */
  readonly logGroup?: aws_logs.ILogGroupRef;

  /**
   * How long CloudWatch Logs keeps the logs of the handler and of its state machine.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;

  /**
   * Whether to delete the logs when the log group is removed. It is removed with its stack, or with the stack's last construct
   * for the service. `DESTROY` deletes the logs, and `RETAIN` keeps them. `RETAIN_ON_UPDATE_OR_DELETE` keeps them, except those
   * of a failed deployment that created the log group.
   *
   * A later log group never has the name of a retained one.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly logRemovalPolicy?: RemovalPolicy;

  /**
   * A symmetric KMS key that encrypts the logs, in the region of the stack, or an alias that shows its key. Readers of the logs need `kms:Decrypt` on the key.
   * KMS charges for the key and its use.
   *
   * If the key is defined in the app, its policy gets the statement that CloudWatch Logs needs. Otherwise a warning shows this
   * statement.
   *
   * @default - CloudWatch Logs encrypts them with a key of its own
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   */
  readonly logEncryptionKey?: aws_kms.IKeyRef;

  /**
   * The memory of the handler's function in MiB, from 128 to 10,240.
   *
   * @default 256
   */
  readonly memorySize?: number;

  /**
   * The processor architecture of the handler's function. The default is available in every region.
   *
   * @default Architecture.X86_64
   */
  readonly architecture?: Architecture;

  /**
   * How many invocations of the handler's function can run at a time, at least 1. They are reserved for this function, and the
   * other functions of the account have that many fewer. Lambda leaves them at least 100. This setting is free of charge.
   *
   * Further requests wait. If a request waits for an hour, its resource fails. Ten are enough for hundreds of resources in one
   * deployment. [A
   * table](https://github.com/cdk-data-attachments/cdk-data-attachments/blob/main/docs/operations.md#many-resources-at-once)
   * shows how long deployments take.
   *
   * @default - no invocations are reserved; the function uses the unreserved ones of the account
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   */
  readonly reservedConcurrentExecutions?: number;

  /**
   * The subnets and security groups of the handler's function. Lambda creates network interfaces in these subnets, and the
   * function's role gets permissions for them. The first deployment and the deletion take some minutes longer.
   *
   * @default - the function is not in a VPC of yours
   */
  readonly vpc?: HandlerVpc;

  /**
   * A symmetric KMS key that encrypts the environment variables of the function, in the region of the stack, or an alias that shows
   * its key. The variables contain no secret.
   *
   * The deploying role needs `kms:CreateGrant` and `kms:Encrypt` on the key, because Lambda creates a grant for itself with them.
   * The function's role also gets `kms:Decrypt`, for the case that there is no grant. That permission has an effect only if the
   * key's policy lets the account's IAM policies decide, as the policy of a new key does.
   *
   * @default - a key of Lambda
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
   */
  readonly environmentEncryptionKey?: aws_kms.IKeyRef;

  /**
   * A standard SQS queue for CloudFormation requests that Lambda could not deliver to the handler within an hour. It must be in
   * the region of the stack. A queue that the app defines must also be in the stage of the stack. FIFO queues are refused, because
   * Lambda cannot send to them.
   *
   * The function's role gets permission to send to the queue. If the queue is a `Queue` of the app with a key, the role also gets
   * permission to use that key.
   *
   * A message is the request, with its pre-signed URL. Sending it to the function again has no effect, because CloudFormation no
   * longer waits for the response. The message shows that something is broken.
   *
   * @default - such requests are dropped; only `metricDropped` shows them
   * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
   */
  readonly deadLetterQueue?: aws_sqs.IQueueRef;

  /**
   * Whether AWS X-Ray traces the handler's function and its state machine. If so, both roles get the permissions for X-Ray, which
   * apply to all resources. X-Ray charges for each trace.
   *
   * @default false
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html
   */
  readonly tracingEnabled?: boolean;

  /**
   * The permissions boundary of the function's role and of the state machine's role, a policy of the stack's account or of AWS. It
   * does not apply to the role that an `Application` creates for IAM Identity Center. It must allow everything that the two need:
   * writing logs and setting up the delivery of logs, the state machine and its executions, `lambda:InvokeFunction` on the
   * handler, `cloudformation:DescribeStacks` and `cloudformation:ListStackResources`, and the actions on the attached or
   * associated resources.
   *
   * If it does not let the state machine invoke the handler, a deployment fails only after an hour.
   *
   * @default - no boundary, unless the app sets one in another way
   */
  readonly permissionsBoundary?: aws_iam.IManagedPolicyRef;

  /**
   * Statements to add to the policy of the function's role. The statements of all scopes are added.
   *
   * @default - none
   */
  readonly functionStatements?: PolicyStatement[];
}
