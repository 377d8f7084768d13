/**
 * The common parts of the end-to-end tests: a local cloud with an application and a domain, and stacks that this library
 * synthesizes. They are deployed with their real assets.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnOutput, CfnParameter, CfnResource, Duration, Stack, type StackProps } from 'aws-cdk-lib/core';
import { Sandbox } from '../../sandbox/cloud/sandbox';
import type { Attachment } from '../../sandbox/cloud/services/opensearch-attachments';
import { type DeploymentResult, deployAssembly, destroyStack } from '../../sandbox/platform/assembly';
import type { OperationMode } from '../../sandbox/platform/cloudformation/stack';
import type { Call } from '../../sandbox/platform/core';
import { Application, DataSource, DataSourceAttachment, type DataSourceAttachmentProps, PendingAttachment } from '../../src';

export const STACK = 'Search';

/** Somebody else, who makes their own calls. */
export const STRANGER = 'arn:aws:sts::123456789012:assumed-role/Operator/someone';

/** An attachment of a stack, by its construct id. Names instead of ARNs make tests easy to read. */
export interface AttachmentSpec extends Partial<Omit<DataSourceAttachmentProps, 'application' | 'dataSource'>> {
  /** @default 'search-ui' */
  readonly application?: string;
  /** @default 'logs' */
  readonly domain?: string;
  /** A logical id instead of the one that follows from the pair. With it, another pair is an update. */
  readonly pinned?: string;
}

export interface StackSpec {
  readonly attachments?: Readonly<Record<string, AttachmentSpec>>;
  /** A resource that fails once the named attachments are done. */
  readonly failAfter?: readonly string[];
  /** A resource that fails this many seconds after the start, independent of everything else. */
  readonly failAtSeconds?: number;
  /** Adds anything else to the stack. */
  readonly build?: (stack: Stack) => void;
}

export class World {
  /** A fresh cloud with an ACTIVE application `search-ui` and ACTIVE domains `logs` and `metrics`. */
  public static async start(): Promise<World> {
    const world = new World(await Sandbox.start());
    try {
      ['search-ui', 'other-ui'].forEach((name) => world.addApplication(name));
      ['logs', 'metrics'].forEach((name) => world.addDomain(name));
    } catch (error) {
      await world.stop();
      throw error;
    }
    return world;
  }

  private readonly directory = mkdtempSync(join(tmpdir(), 'e2e-'));
  private readonly arns = new Map<string, string>();
  private readonly applicationIds = new Map<string, string>();
  /** By construct id, because a logical id does not contain it. */
  private readonly logicalIds = new Map<string, string>();
  private assemblies = 0;

  private constructor(public readonly cloud: Sandbox) {}

  public async stop(): Promise<void> {
    await this.cloud.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  public addApplication(name: string): void {
    const { arn, id } = this.cloud.openSearch.createApplication(name);
    this.arns.set(name, arn);
    this.applicationIds.set(name, id);
  }

  public addDomain(name: string): void {
    this.arns.set(name, this.cloud.openSearch.createDomain(name).arn);
  }

  public arn(name: string): string {
    const arn = this.arns.get(name);
    if (arn === undefined) throw new Error(`the test made no ${name}`);
    return arn;
  }

  public applicationId(name = 'search-ui'): string {
    return this.applicationIds.get(name) ?? '';
  }

  /** The part of a physical id that identifies the data source's ARN. */
  public hash(domain: string): string {
    return createHash('sha256').update(this.arn(domain)).digest('hex').slice(0, 32);
  }

  /** The physical id of an attachment, by its construct id in the most recently synthesized assembly. */
  public physicalId(resources: DeploymentResult['resources'], id: string): string | undefined {
    return resources.find(({ logicalId, status }) => logicalId === this.logicalIds.get(id) && !status.startsWith('DELETE'))?.physicalId;
  }

  /** The physical ids of all attachments that are not being deleted. */
  public physicalIds(resources: DeploymentResult['resources']): (string | undefined)[] {
    return resources
      .filter(({ type, status }) => type === 'Custom::OpenSearchDataSourceAttachment' && !status.startsWith('DELETE'))
      .map(({ physicalId }) => physicalId);
  }

  /** An attachment whose application's ARN is known only when the stack is deployed. */
  public attachmentByParameter(stack: Stack, applicationArn: string): void {
    const { valueAsString } = new CfnParameter(stack, 'ApplicationArn', { default: applicationArn });
    new DataSourceAttachment(stack, 'Logs', {
      application: Application.fromApplicationArn(stack, 'Application', valueAsString),
      dataSource: DataSource.fromArn(this.arn('logs')),
    });
  }

  /** Synthesizes a stack and returns the folder of its assembly. */
  public synth(spec: StackSpec, stackName = STACK, props: StackProps = {}): string {
    this.assemblies += 1;
    const app = new App({ outdir: join(this.directory, `assembly-${this.assemblies}`), analyticsReporting: false });
    const stack = new Stack(app, stackName, props);
    const made = new Map<string, DataSourceAttachment>();
    for (const [id, { application = 'search-ui', domain = 'logs', pinned, ...rest }] of Object.entries(spec.attachments ?? {})) {
      const imported = stack.node.tryFindChild(`App-${application}`)
        ?? Application.fromApplicationArn(stack, `App-${application}`, this.arn(application));
      const attachment = new DataSourceAttachment(stack, id, {
        application: imported as ReturnType<typeof Application.fromApplicationArn>,
        dataSource: DataSource.fromArn(this.arn(domain)),
        pendingAttachment: PendingAttachment.waitUntilAttached(Duration.minutes(10)),
        ...rest,
      });
      made.set(id, attachment);
      if (pinned !== undefined) (attachment.node.defaultChild as CfnResource).overrideLogicalId(pinned);
      new CfnOutput(stack, `${id}Id`, { value: attachment.attachmentId });
      new CfnOutput(stack, `${id}Status`, { value: attachment.status });
    }
    if (spec.failAfter || spec.failAtSeconds !== undefined) {
      const failing = new CfnResource(stack, 'Failing', {
        type: 'Sandbox::Failing', properties: { Fail: 'true', DelaySeconds: spec.failAtSeconds ?? 0 },
      });
      for (const id of spec.failAfter ?? []) {
        const attachment = made.get(id);
        if (attachment) failing.node.addDependency(attachment);
      }
    }
    spec.build?.(stack);
    const { directory } = app.synth();
    for (const [id, { node }] of made) this.logicalIds.set(id, String(stack.resolve((node.defaultChild as CfnResource).logicalId)));
    return directory;
  }

  public async deploy(spec: StackSpec, stackName = STACK, mode?: OperationMode): Promise<DeploymentResult> {
    return deployAssembly(this.cloud, this.synth(spec, stackName), stackName, mode);
  }

  public async destroy(stackName = STACK): Promise<DeploymentResult> {
    return destroyStack(this.cloud, stackName);
  }

  /** Waits until a condition holds, and not a moment longer. */
  public async until(condition: () => boolean, what: string): Promise<void> {
    return this.cloud.clock.until(condition, what);
  }

  /** The attachment of a pair in the service. */
  public attachment(domain = 'logs', application = 'search-ui'): Attachment | undefined {
    return this.cloud.openSearch.attachments(this.applicationId(application)).find(({ dataSourceArn }) => dataSourceArn === this.arn(domain));
  }

  public attachAsStranger(domain = 'logs', application = 'search-ui'): Attachment {
    return this.cloud.openSearch.attachAs(STRANGER, { id: this.applicationId(application), dataSourceArn: this.arn(domain) });
  }

  /** A stranger's attachment that FAILED. The next attempt on the pair succeeds. */
  public failAsStranger(domain = 'logs'): Attachment {
    this.cloud.openSearch.behave({ attach: 'FAILED' });
    const failed = this.attachAsStranger(domain);
    this.cloud.openSearch.behave({ attach: 'ATTACHED' });
    return failed;
  }

  /** The calls of an operation by the handlers, in order. */
  public calls(operation: string): readonly Call[] {
    return this.cloud.calls.filter((call) => call.operation === operation);
  }

  /** How many responses each request got, and whether they were all the same. */
  public responses(): readonly { readonly requestId: string; readonly type: string; readonly bodies: readonly string[] }[] {
    const all = this.cloud.cloudFormation.customResources.responses;
    return [...new Set(all.map(({ request }) => request.RequestId))].map((requestId) => {
      const own = all.filter(({ request }) => request.RequestId === requestId);
      return { requestId, type: own[0]?.request.RequestType ?? '', bodies: own.map(({ body }) => body) };
    });
  }

  /** Everything that functions and state machines logged. */
  public logs(): string {
    return this.cloud.logs.written.map(({ message }) => message).join('\n');
  }
}
