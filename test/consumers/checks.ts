/** Says why a check cannot be made here. */
export class Skipped extends Error {}

/** Runs checks, prints each one when it is done, and counts the results. */
export class Checks {
  private readonly counts = { passed: 0, failed: 0, skipped: 0 };

  /** Returns the result of the check, or undefined unless it passed. */
  public async check<T>(what: string, perform: () => Promise<T> | T): Promise<T | undefined> {
    const started = Date.now();
    try {
      const value = await perform();
      this.print('passed', what, started);
      return value;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.print(error instanceof Skipped ? 'skipped' : 'failed', what, started, reason);
      return undefined;
    }
  }

  public skip(what: string, reason: string): void {
    this.print('skipped', what, Date.now(), reason);
  }

  /** Prints the last line and returns whether nothing failed. */
  public conclude(): boolean {
    const { passed, failed, skipped } = this.counts;
    console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
    return failed === 0;
  }

  private print(outcome: keyof typeof this.counts, what: string, started: number, reason?: string): void {
    this.counts[outcome] += 1;
    const seconds = Math.round((Date.now() - started) / 1000);
    console.log(`${outcome.toUpperCase().padEnd(7)}  ${what} (${seconds} s)${reason === undefined ? '' : `: ${reason}`}`);
  }
}
