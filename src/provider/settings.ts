import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Stack, Token } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';
import type { LineMetric } from './metrics';
import type { HandlerSettings } from '../handler/handler-settings';
import { InvalidPropertyError } from '../private/invalid-property-error';
import { checkRemovalPolicy } from '../private/removal-policy';
import { findSharedState, sharedState } from '../private/shared-state';
import { checkMember, checkProps } from '../private/untyped';

/** What is set on a scope. */
export interface ScopeSettings extends HandlerSettings {
  /** What is counted below it; the metrics of all scopes add up. */
  readonly metrics?: readonly LineMetric[];
}

/** The settings that one value has to be chosen for; statements and metrics add up. */
const SINGLE = [
  'logLevel', 'logGroup', 'logRetention', 'logRemovalPolicy', 'logEncryptionKey', 'memorySize', 'architecture', 'permissionsBoundary',
] as const;

/** The levels on which failures are logged. */
const LOG_LEVELS: readonly unknown[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'];

/** Settings of the log group that is made here, for one that is not. */
const OF_OWN_LOG_GROUP = ['logRetention', 'logRemovalPolicy', 'logEncryptionKey'] as const;

/** Adds settings to those that the scope has for this service, and refuses what contradicts them. */
export function addSettings(scope: IConstruct, service: string, settings: ScopeSettings): void {
  checkScope(scope);
  checkValues(scope, settings);
  const services: Map<string, ScopeSettings> = sharedState(scope).settings;
  const before = services.get(service) ?? {};
  for (const key of SINGLE) {
    const [first, second] = [describe(before[key]), describe(settings[key])];
    if (first === undefined || second === undefined || first === second) continue;
    throw new InvalidPropertyError(scope, key, second,
      `contradicts ${JSON.stringify(first)}, which was set on the same scope before; keep one of them, or set one on a scope further down`);
  }
  const both = merge(before, settings);
  checkLogs(scope, both, both);
  services.set(service, both);
}

/** What holds for a stack: of each setting the one that was made nearest to it. */
export function settingsOf(stack: Stack, service: string): ScopeSettings {
  return stack.node.scopes.reduce<ScopeSettings>((outer, scope) => {
    const inner = findSharedState(scope)?.settings.get(service) ?? {};
    checkLogs(scope, outer, inner);
    return merge(outer, inner);
  }, {});
}

function merge(outer: ScopeSettings, inner: ScopeSettings): ScopeSettings {
  const single = Object.fromEntries(SINGLE.map((key) => [key, inner[key] ?? outer[key]]));
  return {
    ...single,
    functionStatements: [...outer.functionStatements ?? [], ...inner.functionStatements ?? []],
    metrics: [...outer.metrics ?? [], ...inner.metrics ?? []],
  };
}

function describe(value: HandlerSettings[typeof SINGLE[number]]): string | number | undefined {
  if (typeof value !== 'object') return value;
  if ('logGroupRef' in value) return value.logGroupRef.logGroupName;
  if ('keyRef' in value) return value.keyRef.keyArn;
  return 'managedPolicyRef' in value ? value.managedPolicyRef.policyArn : value.name;
}

/** Refuses what would be set on a log group of the user's own. */
function checkLogs(scope: IConstruct, { logGroup }: HandlerSettings, settings: HandlerSettings): void {
  const key = OF_OWN_LOG_GROUP.find((name) => settings[name] !== undefined);
  if (!logGroup || !key) return;
  throw new InvalidPropertyError(scope, key, describe(settings[key]),
    `cannot be set on ${JSON.stringify(logGroup.node.path)}, the log group that logGroup names; set it where that log group is made, or leave out logGroup`);
}

function checkScope(scope: IConstruct): void {
  if (!Construct.isConstruct(scope)) throw new InvalidPropertyError(undefined, 'scope', scope, 'is not a construct; pass a stack, a stage, or the app');
  const stack = scope.node.scopes.find((outer) => Stack.isStack(outer));
  if (!stack || Stack.isStack(scope)) return;
  throw new InvalidPropertyError(scope, 'scope', scope.node.path,
    `is inside the stack ${JSON.stringify(stack.node.path)}, all of which shares one handler; pass that stack, a stage, or the app`);
}

function checkValues(scope: IConstruct, settings: HandlerSettings): void {
  checkProps(scope, 'settings', settings);
  const {
    logLevel, logGroup, logRetention, logEncryptionKey, memorySize, logRemovalPolicy, architecture, permissionsBoundary, functionStatements = [],
  } = settings;
  if (logRetention !== undefined && !(typeof logRetention === 'number' && logRetention in RetentionDays)) {
    throw new InvalidPropertyError(scope, 'logRetention', logRetention, 'is not a time that logs can be kept for; write one of RetentionDays');
  }
  if (logLevel !== undefined && !LOG_LEVELS.includes(logLevel)) {
    throw new InvalidPropertyError(scope, 'logLevel', logLevel, 'is not a level on which failures are logged; write DEBUG, INFO, WARN or ERROR of ApplicationLogLevel');
  }
  if (logGroup !== undefined) checkMember(scope, 'logGroup', logGroup, 'logGroupRef.logGroupName', 'string', 'a LogGroup or a reference to one');
  if (logEncryptionKey !== undefined) checkMember(scope, 'logEncryptionKey', logEncryptionKey, 'keyRef.keyArn', 'string', 'a Key or a reference to one');
  if (architecture !== undefined) checkMember(scope, 'architecture', architecture, 'name', 'string', 'Architecture.ARM_64 or Architecture.X86_64');
  if (permissionsBoundary !== undefined) {
    checkMember(scope, 'permissionsBoundary', permissionsBoundary, 'managedPolicyRef.policyArn', 'string', 'a ManagedPolicy or a reference to one');
  }
  if (!Array.isArray(functionStatements)) throw new InvalidPropertyError(scope, 'functionStatements', functionStatements, 'is not a list; write a list of PolicyStatements');
  functionStatements.forEach((statement, index) => {
    checkMember(scope, `functionStatements[${index}]`, statement, 'toStatementJson', 'function', 'a PolicyStatement');
  });
  if (memorySize !== undefined && !Token.isUnresolved(memorySize) && !(Number.isInteger(memorySize) && memorySize >= 128 && memorySize <= 10_240)) {
    throw new InvalidPropertyError(scope, 'memorySize', memorySize, 'is not a size that a function can have; write a whole number of MiB from 128 to 10240');
  }
  checkRemovalPolicy(scope, 'logRemovalPolicy', logRemovalPolicy, 'a log group');
}
