/**
 * The lifecycle of a data integration association.
 *
 * AWS can create an association and change its execution configuration, which runs its job again. It cannot delete one. So
 * this code never removes anything, and it never starts a job that nobody asked for.
 *
 * | request                       | found                                       | action                                      |
 * |-------------------------------|---------------------------------------------|---------------------------------------------|
 * | Create                        | another resource of the stack or an earlier | hold it                                     |
 * |                               | request for this one holds or held it       |                                             |
 * |                               | with ADOPT: one that matches                | hold it                                     |
 * |                               | with ADOPT: several that match              | refuse                                      |
 * |                               | none of these                               | create, with the request's client token, or |
 * |                               |                                             | that of an earlier create that may have     |
 * |                               |                                             | made it, but whose result is not known      |
 * | Update that replaces          |                                             | as Create: a replacement; the old one stays |
 * | Update of the execution       | the association                             | hold it                                     |
 * |                               | does not exist, and the execution changed   | as Create; in a rollback, do not create     |
 * |                               | does not exist, and nothing else changed    | keep the physical id, do nothing            |
 * | Delete                        |                                             | nothing; a log line names what remains.     |
 * |                               |                                             | With FAIL: refuse while it exists, unless   |
 * |                               |                                             | another resource of the stack holds it      |
 *
 * To hold an association, the handler compares its current execution configuration with the wanted one. If they are equal,
 * it makes no call. If they differ, it makes one update, and compares again before each retry. An Update with the same
 * execution configuration as before makes no call, whatever the current one is, unless nothing else changed either: then it
 * repeats one that failed. The request that started a job waits for
 * it. So does a request that starts to hold an association, or whose wanted execution configuration an earlier request has
 * set; another Update does not check how the last job went. The rollback of an update that ran a new window runs the old
 * window again: AWS offers no other way. A rollback does not wait for a job, because one that fails must not fail it.
 *
 * The meaning of errors, by name and never by HTTP status (the engine handles the last two rows):
 *
 * | error                           | create                          | update                     | list                    |
 * |---------------------------------|---------------------------------|----------------------------|-------------------------|
 * | InvalidRequestException         | fails at once; with advice if   | fails at once              | fails at once           |
 * |                                 | an association exists           |                            |                         |
 * | ResourceNotFoundException       | fails at once                   | fails at once              | no associations         |
 * | ResourceQuotaExceededException  | fails at once, names the quota  | fails at once              | fails at once           |
 * | AccessDeniedException           | repeated for two minutes, then fails with the known causes                             |
 * | InternalServiceError, throttled | repeated until the time is up, with the same client token or after comparing again     |
 */
import type { Associations } from './associations';
import { decide } from './decide';
import { DECISION, type Decision, STATE, type State } from './decision';
import { formatPhysicalId, isIssued, parsePhysicalId } from './physical-id';
import { attributes, executionBefore, parseProperties, sameExecution, type Wanted } from './properties';
import * as sentences from './sentences';
import { CallError } from '../../lifecycle/aws-error';
import type { Known, Lifecycle, Progress, Step, DecisionContext } from '../../lifecycle/lifecycle';
import type { Place } from '../../lifecycle/place';
import { ifValid } from '../../lifecycle/properties';
import { clientToken, type CreateRequest, type Request } from '../../lifecycle/request';

/** How long a new job may be listed with the status of the job before it, in seconds. */
const JOB_STARTS = 10;

type AssociationStep = Step<Decision, State>;

export class AssociationLifecycle implements Lifecycle<Decision, State> {
  public readonly noun = 'data integration association';
  public readonly decision = DECISION;
  public readonly state = STATE;
  public readonly issued = isIssued;

  public constructor(private readonly associations: Associations, private readonly place: Place) {}

  public maxWaitSeconds(request: Request): number {
    return parseProperties(request.ResourceProperties).maxWaitSeconds;
  }

  public async decide(request: Request, context: DecisionContext<Decision, State>): Promise<Decision> {
    return decide(request, this.associations, context, this.place);
  }

  public explain(request: Request, error: CallError): string {
    const wanted = ifValid(() => parseProperties(request.ResourceProperties));
    return wanted ? sentences.callFailed(wanted, error) : error.message;
  }

  public failedCreateId(request: CreateRequest, { decision, state }: Known<Decision, State>): string {
    // An association that was to be taken over stays with the other resource.
    const associationId = decision.kind === 'create' ? state?.associationId : undefined;
    return formatPhysicalId(parseProperties(request.ResourceProperties), associationId);
  }

  public async advance(step: AssociationStep): Promise<Progress<State>> {
    const { request, decision, state } = step;
    const physicalId = request.RequestType === 'Create' ? '' : request.PhysicalResourceId;
    // Properties that do not parse must not prevent the deletion of a resource.
    if (decision.kind === 'leave') return { kind: 'done', physicalId, data: {} };
    const parsed = parseProperties(request.ResourceProperties);
    const wanted = { ...parsed, waitForJob: parsed.waitForJob && !('ignoreJob' in decision && decision.ignoreJob) };
    if (state?.jobStarted && state.associationId !== undefined) return this.watchJob(decision, wanted, state.associationId);
    switch (decision.kind) {
      case 'create': return this.create(step, wanted, decision.token ?? clientToken(request));
      case 'hold': return this.converge(step, wanted, decision);
      // Stryker disable next-line OptionalChaining: for the compiler; only an id that parses is kept
      case 'keep physical id': return { kind: 'done', physicalId, data: attributes(wanted, parsePhysicalId(physicalId)?.associationId ?? 'none') };
    }
  }

  private async create(step: AssociationStep, wanted: Wanted, token: string): Promise<Progress<State>> {
    try {
      const associationId = await this.associations.create(wanted.dataIntegrationId, wanted.input, token);
      step.log.debug('association created; AWS has no operation to delete it', { associationId });
      return this.started(wanted, associationId);
    } catch (error) {
      if (!(error instanceof CallError) || error.trouble !== 'refused') throw error;
      const { length } = await this.associations.list(wanted.dataIntegrationId);
      const reason = error.code === 'ResourceQuotaExceededException'
        ? sentences.quota(wanted, error, length)
        : sentences.createRefused(wanted, error, length) || sentences.callFailed(wanted, error);
      return failed(step.state, reason);
    }
  }

  /** Changes the execution configuration if the current one differs. */
  private async converge(step: AssociationStep, wanted: Wanted, decision: Extract<Decision, { kind: 'hold' }>): Promise<Progress<State>> {
    const { associationId } = decision;
    const execution = wanted.input.ExecutionConfiguration;
    const done: Progress<State> = {
      kind: 'done', physicalId: formatPhysicalId(wanted, associationId), data: attributes(wanted, associationId), state: { associationId },
    };
    if (!decision.needsUpdate || execution === undefined) {
      return decision.newlyHeld && wanted.waitForJob ? this.watchJob(decision, wanted, associationId) : done;
    }
    if (step.earlierAttempts !== 'none') {
      const live = (await this.associations.list(wanted.dataIntegrationId)).find((each) => each.associationId === associationId);
      if (!live) return failed(step.state, sentences.gone(wanted, associationId));
      // An update by this request has acted. The request waits for its job.
      if (sameExecution(live.execution, execution, executionBefore(step.request))) return this.started(wanted, associationId);
    }
    step.log.debug('updating the execution configuration; AWS then runs an on-demand job again, also when a rollback changes it back', {
      associationId, executionMode: execution.ExecutionMode, startTime: execution.OnDemandConfiguration?.StartTime,
    });
    await this.associations.update(wanted.dataIntegrationId, associationId, execution);
    return this.started(wanted, associationId);
  }

  /** After a create or an update: waits for its job if the properties say so. */
  private started(wanted: Wanted, associationId: string): Progress<State> {
    const state: State = { associationId, jobStarted: true };
    if (!wanted.waitForJob) {
      return { kind: 'done', physicalId: formatPhysicalId(wanted, associationId), data: attributes(wanted, associationId), state };
    }
    return { kind: 'pending', state, waitSeconds: JOB_STARTS, reason: sentences.jobPending(wanted, associationId, undefined) };
  }

  private async watchJob(decision: Decision, wanted: Wanted, associationId: string): Promise<Progress<State>> {
    const state: State = { associationId, jobStarted: true };
    const live = (await this.associations.list(wanted.dataIntegrationId)).find((each) => each.associationId === associationId);
    if (!live) {
      // AWS does not document how soon a new association is listed.
      return { kind: decision.kind === 'create' ? 'pending' : 'failed', state, reason: sentences.gone(wanted, associationId) };
    }
    if (live.jobStatus === 'FAILED') return failed(state, sentences.jobFailed(wanted, live));
    if (live.jobStatus === 'COMPLETED') {
      return { kind: 'done', physicalId: formatPhysicalId(wanted, associationId), data: attributes(wanted, associationId), state };
    }
    return { kind: 'pending', state, reason: sentences.jobPending(wanted, associationId, live.jobStatus) };
  }
}

function failed(state: State | undefined, reason: string): Progress<State> {
  return { kind: 'failed', reason, state };
}
