import type { Sandbox } from '../sandbox';
import type { Expectation, Observation } from './observation';

/** One example app, and what becomes of it command by command. */
export interface Part<O extends Observation> {
  readonly title: string;
  /** The app's folder in `examples`. */
  readonly example: string;
  /** What happens before the app is deployed. */
  readonly prepare: (cloud: Sandbox) => void;
  /** Begins to look at what happens. */
  readonly observe: (cloud: Sandbox) => O;
  readonly steps: readonly Step<O>[];
}

/** One command of the CDK CLI, and what comes of it. */
export interface Step<O extends Observation> {
  readonly title: string;
  /** What is about to happen. */
  readonly story: string;
  readonly command: readonly string[];
  /** What happens outside the stack before. */
  readonly prepare?: (cloud: Sandbox) => void;
  readonly expected: Expectation;
  /** What happened and why, out of what was observed. */
  readonly finding: (observed: O) => string;
}
