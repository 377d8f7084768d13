const MODULUS = 2_147_483_647;

/** Chance that is the same in each run: it follows from a seed alone, by the generator of Park and Miller. */
export class Chance {
  /** `state` is a whole number from 1 to 2,147,483,646. */
  public constructor(private state = 1) {}

  /** From 0 to 1, without both. */
  public readonly random = (): number => this.seed() / MODULUS;

  /** For a chance of its own. */
  public seed(): number {
    this.state = this.state * 48_271 % MODULUS;
    return this.state;
  }
}
