/** What all subjects are given. It loads nothing: what a subject loads is measured as its own. */
import type { Stack } from 'aws-cdk-lib/core';

/** One data source, and the application that it is to be attached to. */
export interface Pair {
  readonly applicationArn: string;
  readonly dataSourceArn: string;
}

export interface BuildOptions {
  /** The folder of the hand-written handler. */
  readonly handlerFolder: string;
  /** A setting that means nothing to the service; another value is an update that has nothing to do. */
  readonly setting?: number;
  /** One statement on all resources in the place of exact ones, of which a role has no room for so many. */
  readonly wide?: boolean;
}

/** Defines the attachments of one stack, with whatever they need once. */
export type Build = (stack: Stack, pairs: readonly Pair[], options: BuildOptions) => void;

export const idOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
