/** The input of all subjects. It loads nothing, so every module that a subject loads is measured as its own. */
import type { Stack } from 'aws-cdk-lib/core';

/** One data source, and the application that it is to be attached to. */
export interface Pair {
  readonly applicationArn: string;
  readonly dataSourceArn: string;
}

export interface BuildOptions {
  /** The folder of the hand-written handler. */
  readonly handlerFolder: string;
  /** A setting without meaning for the service. Another value makes an update without work. */
  readonly setting?: number;
  /** One statement on all resources instead of exact ones. A role has no space for so many of these. */
  readonly wide?: boolean;
}

/** Defines the attachments of one stack, with everything that they share. */
export type Build = (stack: Stack, pairs: readonly Pair[], options: BuildOptions) => void;

export const idOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
