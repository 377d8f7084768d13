import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { Chance } from './chance';
import { JumpingClock } from './clock';
import { Call, EventInvoker, Place, Principal, ResourceType, Service } from './core';
import { AccessKey, Credentials } from './credentials';
import { LambdaProcesses } from './lambda-processes';
import { Server } from './server';
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
import { Ssm } from './services/ssm';
import { StepFunctions } from './services/stepfunctions';
import { TaskInvoker } from './services/stepfunctions-tasks';
import { Sts } from './services/sts';
import { Faults, Traffic } from './traffic';

export interface SandboxOptions {
  /** What chance follows from. @default 1 */
  readonly seed?: number;
  /** Whether time goes on like the wall clock's while nothing is due, for a person who looks. @default - it stands */
  readonly timeGoesOn?: boolean;
  /** @default - aws, us-east-1, 123456789012 */
  readonly place?: Partial<Place>;
  /** @default - any free port */
  readonly port?: number;
}

const DEFAULT_PLACE: Place = { partition: 'aws', region: 'us-east-1', account: '123456789012' };

/**
 * The local cloud: one endpoint on the loopback interface that the real CDK CLI deploys to. Functions run in processes of
 * their own, IAM decides on every call of a role, and time jumps over all waits.
 */
export class Sandbox {
  public static async start(options: SandboxOptions = {}): Promise<Sandbox> {
    const sandbox = new Sandbox(options);
    try {
      sandbox.port = await sandbox.server.listen(options.port ?? 0);
    } catch (error) {
      await sandbox.stop();
      throw error;
    }
    return sandbox;
  }

  public readonly clock: JumpingClock;
  public readonly place: Place;
  public readonly credentials: Credentials;
  public readonly iam: Iam;
  public readonly logs: Logs;
  public readonly s3: S3;
  public readonly kms: Kms;
  public readonly lambda: Lambda;
  public readonly stepFunctions: StepFunctions;
  public readonly openSearch: OpenSearch;
  public readonly appIntegrations: AppIntegrations;
  public readonly cloudFormation: CloudFormation;

  private readonly traffic: Traffic;
  private readonly services: readonly Service[];
  private readonly server: Server;
  /** Unpacked code, and the CLI's own folder. Removed at the end. */
  private readonly directory = mkdtempSync(path.join(tmpdir(), 'local-cloud-'));
  private port = 0;

  private constructor(options: SandboxOptions) {
    const clock = this.clock = new JumpingClock({ goesOn: options.timeGoesOn });
    const chance = new Chance(options.seed);
    const place = this.place = { ...DEFAULT_PLACE, ...options.place };
    const credentials = this.credentials = new Credentials(place);
    const traffic = this.traffic = new Traffic(clock);
    const iam = this.iam = new Iam({ clock, place });
    const common = { clock, place, iam, authorizer: iam };

    const logs = this.logs = new Logs(common);
    const s3 = this.s3 = new S3(place);
    const kms = this.kms = new Kms(place);
    const ssm = new Ssm(place);
    const processes = new LambdaProcesses({ ...common, chance, credentials, logs, nodePath: this.runtimeModules(), port: () => this.port });
    const lambda = this.lambda = new Lambda({ ...common, objects: s3, processes, directory: path.join(this.directory, 'code') });
    this.stepFunctions = new StepFunctions({ ...common, chance, logs, invoker: this.taskInvoker() });
    this.openSearch = new OpenSearch(common);
    this.appIntegrations = new AppIntegrations({ ...common, s3, kms });
    const resourceTypes: ResourceType[] = [
      ...iamResourceTypes(iam), ...logs.resourceTypes(), ...s3.resourceTypes(), ...kms.resourceTypes(), ...ssm.resourceTypes(),
      ...lambda.resourceTypes(), ...this.stepFunctions.resourceTypes(), ...this.openSearch.resourceTypes(),
      ...this.appIntegrations.resourceTypes(), ...new CustomerProfiles().resourceTypes(),
    ];
    this.cloudFormation = new CloudFormation({
      ...common, resourceTypes, objects: s3, invoker: this.eventInvoker(), ssmParameter: (name) => ssm.value(name),
    });

    this.services = [
      new Sts({ place, credentials, iam }), s3, ssm, logs, lambda, this.stepFunctions, this.openSearch, this.appIntegrations, this.cloudFormation,
      new CloudTrail(),
    ];
    this.server = new Server({ traffic, credentials, services: this.services, responses: this.cloudFormation });
  }

  /** What `AWS_ENDPOINT_URL` is to be. */
  public get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Every call so far, of clients and between services. */
  public get calls(): readonly Call[] {
    return this.traffic.calls;
  }

  /** What is to go wrong. */
  public get faults(): Faults {
    return this.traffic.faults;
  }

  /** An access key of a role's session, for a client that acts as that role. */
  public credentialsFor(roleArn: string, sessionName = 'session'): AccessKey {
    return this.credentials.issue(this.iam.session(roleArn, sessionName));
  }

  /** The environment in which the CDK CLI, or any AWS SDK, meets the local cloud instead of AWS. */
  public environment(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_ACCESS_KEY_ID: 'AKIALOCALADMINISTRATOR',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_REGION: this.place.region,
      AWS_DEFAULT_REGION: this.place.region,
      AWS_EC2_METADATA_DISABLED: 'true',
      // No profile of whoever runs this has a say.
      AWS_CONFIG_FILE: path.join(this.directory, 'no-config'),
      AWS_SHARED_CREDENTIALS_FILE: path.join(this.directory, 'no-credentials'),
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CDK_DISABLE_VERSION_CHECK: '1',
      // The CLI keeps there which account an access key belongs to.
      CDK_HOME: path.join(this.directory, 'cdk-home'),
    };
  }

  /** Ends everything: no process, no timer, no file is left. */
  public async stop(): Promise<void> {
    await Promise.all(this.services.map(async (service) => service.stop?.()));
    await this.server.close();
    rmSync(this.directory, { recursive: true, force: true });
  }

  private taskInvoker(): TaskInvoker {
    return {
      invoke: async (principal, functionNameOrArn, payload) => this.traffic.carry(
        { service: 'lambda', operation: 'Invoke', principal, path: functionNameOrArn, input: JSON.parse(payload) },
        async () => this.lambda.invoke(principal, functionNameOrArn, payload),
      ),
    };
  }

  private eventInvoker(): EventInvoker {
    const principal: Principal = { arn: 'cloudformation.amazonaws.com' };
    return {
      invokeEvent: async (functionArn, payload) => this.traffic.carry(
        { service: 'lambda', operation: 'Invoke', principal, path: functionArn, input: payload },
        async () => this.lambda.invokeEvent(functionArn, payload),
      ),
    };
  }

  /** A folder with the packages that come with Lambda's Node runtime, and no others. */
  private runtimeModules(): string {
    const modules = path.join(this.directory, 'runtime', 'node_modules');
    mkdirSync(modules, { recursive: true });
    symlinkSync(path.dirname(path.dirname(require.resolve('@aws-sdk/client-sfn/package.json'))), path.join(modules, '@aws-sdk'), 'dir');
    return modules;
  }
}
