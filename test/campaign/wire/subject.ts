import type { Stack } from 'aws-cdk-lib/core';
import type { Observation } from './observation';
import type { Open, Outcome } from '../history';

/** One kind of resource: its construct, its service, and what must hold for what the service has. */
export interface Subject<S> {
  /** The type of its custom resource. */
  readonly type: string;
  /** Defines one in a stack. */
  add(stack: Stack, id: string, spec: S): void;
  /** How what is begun from now on ends. */
  weather(outcome: Outcome): void;
  stranger(does: 'make' | 'remove', where: number): void;
  /** A deployment with these resources has begun. */
  deploying(stackId: string, specs: readonly S[]): void;
  /** CloudFormation lets a resource go: without a Delete, or because it gave up deleting it. */
  released(how: 'retained' | 'given up', stackId: string, logicalId: string, physicalId: string | undefined): void;
  /** Somebody deletes a stack whose rollback has failed, instead of continuing that. */
  abandoned(stackId: string): void;
  /** From now on all goes well. */
  calm(): void;
  /** What exists, for comparison. */
  picture(): string;
  /** Looks at what has changed in the service while only this stack, if any, was under way. */
  observe(stackId?: string): void;
  /** A resource of a stack that is not changing now stands for something: it must be there, and be its to stand for. */
  checkHeld(stackId: string, logicalId: string, physicalId: string): void;
  /** Nothing is left of the stacks, which are all gone. */
  checkNothingLeft(): void;
  /** Takes away what was made for the history. */
  remove(): void;
}

export type MakeSubject<S> = (observation: Observation, open: readonly Open[]) => Subject<S>;
