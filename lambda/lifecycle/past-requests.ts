/**
 * The other requests for a resource, by the record of their executions. Lambda may deliver a request late, or again after a
 * failed attempt. By then, CloudFormation may have abandoned it and sent another one, which found no trace of the first.
 * Both requests have an execution before they list the executions, so at least one of them sees the other.
 */
import * as v from 'valibot';
import type { Execution, Executions } from './executions';
import type { Json, Lifecycle, PastRequest } from './lifecycle';
import { executionName, executionPrefix, sentAt, parseRequest, type Request, sentApart } from './request';

/** How many earlier requests are read. A request has to undo at most the work of the one or two before it. */
const MOST_REQUESTS = 10;

/** In milliseconds. */
const LONGEST_EXECUTION = 3_600_000;
const A_DAY = 86_400_000;

const RECORD = v.object({ decision: v.optional(v.unknown()) });

/** The data of an execution, from its start to its end. */
const EXECUTION = v.object({
  request: v.unknown(),
  record: RECORD,
  last: v.object({
    Payload: v.object({
      record: v.optional(RECORD), state: v.optional(v.unknown()), mayHaveActed: v.optional(v.boolean(), false), responded: v.optional(v.unknown()),
    }),
  }),
  /** The reason why it ended early. */
  error: v.optional(v.unknown()),
});

/**
 * The executions of other requests for the resource that are still running. Returns `later` if CloudFormation has sent
 * another request after this one, whose own execution started at `startedAt`.
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
 * Whether another request was sent later. Of two Updates from the same second, the one whose execution started later counts
 * as later, so they do not stop each other. A request that cannot be read or dated counts as earlier.
 */
async function isLater(candidate: Execution, request: Request, startedAt: number, executions: Executions): Promise<boolean> {
  const other = requestIn((await executions.describe(candidate)).input);
  if (!other) return false;
  const apart = sentApart(request, other) ?? -1;
  const winsTie = request.RequestType === 'Update' ? candidate.startedAt > startedAt : request.RequestType === 'Create' && other.RequestType === 'Delete';
  return apart > 0 || (apart === 0 && winsTie);
}

/** The earlier requests for the same resource, newest first. The last deployment of the stack started at `deployedAt`. */
export async function pastRequests<Decision extends Json, State extends Json>(
  request: Request, executions: Executions, lifecycle: Lifecycle<Decision, State>, deployedAt: number,
): Promise<readonly PastRequest<Decision, State>[]> {
  // A Delete looks for a request of its own deployment. A shorter list matters, because hundreds of resources may read it
  // at the same time.
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
  // The execution of a late request started after those of requests that CloudFormation sent later.
  return past.sort((one, other) => sentApart(one.request, other.request) ?? 0);
}

function read<Decision extends Json, State extends Json>(
  json: string | undefined, ended: boolean, { decision, state }: Lifecycle<Decision, State>,
): Omit<PastRequest<Decision, State>, 'current' | 'running'> | undefined {
  // The execution of another version may have data that cannot be read.
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
  // Stryker disable next-line StringLiteral: neither is valid JSON for a request
  return JSON.parse(json ?? 'null');
}
