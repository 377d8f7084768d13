import * as path from 'node:path';
import { environmentOf, ROOT, TSCONFIG } from '../cdk-cli';

/** The folder in which npm was called. npm itself changes to the folder of the package. */
export const FOLDER = process.env.INIT_CWD ?? process.cwd();

/**
 * The settings that say where npm gets packages from. All others that npm passes on are about this repository, and would lead
 * `npx` to it.
 */
const REGISTRY = ['npm_config_registry', 'npm_config_userconfig', 'npm_config_cache'];

/** The environment of the app: that of the caller, without anything that leads to another cloud or back to this repository. */
export function appEnvironment(): Readonly<Record<string, string>> {
  return {
    ...environmentOf((name) => REGISTRY.includes(name) || !/^((AWS|CDK|npm)_|INIT_CWD$)/.test(name)),
    PATH: callersPath(),
    // An app in this repository imports the library's source.
    ...isWithin(ROOT, FOLDER) && process.env.TSX_TSCONFIG_PATH === undefined ? { TSX_TSCONFIG_PATH: TSCONFIG } : {},
  };
}

/** The folders with programs, without those that npm added at the front: `node_modules/.bin` here and above, and npm's own. */
function callersPath(): string {
  const ofNpm = (folder: string): boolean => path.basename(folder) === 'node-gyp-bin'
    || (folder.endsWith(path.join('node_modules', '.bin')) && isWithin(path.dirname(path.dirname(folder)), ROOT));
  return (process.env.PATH ?? '').split(path.delimiter).filter((folder) => !ofNpm(folder)).join(path.delimiter);
}

function isWithin(folder: string, candidate: string): boolean {
  const relative = path.relative(folder, candidate);
  return !path.isAbsolute(relative) && relative.split(path.sep)[0] !== '..';
}
