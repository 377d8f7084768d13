/** Chance that is the same in each run: it follows from a seed alone. */
export class Chance {
  public constructor(private state = 1) {}

  /** From 0 to 1, without 1. */
  public readonly random = (): number => this.seed() / 2 ** 32;

  /** A whole number of 32 bits, for a chance of its own. */
  public seed(): number {
    this.state = this.state + 0x6d2b79f5 | 0;
    let mixed = Math.imul(this.state ^ this.state >>> 15, 1 | this.state);
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed;
    return (mixed ^ mixed >>> 14) >>> 0;
  }
}
