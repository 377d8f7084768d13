/**
 * Lambda may deliver a request late, or once more after an attempt that died. By then CloudFormation may have given up on
 * it and sent another, which found nothing of the first and was content. Carrying the first one out after that would make
 * what nobody stands for.
 *
 * Both write themselves down before they act, by starting an execution: a late one looks for later ones just before it
 * does, and the Delete of a create that left no trace waits for a while before it believes that.
 */
import type { Execution, Executions } from './executions';
import { executionName, executionPrefix, parseRequest, type Request } from './request';
import type { Stacks } from './stacks';

/** How old a request may be before that can have happened to it, in milliseconds. */
const LATE = 5_000;

/** Whether so much time has passed since CloudFormation sent a request that it may have given up on it. */
export function isLate(request: Request): boolean {
  const issued = issuedAt(request);
  // Stryker disable next-line ConditionalExpression: for the compiler; what is unknown is not late either
  return issued !== undefined && Math.abs(Date.now() - issued) >= LATE;
}

/** What the time at which a request was sent is rounded down to, in milliseconds. */
const A_SECOND = 1_000;

/** How long CloudFormation signs a ResponseURL for, in milliseconds. */
const URL_VALID = 7_200_000;

/**
 * Whether CloudFormation has sent a later request meanwhile; or else, for an Update, whether an earlier one goes on, or began only
 * after this one was sent: what was decided may not know of that.
 */
export async function rivalOf(request: Request, executions: Executions, stacks: Stacks): Promise<'later' | 'earlier' | undefined> {
  const issued = issuedAt(request);
  if (issued === undefined) return undefined;
  // An Update is always looked after: its reverse acts at once, where the Delete of a create waits.
  if (request.RequestType !== 'Update' && !isLate(request)) return undefined;
  let earlier = false;
  for (const execution of await executions.list(executionPrefix(request), 'ALL')) {
    if (execution.name === executionName(request) || (execution.startedAt < issued && !execution.running)) continue;
    const apart = sentApart(request, await requestOf(execution, executions)) ?? 0;
    if (apart > 0) return 'later';
    earlier ||= execution.running || (apart < 0 && execution.startedAt >= issued + A_SECOND);
  }
  if (request.RequestType === 'Update') return earlier ? 'earlier' : undefined;
  if (request.RequestType === 'Delete') return undefined;
  // The Delete of a create that was answered for without an execution leaves no record either.
  const own = (await stacks.list(request.StackId)).filter(({ logicalId }) => logicalId === request.LogicalResourceId);
  return own.some(({ status }) => status === 'CREATE_IN_PROGRESS' || status === 'UPDATE_IN_PROGRESS') ? undefined : 'later';
}

/**
 * Whether the request of an execution was sent after another one, whose execution began at `startedAt`. Of two Updates of the
 * same second it is the one that began later, lest each stop the other; what takes a create back comes after that.
 */
export async function isLater(execution: Execution, request: Request, startedAt: number, executions: Executions): Promise<boolean> {
  const apart = sentApart(request, await requestOf(execution, executions)) ?? -1;
  return apart > 0 || (apart === 0 && request.RequestType === 'Update' && execution.startedAt > startedAt);
}

/**
 * How long after one request CloudFormation sent another, in milliseconds; undefined where that cannot be told. It dates its
 * requests to the second.
 */
export function sentApart(one: Request | undefined, other: Request | undefined): number | undefined {
  const [first, second] = [issuedAt(one), issuedAt(other)];
  // Stryker disable next-line ConditionalExpression,LogicalOperator: for the compiler; nobody takes NaN for later or earlier
  return first === undefined || second === undefined ? undefined : second - first;
}

/** When CloudFormation sent a request, in epoch milliseconds: the URL for its answer says so. */
export function issuedAt(request: Request | undefined): number | undefined {
  if (!request || !URL.canParse(request.ResponseURL)) return undefined;
  const query = new URL(request.ResponseURL).searchParams;
  // Stryker disable next-line ArrayDeclaration: the first element is not looked at
  const [, year, month, day, hour, minute, second] = query.get('X-Amz-Date')?.match(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/) ?? [];
  if (second !== undefined) return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // The older signature knows only the end.
  const expires = Number(query.get('Expires') || NaN);
  return Number.isFinite(expires) ? expires * 1000 - URL_VALID : undefined;
}

async function requestOf(execution: Execution, executions: Executions): Promise<Request | undefined> {
  const { input } = await executions.describe(execution);
  try {
    return parseRequest((JSON.parse(input ?? '') as { readonly request?: unknown }).request);
  } catch {
    // An execution of another version.
  }
  return undefined;
}
