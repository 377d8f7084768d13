import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Architecture } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { type RemovalPolicy, Stack, Token } from 'aws-cdk-lib/core';
import type { aws_iam } from 'aws-cdk-lib/interfaces';
import { Construct, type IConstruct } from 'constructs';
import { InvalidPropertyError } from '../private/invalid-property-error';
import { checkRemovalPolicy } from '../private/removal-policy';
import { checkMember, checkProps } from '../private/untyped';

/**
 * Settings of what serves all constructs of one kind in a stack: a function, a state machine, their roles and their
 * log group. What is left out stays as it is set further up, or as its default.
 *
 * @internal The public one of each kind extends it.
 */
export interface ProviderSettings {
  /**
   * How long the logs of the handler and of its state machine are kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;

  /**
   * What becomes of the logs when the log group is removed with its stack or with the last construct of its kind:
   * `DESTROY`, `RETAIN` or `RETAIN_ON_UPDATE_OR_DELETE`.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly logRemovalPolicy?: RemovalPolicy;

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

/** The settings that one value has to be chosen for; statements add up. */
const SINGLE = ['logRetention', 'logRemovalPolicy', 'memorySize', 'architecture', 'permissionsBoundary'] as const;

/** For each scope and kind, what was set there. */
const SETTINGS = new WeakMap<IConstruct, Map<string, ProviderSettings>>();

/** Adds settings to those that the scope has for this kind, and refuses what contradicts them. */
export function addSettings(scope: IConstruct, kind: string, settings: ProviderSettings): void {
  checkScope(scope);
  checkValues(scope, settings);
  const kinds = SETTINGS.get(scope) ?? new Map<string, ProviderSettings>();
  SETTINGS.set(scope, kinds);
  const before = kinds.get(kind) ?? {};
  for (const key of SINGLE) {
    const [first, second] = [describe(before[key]), describe(settings[key])];
    if (first === undefined || second === undefined || first === second) continue;
    throw new InvalidPropertyError(scope, key, second,
      `contradicts ${JSON.stringify(first)}, which was set on the same scope before; keep one of them, or set one on a scope further down`);
  }
  kinds.set(kind, merge(before, settings));
}

/** What holds for a stack: of each setting the one that was made nearest to it. */
export function settingsOf(stack: Stack, kind: string): ProviderSettings {
  return stack.node.scopes.reduce<ProviderSettings>((outer, scope) => merge(outer, SETTINGS.get(scope)?.get(kind) ?? {}), {});
}

function merge(outer: ProviderSettings, inner: ProviderSettings): ProviderSettings {
  return {
    logRetention: inner.logRetention ?? outer.logRetention,
    logRemovalPolicy: inner.logRemovalPolicy ?? outer.logRemovalPolicy,
    memorySize: inner.memorySize ?? outer.memorySize,
    architecture: inner.architecture ?? outer.architecture,
    permissionsBoundary: inner.permissionsBoundary ?? outer.permissionsBoundary,
    functionStatements: [...outer.functionStatements ?? [], ...inner.functionStatements ?? []],
  };
}

function describe(value: ProviderSettings[typeof SINGLE[number]]): string | number | undefined {
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

function checkValues(scope: IConstruct, settings: ProviderSettings): void {
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
