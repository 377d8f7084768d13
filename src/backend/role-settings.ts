import { type CfnRole, PolicyDocument, type PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { type IResolvable, Lazy, type Stack } from 'aws-cdk-lib/core';
import { lambdaStatements, TRACING } from './function-settings';
import { allow, policyDocument } from './policy-document';
import { type Changed, FUNCTION_SETTINGS } from './settings';
import type { HandlerSettings } from '../handler/handler-settings';
import { acknowledge } from '../private/acknowledge';
import { sortedBy } from '../private/sorted';

/** Sets the properties of a state machine and of its role whose settings have changed. */
export function applyToStateMachine(stateMachine: CfnStateMachine, role: CfnRole, settings: HandlerSettings, changed: Changed): void {
  const { tracingEnabled } = settings;
  applyBoundary(role, settings, changed);
  if (!changed('tracingEnabled')) return;
  stateMachine.tracingConfiguration = tracingEnabled ? { enabled: true } : undefined;
  role.policies = [
    { policyName: 'LogDelivery', policyDocument: policyDocument(LOG_DELIVERY) },
    ...tracingEnabled ? [{ policyName: 'Tracing', policyDocument: policyDocument(TRACING) }] : [],
  ];
}

/**
 * Sets the properties of the function's role whose settings have changed.
 *
 * @param handlerPolicy makes the policy that every handler needs
 */
export function applyToFunctionRole(role: CfnRole, settings: HandlerSettings, changed: Changed, handlerPolicy: () => object): void {
  const { vpc, tracingEnabled, functionStatements } = settings;
  applyBoundary(role, settings, changed);
  if (!changed('logGroup', 'functionStatements', ...FUNCTION_SETTINGS)) return;
  if (vpc || tracingEnabled) {
    acknowledge(role, 'AwsSolutions-IAM5[Resource::*]', 'network interfaces and traces belong to Lambda, and have no names before they are created');
  }
  const ofLambda = lambdaStatements(settings);
  role.policies = [
    { policyName: 'Handler', policyDocument: handlerPolicy() },
    ...ofLambda.length > 0 ? [{ policyName: 'Lambda', policyDocument: policyDocument(...ofLambda) }] : [],
    ...functionStatements?.length ? [{ policyName: 'Settings', policyDocument: ownPolicy(role.stack, functionStatements) }] : [],
  ];
}

function applyBoundary(role: CfnRole, { permissionsBoundary }: HandlerSettings, changed: Changed): void {
  if (changed('permissionsBoundary')) role.permissionsBoundary = permissionsBoundary?.managedPolicyRef.policyArn;
}

/** The statements of the settings. They are sorted, because the order of definition must not matter. */
function ownPolicy(stack: Stack, statements: readonly PolicyStatement[]): IResolvable {
  const text = (statement: PolicyStatement) => JSON.stringify(stack.resolve(statement.toStatementJson()));
  return Lazy.uncachedAny({ produce: () => new PolicyDocument({ statements: sortedBy(statements, text) }) });
}

/**
 * Permissions to set up log delivery. Log delivery belongs to the account, not to a log group, so IAM has no resource level for
 * it.
 */
const LOG_DELIVERY = allow([
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
], '*');
