import * as v from 'valibot';
import { Authorizer, Place, Principal, Properties, ResourceContext, ResourceState, ResourceType, ServiceError } from '../core';
import { FunctionConfig, LOG_LEVELS } from '../function-process';
import { physicalName } from '../names';
import { cfnNumber, parse } from '../protocols';
import { Iam } from './iam';
import { Kms } from './kms';
import { Sqs } from './sqs';

export type CodeSource = { readonly inline: string } | { readonly bucket: string; readonly key: string };

/** How asynchronous invocations of a function are retried. */
export interface EventInvokeConfig {
  readonly maximumEventAgeSeconds: number;
  readonly maximumRetryAttempts: number;
}

export interface FunctionStore {
  readonly place: Place;
  readonly iam: Iam;
  readonly authorizer: Authorizer;
  readonly kms: Kms;
  readonly sqs: Sqs;
  /** Resolves to the folder with the code. */
  unpack(code: CodeSource): string;
  has(name: string): boolean;
  put(config: FunctionConfig): void;
  get(nameOrArn: string): FunctionConfig;
  delete(name: string): void;
  /** @param id `<function>|<qualifier>` */
  hasEventConfig(id: string): boolean;
  /** Without a config, Lambda's own defaults apply again. */
  configureEvents(id: string, config?: EventInvokeConfig): void;
}

const functionProperties = v.object({
  FunctionName: v.optional(v.string()),
  Code: v.union([
    v.pipe(v.object({ ZipFile: v.string() }), v.transform(({ ZipFile }): CodeSource => ({ inline: ZipFile }))),
    v.pipe(
      v.object({ S3Bucket: v.string(), S3Key: v.string() }),
      v.transform(({ S3Bucket, S3Key }): CodeSource => ({ bucket: S3Bucket, key: S3Key })),
    ),
  ], 'must have ZipFile, or S3Bucket and S3Key'),
  Handler: v.pipe(v.string(), v.includes('.', 'must be <module>.<export>')),
  Role: v.string(),
  Runtime: v.pipe(v.string(), v.startsWith('nodejs', 'must be a Node.js runtime: the local cloud runs no other')),
  Timeout: v.optional(v.pipe(cfnNumber, v.minValue(1), v.maxValue(900)), 3),
  MemorySize: v.optional(v.pipe(cfnNumber, v.minValue(128), v.maxValue(10_240)), 128),
  Environment: v.optional(v.object({ Variables: v.optional(v.record(v.string(), v.pipe(v.unknown(), v.transform(String))), {}) })),
  ReservedConcurrentExecutions: v.optional(v.pipe(cfnNumber, v.minValue(0))),
  VpcConfig: v.optional(v.object({
    SubnetIds: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(16)),
    SecurityGroupIds: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(5)),
  })),
  KmsKeyArn: v.optional(v.string()),
  DeadLetterConfig: v.optional(v.object({ TargetArn: v.string() })),
  TracingConfig: v.optional(v.object({ Mode: v.picklist(['Active', 'PassThrough']) })),
  LoggingConfig: v.optional(v.object({
    LogGroup: v.optional(v.string()),
    LogFormat: v.optional(v.picklist(['JSON', 'Text'])),
    ApplicationLogLevel: v.optional(v.picklist(LOG_LEVELS)),
  })),
});

const eventInvokeConfigProperties = v.object({
  FunctionName: v.string(),
  Qualifier: v.string(),
  MaximumEventAgeInSeconds: v.optional(v.pipe(cfnNumber, v.minValue(60), v.maxValue(21_600)), 21_600),
  MaximumRetryAttempts: v.optional(v.pipe(cfnNumber, v.minValue(0), v.maxValue(2)), 2),
});

export function lambdaResourceTypes(store: FunctionStore): ResourceType[] {
  return [functionType(store), eventInvokeConfigType(store), permissionType()];
}

function functionType(store: FunctionStore): ResourceType {
  const put = async (ownName: string | undefined, properties: Properties, context: ResourceContext): Promise<ResourceState> => {
    const { partition, region, account } = store.place;
    const props = parse(functionProperties, properties, context.logicalId, 'InvalidParameterValueException');
    const name = ownName ?? props.FunctionName ?? physicalName(context, 64);
    const arn = `arn:${partition}:lambda:${region}:${account}:function:${name}`;
    await store.iam.settled(props.Role);
    if (!await store.iam.trusts(props.Role, 'lambda.amazonaws.com')) {
      throw new ServiceError('InvalidParameterValueException', `The role defined for the function cannot be assumed by Lambda: ${props.Role}`);
    }
    const principal = store.iam.session(props.Role, name);
    await checkRole(store, principal, props);
    if (ownName === undefined && store.has(name)) throw new ServiceError('ResourceConflictException', `Function already exists: ${name}`, 409);
    store.put({
      name,
      arn,
      principal,
      reservedConcurrency: props.ReservedConcurrentExecutions,
      kmsKeyArn: props.KmsKeyArn,
      deadLetterArn: props.DeadLetterConfig?.TargetArn,
      isTraced: props.TracingConfig?.Mode === 'Active',
      taskRoot: store.unpack(props.Code),
      handler: props.Handler,
      timeoutSeconds: props.Timeout,
      memorySize: props.MemorySize,
      environment: props.Environment?.Variables ?? {},
      logGroup: props.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
      logFormat: props.LoggingConfig?.LogFormat ?? 'Text',
      logLevel: props.LoggingConfig?.ApplicationLogLevel ?? 'INFO',
    });
    return { physicalId: name, attributes: { Arn: arn } };
  };
  return {
    typeName: 'AWS::Lambda::Function',
    createOnly: ['FunctionName', 'PackageType'],
    create: async (properties, context) => put(undefined, properties, context),
    update: async (state, properties, _old, context) => put(state.physicalId, properties, context),
    delete: async (state) => store.delete(state.physicalId),
  };
}

/** The permissions that, according to AWS's guide, the role of a function in a VPC needs. */
const VPC_ACTIONS = [
  'CreateNetworkInterface', 'DescribeNetworkInterfaces', 'DescribeSubnets', 'DeleteNetworkInterface', 'AssignPrivateIpAddresses',
  'UnassignPrivateIpAddresses',
];

/** Lambda does not create a function whose role lacks permissions that Lambda itself needs. */
async function checkRole(store: FunctionStore, principal: Principal, props: v.InferOutput<typeof functionProperties>): Promise<void> {
  const demand = async (service: string, action: string, resource: string, on: string): Promise<void> => {
    await store.authorizer.authorize(principal, `${service}:${action}`, resource).catch((error: unknown) => {
      throw new ServiceError('InvalidParameterValueException',
        `The provided execution role does not have permissions to call ${action} on ${on}: ${String(error)}`);
    });
  };
  if (props.VpcConfig) {
    const { partition, region, account } = store.place;
    const networkInterface = `arn:${partition}:ec2:${region}:${account}:network-interface/eni-0a1b2c3d4e5f67890`;
    for (const action of VPC_ACTIONS) await demand('ec2', action, action.startsWith('Describe') ? '*' : networkInterface, 'EC2');
  }
  if (props.DeadLetterConfig) {
    const { TargetArn } = props.DeadLetterConfig;
    if (!store.sqs.has(TargetArn)) throw new ServiceError('InvalidParameterValueException', `The target ${TargetArn} does not exist`);
    if (TargetArn.endsWith('.fifo')) throw new ServiceError('InvalidParameterValueException', 'Unsupported source arn : FIFO queues are not supported');
    await demand('sqs', 'SendMessage', TargetArn, 'SQS');
  }
  if (props.KmsKeyArn !== undefined && !store.kms.find(props.KmsKeyArn)?.isEnabled) {
    throw new ServiceError('InvalidParameterValueException',
      'Lambda was unable to configure access to your environment variables because the KMS key is invalid for CreateGrant. Please check your KMS key settings.');
  }
}

function eventInvokeConfigType(store: FunctionStore): ResourceType {
  const put = (properties: Properties, context: ResourceContext, isNew = false): ResourceState => {
    const props = parse(eventInvokeConfigProperties, properties, context.logicalId, 'InvalidParameterValueException');
    const { name } = store.get(props.FunctionName);
    const physicalId = `${name}|${props.Qualifier}`;
    if (isNew && store.hasEventConfig(physicalId)) throw new ServiceError('AlreadyExists', `The event invoke config already exists: ${physicalId}`, 409);
    store.configureEvents(physicalId, {
      maximumEventAgeSeconds: props.MaximumEventAgeInSeconds, maximumRetryAttempts: props.MaximumRetryAttempts,
    });
    return { physicalId, attributes: {} };
  };
  return {
    typeName: 'AWS::Lambda::EventInvokeConfig',
    createOnly: ['FunctionName', 'Qualifier'],
    create: async (properties, context) => put(properties, context, true),
    update: async (_state, properties, _old, context) => put(properties, context),
    delete: async (state) => store.configureEvents(state.physicalId),
  };
}

/** Exists for templates that contain one. Within one account, the caller's own policies decide. */
function permissionType(): ResourceType {
  return {
    typeName: 'AWS::Lambda::Permission',
    createOnly: ['FunctionName', 'Action', 'Principal', 'SourceArn', 'SourceAccount', 'EventSourceToken', 'FunctionUrlAuthType'],
    create: async (_properties, context) => ({ physicalId: physicalName(context, 100), attributes: {} }),
    update: async (state) => state,
    delete: async () => undefined,
  };
}
