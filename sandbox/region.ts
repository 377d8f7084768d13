import * as path from 'node:path';
import { Chance } from './chance';
import { JumpingClock } from './clock';
import { Authorizer, EventInvoker, Place, Principal, ResourceType, Service } from './core';
import { Credentials } from './credentials';
import { LambdaProcesses } from './lambda-processes';
import { AppIntegrations } from './services/appintegrations';
import { CloudFormation } from './services/cloudformation';
import { CloudTrail } from './services/cloudtrail';
import { CustomerProfiles } from './services/customer-profiles';
import { Iam } from './services/iam';
import { iamResourceTypes } from './services/iam-resources';
import { Kms } from './services/kms';
import { Lambda } from './services/lambda';
import { Logs } from './services/logs';
import { OpenSearch } from './services/opensearch';
import { S3 } from './services/s3';
import { Sqs } from './services/sqs';
import { Ssm } from './services/ssm';
import { Sso } from './services/sso';
import { StepFunctions } from './services/stepfunctions';
import { TaskInvoker } from './services/stepfunctions-tasks';
import { Sts } from './services/sts';
import { XRay } from './services/xray';
import { Traffic } from './traffic';

/** What all regions of the local cloud have in common. */
export interface Account {
  readonly clock: JumpingClock;
  readonly chance: Chance;
  readonly credentials: Credentials;
  readonly traffic: Traffic;
  readonly iam: Iam;
  readonly s3: S3;
  /** For unpacked code. */
  readonly directory: string;
  /** Where functions find the AWS SDK that comes with Lambda's runtime. */
  readonly nodePath: string;
  readonly port: () => number;
  /** Another region, or the same. */
  region(name: string): Region;
}

/** One region of the local cloud: the services that know nothing of other regions. */
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
  /** All that answer requests here, the global ones included. */
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
    this.openSearch = new OpenSearch({ ...common, kms });
    this.appIntegrations = new AppIntegrations({ ...common, s3, kms });
    const resourceTypes: ResourceType[] = [
      ...iamResourceTypes(iam), ...logs.resourceTypes(), ...s3.resourceTypes(place), ...kms.resourceTypes(), ...ssm.resourceTypes(),
      ...sqs.resourceTypes(), ...lambda.resourceTypes(), ...this.stepFunctions.resourceTypes(), ...this.openSearch.resourceTypes(),
      ...this.appIntegrations.resourceTypes(), ...new CustomerProfiles().resourceTypes(), ...this.sso.resourceTypes(),
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
