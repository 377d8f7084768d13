/**
 * The life of a data integration association.
 *
 * AWS can create an association and change when its job runs, which runs the job again. It cannot delete one. So nothing
 * here ever removes anything, and the care goes into not running a job unasked.
 *
 * | request                       | found                                    | done                                        |
 * |-------------------------------|------------------------------------------|---------------------------------------------|
 * | Create                        | what another resource of the stack (a    | hold it                                     |
 * |                               | rename) or an earlier request for this   |                                             |
 * |                               | one stands for                           |                                             |
 * |                               | told to adopt, one that matches          | hold it                                     |
 * |                               | told to adopt, several that match        | refuse                                      |
 * |                               | none of these                            | create, with the request's client token     |
 * | Update of what cannot change  |                                          | as Create: a replacement, the old one stays |
 * | Update of the execution       | the association                          | hold it                                     |
 * |                               | it is gone, and the execution changed    | create                                      |
 * |                               | it is gone, and nothing else changed     | keep the id, do nothing                     |
 * | Delete                        |                                          | nothing; a log line says what remains, or,  |
 * |                               |                                          | if so told, it fails while that exists      |
 *
 * To hold an association is to compare its *live* execution configuration with the one that is wanted: equal means no
 * call, different means one update, and the comparison is made again before each retry. An Update whose execution
 * configuration did not change calls nothing, whatever is live. A job is waited for by the request that started it, and by
 * one that comes to stand for the association; an Update of something else does not mind how the last job went. The
 * reverse of an update that ran a new window runs the old window again: AWS offers nothing else.
 *
 * What the errors mean, by name and never by HTTP status (the last two rows are the engine's):
 *
 * | error                           | create                          | update                     | list                    |
 * |---------------------------------|---------------------------------|----------------------------|-------------------------|
 * | InvalidRequestException         | failed at once; says what helps | failed at once             | failed at once          |
 * |                                 | where an association exists     |                            |                         |
 * | ResourceNotFoundException       | failed at once                  | failed at once             | no associations         |
 * | ResourceQuotaExceededException  | failed at once, with the quota  | failed at once             | failed at once          |
 * | AccessDeniedException           | tried again for two minutes, then failed with the known causes                         |
 * | InternalServiceError, throttled | tried again until the end, with the same client token or after comparing again         |
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

/** How long a job that was just started may still be listed with the status of the one before it, in seconds. */
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
    // What it was to take over stays with whom it was to be taken from.
    const associationId = decision.kind === 'create' ? state?.associationId : undefined;
    return formatPhysicalId(parseProperties(request.ResourceProperties), associationId);
  }

  public async advance(step: AssociationStep): Promise<Progress<State>> {
    const { request, decision, state } = step;
    const physicalId = request.RequestType === 'Create' ? '' : request.PhysicalResourceId;
    // Properties that do not parse must not keep a resource from being let go.
    if (decision.kind === 'leave') return { kind: 'done', physicalId, data: {} };
    const wanted = parseProperties(request.ResourceProperties);
    if (state?.jobStarted && state.associationId !== undefined) return this.watchJob(wanted, state.associationId);
    switch (decision.kind) {
      case 'create': return this.create(step, wanted);
      case 'hold': return this.converge(step, wanted, decision);
      // Stryker disable next-line OptionalChaining: for the compiler; only an id that parses is kept
      case 'keep physical id': return { kind: 'done', physicalId, data: attributes(wanted, parsePhysicalId(physicalId)?.associationId ?? 'none') };
    }
  }

  private async create(step: AssociationStep, wanted: Wanted): Promise<Progress<State>> {
    try {
      const associationId = await this.associations.create(wanted.dataIntegrationId, wanted.input, clientToken(step.request));
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

  /** Changes the execution configuration if the live one is another. */
  private async converge(step: AssociationStep, wanted: Wanted, decision: Extract<Decision, { kind: 'hold' }>): Promise<Progress<State>> {
    const { associationId } = decision;
    const execution = wanted.input.ExecutionConfiguration;
    const done: Progress<State> = {
      kind: 'done', physicalId: formatPhysicalId(wanted, associationId), data: attributes(wanted, associationId), state: { associationId },
    };
    if (!decision.needsUpdate || execution === undefined) {
      return decision.newlyHeld && wanted.waitForJob ? this.watchJob(wanted, associationId) : done;
    }
    if (step.earlierAttempts !== 'none') {
      const live = (await this.associations.list(wanted.dataIntegrationId)).find((each) => each.associationId === associationId);
      if (!live) return failed(step.state, sentences.gone(wanted, associationId));
      // An update of ours has acted unseen: its job is the one to wait for.
      if (sameExecution(live.execution, execution, executionBefore(step.request))) return this.started(wanted, associationId);
    }
    step.log.debug('updating the execution configuration; AWS then runs an on-demand job again, also when a rollback changes it back', {
      associationId, executionMode: execution.ExecutionMode, startTime: execution.OnDemandConfiguration?.StartTime,
    });
    await this.associations.update(wanted.dataIntegrationId, associationId, execution);
    return this.started(wanted, associationId);
  }

  /** A create or an update is done; what is left is its job, if that is to be waited for. */
  private started(wanted: Wanted, associationId: string): Progress<State> {
    const state: State = { associationId, jobStarted: true };
    if (!wanted.waitForJob) {
      return { kind: 'done', physicalId: formatPhysicalId(wanted, associationId), data: attributes(wanted, associationId), state };
    }
    return { kind: 'pending', state, waitSeconds: JOB_STARTS, reason: sentences.jobPending(wanted, associationId, undefined) };
  }

  private async watchJob(wanted: Wanted, associationId: string): Promise<Progress<State>> {
    const state: State = { associationId, jobStarted: true };
    const live = (await this.associations.list(wanted.dataIntegrationId)).find((each) => each.associationId === associationId);
    if (!live) return failed(state, sentences.gone(wanted, associationId));
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
