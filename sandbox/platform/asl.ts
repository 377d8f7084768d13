import * as v from 'valibot';
import { COMPARISONS, Condition, Definition, SECONDS, State, TaskState } from './asl-definition';
import { read, write } from './json-path';

/** An error with a name that Retry and Catch can match. */
export class AslError extends Error {
  public constructor(public readonly error: string, public readonly cause: string) {
    super(`${error}: ${cause}`);
  }
}

/** The value of `$$`. */
export interface ExecutionContext {
  readonly Execution: {
    readonly Id: string; readonly Name: string; readonly RoleArn: string; readonly StartTime: string; readonly Input: unknown;
  };
  readonly StateMachine: { readonly Id: string; readonly Name: string };
  readonly State: { readonly Name: string; readonly EnteredTime: string; readonly RetryCount: number };
}

/** Everything that the interpreter needs from outside. */
export interface Host {
  now(): number;
  sleep(ms: number): Promise<void>;
  /** From 0 up to, but not including, 1. */
  random(): number;
  /** @throws AslError */
  invoke(resource: string, parameters: unknown): Promise<unknown>;
  /** Called at each place where the execution could end. Throws if the execution has been ended from outside. */
  checkpoint(): void;
  /** A history event. Only a log with execution data includes `data`. */
  record(type: string, details: Readonly<Record<string, unknown>>, data?: Readonly<Record<string, unknown>>): void;
}

interface Outcome {
  readonly output: unknown;
  readonly next?: string;
  /** OutputPath does not apply to the output of a catch. */
  readonly caught?: true;
}

const STATE_OUTPUT_BYTES = 262_144;

/**
 * Runs a state machine to its end. Resolves to its output.
 *
 * @throws AslError - the error of the execution
 */
export async function execute(
  definition: Definition, input: unknown, context: Omit<ExecutionContext, 'State'>, host: Host,
): Promise<unknown> {
  let name = definition.StartAt;
  let data = input;
  for (;;) {
    host.checkpoint();
    const state = definition.States[name];
    const visit = new Visit(state, { ...context, State: { Name: name, EnteredTime: new Date(host.now()).toISOString(), RetryCount: 0 } }, host);
    host.record(`${state.Type}StateEntered`, { name }, { input: data });
    const { output, next } = await visit.run(data);
    if (Buffer.byteLength(JSON.stringify(output)) > STATE_OUTPUT_BYTES) {
      throw new AslError('States.DataLimitExceeded', `The state '${name}' returned a result with a size exceeding ${STATE_OUTPUT_BYTES} bytes`);
    }
    host.record(`${state.Type}StateExited`, { name }, { output });
    if (next === undefined) return output;
    name = next;
    data = output;
  }
}

/** One visit of a state. */
class Visit {
  public constructor(private readonly state: State, private readonly context: ExecutionContext, private readonly host: Host) {}

  public async run(raw: unknown): Promise<Outcome> {
    const { state } = this;
    if (state.Type === 'Fail') {
      throw new AslError(
        state.ErrorPath === undefined ? state.Error ?? '' : String(this.at(state.ErrorPath, raw)),
        state.CausePath === undefined ? state.Cause ?? '' : String(this.at(state.CausePath, raw)),
      );
    }
    const input = this.filter(state.InputPath, raw);
    const outcome = await this.act(state, raw, input);
    return outcome.caught ? outcome : { ...outcome, output: this.filter(state.OutputPath, outcome.output) };
  }

  private async act(state: Exclude<State, { Type: 'Fail' }>, raw: unknown, input: unknown): Promise<Outcome> {
    switch (state.Type) {
      case 'Succeed': return { output: input };
      case 'Choice': return { output: input, next: this.choose(state, input) };
      case 'Wait': {
        const seconds = state.SecondsPath === undefined ? state.Seconds : this.at(state.SecondsPath, input);
        if (!v.is(SECONDS, seconds)) {
          throw new AslError('States.Runtime', `${this.context.State.Name} cannot wait for ${JSON.stringify(seconds)} seconds`);
        }
        await this.host.sleep(seconds * 1000);
        return { output: input, next: state.Next };
      }
      case 'Pass': {
        const parameters = state.Parameters === undefined ? input : this.fill(state.Parameters, input);
        return { output: place(state.ResultPath, raw, state.Result ?? parameters), next: state.Next };
      }
      case 'Task': return this.task(state, raw, input);
    }
  }

  private async task(state: TaskState, raw: unknown, input: unknown): Promise<Outcome> {
    const used = new Map<TaskState['Retry'][number], number>();
    for (let retryCount = 0; ; retryCount += 1) {
      const context = { ...this.context, State: { ...this.context.State, RetryCount: retryCount } };
      try {
        const parameters = state.Parameters === undefined ? input : this.fill(state.Parameters, input, context);
        this.host.record('TaskScheduled', { resource: state.Resource }, { parameters });
        this.host.record('TaskStarted', { resource: state.Resource });
        const result = await this.host.invoke(state.Resource, parameters);
        this.host.checkpoint();
        this.host.record('TaskSucceeded', { resource: state.Resource }, { output: result });
        const selected = state.ResultSelector === undefined ? result : this.fill(state.ResultSelector, result, context);
        return { output: place(state.ResultPath, raw, selected), next: state.Next };
      } catch (error) {
        this.host.checkpoint();
        if (!(error instanceof AslError)) throw error;
        this.host.record('TaskFailed', { resource: state.Resource, error: error.error, cause: error.cause });
        const retrier = state.Retry.find(({ ErrorEquals }) => ErrorEquals.some((name) => matches(name, error.error)));
        const attempt = retrier ? used.get(retrier) ?? 0 : 0;
        if (retrier && attempt < retrier.MaxAttempts) {
          used.set(retrier, attempt + 1);
          const delay = Math.min(retrier.IntervalSeconds * retrier.BackoffRate ** attempt, retrier.MaxDelaySeconds);
          await this.host.sleep(delay * 1000 * (retrier.JitterStrategy === 'FULL' ? this.host.random() : 1));
          this.host.checkpoint();
          continue;
        }
        const catcher = state.Catch.find(({ ErrorEquals }) => ErrorEquals.some((name) => matches(name, error.error)));
        if (!catcher) throw error;
        return { output: place(catcher.ResultPath, raw, { Error: error.error, Cause: error.cause }), next: catcher.Next, caught: true };
      }
    }
  }

  private choose(state: Extract<State, { Type: 'Choice' }>, input: unknown): string {
    const next = state.Choices.find(({ when }) => this.holds(when, input))?.next ?? state.Default;
    if (next === undefined) throw new AslError('States.NoChoiceMatched', `no rule of ${this.context.State.Name} matched, and it has no Default`);
    return next;
  }

  private holds(condition: Condition, input: unknown): boolean {
    switch (condition.kind) {
      case 'and': return condition.conditions.every((each) => this.holds(each, input));
      case 'or': return condition.conditions.some((each) => this.holds(each, input));
      case 'not': return !this.holds(condition.condition, input);
      case 'compare': {
        const { variable, operator, expected } = condition;
        const value = operator === 'IsPresent' ? this.find(variable, input) : this.at(variable, input);
        return COMPARISONS[operator](value, expected);
      }
    }
  }

  /** A payload template: fields whose names end with `.$` are paths. */
  private fill(template: unknown, data: unknown, context = this.context): unknown {
    if (Array.isArray(template)) return template.map((item) => this.fill(item, data, context));
    if (typeof template !== 'object' || template === null) return template;
    return Object.fromEntries(Object.entries(template).map(([key, value]) => key.endsWith('.$')
      ? [key.slice(0, -2), this.at(String(value), data, context)]
      : [key, this.fill(value, data, context)]));
  }

  /** InputPath and OutputPath. A null is an empty object. */
  private filter(path: string | null, data: unknown): unknown {
    return path === null ? {} : this.at(path, data);
  }

  private at(path: string, data: unknown, context = this.context): unknown {
    const value = this.find(path, data, context);
    if (value === undefined) {
      throw new AslError('States.ParameterPathFailure', `${this.context.State.Name}: the path '${path}' could not be found in the input`);
    }
    return value;
  }

  private find(path: string, data: unknown, context = this.context): unknown {
    try {
      return read(path, data, context);
    } catch (error) {
      throw new AslError('States.Runtime', `${this.context.State.Name}: ${String(error)}`);
    }
  }
}

/** ResultPath; null drops the result. */
function place(path: string | null, data: unknown, result: unknown): unknown {
  return path === null ? data : write(path, data, result);
}

function matches(pattern: string, error: string): boolean {
  if (pattern === error) return true;
  if (pattern === 'States.ALL') return error !== 'States.DataLimitExceeded' && error !== 'States.Runtime';
  return pattern === 'States.TaskFailed' && error !== 'States.Timeout';
}
