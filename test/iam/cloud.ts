/**
 * The common parts of the tests of permissions: a local cloud, and trials in it. A trial is one stack with its own targets, so
 * many can run at the same time. It may lack one action that its template allows.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { Sandbox, type SandboxOptions } from '../../sandbox/cloud/sandbox';
import { type DeploymentResult, deployAssembly, destroyStack } from '../../sandbox/platform/assembly';

/** Somebody else, who makes their own calls. */
export const STRANGER = 'arn:aws:sts::123456789012:assumed-role/Operator/someone';

/** How many stacks are deployed at the same time. None may have to wait until a process for its function is free. */
const AT_ONCE = 5;

/** An action that no lifecycle needs. It replaces an action that is removed. */
const USELESS = 'sts:GetCallerIdentity';

export interface TrialOptions {
  /** The action that is removed from all policies. */
  readonly without?: string;
  /** After how many seconds CloudFormation abandons a request without a response, if that has to be soon. */
  readonly serviceTimeout?: number;
  /** Changes a stack before it is synthesized. */
  readonly customize?: (stack: Stack) => void;
}

/** A sequence of deployments of a stack. Rejects if it does not end as it should. */
export type Lifecycle = (trial: Trial) => Promise<void>;

/** A lifecycle did not end as it should. */
class Unfinished extends Error {}

/** Runs lifecycles in one local cloud. Returns for each, in their order, the reason of its failure, or nothing. */
export async function tryAll(
  trials: readonly { readonly lifecycle: Lifecycle; readonly options?: TrialOptions }[], options?: SandboxOptions,
): Promise<readonly (string | undefined)[]> {
  const cloud = await Sandbox.start(options);
  const directory = mkdtempSync(join(tmpdir(), 'iam-'));
  try {
    const results: (string | undefined)[] = [];
    const queue = [...trials.entries()];
    const work = async (): Promise<void> => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const [index, { lifecycle, options: trialOptions }] = next;
        const trial = new Trial(cloud, `Trial${index}`, join(directory, String(index)), trialOptions);
        results[index] = await lifecycle(trial).then(() => undefined, (error: unknown) => {
          if (error instanceof Unfinished) return error.message;
          throw error;
        });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return results;
  } finally {
    await cloud.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

export class Trial {
  private assemblies = 0;

  public constructor(
    public readonly cloud: Sandbox,
    /** The name of the stack, unique in the cloud. */
    public readonly name: string,
    private readonly directory: string,
    private readonly options: TrialOptions = {},
  ) {}

  /** Deploys the stack and expects this status. */
  public async deploy(build: (stack: Stack) => void, ending = /^(CREATE|UPDATE)_COMPLETE$/): Promise<DeploymentResult> {
    const directory = this.synth(build);
    return this.ended(await deployAssembly(this.cloud, directory, this.name), ending);
  }

  /** Updates the stack with a resource that fails once all others are done. Nothing else may fail. */
  public async failToDeploy(build: (stack: Stack) => void): Promise<void> {
    const { failures } = await this.deploy((stack) => {
      build(stack);
      const others = stack.node.children.filter((child) => child.node.defaultChild?.node.id === 'Resource');
      new CfnResource(stack, 'Failing', { type: 'Sandbox::Failing', properties: { Fail: 'true' } }).node.addDependency(...others);
    }, /^UPDATE_ROLLBACK_COMPLETE$/);
    const reasons = failures.filter(({ logicalId }) => logicalId !== 'Failing').map(({ reason }) => reason);
    this.check(reasons.length === 0, reasons.join('\n'));
  }

  public async destroy(ending = /^DELETE_COMPLETE$/): Promise<DeploymentResult> {
    return this.ended(await destroyStack(this.cloud, this.name), ending);
  }

  /** Deletes the stack while it is being created, as soon as the condition holds. */
  public async cancel(build: (stack: Stack) => void, when: () => boolean, afterwards: () => void = () => {}): Promise<void> {
    const creation = deployAssembly(this.cloud, this.synth(build), this.name);
    await this.until(creation, when);
    const deletion = destroyStack(this.cloud, this.name);
    await this.until(deletion, () => this.executions().some(({ status }) => status === 'ABORTED'));
    afterwards();
    await creation;
    this.ended(await deletion, /^DELETE_COMPLETE$/);
  }

  /** Cancels an update in progress, as soon as the condition holds. */
  public async cancelUpdate(build: (stack: Stack) => void, when: () => boolean): Promise<void> {
    const update = deployAssembly(this.cloud, this.synth(build), this.name);
    await this.until(update, when);
    const { stacks } = this.cloud.cloudFormation;
    stacks.cancelUpdate(stacks.get(this.name).id);
    this.ended(await update, /^UPDATE_ROLLBACK_COMPLETE$/);
  }

  /** Checks a condition of a lifecycle, in addition to the status of its deployments. */
  public check(holds: boolean, otherwise: string): void {
    if (!holds) throw new Unfinished(otherwise);
  }

  /** The log lines of the stack's handlers, without those of the state machine. */
  public handlerLogs(): readonly string[] {
    return this.cloud.logs.written
      .filter(({ group, stream }) => group.includes(`/${this.name}-`) && !stream.startsWith('states/'))
      .map(({ message }) => message);
  }

  private executions() {
    const { id } = this.cloud.cloudFormation.stacks.get(this.name);
    return this.cloud.stepFunctions.allExecutions().filter(({ props }) => props.input.includes(id));
  }

  /** Resolves when the condition holds or the work is done. */
  private async until(work: Promise<unknown>, condition: () => boolean): Promise<void> {
    let over = false;
    const end = (): void => { over = true; };
    work.then(end, end);
    await this.cloud.clock.until(() => over || condition(), 'the end of the work');
  }

  private ended(result: DeploymentResult, ending: RegExp): DeploymentResult {
    if (ending.test(result.status)) return result;
    const failures = result.failures.map(({ logicalId, reason }) => `${logicalId}: ${reason}`);
    const denied = this.cloud.calls
      .filter(({ error, principal: { roleArn } }) => error === 'AccessDeniedException' && roleArn?.includes(`role/${this.name}-`))
      .map(({ service, operation }) => `denied: ${service}:${operation}`);
    throw new Unfinished([result.status, ...failures, ...new Set(denied)].join('\n'));
  }

  private synth(build: (stack: Stack) => void): string {
    this.assemblies += 1;
    const app = new App({ outdir: join(this.directory, String(this.assemblies)), analyticsReporting: false });
    const stack = new Stack(app, this.name);
    build(stack);
    this.options.customize?.(stack);
    const { directory } = app.synth();
    const { without, serviceTimeout } = this.options;
    const file = join(directory, `${this.name}.template.json`);
    let template = JSON.stringify(JSON.parse(readFileSync(file, 'utf8')));
    if (without !== undefined) template = template.replaceAll(`"${without}"`, `"${USELESS}"`);
    if (serviceTimeout !== undefined) template = template.replaceAll('"ServiceTimeout":"3600"', `"ServiceTimeout":"${serviceTimeout}"`);
    writeFileSync(file, template);
    return directory;
  }
}

/** A construct of the stack. It is created once and then found again. */
export function once<T extends IConstruct>(stack: Stack, id: string, make: () => T): T {
  return stack.node.tryFindChild(id) as T | undefined ?? make();
}
