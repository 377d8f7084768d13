import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Column, median, progress, type Row } from './figures';
import type { LoadFigures, LoadTask } from './load-process';
import { HANDLER_FOLDER, ROOT, scriptOf } from './workshop';
import { zip } from '../sandbox/platform/zip';

const CDK = dirname(require.resolve('aws-cdk-lib/package.json'));
const CLIENT = join(ROOT, 'node_modules', '@aws-sdk', 'client-opensearch');

interface Handler {
  /** The deployed folders. Each is the code of a function. */
  readonly folders: readonly string[];
  /** The work of its process until it can make the first call. */
  readonly load: LoadTask;
}

const OURS = join(ROOT, 'assets', 'opensearch');
const SINGLETON = join(CDK, 'custom-resource-handlers', 'dist', 'custom-resources', 'aws-custom-resource-handler');
const FRAMEWORK = join(CDK, 'custom-resources', 'lib', 'provider-framework', 'runtime');

const HANDLERS: Readonly<Partial<Record<Column, Handler>>> = {
  library: { folders: [OURS], load: { modules: [join(OURS, 'index.js'), join(OURS, 'main.js')], kinds: true } },
  awsCustomResource: { folders: [SINGLETON], load: { modules: [join(SINGLETON, 'index.js'), CLIENT], construct: 'OpenSearchClient' } },
  provider: { folders: [HANDLER_FOLDER, FRAMEWORK], load: { modules: [join(HANDLER_FOLDER, 'index.js')] } },
};

/** Sizes. They are the same in each run. */
export function measureHandlerSizes(): Row[] {
  const row = (name: string, size: (folder: string) => number): Row => ({
    group: 'Handler', name, unit: 'bytes', exact: true, values: byHandler(({ folders }) => folders.map(size).reduce((a, b) => a + b)),
  });
  return [
    row('deployed, zipped', (folder) => zip(filesIn(folder).map((name) => ({ name, content: readFileSync(join(folder, name)) }))).length),
    row('deployed, unzipped', (folder) => filesIn(folder).map((name) => readFileSync(join(folder, name)).length).reduce((a, b) => a + b)),
  ];
}

/** From a new process to a client that can make a call. The subjects take turns. */
export function measureColdLoads(rounds: number): Row[] {
  const taken = new Map<string, LoadFigures[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const [column, { load }] of Object.entries(HANDLERS)) taken.set(column, [...taken.get(column) ?? [], coldLoad(load)]);
  }
  progress(`cold loads, ${rounds} rounds`);
  const row = (name: string, unit: string, value: (figures: LoadFigures) => number): Row => ({
    group: 'Handler', name, unit, values: Object.fromEntries([...taken].map(([column, figures]) => [column, median(figures.map(value))])),
  });
  return [row('cold load, until a client is ready', 'ms', ({ ms }) => ms), row('memory of a cold load', 'MB', ({ memory }) => memory / 1e6)];
}

function byHandler(value: (handler: Handler) => number): Row['values'] {
  return Object.fromEntries(Object.entries(HANDLERS).map(([column, handler]) => [column, value(handler)]));
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js') && statSync(join(folder, name)).isFile()).sort();
}

function coldLoad(task: LoadTask): LoadFigures {
  const env = {
    ...process.env,
    AWS_REGION: 'eu-west-1',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:111111111111:stateMachine:m',
    FUNCTION_TIMEOUT_SECONDS: '120',
  };
  return JSON.parse(execFileSync(process.execPath, [scriptOf('load-process'), JSON.stringify(task)], { env, encoding: 'utf8' })) as LoadFigures;
}
