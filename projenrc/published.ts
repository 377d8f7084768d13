/**
 * Removes the fields that only have a meaning in this repository from the published package.json. npm runs it around `npm pack`:
 * `tsx projenrc/published.ts strip` before, and `tsx projenrc/published.ts restore` after.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as v from 'valibot';

/** The settings to install, build and test this repository. */
const UNPUBLISHED = ['overrides', 'devEngines', 'workspaces', 'scripts', 'jest', '//'];

const WHOLE = 'package.json.whole';

function restore(): void {
  if (existsSync(WHOLE)) renameSync(WHOLE, 'package.json');
}

function strip(): void {
  // If a run was cut off before it restored the file, the full file is still here.
  restore();
  const whole = readFileSync('package.json', 'utf8');
  const fields = Object.entries(v.parse(v.record(v.string(), v.unknown()), JSON.parse(whole)));
  writeFileSync(WHOLE, whole);
  writeFileSync('package.json', `${JSON.stringify(Object.fromEntries(fields.filter(([name]) => !UNPUBLISHED.includes(name))), undefined, 2)}\n`);
}

const [command] = process.argv.slice(2);
if (command === 'strip') strip();
else if (command === 'restore') restore();
else throw new Error(`projenrc/published.ts takes "strip" or "restore", and was given ${JSON.stringify(command)}`);
