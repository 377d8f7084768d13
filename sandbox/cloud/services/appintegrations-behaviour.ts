/**
 * Settings for everything that the documentation of data integration associations leaves open, or that depends on chance. A test
 * can try each possibility.
 */

/** How a job ends: after this many seconds of the local cloud's clock, or never. */
export type JobOutcome =
  | { readonly takes: number; readonly then: 'COMPLETED' | 'FAILED'; readonly message?: string; readonly never?: false }
  | { readonly never: true };

export interface Behaviour {
  /**
   * Whether a data integration that was associated once can be associated again. The quota says yes, ten times. The documentation
   * of the operation says no.
   *
   * @default 'allow'
   */
  readonly reuse: 'allow' | 'refuse';
  /**
   * Whether only AWS services may associate a data integration that reads from `s3://` under a client id.
   *
   * @default false
   */
  readonly approvedClientsOnly: boolean;
  /**
   * A quota that AWS raises on request.
   *
   * @default 10
   */
  readonly associationsOfOneDataIntegration: number;
  /**
   * The value that `Ref` returns for a data integration. The resource's primary identifier is the id, but its documentation says
   * the name.
   *
   * @default 'id'
   */
  readonly ref: 'id' | 'name';
}

export class Behaviours {
  private general: Behaviour = { reuse: 'allow', approvedClientsOnly: false, associationsOfOneDataIntegration: 10, ref: 'id' };
  private jobOutcome: JobOutcome = { takes: 10, then: 'COMPLETED' };
  private readonly jobOutcomes = new Map<string, JobOutcome>();

  public get current(): Behaviour {
    return this.general;
  }

  /** Changes these settings and keeps the others. */
  public set(changes: Partial<Behaviour>): void {
    this.general = { ...this.general, ...changes };
  }

  /** For one data integration, or for all without their own setting. */
  public setJobOutcome(outcome: JobOutcome, dataIntegrationId?: string): void {
    if (dataIntegrationId === undefined) this.jobOutcome = outcome;
    else this.jobOutcomes.set(dataIntegrationId, outcome);
  }

  public jobOutcomeOf(dataIntegrationId: string): JobOutcome {
    return this.jobOutcomes.get(dataIntegrationId) ?? this.jobOutcome;
  }
}
