/** The AWS calls of one part of the handlers, by operation. */
export interface Calls {
  /** They create or change something. */
  readonly acting: Readonly<Record<string, () => Promise<unknown>>>;
  /** They only read. */
  readonly reading: Readonly<Record<string, () => Promise<unknown>>>;
}
