/**
 * Prints as JSON the findings of cdk-nag's rule packs in an app: `nag-process.ts <2 or 3> <packs, with commas> <file of the
 * app>`. Version 3 runs only on the newest CDK, which replaces the one that this library is developed with.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import Module from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Finding } from './nag';

interface Resolving {
  _resolveFilename: (request: string, ...rest: unknown[]) => string;
}

const REPORT = v.object({
  pluginReports: v.array(v.object({
    violations: v.array(v.object({ ruleName: v.string(), violatingConstructs: v.array(v.object({ constructPath: v.string() })) })),
  })),
});

const PACKS = ['AwsSolutionsChecks', 'HIPAASecurityChecks', 'NIST80053R4Checks', 'NIST80053R5Checks', 'PCIDSS321Checks', 'ServerlessChecks'] as const;

const resolving = Module as unknown as Resolving;
const resolve = resolving._resolveFilename.bind(Module);
resolving._resolveFilename = (request, ...rest) => resolve(request
  .replace(/^aws-cdk-lib(?=\/|$)/, 'aws-cdk-lib-latest')
  .replace(/^cdk-data-attachments$/, join(__dirname, '..', '..', 'src')), ...rest);
// The plugins run even so.
process.env.CDK_VALIDATION = 'false';
// As the CLI does, so an app without a call of `synth` is synthesized at its end.
const outdir = process.env.CDK_OUTDIR = mkdtempSync(join(tmpdir(), 'nag-'));
const report = join(outdir, 'validation-report.json');

/* eslint-disable @typescript-eslint/no-require-imports -- only now do they find the newest */
const { App, Aspects, CfnResource, Stack, Validations } = require('aws-cdk-lib/core') as typeof import('aws-cdk-lib/core');
const { CfnPolicy, CfnRolePolicy } = require('aws-cdk-lib/aws-iam') as typeof import('aws-cdk-lib/aws-iam');
const two = require('cdk-nag-2') as typeof import('cdk-nag-2');
const three = require('cdk-nag') as typeof import('cdk-nag');
/* eslint-enable */

const [version, names = '', file = ''] = process.argv.slice(2);
const packs = PACKS.filter((name) => names.split(',').includes(name));
const findings: Finding[] = [];
const types = new Set<string>();

/** Version 2 has Aspects, which report to a given logger. */
const reporter: import('cdk-nag-2').INagLogger = {
  onCompliance: () => {},
  onNonCompliance: ({ resource, ruleId, findingId }) => void findings.push({ path: resource.node.path, rule: findingId ? `${ruleId}[${findingId}]` : ruleId }),
  onSuppressed: () => {},
  onError: ({ resource, ruleId }) => void findings.push({ path: resource.node.path, rule: `${ruleId}, which failed` }),
  onSuppressedError: () => {},
  onNotApplicable: () => {},
};

/** No rule reads the type of most policies here. So the rules check the same policy with another type. */
function checkRolePolicies(app: InstanceType<typeof App>): void {
  app.node.findAll().filter((construct) => construct instanceof CfnRolePolicy).forEach((policy) => {
    const copy = new CfnPolicy(new Stack(), 'Copy', { policyName: 'copy', policyDocument: policy.stack.resolve(policy.policyDocument) as object });
    const result = three.rules.iam.IAMNoWildcardPermissions(copy) as unknown;
    const acknowledged = policy.node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY).flatMap(({ data }) => Object.keys(data as object));
    (Array.isArray(result) ? result : []).map((finding) => `AwsSolutions-IAM5[${String(finding)}]`)
      .filter((rule) => !acknowledged.some((id) => id === rule || id === 'AwsSolutions-IAM5'))
      .forEach((rule) => findings.push({ path: policy.node.path, rule }));
  });
}

const synthesize = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(App.prototype), 'synth')?.value as InstanceType<typeof App>['synth'];
App.prototype.synth = function(options) {
  if (version === '2') packs.forEach((name) => Aspects.of(this).add(new two[name]({ reports: false, additionalLoggers: [reporter] })));
  else Validations.of(this).addPlugins(...packs.map((name) => new three[name](this)));
  try {
    return synthesize.call(this, options);
  } catch (error) {
    // Version 3 treats findings as errors. The report has all of them.
    if (!existsSync(report)) throw error;
    return undefined as never;
  } finally {
    this.node.findAll().filter((construct) => CfnResource.isCfnResource(construct)).forEach(({ cfnResourceType }) => types.add(cfnResourceType));
    checkRolePolicies(this);
  }
};

process.on('exit', () => {
  if (existsSync(report)) {
    const { pluginReports } = v.parse(REPORT, JSON.parse(readFileSync(report, 'utf8')));
    pluginReports.flatMap(({ violations }) => violations).forEach(({ ruleName, violatingConstructs }) => (
      violatingConstructs.forEach(({ constructPath }) => findings.push({ path: constructPath, rule: ruleName }))
    ));
  }
  rmSync(outdir, { recursive: true, force: true });
  process.stdout.write(JSON.stringify({ findings, types: [...types].sort() }));
});
// eslint-disable-next-line @typescript-eslint/no-require-imports -- with all of the above in place
require(file);
