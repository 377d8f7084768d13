import { Stack, Stage } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';
import type { LogMetric } from './metrics';
import { checkSettings } from './setting-checks';
import type { HandlerSettings } from '../handler/handler-settings';
import { InvalidPropertyError } from '../private/invalid-property-error';
import { findSharedState, sharedState } from '../private/shared-state';

/** The settings of a scope. */
export interface ScopeSettings extends HandlerSettings {
  /** The metrics that are counted below the scope. The metrics of all scopes are added. */
  readonly metrics?: readonly LogMetric[];
}

/** The settings that most functions do not have. */
export const FUNCTION_SETTINGS = ['reservedConcurrentExecutions', 'vpc', 'environmentEncryptionKey', 'deadLetterQueue', 'tracingEnabled'] as const;

/** The settings with a single value. Statements and metrics are added instead. */
const SINGLE_SETTINGS = [
  'logLevel', 'logGroup', 'logRetention', 'logRemovalPolicy', 'logEncryptionKey', 'memorySize', 'architecture', 'permissionsBoundary',
  ...FUNCTION_SETTINGS,
] as const;

/** The settings for a log group that the backend creates. They cannot be combined with `logGroup`. */
const LOG_GROUP_SETTINGS = ['logRetention', 'logRemovalPolicy', 'logEncryptionKey'] as const;

/** Adds settings to those that the scope already has for this service. Refuses settings that contradict them. */
export function addSettings(scope: IConstruct, service: string, settings: ScopeSettings): void {
  checkScope(scope);
  checkSettings(scope, settings);
  const services: Map<string, ScopeSettings> = sharedState(scope).settings;
  const before = services.get(service) ?? {};
  for (const key of SINGLE_SETTINGS) {
    const [first, second] = [describe(before[key]), describe(settings[key])];
    if (first === undefined || second === undefined || first === second) continue;
    throw new InvalidPropertyError(scope, key, second,
      `contradicts ${JSON.stringify(first)}, which the same scope already has; keep one of the two, or set one of them on an inner scope`);
  }
  const both = merge(before, settings);
  checkLogs(scope, both, both);
  services.set(service, both);
}

/** The settings that apply to a stack: each from the scope that is closest to the stack. */
export function settingsOf(stack: Stack, service: string): ScopeSettings {
  return stack.node.scopes.reduce<ScopeSettings>((outer, scope) => {
    const inner = findSharedState(scope)?.settings.get(service) ?? {};
    checkLogs(scope, outer, inner);
    return merge(outer, inner);
  }, {});
}

/** Whether one of some settings has changed. */
export type Changed = (...names: readonly (keyof ScopeSettings)[]) => boolean;

/** Compares settings with those before. Without any before, all have changed. */
export function changesSince(before: ScopeSettings | undefined, now: ScopeSettings): Changed {
  return (...names) => !before || names.some((name) => {
    const [one, other] = [before[name], now[name]];
    if (!Array.isArray(one) || !Array.isArray(other)) return one !== other;
    return one.length !== other.length || one.some((element, index) => element !== other[index]);
  });
}

function merge(outer: ScopeSettings, inner: ScopeSettings): ScopeSettings {
  const single = Object.fromEntries(SINGLE_SETTINGS.map((key) => [key, inner[key] ?? outer[key]]));
  return {
    ...single,
    functionStatements: [...outer.functionStatements ?? [], ...inner.functionStatements ?? []],
    metrics: [...outer.metrics ?? [], ...inner.metrics ?? []],
  };
}

function describe(value: HandlerSettings[typeof SINGLE_SETTINGS[number]]): string | number | boolean | undefined {
  if (typeof value !== 'object') return value;
  if ('subnets' in value) {
    return [...value.subnets.map(({ subnetRef }) => subnetRef.subnetId), ...value.securityGroups.map(({ securityGroupRef }) => securityGroupRef.securityGroupId)].join(' ');
  }
  if ('queueRef' in value) return value.queueRef.queueArn;
  if ('logGroupRef' in value) return value.logGroupRef.logGroupName;
  if ('keyRef' in value) return value.keyRef.keyArn;
  return 'managedPolicyRef' in value ? value.managedPolicyRef.policyArn : value.name;
}

/** Refuses log settings that would apply to a log group of the user's own. */
function checkLogs(scope: IConstruct, { logGroup }: HandlerSettings, settings: HandlerSettings): void {
  const key = LOG_GROUP_SETTINGS.find((name) => settings[name] !== undefined);
  if (!logGroup || !key) return;
  throw new InvalidPropertyError(scope, key, describe(settings[key]),
    `cannot be set together with logGroup, which is ${JSON.stringify(logGroup.node.path)}; set it on that log group itself, or leave out logGroup`);
}

function checkScope(scope: IConstruct): void {
  if (!Construct.isConstruct(scope)) throw new InvalidPropertyError(undefined, 'scope', scope, 'is not a construct; pass a stack, a stage, or the app');
  // The innermost, because a stack may contain stages and other stacks, which have handlers of their own.
  const boundary = scope.node.scopes.filter((each) => Stack.isStack(each) || Stage.isStage(each)).at(-1);
  if (!Stack.isStack(boundary) || boundary === scope) return;
  throw new InvalidPropertyError(scope, 'scope', scope.node.path,
    `is inside the stack ${JSON.stringify(boundary.node.path)}, whose constructs share one handler; pass that stack, a stage, or the app`);
}
