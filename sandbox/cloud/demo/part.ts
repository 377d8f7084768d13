import type { Sandbox } from '../sandbox';
import type { Expectation, Observation } from './observation';

/** One example app and its commands, step by step. */
export interface Part<O extends Observation> {
  readonly title: string;
  /** The app's folder in `examples`. */
  readonly example: string;
  /** Prepares the local cloud before the app is deployed. */
  readonly prepare: (cloud: Sandbox) => void;
  /** Starts to observe. */
  readonly observe: (cloud: Sandbox) => O;
  readonly steps: readonly Step<O>[];
}

/** One command of the CDK CLI, and its result. */
export interface Step<O extends Observation> {
  readonly title: string;
  /** Says what will happen. */
  readonly story: string;
  readonly command: readonly string[];
  /** Changes something outside the stack before the command runs. */
  readonly prepare?: (cloud: Sandbox) => void;
  readonly expected: Expectation;
  /** Says what happened and why, from the observation. */
  readonly finding: (observed: O) => string;
}
