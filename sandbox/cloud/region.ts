import * as path from 'node:path';
import { Chance } from '../platform/chance';
import { JumpingClock } from '../platform/clock';
import { Authorizer, EventInvoker, Place, Principal, ResourceType, Service } from '../platform/core';
import { Credentials } from '../platform/credentials';
import { LambdaProcesses } from '../platform/lambda-processes';
import { AppIntegrations } from './services/appintegrations';
import { appIntegrationsResourceTypes } from './services/appintegrations-resources';
import { CustomerProfiles } from './services/customer-profiles';
import { OpenSearch } from './services/opensearch';
import { openSearchResourceTypes } from './services/opensearch-resources';
import { CloudFormation } from '../platform/services/cloudformation';
import { CloudTrail } from '../platform/services/cloudtrail';
import { Iam } from '../platform/services/iam';
import { iamResourceTypes } from '../platform/services/iam-resources';
import { Kms } from '../platform/services/kms';
import { Lambda } from '../platform/services/lambda';
import { Logs } from '../platform/services/logs';
import { S3 } from '../platform/services/s3';
import { s3ResourceTypes } from '../platform/services/s3-resources';
import { Sqs } from '../platform/services/sqs';
import { Ssm } from '../platform/services/ssm';
import { Sso } from '../platform/services/sso';
import { StepFunctions } from '../platform/services/stepfunctions';
import { TaskInvoker } from '../platform/services/stepfunctions-tasks';
import { Sts } from '../platform/services/sts';
import { XRay } from '../platform/services/xray';
import { Traffic } from '../platform/traffic';

/** Everything that all regions of the local cloud share. */
export interface Account {
  readonly clock: JumpingClock;
  readonly chance: Chance;
  readonly credentials: Credentials;
  readonly traffic: Traffic;
  readonly iam: Iam;
  readonly s3: S3;
  /** For unpacked code. */
  readonly directory: string;
  /** The folder in which functions find the AWS SDK that comes with Lambda's runtime. */
  readonly nodePath: string;
  readonly port: () => number;
  /** Returns a region by name. It may be the same one. */
  region(name: string): Region;
}

/** One region of the local cloud, with services that know nothing of other regions. */
export class Region {
  public readonly logs: Logs;
  public readonly kms: Kms;
  public readonly sqs: Sqs;
  public readonly xray: XRay;
  public readonly ssm: Ssm;
  public readonly lambda: Lambda;
  public readonly stepFunctions: StepFunctions;
  public readonly openSearch: OpenSearch;
  public readonly appIntegrations: AppIntegrations;
  public readonly sso = new Sso();
  public readonly cloudFormation: CloudFormation;
  /** All services that respond to requests here, the global ones included. */
  public readonly services: readonly Service[];

  public constructor(private readonly account: Account, public readonly place: Place) {
    const { clock, chance, credentials, iam, s3, port, nodePath } = account;
    const authorizer: Authorizer = {
      authorize: async (principal, action, resourceArn, context, resourcePolicy) =>
        iam.authorize(principal, action, resourceArn, { 'aws:RequestedRegion': place.region, ...context }, resourcePolicy),
    };
    const common = { clock, place, iam, authorizer };

    const kms = this.kms = new Kms(place);
    const logs = this.logs = new Logs({ ...common, kms });
    const ssm = this.ssm = new Ssm({ place, authorizer });
    const processes = new LambdaProcesses({ ...common, chance, credentials, logs, nodePath, port });
    const sqs = this.sqs = new Sqs(place);
    const xray = this.xray = new XRay(authorizer);
    const directory = path.join(account.directory, place.region);
    const lambda = this.lambda = new Lambda({ ...common, kms, sqs, xray, objects: s3, processes, directory });
    this.stepFunctions = new StepFunctions({ ...common, chance, logs, xray, invoker: this.taskInvoker() });
    this.openSearch = new OpenSearch(common);
    this.appIntegrations = new AppIntegrations({ ...common, s3, kms });
    const resourceTypes: ResourceType[] = [
      ...iamResourceTypes(iam), ...logs.resourceTypes(), ...s3ResourceTypes(s3, place), ...kms.resourceTypes(), ...ssm.resourceTypes(),
      ...sqs.resourceTypes(), ...lambda.resourceTypes(), ...this.stepFunctions.resourceTypes(),
      ...openSearchResourceTypes(this.openSearch, { ...common, kms }), ...appIntegrationsResourceTypes(this.appIntegrations),
      ...new CustomerProfiles().resourceTypes(), ...this.sso.resourceTypes(),
    ];
    this.cloudFormation = new CloudFormation({
      ...common,
      resourceTypes,
      objects: s3,
      invoker: this.eventInvoker(),
      ssmParameter: (name) => ssm.value(name),
      stacksIn: (region) => account.region(region).cloudFormation.stacks,
    });
    this.services = [
      new Sts({ place, credentials, iam }), s3, ssm, logs, lambda, this.stepFunctions, this.openSearch, this.appIntegrations, this.cloudFormation,
      new CloudTrail(),
    ];
  }

  public async stop(): Promise<void> {
    await Promise.all(this.services.map(async (service) => service.stop?.()));
  }

  private taskInvoker(): TaskInvoker {
    return {
      invoke: async (principal, functionNameOrArn, payload) => this.account.traffic.carry(
        { service: 'lambda', operation: 'Invoke', principal, path: functionNameOrArn, input: JSON.parse(payload) },
        async () => this.lambda.invoke(principal, functionNameOrArn, payload),
      ),
    };
  }

  private eventInvoker(): EventInvoker {
    const principal: Principal = { arn: 'cloudformation.amazonaws.com' };
    return {
      invokeEvent: async (functionArn, payload) => this.account.traffic.carry(
        { service: 'lambda', operation: 'Invoke', principal, path: functionArn, input: payload },
        async () => this.lambda.invokeEvent(functionArn, payload),
      ),
    };
  }
}
