import type { Stack } from 'aws-cdk-lib/core';
import type { Observation } from './observation';
import type { Open, Outcome } from '../history';

/** One kind of resource: its construct, its service, and the rules for the state of the service. */
export interface Subject<S> {
  /** The type of its custom resource. */
  readonly type: string;
  /** Defines one in a stack. */
  add(stack: Stack, id: string, spec: S): void;
  /** How attachments or jobs end that start from now on. */
  weather(outcome: Outcome): void;
  stranger(does: 'make' | 'remove', where: number): void;
  /** A deployment with these resources has started. */
  deploying(stackId: string, specs: readonly S[]): void;
  /** CloudFormation removes a resource from the stack without a Delete, or because it could not delete it. */
  released(how: 'retained' | 'no longer owned', stackId: string, logicalId: string, physicalId: string | undefined): void;
  /** Somebody deletes a stack after a failed rollback, instead of continuing the rollback. */
  abandoned(stackId: string): void;
  /** No faults from now on. */
  calm(): void;
  /** The state of the service, for comparison. */
  picture(): string;
  /** Records changes in the service while at most this stack was running an operation. */
  observe(stackId?: string): void;
  /** A resource of an unchanging stack holds something: it must exist, and the resource must be allowed to hold it. */
  checkHeld(stackId: string, logicalId: string, physicalId: string): void;
  /** Nothing remains of the stacks, which are all deleted. */
  checkNothingLeft(): void;
  /** Removes everything that was made for the history. */
  remove(): void;
}

export type MakeSubject<S> = (observation: Observation, open: readonly Open[]) => Subject<S>;
