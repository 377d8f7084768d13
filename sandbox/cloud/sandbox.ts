import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { Account, Region } from './region';
import { Chance } from '../platform/chance';
import { JumpingClock } from '../platform/clock';
import { Call, Place, ResponseDoor, ServiceError } from '../platform/core';
import { AccessKey, Credentials } from '../platform/credentials';
import { Server } from '../platform/server';
import { AppIntegrations } from './services/appintegrations';
import { OpenSearch } from './services/opensearch';
import { CloudFormation } from '../platform/services/cloudformation';
import { Iam } from '../platform/services/iam';
import { Kms } from '../platform/services/kms';
import { Lambda } from '../platform/services/lambda';
import { Logs } from '../platform/services/logs';
import { S3 } from '../platform/services/s3';
import { Sqs } from '../platform/services/sqs';
import { Ssm } from '../platform/services/ssm';
import { StepFunctions } from '../platform/services/stepfunctions';
import { XRay } from '../platform/services/xray';
import { Faults, Traffic } from '../platform/traffic';

export interface SandboxOptions {
  /** The seed of all random numbers. @default 1 */
  readonly seed?: number;
  /**
   * Whether time goes on at the speed of the wall clock while nothing is due, for a person who watches. @default - it stands
   * still
   */
  readonly timeGoesOn?: boolean;
  /** @default - aws, us-east-1, 123456789012 */
  readonly place?: Partial<Place>;
  /** @default - any free port */
  readonly port?: number;
}

const DEFAULT_PLACE: Place = { partition: 'aws', region: 'us-east-1', account: '123456789012' };

/**
 * The local cloud: one endpoint on the loopback interface, to which the real CDK CLI deploys. Functions run in their own
 * processes, IAM decides on every call of a role, and time jumps over all waits.
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
  /** The place for requests that do not name another one. Each region is created when it is first asked for. */
  public readonly place: Place;
  public readonly credentials: Credentials;
  public readonly iam: Iam;
  public readonly s3: S3;
  // The logs of `place`.
  public readonly logs: Logs;
  public readonly kms: Kms;
  public readonly sqs: Sqs;
  public readonly xray: XRay;
  public readonly ssm: Ssm;
  public readonly lambda: Lambda;
  public readonly stepFunctions: StepFunctions;
  public readonly openSearch: OpenSearch;
  public readonly appIntegrations: AppIntegrations;
  public readonly cloudFormation: CloudFormation;

  private readonly traffic: Traffic;
  private readonly byRegion = new Map<string, Region>();
  private readonly account: Account;
  private readonly server: Server;
  /** The folder for unpacked code and for the CLI's own files. Removed at the end. */
  private readonly directory = mkdtempSync(path.join(tmpdir(), 'local-cloud-'));
  private port = 0;

  private constructor(options: SandboxOptions) {
    const clock = this.clock = new JumpingClock({ goesOn: options.timeGoesOn });
    const chance = new Chance(options.seed);
    const place = this.place = { ...DEFAULT_PLACE, ...options.place };
    const credentials = this.credentials = new Credentials(place);
    const traffic = this.traffic = new Traffic(clock);
    const iam = this.iam = new Iam({ clock, place });
    const s3 = this.s3 = new S3(place);
    this.account = {
      clock,
      chance,
      credentials,
      traffic,
      iam,
      s3,
      directory: path.join(this.directory, 'code'),
      nodePath: this.runtimeModules(),
      port: () => this.port,
      region: (name) => this.region(name),
    };
    const { logs, kms, sqs, xray, ssm, lambda, stepFunctions, openSearch, appIntegrations, cloudFormation } = this.region(place.region);
    this.logs = logs;
    this.kms = kms;
    this.sqs = sqs;
    this.xray = xray;
    this.ssm = ssm;
    this.lambda = lambda;
    this.stepFunctions = stepFunctions;
    this.openSearch = openSearch;
    this.appIntegrations = appIntegrations;
    this.cloudFormation = cloudFormation;
    this.server = new Server({
      traffic, credentials, servicesIn: (region = place.region) => this.region(region).services, responses: this.responseDoor(),
    });
  }

  /** The regions that were asked for so far. */
  public get regions(): readonly Region[] {
    return [...this.byRegion.values()];
  }

  /** A region by its name, in the partition of `place`. */
  public region(name: string): Region {
    const known = this.byRegion.get(name);
    if (known !== undefined) return known;
    if (!/^[a-z]+(-[a-z]+)+-\d+$/.test(name)) throw new ServiceError('InvalidRegion', `there is no region ${JSON.stringify(name)}`);
    const region = new Region(this.account, { ...this.place, region: name });
    this.s3.addAssetBucket(name);
    this.byRegion.set(name, region);
    return region;
  }

  /** The value for `AWS_ENDPOINT_URL`. */
  public get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Every call so far, of clients and between services. */
  public get calls(): readonly Call[] {
    return this.traffic.calls;
  }

  /** The faults to inject. */
  public get faults(): Faults {
    return this.traffic.faults;
  }

  /** An access key of a role's session, for a client that acts as that role. */
  public credentialsFor(roleArn: string, sessionName = 'session'): AccessKey {
    return this.credentials.issue(this.iam.session(roleArn, sessionName));
  }

  /** The environment in which the CDK CLI, or any AWS SDK, uses the local cloud instead of AWS. */
  public environment(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_ACCESS_KEY_ID: 'AKIALOCALADMINISTRATOR',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_REGION: this.place.region,
      AWS_DEFAULT_REGION: this.place.region,
      AWS_EC2_METADATA_DISABLED: 'true',
      // The profiles of the person who runs this have no effect.
      AWS_CONFIG_FILE: path.join(this.directory, 'no-config'),
      AWS_SHARED_CREDENTIALS_FILE: path.join(this.directory, 'no-credentials'),
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CDK_DISABLE_VERSION_CHECK: '1',
      // In this folder the CLI caches which account an access key belongs to.
      CDK_HOME: path.join(this.directory, 'cdk-home'),
    };
  }

  /** Ends everything: no process, timer or file remains. */
  public async stop(): Promise<void> {
    await Promise.all(this.regions.map(async (region) => region.stop()));
    await this.server.close();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** The URL of a response names the stack, and with it the region. */
  private responseDoor(): ResponseDoor {
    return {
      receive: (url, body) => {
        const region = decodeURIComponent(url.slice(1)).split(':')[3] ?? '';
        return this.region(this.byRegion.has(region) ? region : this.place.region).cloudFormation.receive(url, body);
      },
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
