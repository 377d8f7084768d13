/**
 * The lifecycle of a resource that reads an ARN: that of the application that IAM Identity Center creates for an OpenSearch
 * UI application. CloudFormation does not return it. Nothing is made, changed or removed.
 *
 * | request        | has the ARN of the instance | enabled, without the ARN | not enabled               | does not exist |
 * |----------------|-----------------------------|--------------------------|---------------------------|----------------|
 * | Create, Update | done: return the ARN        | read again               | CREATING or UPDATING:     | failed         |
 * |                |                             |                          | read again; else: failed  |                |
 * | Delete         | done, without a call        | done, without a call     | done, without a call      | done, without  |
 * |                |                             |                          |                           | a call         |
 *
 * AWS does not document when the ARN appears. It may take longer than the application itself.
 */
import * as v from 'valibot';
import type { Applications } from './applications';
import { attributes, parseProperties, type Wanted } from './properties';
import * as sentences from './sentences';
import type { CallError } from '../../lifecycle/aws-error';
import type { Lifecycle, Progress, Step } from '../../lifecycle/lifecycle';
import { NOTHING_MADE } from '../../lifecycle/physical-id';
import { checkPlace, type Place } from '../../lifecycle/place';
import { ifValid } from '../../lifecycle/properties';
import type { CreateRequest, Request } from '../../lifecycle/request';

const MAX_WAIT_SECONDS = 600;

/** In these statuses, the application may not have its configuration yet. */
const CHANGING = ['CREATING', 'UPDATING'];

const DECISION = v.object({ kind: v.picklist(['read', 'leave']) });
const STATE = v.object({});

type Decision = v.InferOutput<typeof DECISION>;
type State = v.InferOutput<typeof STATE>;

export class IdentityCenterLifecycle implements Lifecycle<Decision, State> {
  public readonly noun = 'Identity Center application';
  public readonly decision = DECISION;
  public readonly state = STATE;

  public constructor(private readonly applications: Applications, private readonly place: Place) {}

  public issued(physicalId: string): boolean {
    return physicalId === NOTHING_MADE || /^[a-z0-9]{3,30}\/identity-center$/.test(physicalId);
  }

  public maxWaitSeconds(): number {
    return MAX_WAIT_SECONDS;
  }

  public async decide(request: Request): Promise<Decision> {
    if (request.RequestType === 'Delete') return { kind: 'leave' };
    checkPlace(request, this.place, { application: parseProperties(request.ResourceProperties).applicationArn });
    return { kind: 'read' };
  }

  public async advance({ request, decision }: Step<Decision, State>): Promise<Progress<State>> {
    // Properties that do not parse must not prevent the deletion of a resource.
    if (decision.kind === 'leave') {
      return { kind: 'done', physicalId: request.RequestType === 'Create' ? NOTHING_MADE : request.PhysicalResourceId, data: {} };
    }
    const wanted = parseProperties(request.ResourceProperties);
    const application = await this.applications.describe(wanted.applicationId);
    if (!application) return { kind: 'failed', reason: sentences.noApplication(wanted) };
    const { status, identityCenter } = application;
    if (identityCenter?.applicationArn && (identityCenter.instanceArn ?? wanted.instanceArn) === wanted.instanceArn) {
      return { kind: 'done', physicalId: physicalIdOf(wanted), data: attributes(identityCenter.applicationArn) };
    }
    if (!identityCenter && !CHANGING.includes(status)) return { kind: 'failed', reason: sentences.notEnabled(wanted, status) };
    return { kind: 'pending', state: {}, outcomeKnown: true, reason: sentences.notYet(wanted) };
  }

  public explain(request: Request, error: CallError): string {
    const wanted = ifValid(() => parseProperties(request.ResourceProperties));
    return wanted ? sentences.callFailed(wanted, error) : error.message;
  }

  public failedCreateId(request: CreateRequest): string {
    return physicalIdOf(parseProperties(request.ResourceProperties));
  }
}

function physicalIdOf({ applicationId }: Wanted): string {
  return `${applicationId}/identity-center`;
}
