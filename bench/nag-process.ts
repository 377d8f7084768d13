/**
 * Prints the number of findings that cdk-nag's AwsSolutions checks have in a stack with one attachment: `node nag-process.js
 * <subject> <folder of the hand-written handler>`. They run only on the newest CDK, which replaces the one that this library is
 * developed with.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import Module from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SubjectName } from './subjects';

interface Resolving {
  _resolveFilename: (request: string, ...rest: unknown[]) => string;
}

interface Report {
  readonly pluginReports: readonly { readonly violations: readonly { readonly violatingConstructs: readonly unknown[] }[] }[];
}

const resolving = Module as unknown as Resolving;
const resolve = resolving._resolveFilename.bind(Module);
resolving._resolveFilename = (request, ...rest) => resolve(request.replace(/^aws-cdk-lib(?=\/|$)/, 'aws-cdk-lib-latest'), ...rest);
process.env.CDK_VALIDATION = 'false';

/* eslint-disable @typescript-eslint/no-require-imports -- only now do they find the newest */
const { App, Stack, Validations } = require('aws-cdk-lib/core') as typeof import('aws-cdk-lib/core');
const { AwsSolutionsChecks } = require('cdk-nag') as typeof import('cdk-nag');
const { SUBJECTS } = require('./subjects') as typeof import('./subjects');
/* eslint-enable */

const [subject = '', handlerFolder = ''] = process.argv.slice(2);
const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
const app = new App({ outdir, analyticsReporting: false });
SUBJECTS[subject as SubjectName](new Stack(app, 'Stack'), [{
  applicationArn: 'arn:aws:opensearch:eu-west-1:111111111111:application/1234567890abcdefghij',
  dataSourceArn: 'arn:aws:es:eu-west-1:111111111111:domain/logs',
}], { handlerFolder });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
try {
  app.synth();
} catch {
  // Findings are errors. The report has all of them.
}
const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as Report;
rmSync(outdir, { recursive: true, force: true });
process.stdout.write(String(report.pluginReports
  .flatMap(({ violations }) => violations)
  .reduce((sum, { violatingConstructs }) => sum + violatingConstructs.length, 0)));
