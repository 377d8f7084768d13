const MODULUS = 2_147_483_647;

/** Random numbers that are the same in each run. They follow from a seed alone, by the generator of Park and Miller. */
export class Chance {
  /** `state` is a whole number from 1 to 2,147,483,646. */
  public constructor(private state = 1) {}

  /** Between 0 and 1, both excluded. */
  public readonly random = (): number => this.seed() / MODULUS;

  /** A seed for another generator. */
  public seed(): number {
    this.state = this.state * 48_271 % MODULUS;
    return this.state;
  }
}
