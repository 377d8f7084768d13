/**
 * Prints what the AwsSolutions checks of cdk-nag find in a stack with everything that this library makes, as JSON. They
 * run on the newest CDK only, which therefore takes the place of the one that this library is developed against.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import Module from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';

interface Resolving {
  _resolveFilename: (request: string, ...rest: unknown[]) => string;
}

const REPORT = v.object({
  pluginReports: v.array(v.object({
    violations: v.array(v.object({ ruleName: v.string(), violatingConstructs: v.array(v.object({ constructPath: v.string() })) })),
  })),
});

const resolving = Module as unknown as Resolving;
const resolve = resolving._resolveFilename.bind(Module);
resolving._resolveFilename = (request, ...rest) => resolve(request.replace(/^aws-cdk-lib(?=\/|$)/, 'aws-cdk-lib-latest'), ...rest);
// The plugins run all the same.
process.env.CDK_VALIDATION = 'false';

/* eslint-disable @typescript-eslint/no-require-imports -- only now do they find the newest */
const { App, Stack, Validations } = require('aws-cdk-lib/core') as typeof import('aws-cdk-lib/core');
const { SecurityGroup, Subnet } = require('aws-cdk-lib/aws-ec2') as typeof import('aws-cdk-lib/aws-ec2');
const { PolicyStatement } = require('aws-cdk-lib/aws-iam') as typeof import('aws-cdk-lib/aws-iam');
const { CfnDomain } = require('aws-cdk-lib/aws-customerprofiles') as typeof import('aws-cdk-lib/aws-customerprofiles');
const { CfnDomain: SearchDomain } = require('aws-cdk-lib/aws-opensearchservice') as typeof import('aws-cdk-lib/aws-opensearchservice');
const { AwsSolutionsChecks } = require('cdk-nag') as typeof import('cdk-nag');
const {
  Administrator, Application, CustomerProfilesExport, AppIntegrationsHandlerConfig, DataSource, DataSourceAttachment, ExportTime,
  OpenSearchHandlerConfig, VpcEndpointAccess, ApplicationCapability, DefaultApplication,
} = require('../../src') as typeof import('../../src');
/* eslint-enable */

const [environment = '{}', wildcard] = process.argv.slice(2);
const outdir = mkdtempSync(join(tmpdir(), 'nag-'));
const app = new App({ outdir, analyticsReporting: false });
const stack = new Stack(app, 'Stack', { env: JSON.parse(environment) });
if (wildcard) OpenSearchHandlerConfig.of(stack).apply({ functionStatements: [new PolicyStatement({ actions: [wildcard], resources: ['*'] })] });

const application = Application.fromApplicationArn(stack, 'Application', 'arn:aws:opensearch:eu-west-1:111111111111:application/app1');
new DataSourceAttachment(stack, 'Domain', { application, dataSource: DataSource.fromArn('arn:aws:es:eu-west-1:111111111111:domain/logs') });
new DataSourceAttachment(stack, 'Collection', { application, dataSource: DataSource.fromArn('arn:aws:aoss:eu-west-1:111111111111:collection/abc123') });
new Application(stack, 'Ui', {
  applicationName: 'search-ui',
  administrators: [Administrator.everyone()],
  identityCenter: { instanceArn: 'arn:aws:sso:::instance/ssoins-0123456789abcdef' },
});
new ApplicationCapability(stack, 'Ai', { application });
new DefaultApplication(stack, 'Default', { application });
new VpcEndpointAccess(stack, 'Access', { domain: SearchDomain.fromDomainArn(stack, 'Logs', 'arn:aws:es:eu-west-1:111111111111:domain/logs') });
new CustomerProfilesExport(stack, 'Export', {
  domain: CfnDomain.fromDomainName(stack, 'Profiles', 'profiles'),
  objectTypes: ['_profile'],
  startTime: ExportTime.fromDate(new Date('2026-01-01')),
  endTime: ExportTime.fromDate(new Date('2026-01-02')),
});
// What takes permissions on all resources.
AppIntegrationsHandlerConfig.of(stack).apply({
  tracingEnabled: true,
  vpc: { subnets: [Subnet.fromSubnetId(stack, 'Subnet', 'subnet-1')], securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1')] },
});
[OpenSearchHandlerConfig.of(stack), AppIntegrationsHandlerConfig.of(stack)].forEach((config) => {
  config.metricFailed();
  config.metricUnanswered();
});


Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
try {
  app.synth();
} catch {
  // Findings are errors. The report has all of them.
}
const { pluginReports } = v.parse(REPORT, JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')));
rmSync(outdir, { recursive: true, force: true });
const findings = pluginReports.flatMap(({ violations }) => violations)
  .flatMap(({ ruleName, violatingConstructs }) => violatingConstructs.map(({ constructPath }) => `${constructPath}: ${ruleName}`));
process.stdout.write(JSON.stringify({ findings }));
