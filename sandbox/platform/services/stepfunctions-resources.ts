import * as v from 'valibot';
import { parseDefinition } from '../asl-definition';
import { Authorizer, Place, Properties, ResourceContext, ResourceState, ResourceType, ServiceError } from '../core';
import { physicalName } from '../names';
import { cfnBoolean, jsonObject, parse, parseJson } from '../protocols';
import { Iam } from './iam';
import { Logs } from './logs';

/** The permissions that, according to AWS's guide, a role with logging needs. None has a resource level. */
const LOG_DELIVERY_ACTIONS = [
  'logs:CreateLogDelivery', 'logs:GetLogDelivery', 'logs:UpdateLogDelivery', 'logs:DeleteLogDelivery', 'logs:ListLogDeliveries',
  'logs:PutResourcePolicy', 'logs:DescribeResourcePolicies', 'logs:DescribeLogGroups',
];

const stateMachineProperties = v.object({
  StateMachineName: v.optional(v.string()),
  RoleArn: v.string(),
  StateMachineType: v.optional(v.literal('STANDARD'), 'STANDARD'),
  DefinitionString: v.optional(v.string()),
  Definition: v.optional(jsonObject),
  DefinitionSubstitutions: v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])), {}),
  TracingConfiguration: v.optional(v.object({ Enabled: v.optional(cfnBoolean, false) })),
  LoggingConfiguration: v.optional(v.object({
    Level: v.optional(v.picklist(['ALL', 'ERROR', 'FATAL', 'OFF']), 'OFF'),
    IncludeExecutionData: v.optional(cfnBoolean, false),
    Destinations: v.optional(v.array(v.object({ CloudWatchLogsLogGroup: v.object({ LogGroupArn: v.string() }) })), []),
  })),
});

type Logging = v.InferOutput<typeof stateMachineProperties>['LoggingConfiguration'];

export interface StateMachine {
  readonly name: string;
  readonly arn: string;
  roleArn: string;
  definition: ReturnType<typeof parseDefinition>;
  isTraced: boolean;
  logging?: { readonly group: string; readonly level: 'ALL' | 'ERROR' | 'FATAL'; readonly includeExecutionData: boolean };
}

export interface StateMachineStore {
  readonly place: Place;
  readonly iam: Iam;
  readonly authorizer: Authorizer;
  readonly logs: Logs;
  has(arn: string): boolean;
  put(machine: StateMachine): void;
  get(arn: string): StateMachine;
  delete(arn: string): void;
}

export function stateMachineType(store: StateMachineStore): ResourceType {
  const configure = async (properties: Properties, context: ResourceContext): Promise<Omit<StateMachine, 'name' | 'arn'>> => {
    const { RoleArn, LoggingConfiguration, TracingConfiguration, ...definition } = parse(stateMachineProperties, properties, context.logicalId);
    await store.iam.settled(RoleArn);
    if (!await store.iam.trusts(RoleArn, 'states.amazonaws.com')) {
      throw new ServiceError('AccessDeniedException', `Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role: ${RoleArn}`);
    }
    return {
      roleArn: RoleArn,
      definition: parseDefinition(substitute(definition)),
      isTraced: TracingConfiguration?.Enabled ?? false,
      logging: await log(store, RoleArn, LoggingConfiguration),
    };
  };
  const present = ({ arn, name }: StateMachine): ResourceState => ({ physicalId: arn, attributes: { Arn: arn, Name: name } });
  return {
    typeName: 'AWS::StepFunctions::StateMachine',
    createOnly: ['StateMachineName', 'StateMachineType'],
    create: async (properties, context) => {
      const name = parse(stateMachineProperties, properties, context.logicalId).StateMachineName ?? physicalName(context, 80);
      const { partition, region, account } = store.place;
      const arn = `arn:${partition}:states:${region}:${account}:stateMachine:${name}`;
      const machine = { name, arn, ...await configure(properties, context) };
      if (store.has(arn)) throw new ServiceError('StateMachineAlreadyExists', `State Machine already exists: '${arn}'`);
      store.put(machine);
      return present(machine);
    },
    update: async (state, properties, _old, context) => {
      // Running executions continue with the definition of their start, under the new role and logging.
      const machine = Object.assign(store.get(state.physicalId), await configure(properties, context));
      return present(machine);
    },
    delete: async (state) => store.delete(state.physicalId),
  };
}

type DefinitionProperties = Pick<v.InferOutput<typeof stateMachineProperties>, 'Definition' | 'DefinitionString' | 'DefinitionSubstitutions'>;

function substitute({ Definition, DefinitionString, DefinitionSubstitutions }: DefinitionProperties): unknown {
  const text = DefinitionString ?? JSON.stringify(Definition ?? {});
  const substituted = text.replace(/\$\{([A-Za-z0-9_]+)\}/g, (placeholder, key: string) => {
    const value = DefinitionSubstitutions[key];
    return value === undefined ? placeholder : JSON.stringify(String(value)).slice(1, -1);
  });
  return parseJson(substituted, 'the state machine definition');
}

async function log(store: StateMachineStore, roleArn: string, logging: Logging): Promise<StateMachine['logging']> {
  if (!logging || logging.Level === 'OFF') return undefined;
  const [destination] = logging.Destinations;
  const arn = destination?.CloudWatchLogsLogGroup.LogGroupArn ?? '';
  const group = store.logs.groupOfArn(arn);
  if (group === undefined || !arn.endsWith(':*')) {
    throw new ServiceError('InvalidLoggingConfiguration', `Invalid Logging Configuration: Log Destination ${JSON.stringify(arn)} is not the ARN, ending with ":*", of a log group`);
  }
  const role = store.iam.session(roleArn, 'StepFunctions');
  for (const action of LOG_DELIVERY_ACTIONS) {
    await store.authorizer.authorize(role, action, '*').catch((error: unknown) => {
      throw new ServiceError('AccessDeniedException', `The state machine IAM Role is not authorized to access the Log Destination: ${String(error)}`);
    });
  }
  return { group, level: logging.Level, includeExecutionData: logging.IncludeExecutionData };
}
