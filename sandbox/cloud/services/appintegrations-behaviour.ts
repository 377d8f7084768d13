/**
 * What the documentation of data integration associations leaves open, and what depends on luck: settings, so that a test
 * can play each way.
 */

/** How a job ends: after so many seconds of the local cloud's clock, or never. */
export type JobOutcome =
  | { readonly takes: number; readonly then: 'COMPLETED' | 'FAILED'; readonly message?: string; readonly never?: false }
  | { readonly never: true };

export interface Behaviour {
  /**
   * Whether a data integration that was associated once can be again: the quota says yes, ten times; the documentation of
   * the operation says no.
   *
   * @default 'allow'
   */
  readonly reuse: 'allow' | 'refuse';
  /**
   * Whether only services of AWS may associate a data integration that reads from `s3://` under a client id.
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
   * What `Ref` answers for a data integration: the resource's primary identifier says the id, its documentation the name.
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

  /** Adds to what was set before. */
  public set(changes: Partial<Behaviour>): void {
    this.general = { ...this.general, ...changes };
  }

  /** For one data integration, or for all that have no setting of their own. */
  public setJobOutcome(outcome: JobOutcome, dataIntegrationId?: string): void {
    if (dataIntegrationId === undefined) this.jobOutcome = outcome;
    else this.jobOutcomes.set(dataIntegrationId, outcome);
  }

  public jobOutcomeOf(dataIntegrationId: string): JobOutcome {
    return this.jobOutcomes.get(dataIntegrationId) ?? this.jobOutcome;
  }
}
