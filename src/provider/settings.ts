import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Stack, Token } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';
import type { HandlerSettings } from '../handler/handler-settings';
import { InvalidPropertyError } from '../private/invalid-property-error';
import { checkRemovalPolicy } from '../private/removal-policy';
import { checkMember, checkProps } from '../private/untyped';

/** The settings that one value has to be chosen for; statements add up. */
const SINGLE = ['logRetention', 'logRemovalPolicy', 'memorySize', 'architecture', 'permissionsBoundary'] as const;

/** For each scope and service, what was set there. */
const SETTINGS = new WeakMap<IConstruct, Map<string, HandlerSettings>>();

/** Adds settings to those that the scope has for this service, and refuses what contradicts them. */
export function addSettings(scope: IConstruct, service: string, settings: HandlerSettings): void {
  checkScope(scope);
  checkValues(scope, settings);
  const services = SETTINGS.get(scope) ?? new Map<string, HandlerSettings>();
  SETTINGS.set(scope, services);
  const before = services.get(service) ?? {};
  for (const key of SINGLE) {
    const [first, second] = [describe(before[key]), describe(settings[key])];
    if (first === undefined || second === undefined || first === second) continue;
    throw new InvalidPropertyError(scope, key, second,
      `contradicts ${JSON.stringify(first)}, which was set on the same scope before; keep one of them, or set one on a scope further down`);
  }
  services.set(service, merge(before, settings));
}

/** What holds for a stack: of each setting the one that was made nearest to it. */
export function settingsOf(stack: Stack, service: string): HandlerSettings {
  return stack.node.scopes.reduce<HandlerSettings>((outer, scope) => merge(outer, SETTINGS.get(scope)?.get(service) ?? {}), {});
}

function merge(outer: HandlerSettings, inner: HandlerSettings): HandlerSettings {
  return {
    logRetention: inner.logRetention ?? outer.logRetention,
    logRemovalPolicy: inner.logRemovalPolicy ?? outer.logRemovalPolicy,
    memorySize: inner.memorySize ?? outer.memorySize,
    architecture: inner.architecture ?? outer.architecture,
    permissionsBoundary: inner.permissionsBoundary ?? outer.permissionsBoundary,
    functionStatements: [...outer.functionStatements ?? [], ...inner.functionStatements ?? []],
  };
}

function describe(value: HandlerSettings[typeof SINGLE[number]]): string | number | undefined {
  if (typeof value !== 'object') return value;
  return 'managedPolicyRef' in value ? value.managedPolicyRef.policyArn : value.name;
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
  const { logRetention, memorySize, logRemovalPolicy, architecture, permissionsBoundary, functionStatements = [] } = settings;
  if (logRetention !== undefined && !(typeof logRetention === 'number' && logRetention in RetentionDays)) {
    throw new InvalidPropertyError(scope, 'logRetention', logRetention, 'is not a time that logs can be kept for; write one of RetentionDays');
  }
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
