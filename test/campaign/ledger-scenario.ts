/** The part of a ledger that a scenario uses. The ledger records who made which resource. */
interface Ledger {
  release(how: 'retained' | 'no longer owned', stackId: string, logicalId: string, physicalId?: string): void;
  giveUpUnheld(stackId: string): void;
  settled(stackId: string): void;
  checkHeld(stackId: string, logicalId: string, physicalId: string): void;
  checkNothingLeft(stackId: string): void;
}

/** A scenario with a ledger. */
export abstract class LedgerScenario<L extends Ledger> {
  protected abstract readonly ledger: L;

  public released(how: 'retained' | 'no longer owned', stackId: string, logicalId: string, physicalId: string | undefined): void {
    this.ledger.release(how, stackId, logicalId, physicalId);
  }

  public abandoned(stackId: string): void {
    this.ledger.giveUpUnheld(stackId);
  }

  public settled(stackId: string): void {
    this.ledger.settled(stackId);
  }

  public checkHeld(stackId: string, logicalId: string, physicalId: string): void {
    this.ledger.checkHeld(stackId, logicalId, physicalId);
  }

  public checkNothingLeft(stackId: string): void {
    this.ledger.checkNothingLeft(stackId);
  }
}
