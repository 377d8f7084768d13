import type { RunOptions } from './run';

/** A program that makes an assembly in the folder that `CDK_OUTDIR` says. */
export interface Program {
  readonly command: readonly [string, ...string[]];
  readonly options: RunOptions;
}

/** What the consumers are made of. */
export interface Artifacts {
  /** The compiled package. */
  readonly packageDirectory: string;
  /** Where jsii-pacmak puts what it builds: a folder for each target. */
  readonly distDirectory: string;
  readonly version: string;
  readonly cdkVersion: string;
  readonly constructsVersion: string;
}

/** A language in which the package is used, with that language's own tools. */
export interface Language {
  readonly name: string;
  /** The target of jsii-pacmak. */
  readonly target: 'python' | 'java' | 'go';
  /** Options of jsii-pacmak. */
  readonly pacmakOptions: readonly string[];
  readonly buildEnvironment: Readonly<Record<string, string>>;
  /** Commands that have to be there. */
  readonly toolchain: readonly (readonly [string, ...string[]])[];
  /** Why the snippets of the documentation, as jsii-rosetta translates them, cannot be compiled; they are where this is left out. */
  readonly snippets?: string;
  /** The example in this language, and that in TypeScript which makes the same. */
  readonly counterpart: string;
  /**
   * Installs the package into a folder that holds the example of this language, compiles that, the app that all
   * languages share and what the snippets of the documentation are translated to, and answers how the two are run.
   *
   * @param directory the folder
   * @param sharedApp the folder of the app that all languages share
   */
  install(directory: string, sharedApp: string, artifacts: Artifacts): Promise<{ readonly shared: Program; readonly example: Program }>;
}
