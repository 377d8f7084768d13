/**
 * What a decision may ask about, put together from Step Functions and CloudFormation.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import type { Executions } from './executions';
import type { PastRequest, Surroundings } from './lifecycle';
import type { Log } from './log';
import { executionName, executionPrefix, parseRequest, type Request } from './request';
import { isLive, type Stacks } from './stacks';
import { issuedAt } from './superseded';

/** As far back as it is read; what a request may have to undo is the one before it or the one before that. */
const MOST_REQUESTS = 10;

const PLAN = v.object({ decision: v.optional(v.unknown()) });

/** What an execution holds, from its start to its end. */
const RECORD = v.object({
  request: v.unknown(),
  plan: PLAN,
  last: v.object({
    Payload: v.object({
      plan: v.optional(PLAN), state: v.optional(v.unknown()), unsure: v.optional(v.boolean(), false), answered: v.optional(v.unknown()),
    }),
  }),
  /** Why it ended before it was settled. */
  error: v.optional(v.unknown()),
});

export function surroundings(
  request: Request,
  { executions, stacks }: { readonly executions: Executions; readonly stacks: Stacks },
  log: Log,
): Surroundings {
  return {
    log,
    sleep: (seconds) => sleep(seconds * 1000),
    history: async () => {
      const all = await executions.list(executionPrefix(request), 'ALL');
      const earlier = all.filter(({ name }) => name !== executionName(request)).slice(0, MOST_REQUESTS);
      const past: PastRequest[] = [];
      for (const execution of earlier) {
        const { input, output } = await executions.describe(execution);
        const record = pastRequest(output ?? await executions.lastInput(execution) ?? input, output !== undefined);
        if (record) past.push(record);
      }
      // One that came late was started after those that came after it.
      return past.sort((one, other) => (issuedAt(other.request) ?? 0) - (issuedAt(one.request) ?? 0));
    },
    otherPhysicalIds: async () => {
      const all = await stacks.list(request.StackId);
      // This resource counts as another where it has become something else, as in the clean-up after a replacement.
      // Stryker disable next-line ConditionalExpression,StringLiteral: for the compiler; a Create has no id
      const own = request.RequestType === 'Create' ? undefined : request.PhysicalResourceId;
      return all
        .filter((resource) => isLive(resource) && (resource.logicalId !== request.LogicalResourceId || resource.physicalId !== own))
        .flatMap(({ physicalId }) => physicalId ?? []);
    },
    isRollback: async () => stacks.isRollingBack(request.StackId),
  };
}

function pastRequest(json: string | undefined, ended: boolean): PastRequest | undefined {
  try {
    // Stryker disable next-line StringLiteral: one is as little JSON as the other
    const { request, plan, last: { Payload }, error } = v.parse(RECORD, JSON.parse(json ?? ''));
    const mayHaveActed = Payload.unsure || !ended || error !== undefined;
    const { decision } = Payload.plan ?? plan;
    return { request: parseRequest(request), decision, state: Payload.state, mayHaveActed, succeeded: Payload.answered === 'SUCCESS' };
  } catch {
    // An execution of another version says nothing.
  }
  return undefined;
}
