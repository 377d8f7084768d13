/**
 * What the documentation leaves open about attachments, and what depends on luck: settings, so that a test can play each way.
 */

export interface Behaviour {
  /**
   * How an attempt to attach ends, both resources being ACTIVE: at once, after some seconds of the local cloud's clock, or never.
   *
   * @default 'ATTACHED'
   */
  readonly attach: 'ATTACHED' | 'FAILED' | 'PENDING' | { readonly pendingFor: number; readonly then: 'ATTACHED' | 'FAILED' };
  /**
   * Whether attaching anew what is attached or pending already makes the workspace that it asks for.
   *
   * @default 'request'
   */
  readonly workspaceOnReattach: 'request' | 'ignore';
  /**
   * What becomes of a detach that meets a FAILED record; one that is not `ok` leaves the record.
   *
   * @default 'ok'
   */
  readonly detachOfFailed: 'ok' | 'notFound' | 'conflict';
  /**
   * Whether attaching anew what FAILED tries again under the same attachment id and maker, or under new ones.
   *
   * @default 'new record'
   */
  readonly reattachOfFailed: 'same record' | 'new record';
  /**
   * What an update of the application does to an attachment that is not in its list of data sources.
   *
   * @default 'drop'
   */
  readonly missingFromUpdate: 'drop' | 'keep';
  /**
   * Whether a collection is a data source: the older documentation says yes, the newest no.
   *
   * @default 'accept'
   */
  readonly collections: 'accept' | 'refuse';
}

const DEFAULTS: Behaviour = {
  attach: 'ATTACHED',
  workspaceOnReattach: 'request',
  detachOfFailed: 'ok',
  reattachOfFailed: 'new record',
  missingFromUpdate: 'drop',
  collections: 'accept',
};

export class Behaviours {
  private forAll: Partial<Behaviour> = {};
  private readonly byDataSource = new Map<string, Partial<Behaviour>>();

  /** Adds to what was set before, for one data source or for all that have no setting of their own. */
  public set({ dataSourceArn, ...changes }: Partial<Behaviour> & { readonly dataSourceArn?: string }): void {
    if (dataSourceArn === undefined) {
      this.forAll = { ...this.forAll, ...changes };
    } else {
      this.byDataSource.set(dataSourceArn, { ...this.byDataSource.get(dataSourceArn), ...changes });
    }
  }

  public of(dataSourceArn: string): Behaviour {
    return { ...DEFAULTS, ...this.forAll, ...this.byDataSource.get(dataSourceArn) };
  }
}
