export type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** How often each event occurred. A campaign without events proves nothing. */
export class Coverage {
  private readonly counts = new Map<string, Map<string, number>>();

  public count(kind: string, what: string, times = 1): void {
    const of = this.counts.get(kind) ?? new Map<string, number>();
    of.set(what, (of.get(what) ?? 0) + times);
    this.counts.set(kind, of);
  }

  public of(kind: string, what: string): number {
    return this.counts.get(kind)?.get(what) ?? 0;
  }

  /** Adds the counts of another one. */
  public add(counts: Counts): void {
    for (const [kind, of] of Object.entries(counts)) {
      for (const [what, count] of Object.entries(of)) this.count(kind, what, count);
    }
  }

  /** In a form that can be sent to another process. */
  public all(): Counts {
    return Object.fromEntries([...this.counts].map(([kind, of]) => [kind, Object.fromEntries(of)]));
  }

  /** A table for a person, kinds in the order of their names. */
  public table(): string {
    const lines = [...this.counts].sort(([one], [other]) => one.localeCompare(other)).flatMap(([kind, of]) => [
      kind,
      ...[...of].sort(([one], [other]) => one.localeCompare(other)).map(([what, count]) => `  ${what.padEnd(66)} ${String(count).padStart(9)}`),
    ]);
    return lines.join('\n');
  }
}
