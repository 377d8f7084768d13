/** How often what happened: a campaign that meets nothing proves nothing. */
export class Coverage {
  private readonly counts = new Map<string, Map<string, number>>();

  public count(kind: string, what: string): void {
    const of = this.counts.get(kind) ?? new Map<string, number>();
    of.set(what, (of.get(what) ?? 0) + 1);
    this.counts.set(kind, of);
  }

  public of(kind: string, what: string): number {
    return this.counts.get(kind)?.get(what) ?? 0;
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
