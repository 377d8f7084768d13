import { StepFunctionsEngine } from './engine';
import type { Engine } from './entry';
import { StepFunctionsExecutions } from './executions';
import type { Json, Lifecycle } from './lifecycle';
import type { Place } from './place';
import { CloudFormationStacks } from './stacks';
import { withinInvocation } from './time-left';

/** Creates the engine for a lifecycle. The construct has set the environment of the function. */
export function createEngine<Decision extends Json, State extends Json>(
  lifecycle: (place: Place) => Lifecycle<Decision, State>,
): Engine {
  const engine = new StepFunctionsEngine(lifecycle({ region: required('AWS_REGION') }), {
    executions: new StepFunctionsExecutions(required('STATE_MACHINE_ARN')),
    stacks: new CloudFormationStacks(),
    functionTimeout: Number(required('FUNCTION_TIMEOUT_SECONDS')),
  });
  return {
    start: (event, context) => withinInvocation(context, () => engine.start(event, context)),
    advance: (event, context) => withinInvocation(context, () => engine.advance(event)),
  };
}

/** A variable of the function's environment that must be set. */
function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`the environment variable ${name} is not set; give it the value that the stack's template has for it`);
  return value;
}
