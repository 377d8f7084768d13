/**
 * The other requests for a resource, as their executions have them. Lambda may deliver a request late, or once more after an
 * attempt that died. By then CloudFormation may have given up on it and sent another, which found nothing of the first one.
 * Both are on record, as executions, before they look for each other: so at least one of them sees the other.
 */
import * as v from 'valibot';
import type { Execution, Executions } from './executions';
import type { Json, Lifecycle, PastRequest } from './lifecycle';
import { executionName, executionPrefix, sentAt, parseRequest, type Request, sentApart } from './request';

/** As far back as it is read; what a request may have to undo is the one before it or the one before that. */
const MOST_REQUESTS = 10;

/** In milliseconds. */
const LONGEST_EXECUTION = 3_600_000;
const A_DAY = 86_400_000;

const RECORD = v.object({ decision: v.optional(v.unknown()) });

/** What an execution holds, from its start to its end. */
const EXECUTION = v.object({
  request: v.unknown(),
  record: RECORD,
  last: v.object({
    Payload: v.object({
      record: v.optional(RECORD), state: v.optional(v.unknown()), mayHaveActed: v.optional(v.boolean(), false), responded: v.optional(v.unknown()),
    }),
  }),
  /** Why it ended before it was settled. */
  error: v.optional(v.unknown()),
});

/**
 * The executions of other requests for the resource that still run; or `later` where CloudFormation has sent a request after this
 * one, whose own execution began at `startedAt`.
 */
export async function otherExecutions(
  request: Request, which: 'running' | 'any', startedAt: number, executions: Executions,
): Promise<readonly Execution[] | 'later'> {
  const issued = sentAt(request) ?? 0;
  const listed = which === 'any'
    ? await executions.list(executionPrefix(request), 'ALL', issued - LONGEST_EXECUTION)
    : await executions.list(executionPrefix(request), 'RUNNING');
  const others = listed.filter((each) => each.name !== executionName(request) && (isRunning(each) || each.startedAt >= issued));
  for (const other of others) if (await isLater(other, request, startedAt, executions)) return 'later';
  return others.filter(isRunning);
}

function isRunning({ endedAt }: Execution): boolean {
  return endedAt === undefined;
}

/**
 * Of two Updates of the same second, the one that began later counts as the later one, lest each stop the other. One that cannot be
 * read or dated counts as earlier.
 */
async function isLater(candidate: Execution, request: Request, startedAt: number, executions: Executions): Promise<boolean> {
  const other = requestIn((await executions.describe(candidate)).input);
  if (!other) return false;
  const apart = sentApart(request, other) ?? -1;
  const winsTie = request.RequestType === 'Update' ? candidate.startedAt > startedAt : request.RequestType === 'Create' && other.RequestType === 'Delete';
  return apart > 0 || (apart === 0 && winsTie);
}

/** The requests before this one for the same resource, newest first, in a stack that was last deployed at `deployedAt`. */
export async function pastRequests<Decision extends Json, State extends Json>(
  request: Request, executions: Executions, lifecycle: Lifecycle<Decision, State>, deployedAt: number,
): Promise<readonly PastRequest<Decision, State>[]> {
  // What a Delete looks for is no older than the deployment that gave it up; hundreds of them may look at the same time.
  const since = request.RequestType === 'Delete' ? (sentAt(request) ?? 0) - A_DAY : 0;
  const all = await executions.list(executionPrefix(request), 'ALL', since);
  const past: PastRequest<Decision, State>[] = [];
  for (const execution of all.filter(({ name }) => name !== executionName(request)).slice(0, MOST_REQUESTS)) {
    const { input, output } = await executions.describe(execution);
    const found = read(output ?? await executions.lastInput(execution) ?? input, output !== undefined, lifecycle);
    // Requests are dated to the second.
    if (!found) continue;
    past.push({ ...found, current: (sentAt(found.request) ?? 0) >= Math.floor(deployedAt / 1000) * 1000, running: isRunning(execution) });
  }
  // A request that came late was started after those that CloudFormation sent after it.
  return past.sort((one, other) => sentApart(one.request, other.request) ?? 0);
}

function read<Decision extends Json, State extends Json>(
  json: string | undefined, ended: boolean, { decision, state }: Lifecycle<Decision, State>,
): Omit<PastRequest<Decision, State>, 'current' | 'running'> | undefined {
  // An execution of another version says nothing.
  const request = requestIn(json);
  if (!request) return undefined;
  const parsed = v.safeParse(EXECUTION, parseJson(json));
  if (!parsed.success) return undefined;
  const { record, last: { Payload }, error } = parsed.output;
  const decided = v.safeParse(decision, (Payload.record ?? record).decision);
  const reached = v.safeParse(state, Payload.state);
  return {
    request,
    decision: decided.success ? decided.output : undefined,
    state: reached.success ? reached.output : undefined,
    mayHaveActed: Payload.mayHaveActed || !ended || error !== undefined,
    succeeded: Payload.responded === 'SUCCESS',
  };
}

function requestIn(json: string | undefined): Request | undefined {
  try {
    return parseRequest((parseJson(json) as { readonly request?: unknown }).request);
    // Stryker disable next-line BlockStatement: for the compiler; undefined is returned without it, too
  } catch {
    return undefined;
  }
}

function parseJson(json: string | undefined): unknown {
  // Stryker disable next-line StringLiteral: one is as little JSON as the other
  return JSON.parse(json ?? 'null');
}
