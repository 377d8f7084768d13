/**
 * From nothing to data that can be queried: an OpenSearch UI application, a role that may open and administer it, a public domain, a
 * domain in a VPC and a collection. The app also makes the accesses, the attachments and the AI features, and makes the application
 * the default of the account and region.
 *
 *     npm install cdk-data-attachments aws-cdk-lib constructs aws-cdk tsx
 *     npx cdk deploy
 *
 * A domain in a VPC needs the service-linked role of Amazon OpenSearch Service. Create it once in each account:
 * `aws iam create-service-linked-role --aws-service-name opensearchservice.amazonaws.com`.
 *
 * After the deployment, assume the role `Analyst`, and open the application from the console of Amazon OpenSearch Service.
 *
 * Context values, each with a default:
 *
 * - `name`: the name of the application (`shop`); the names of the data sources begin with it
 * - `reader`: the ARN of another role or user that may read the collection (none)
 *
 * Everything is deleted with the stack, including all data.
 */
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { AccountRootPrincipal, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { CfnCollection } from 'aws-cdk-lib/aws-opensearchserverless';
import { Domain, type DomainProps, EngineVersion } from 'aws-cdk-lib/aws-opensearchservice';
import { App, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import {
  Administrator, Application, ApplicationCapability, CollectionAccess, DataSource, DefaultApplication, VpcAccess, Workspace, WorkspaceType,
} from 'cdk-data-attachments';

const app = new App();
const stack = new Stack(app, 'FromNothing');
const name = String(app.node.tryGetContext('name') ?? 'shop');
const readers = [app.node.tryGetContext('reader') ?? []].flat();
const workspace = (of: string) => ({ workspace: Workspace.create({ name: of, type: WorkspaceType.OBSERVABILITY }) });

const analyst = new Role(stack, 'Analyst', { assumedBy: new AccountRootPrincipal() });
const ui = new Application(stack, 'Ui', {
  applicationName: name, administrators: [Administrator.fromRole(analyst)], removalPolicy: RemovalPolicy.DESTROY,
});
ui.grants.access(analyst);

const small: DomainProps = {
  version: EngineVersion.OPENSEARCH_2_19,
  capacity: { dataNodes: 1, dataNodeInstanceType: 't3.small.search', multiAzWithStandbyEnabled: false },
  encryptionAtRest: { enabled: true },
  nodeToNodeEncryption: true,
  enforceHttps: true,
  removalPolicy: RemovalPolicy.DESTROY,
};
const logs = new Domain(stack, 'Logs', { ...small, domainName: `${name}-logs` });
logs.grantReadWrite(analyst);
ui.attach('Logs', DataSource.fromDomain(logs), workspace('Logs'));

const subnetType = SubnetType.PRIVATE_ISOLATED;
const vpc = new Vpc(stack, 'Vpc', { maxAzs: 1, subnetConfiguration: [{ name: 'Domain', subnetType }] });
const metrics = new Domain(stack, 'Metrics', { ...small, domainName: `${name}-metrics`, vpc, vpcSubnets: [{ subnetType }] });
metrics.grantReadWrite(analyst);
ui.attach('Metrics', DataSource.fromDomain(metrics, { vpcAccess: VpcAccess.authorize() }), workspace('Metrics'));

const traces = new CfnCollection(stack, 'Traces', { name: `${name}-traces`, type: 'TIMESERIES', encryptionConfig: { awsOwnedKey: true } });
analyst.addToPolicy(new PolicyStatement({ actions: ['aoss:APIAccessAll'], resources: [traces.attrArn] }));
const access = CollectionAccess.forPrincipals([analyst.roleArn, ...readers]);
ui.attach('Traces', DataSource.fromCollection(traces, { access }), workspace('Traces'));

new ApplicationCapability(stack, 'Ai', { application: ui });
new DefaultApplication(stack, 'Default', { application: ui });

new CfnOutput(stack, 'ApplicationId', { value: ui.applicationId });
new CfnOutput(stack, 'AnalystArn', { value: analyst.roleArn });
