/**
 * An app with a stack of everything that this library creates, for tests of templates. `EVERYTHING` says as JSON its environment,
 * whether every setting is set, which action a user permits on everything in addition, which rules the stack acknowledges, and
 * how many data sources and data integrations exist.
 */
import { CfnDomain as CustomerProfilesDomain } from 'aws-cdk-lib/aws-customerprofiles';
import { SecurityGroup, Subnet } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnCollection } from 'aws-cdk-lib/aws-opensearchserverless';
import { CfnDomain } from 'aws-cdk-lib/aws-opensearchservice';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { App, Duration, type Environment, Stack, Validations } from 'aws-cdk-lib/core';
import {
  Administrator, Application, ApplicationCapability, AppIntegrationsHandlerConfig, CollectionAccess, CustomerProfilesExport, DataSource,
  DefaultApplication, ExportTime, OpenSearchHandlerConfig, VpcAccess,
} from 'cdk-data-attachments';

const { environment, isSet, wildcard, acknowledged = [], targets = 1 } = JSON.parse(process.env.EVERYTHING ?? '{}') as {
  readonly environment?: Environment;
  readonly isSet?: boolean;
  readonly wildcard?: string;
  readonly acknowledged?: readonly string[];
  readonly targets?: number;
};

const app = new App();
const stack = new Stack(app, 'Everything', { env: environment });
const configs = [OpenSearchHandlerConfig.of(stack), AppIntegrationsHandlerConfig.of(stack)];

const domainArn = (name: string) => stack.formatArn({ service: 'es', resource: 'domain', resourceName: name });
const application = new Application(stack, 'Ui', {
  applicationName: 'search-ui',
  administrators: [Administrator.everyone()],
  identityCenter: { instanceArn: 'arn:aws:sso:::instance/ssoins-0123456789abcdef' },
});
// Beyond twenty, one policy names them all.
for (let index = 0; index < targets; index++) application.attach(`Logs${index}`, DataSource.fromArn(domainArn(`logs-${index}`)));
application.attach('Private', DataSource.fromDomain(CfnDomain.fromDomainArn(stack, 'Domain', domainArn('private')), { vpcAccess: VpcAccess.authorize() }));
application.attach('Traces', DataSource.fromCollection(new CfnCollection(stack, 'Collection', { name: 'traces' }), {
  access: CollectionAccess.forPrincipals(['arn:aws:iam::111111111111:role/analyst']),
}));
new ApplicationCapability(stack, 'Ai', { application });
new DefaultApplication(stack, 'Default', { application });
for (let index = 0; index < targets; index += 20) {
  new CustomerProfilesExport(stack, `Export${index}`, {
    domain: CustomerProfilesDomain.fromDomainName(stack, `Profiles${index}`, 'profiles'),
    objectTypes: Array.from({ length: Math.min(targets - index, 20) }, (_, number) => number === 0 ? '_profile' : `type-${index + number}`),
    startTime: ExportTime.fromIso8601('2026-01-01T00:00:00Z'),
    endTime: ExportTime.fromIso8601('2026-01-02T00:00:00Z'),
  });
}

acknowledged.forEach((id) => Validations.of(stack).acknowledge({ id, reason: 'the guide says why' }));
configs.forEach((config) => {
  config.metricFailed();
  config.metricNoResponse();
  if (wildcard) config.apply({ functionStatements: [new PolicyStatement({ actions: [wildcard], resources: ['*'] })] });
});
if (isSet) {
  const key = new Key(stack, 'Key', { enableKeyRotation: true });
  const settings = {
    logEncryptionKey: key,
    environmentEncryptionKey: key,
    reservedConcurrentExecutions: 10,
    deadLetterQueue: new Queue(stack, 'Dropped', { encryptionMasterKey: key, enforceSSL: true, retentionPeriod: Duration.days(14) }),
    tracingEnabled: true,
    vpc: {
      subnets: [Subnet.fromSubnetId(stack, 'Subnet', 'subnet-0123456789abcdef0')],
      securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0')],
    },
  };
  configs.forEach((config) => config.apply(settings));
}
