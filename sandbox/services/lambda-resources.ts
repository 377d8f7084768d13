import * as v from 'valibot';
import { Place, Properties, ResourceContext, ResourceState, ResourceType, ServiceError } from '../core';
import { FunctionConfig, LOG_LEVELS } from '../function-process';
import { physicalName } from '../names';
import { cfnNumber, parse } from '../protocols';
import { Iam } from './iam';
import type { EventInvokeConfig } from './lambda';

export type CodeSource = { readonly inline: string } | { readonly bucket: string; readonly key: string };

export interface FunctionStore {
  readonly place: Place;
  readonly iam: Iam;
  /** Resolves to the folder that holds the code. */
  unpack(code: CodeSource): string;
  put(config: FunctionConfig): void;
  get(nameOrArn: string): FunctionConfig;
  delete(name: string): void;
  /** Without a config, Lambda's own defaults hold again. */
  configureEvents(functionName: string, config?: EventInvokeConfig): void;
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
  const put = async (givenName: string | undefined, properties: Properties, context: ResourceContext): Promise<ResourceState> => {
    const { partition, region, account } = store.place;
    const props = parse(functionProperties, properties, context.logicalId, 'InvalidParameterValueException');
    const name = givenName ?? props.FunctionName ?? physicalName(context, 64);
    const arn = `arn:${partition}:lambda:${region}:${account}:function:${name}`;
    await store.iam.settled(props.Role);
    if (!await store.iam.trusts(props.Role, 'lambda.amazonaws.com')) {
      throw new ServiceError('InvalidParameterValueException', `The role defined for the function cannot be assumed by Lambda: ${props.Role}`);
    }
    store.put({
      name,
      arn,
      principal: store.iam.session(props.Role, name),
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

function eventInvokeConfigType(store: FunctionStore): ResourceType {
  const put = (properties: Properties, context: ResourceContext): ResourceState => {
    const props = parse(eventInvokeConfigProperties, properties, context.logicalId, 'InvalidParameterValueException');
    const { name } = store.get(props.FunctionName);
    store.configureEvents(name, {
      maximumEventAgeSeconds: props.MaximumEventAgeInSeconds, maximumRetryAttempts: props.MaximumRetryAttempts,
    });
    return { physicalId: `${name}|${props.Qualifier}`, attributes: {} };
  };
  return {
    typeName: 'AWS::Lambda::EventInvokeConfig',
    createOnly: ['FunctionName', 'Qualifier'],
    create: async (properties, context) => put(properties, context),
    update: async (_state, properties, _old, context) => put(properties, context),
    delete: async (state) => store.configureEvents(state.physicalId.split('|')[0]),
  };
}

/** Kept for templates that have one: within one account, the caller's own policies decide. */
function permissionType(): ResourceType {
  return {
    typeName: 'AWS::Lambda::Permission',
    createOnly: ['FunctionName', 'Action', 'Principal', 'SourceArn', 'SourceAccount', 'EventSourceToken', 'FunctionUrlAuthType'],
    create: async (_properties, context) => ({ physicalId: physicalName(context, 100), attributes: {} }),
    update: async (state) => state,
    delete: async () => undefined,
  };
}
