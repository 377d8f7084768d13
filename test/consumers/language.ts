import type { RunOptions } from './run';

/** A program that writes an assembly to the folder in `CDK_OUTDIR`. */
export interface Program {
  readonly command: readonly [string, ...string[]];
  readonly options: RunOptions;
}

/** The inputs of all consumers. */
export interface Artifacts {
  /** The compiled package. */
  readonly packageDirectory: string;
  /** The output folder of jsii-pacmak, with a folder for each target. */
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
  /** Commands that have to be installed. */
  readonly toolchain: readonly (readonly [string, ...string[]])[];
  /**
   * The reason why the documentation's snippets, as jsii-rosetta translates them, cannot be compiled. If it is left out, they are
   * compiled.
   */
  readonly snippets?: string;
  /** The example in this language, and the one in TypeScript with the same result. */
  readonly counterpart: string;
  /**
   * Installs the package into a folder with the example of this language. Compiles that, the app that all languages share and the
   * translated snippets of the documentation. Returns the commands to run the two.
   *
   * @param directory the folder
   * @param sharedApp the folder of the app that all languages share
   */
  install(directory: string, sharedApp: string, artifacts: Artifacts): Promise<{ readonly shared: Program; readonly example: Program }>;
}
