/** The calls that a part of the handlers makes to AWS, by operation. */
export interface Calls {
  /** They make or change something. */
  readonly acting: Readonly<Record<string, () => Promise<unknown>>>;
  /** They change nothing. */
  readonly reading: Readonly<Record<string, () => Promise<unknown>>>;
}
