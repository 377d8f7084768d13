/** This library and its alternatives, each as its users would write it. */
import * as awsCustomResource from './subjects/aws-custom-resource';
import * as construct from './subjects/construct';
import * as floor from './subjects/floor';
import * as library from './subjects/library';
import type { Build } from './subjects/pair';
import * as provider from './subjects/provider';

export type { BuildOptions, Pair } from './subjects/pair';

export const SUBJECTS = {
  library: library.build,
  awsCustomResource: awsCustomResource.build,
  provider: provider.build,
  construct: construct.build,
  floor: floor.build,
} as const satisfies Readonly<Record<string, Build>>;

export type SubjectName = keyof typeof SUBJECTS;
