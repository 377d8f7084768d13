import { StepFunctionsEngine } from './engine';
import { StepFunctionsExecutions } from './executions';
import type { Json, Lifecycle } from './lifecycle';
import type { Place } from './place';
import { CloudFormationStacks } from './stacks';

/** The engine that drives a lifecycle in a function whose environment the construct has made. */
export function createEngine<Decision extends Json, State extends Json>(
  lifecycle: (place: Place) => Lifecycle<Decision, State>,
): StepFunctionsEngine<Decision, State> {
  return new StepFunctionsEngine(lifecycle({ region: required('AWS_REGION') }), {
    executions: new StepFunctionsExecutions(required('STATE_MACHINE_ARN')),
    stacks: new CloudFormationStacks(),
    functionTimeout: Number(required('FUNCTION_TIMEOUT_SECONDS')),
  });
}

/** A variable of the function's environment, without which it cannot work. */
function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`the environment variable ${name} is not set: deploy the stack again`);
  return value;
}
