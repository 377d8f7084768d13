/** An engine with Step Functions in memory and a lifecycle that the test defines. */
import * as v from 'valibot';
import { InMemoryExecutions, stackOf } from './executions-fixture';
import { RESPONSE_URL } from './responses-fixture';
import { CallError } from '../../../lambda/lifecycle/aws-error';
import { StepFunctionsEngine } from '../../../lambda/lifecycle/engine';
import type { Executions } from '../../../lambda/lifecycle/executions';
import type { Lifecycle, Progress } from '../../../lambda/lifecycle/lifecycle';
import type { Request } from '../../../lambda/lifecycle/request';
import type { Stacks } from '../../../lambda/lifecycle/stacks';

export type Decision = { readonly to: string };
export type State = { readonly step: number };

export const PATIENCE = 600;
export const CREATE = {
  RequestType: 'Create',
  StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Logs/0a1b2c3d',
  RequestId: '5f0c6f1e-6a52-4d3a-9b59-0d7c0e0a2f11',
  LogicalResourceId: 'Logs',
  ResponseURL: RESPONSE_URL,
  ResourceProperties: {},
};

/** Step Functions, where a name is used once and the next starts fail as the test says. */
export class TroubledExecutions extends InMemoryExecutions {
  public constructor(private readonly troubles: Error[] = []) {
    super();
  }

  public override async start(name: string, input: string): Promise<void> {
    const trouble = this.troubles.shift();
    if (trouble) throw trouble;
    if (this.started.has(name)) throw failure('ExecutionAlreadyExists', 400);
    await super.start(name, input);
  }
}

export function failure(name: string, status?: number, acts = false): CallError {
  const metadata = status === undefined ? {} : { $metadata: { httpStatusCode: status } };
  return new CallError('StartExecution', Object.assign(new Error('a message'), { name }, metadata), { acts });
}

export function lifecycle(overrides: Partial<Lifecycle<Decision, State>> = {}): Lifecycle<Decision, State> {
  return {
    noun: 'thing',
    decision: v.object({ to: v.string() }),
    state: v.object({ step: v.number() }),
    issued: () => true,
    maxWaitSeconds: () => PATIENCE,
    decide: async () => ({ to: 'make' }),
    failedCreateId: (_, { state, earlierAttempts: tried }) => `${state?.step ?? 'none'}/${tried}`,
    advance: async () => pending(),
    explain: (_, error) => `explained: ${error.message}`,
    ...overrides,
  };
}

export function pending(waitSeconds?: number): Progress<State> {
  return { kind: 'pending', state: { step: 1 }, waitSeconds, reason: 'it is still PENDING' };
}

export function engine(
  executions: Executions, overrides?: Partial<Lifecycle<Decision, State>>, stacks: Stacks = stackOf(),
): StepFunctionsEngine<Decision, State> {
  return new StepFunctionsEngine(lifecycle(overrides), { executions, stacks, functionTimeout: 120 });
}

/** The lines of the log while a test runs. */
export class Written {
  private readonly lines: string[] = [];

  public constructor() {
    jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
      this.lines.push(String(line));
      return true;
    });
  }

  public get records(): unknown[] {
    return this.lines.map((line) => JSON.parse(line));
  }
}

/** The fields of every log line about the request. */
export function about({ LogicalResourceId, RequestId, RequestType, StackId }: typeof CREATE | Request): object {
  return { logicalId: LogicalResourceId, requestId: RequestId, requestType: RequestType, stackId: StackId };
}
