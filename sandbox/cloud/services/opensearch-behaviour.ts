/**
 * Settings for everything that the documentation leaves open about attachments, or that depends on chance. A test can try each
 * possibility.
 */

export interface Behaviour {
  /**
   * How an attempt to attach ends if both resources are ACTIVE: at once, after some seconds of the local cloud's clock, or never.
   *
   * @default 'ATTACHED'
   */
  readonly attach: 'ATTACHED' | 'FAILED' | 'PENDING' | { readonly pendingFor: number; readonly then: 'ATTACHED' | 'FAILED' };
  /**
   * Whether a second attach of an ATTACHED or PENDING pair creates the workspace that it asks for.
   *
   * @default 'request'
   */
  readonly workspaceOnReattach: 'request' | 'ignore';
  /**
   * The result of detaching a FAILED record. Only `ok` removes the record.
   *
   * @default 'ok'
   */
  readonly detachOfFailed: 'ok' | 'notFound' | 'conflict';
  /**
   * Whether a new attach of a FAILED pair tries again under the same attachment id and creator, or under new ones.
   *
   * @default 'new record'
   */
  readonly reattachOfFailed: 'same record' | 'new record';
  /**
   * The effect of an application update on an attachment that its list of data sources does not name.
   *
   * @default 'drop'
   */
  readonly missingFromUpdate: 'drop' | 'keep';
  /**
   * Whether a collection is a data source. The older documentation says yes, the newest says no.
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

  /** Changes these settings and keeps the others, for one data source or for all without their own setting. */
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
