/** What a scenario asks its ledger, which knows who made what. */
interface Ledger {
  release(how: 'retained' | 'given up', stackId: string, logicalId: string, physicalId?: string): void;
  giveUpUnheld(stackId: string): void;
  settled(stackId: string): void;
  checkHeld(stackId: string, logicalId: string, physicalId: string): void;
  checkNothingLeft(stackId: string): void;
}

/** A scenario of what is told apart by who made it. */
export abstract class LedgerScenario<L extends Ledger> {
  protected abstract readonly ledger: L;

  public released(how: 'retained' | 'given up', stackId: string, logicalId: string, physicalId: string | undefined): void {
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
