/**
 * Decides a request: reads the state of the service, and changes nothing. The table in `association-lifecycle.ts` shows the
 * decisions.
 */
import type { Association, Associations } from './associations';
import type { Decision, State } from './decision';
import { isFor, parsePhysicalId } from './physical-id';
import { executionBefore, parseProperties, sameExecution, type Wanted } from './properties';
import * as sentences from './sentences';
import type { ExecutionConfigurationProperty } from '../../../src/appintegrations/data-integration-association/association-properties';
import { CallError } from '../../lifecycle/aws-error';
import { type PastRequest, Refusal, type DecisionContext } from '../../lifecycle/lifecycle';
import { checkPlace, type Place } from '../../lifecycle/place';
import { canonical, ifValid } from '../../lifecycle/properties';
import { clientToken, type DeleteRequest, type Request, type UpdateRequest } from '../../lifecycle/request';

export async function decide(
  request: Request, associations: Associations, context: DecisionContext<Decision, State>, place: Place,
): Promise<Decision> {
  const decider = new AssociationDecider(associations, context);
  if (request.RequestType === 'Delete') return decider.delete(request);
  const wanted = parseProperties(request.ResourceProperties);
  checkPlace(request, place, { dataIntegration: wanted.dataIntegrationArn });
  // Stryker disable next-line ConditionalExpression: for the compiler; a Create has no id that would parse, so an update would acquire too
  if (request.RequestType !== 'Update') return decider.acquire(wanted);
  const decision = await decider.update(request, wanted);
  if ((decision.kind !== 'create' && decision.kind !== 'hold') || !wanted.waitForJob || !await context.isRollback()) return decision;
  // A job that fails would leave the stack in UPDATE_ROLLBACK_FAILED.
  return { ...decision, ignoreJob: true };
}

class AssociationDecider {
  public constructor(private readonly associations: Associations, private readonly context: DecisionContext<Decision, State>) {}

  /** Decides for an association that this resource does not hold yet: for a create, and for an update that replaces. */
  public async acquire(wanted: Wanted): Promise<Decision> {
    const all = await this.list(wanted);
    if (all.length === 0) return { kind: 'create' };
    const { log } = this.context;
    const held = await this.heldByThisStack(wanted, all);
    if (held) {
      log.debug('taking over the association from this stack', { associationId: held.associationId });
      return hold(held, wanted);
    }
    const matching = wanted.adopt ? all.filter((each) => matches(each, wanted)) : [];
    if (matching.length > 1) throw new Refusal(sentences.ambiguous(wanted, matching));
    const [adopted] = matching;
    if (adopted) {
      log.debug('adopting', { associationId: adopted.associationId });
      return hold(adopted, wanted);
    }
    return { kind: 'create', token: await this.lostToken(wanted, all) };
  }

  public async update(request: UpdateRequest, wanted: Wanted): Promise<Decision> {
    const own = parsePhysicalId(request.PhysicalResourceId);
    if (!own || !isFor(own, wanted)) {
      const decision = await this.acquire(wanted);
      if (own?.associationId !== undefined && decision.kind === 'create') {
        this.context.log.warn('creating another association; the old one remains, because AWS has no operation to delete it', {
          associationId: own.associationId,
        });
      }
      return decision;
    }
    const before = executionBefore(request);
    const execution = wanted.input.ExecutionConfiguration;
    // CloudFormation sends an Update that changes nothing to repeat one that failed, as its reverse did.
    const changed = canonical(before) !== canonical(execution) || canonical(request.OldResourceProperties) === canonical(request.ResourceProperties);
    const isRollback = changed && await this.context.isRollback();
    // The reverse Update may arrive before the call that it reverses has acted.
    if (isRollback) await this.context.requireSettledListing();
    const all = await this.list(wanted);
    const live = all.find(({ associationId }) => associationId === own.associationId);
    if (live) return { ...hold(live, wanted, before, changed), newlyHeld: changed };
    if (execution && changed) {
      if (!isRollback) return this.acquire(wanted);
      // What was refused for the failed Update would be refused again, and leave the stack in UPDATE_ROLLBACK_FAILED.
      const held = await this.heldByThisStack(wanted, all);
      if (held) return hold(held, wanted);
    }
    this.context.log.warn('the association of this resource no longer exists; it is not created again, because that would run its job', {
      associationId: own.associationId,
    });
    return { kind: 'keep physical id' };
  }

  public async delete(request: DeleteRequest): Promise<Decision> {
    const own = parsePhysicalId(request.PhysicalResourceId);
    const wanted = ifValid(() => parseProperties(request.ResourceProperties));
    if (own?.associationId !== undefined && wanted?.failWhileExists) {
      const { associationId } = own;
      const others = (await this.context.otherPhysicalIds()).map(parsePhysicalId);
      if (others.some((other) => other?.associationId === associationId)) return { kind: 'leave' };
      if ((await this.list(wanted)).some((each) => each.associationId === associationId)) throw new Refusal(sentences.remains(wanted, associationId));
      return { kind: 'leave' };
    }
    this.context.log.debug('nothing is deleted: AWS has no operation to delete an association. The association and the '
      + 'exported data remain, and the data still costs storage', {
      dataIntegrationId: own?.dataIntegrationId ?? wanted?.dataIntegrationId,
      associationId: own?.associationId,
      destination: wanted?.input.DestinationURI,
    });
    return { kind: 'leave' };
  }

  /**
   * The association with the same properties that another resource of the stack holds, or that an earlier request for this
   * resource held.
   */
  private async heldByThisStack(wanted: Wanted, all: readonly Association[]): Promise<Association | undefined> {
    const others = (await this.context.otherPhysicalIds()).map(parsePhysicalId).filter((other) => other && isFor(other, wanted));
    // Stryker disable next-line OptionalChaining: for the compiler; the filter above leaves none undefined
    const other = all.find(({ associationId }) => others.some((each) => each?.associationId === associationId));
    if (other) return other;
    const history = await this.context.history();
    return all.find(({ associationId }) => history.some((past) => heldBy(past, wanted) === associationId));
  }

  /**
   * The token of an earlier create whose result is not known, if it may have made one of these associations. AWS then
   * returns that one, and does not create another.
   */
  private async lostToken(wanted: Wanted, all: readonly Association[]): Promise<string | undefined> {
    if (!all.some((each) => matches(each, wanted))) return undefined;
    for (const { request, decision, state, mayHaveActed } of await this.context.history()) {
      const asked = ifValid(() => parseProperties(request.ResourceProperties));
      const isSame = asked?.dataIntegrationId === wanted.dataIntegrationId && canonical(asked.input) === canonical(wanted.input);
      if (isSame && decision?.kind === 'create' && mayHaveActed && state?.associationId === undefined) return decision.token ?? clientToken(request);
    }
    return undefined;
  }

  private async list({ dataIntegrationId }: Wanted): Promise<readonly Association[]> {
    try {
      return await this.associations.list(dataIntegrationId);
    } catch (error) {
      if (error instanceof CallError && error.code === 'ResourceNotFoundException') return [];
      throw error;
    }
  }
}

/**
 * The decision to hold an association. `changed`: whether the request changes the execution configuration. If not, no job
 * may run.
 */
function hold(live: Association, wanted: Wanted, before?: ExecutionConfigurationProperty, changed = true): Extract<Decision, { kind: 'hold' }> {
  const execution = wanted.input.ExecutionConfiguration;
  const needsUpdate = changed && execution !== undefined && !sameExecution(live.execution, execution, before);
  return { kind: 'hold', associationId: live.associationId, needsUpdate, newlyHeld: true };
}

/** Compares all immutable properties that a listing shows. */
function matches(live: Association, { input }: Wanted): boolean {
  return live.clientId === input.ClientId && live.destinationUri === input.DestinationURI;
}

/** The association with the same properties that an earlier request for this resource held. */
function heldBy({ request, state }: PastRequest<Decision, State>, wanted: Wanted): string | undefined {
  const properties = ifValid(() => parseProperties(request.ResourceProperties));
  const isSame = properties?.dataIntegrationId === wanted.dataIntegrationId && properties.identity === wanted.identity;
  // An Update may have created one in place of that in its physical id, which was gone.
  if (isSame && state?.associationId !== undefined) return state.associationId;
  // Stryker disable next-line ConditionalExpression,StringLiteral: for the compiler; a Create has no id that would parse
  const own = request.RequestType === 'Create' ? undefined : parsePhysicalId(request.PhysicalResourceId);
  return own && isFor(own, wanted) ? own.associationId : undefined;
}
