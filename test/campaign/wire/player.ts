/** Plays a history with real stacks in the local cloud, and checks the rules after every step. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, Stack as CdkStack } from 'aws-cdk-lib/core';
import type { Observation } from './observation';
import { checkResponses, checkSecrets } from './responses-and-logs';
import type { Subject } from './subject';
import { deployAssembly, destroyStack } from '../../../sandbox/platform/assembly';
import type { Stack } from '../../../sandbox/platform/cloudformation/stack';
import type { Coverage } from '../coverage';
import type { Action, Mishap } from '../history';

type Deploy<S> = Extract<Action<S>, { kind: 'deploy' }>;

export class WirePlayer<S> {
  /** The events of resources that left the stack. */
  private readonly seen = new Set<string>();

  public constructor(private readonly observation: Observation, private readonly subject: Subject<S>, private readonly coverage: Coverage) {}

  public async play(actions: readonly Action<S>[]): Promise<readonly string[]> {
    for (const action of actions) {
      await this.act(action);
      this.check();
      if (this.observation.violations().length > 0) break;
    }
    // A history that has broken a rule must not affect the next one either.
    await this.end();
    this.count();
    return this.observation.violations();
  }

  /** Without faults at the end, every stack can be deleted, and nothing remains. */
  private async end(): Promise<void> {
    for (const which of [0, 1] as const) {
      this.subject.calm();
      if (this.stack(which)?.status === 'UPDATE_ROLLBACK_FAILED') await this.act({ kind: 'continue rollback', stack: which, mishaps: [] });
      this.check();
      if (this.stack(which)) await this.act({ kind: 'destroy', stack: which, mishaps: [] });
      this.check();
      const stack = this.stack(which);
      if (stack) this.observation.violate(`${stack.name} cannot be deleted: it is ${stack.status}: ${lastReason(stack)}`);
    }
    this.subject.checkNothingLeft();
    checkSecrets(this.observation);
  }

  private async act(action: Action<S>): Promise<void> {
    const { cloud } = this.observation;
    const { stacks } = cloud.cloudFormation;
    this.coverage.count('actions', action.kind);
    switch (action.kind) {
      case 'weather': return this.subject.weather(action.outcome);
      case 'stranger': return this.subject.stranger(action.does, action.where);
      case 'redeliver': return this.redeliver(action.which);
      case 'deploy':
        // As the CLI does.
        if (this.stack(action.stack)?.status === 'ROLLBACK_COMPLETE') await this.act({ kind: 'destroy', stack: action.stack, mishaps: [] });
        return this.operate(action.stack, action.mishaps, () => this.deploy(action));
      case 'destroy': {
        const stack = this.stack(action.stack);
        if (stack?.status === 'UPDATE_ROLLBACK_FAILED') this.subject.abandoned(stack.id);
        return this.operate(action.stack, action.mishaps, () => destroyStack(cloud, this.nameOf(action.stack)));
      }
      case 'continue rollback':
        return this.operate(action.stack, action.mishaps, () => stacks.settled(stacks.continueUpdateRollback(this.nameOf(action.stack))));
    }
  }

  /** Runs an operation on a stack with its mishaps, and waits for the end. */
  private async operate(which: 0 | 1, mishaps: readonly Mishap[], carryOut: () => Promise<{ readonly status: string }>): Promise<void> {
    const { cloud } = this.observation;
    const ended = new AbortController();
    const meanwhile = mishaps.map((mishap) => this.prepare(mishap, which, ended.signal));
    try {
      const { status } = await carryOut();
      this.coverage.count('stacks end as', status);
    } catch (error) {
      // CloudFormation refuses operations that the stack's state does not allow. A history may ask for them.
      if (!(error instanceof Error) || error.name !== 'ValidationError') throw error;
      this.coverage.count('actions', 'refused by CloudFormation');
    }
    const stack = this.stack(which);
    // A create that was cancelled by deleting the stack goes on as a deletion.
    if (stack) await cloud.cloudFormation.stacks.settled(stack);
    ended.abort();
    await Promise.all(meanwhile);
    await this.observation.quiet();
    cloud.cloudFormation.customResources.deliver = 'once';
    cloud.stepFunctions.listDelay = 0;
    cloud.faults.clear();
    this.noteReleased(mishaps.length === 0);
    // The last stack of that name, also if it is deleted by now.
    this.subject.observe(this.observation.stacks().filter(({ name }) => name === this.nameOf(which)).at(-1)?.id);
  }

  private async prepare(mishap: Mishap, which: 0 | 1, ended: AbortSignal): Promise<void> {
    const { cloud } = this.observation;
    this.coverage.count('mishaps', mishap.kind);
    switch (mishap.kind) {
      case 'fault': return cloud.faults.add(mishap.fault);
      case 'event twice':
        cloud.cloudFormation.customResources.deliver = 'twice';
        return;
      case 'slow listing':
        cloud.stepFunctions.listDelay = mishap.seconds * 1000;
        return;
      case 'stranger':
        await cloud.clock.sleep(mishap.atSeconds * 1000);
        return this.subject.stranger(mishap.does, mishap.where);
      case 'cancel':
        await cloud.clock.sleep(mishap.atSeconds * 1000, ended);
        return this.cancel(which);
      default:
        // A failing neighbour is in the template. The other mishaps are not played here.
    }
  }

  private cancel(which: 0 | 1): void {
    const { stacks } = this.observation.cloud.cloudFormation;
    const stack = this.stack(which);
    if (stack?.status === 'UPDATE_IN_PROGRESS') stacks.cancelUpdate(stack.id);
    else if (stack?.status === 'CREATE_IN_PROGRESS') stacks.delete(stack.id);
    else return;
    this.coverage.count('mishaps', 'cancel, in time');
  }

  private async deploy(action: Deploy<S>): Promise<{ readonly status: string }> {
    const directory = mkdtempSync(join(tmpdir(), 'campaign-'));
    try {
      this.synth(action, directory);
      const deployed = deployAssembly(this.observation.cloud, directory, this.nameOf(action.stack));
      const stack = this.stack(action.stack);
      if (stack?.status.endsWith('_IN_PROGRESS')) this.subject.deploying(stack.id, Object.values(action.resources));
      return await deployed;
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }

  private synth({ stack: which, resources, mishaps }: Deploy<S>, outdir: string): void {
    const app = new App({ outdir, analyticsReporting: false });
    const stack = new CdkStack(app, this.nameOf(which));
    // A template must have a resource.
    new CfnResource(stack, 'Handle', { type: 'AWS::CloudFormation::WaitConditionHandle' });
    for (const [id, spec] of Object.entries(resources)) this.subject.add(stack, id, spec);
    for (const [index, mishap] of mishaps.entries()) {
      if (mishap.kind !== 'failing neighbour') continue;
      new CfnResource(stack, `Failing${index}`, { type: 'Sandbox::Failing', properties: { Fail: 'true', DelaySeconds: mishap.atSeconds } });
    }
    app.synth();
  }

  /** An event that got its response long ago is delivered once more, and changes nothing. */
  private async redeliver(which: number): Promise<void> {
    const { cloud } = this.observation;
    const event = this.observation.requests().at(-1 - which)?.event;
    // Lambda drops events that are older than minutes. This event represents one that came in time and succeeded.
    if (!event || !this.observation.executions().some(({ props: { name } }) => name.endsWith(event.RequestId))) return;
    const before = this.subject.picture();
    try {
      await cloud.lambda.invokeEvent(event.ServiceToken, event);
    } catch {
      // The function was deleted with the last resource that needed it.
      return;
    }
    await this.observation.quiet();
    if (this.subject.picture() !== before) this.observation.violate(`a ${event.RequestType} that is delivered again changes the state of the service`);
    this.coverage.count('delivery', 'of an event again after its end');
  }

  private noteReleased(undisturbed: boolean): void {
    for (const { id, events, status: now } of this.observation.stacks()) {
      for (const { eventId, status, type, logicalId, physicalId, reason } of events) {
        if (type !== this.subject.type || (status !== 'DELETE_SKIPPED' && status !== 'DELETE_FAILED') || this.seen.has(eventId)) continue;
        this.seen.add(eventId);
        if (status === 'DELETE_SKIPPED') this.subject.released('retained', id, logicalId, physicalId);
        // A clean-up does not retry. A resource that it could not delete remains, and the stack's events say so.
        else if (now.endsWith('_COMPLETE')) this.subject.released('no longer owned', id, logicalId, physicalId);
        if (status === 'DELETE_FAILED' && undisturbed && !/still PENDING|still exists/.test(reason ?? '')) {
          this.observation.violate(`${logicalId} cannot be deleted, although there is no fault: ${reason}`);
        }
      }
    }
  }

  private check(): void {
    for (const { id, status, resources } of this.observation.stacks()) {
      if (!status.endsWith('_COMPLETE') || status === 'DELETE_COMPLETE') continue;
      for (const { logicalId, type, live } of resources.values()) {
        if (live && type === this.subject.type) this.subject.checkHeld(id, logicalId, live.state.physicalId);
      }
    }
    checkResponses(this.observation);
  }

  /** The events of the history. */
  private count(): void {
    const { observation, coverage } = this;
    for (const { operation, status, error } of observation.calls()) {
      if (status === 'cut') coverage.count('calls that failed', `${operation}: cut or killed`);
      else if (error !== undefined) coverage.count('calls that failed', `${operation}: ${error}`);
    }
    for (const { props: { input } } of observation.executions()) {
      const { record } = JSON.parse(input) as { readonly record: { readonly kind: string; readonly decision?: { readonly kind: string } } };
      coverage.count('decisions', record.decision?.kind ?? record.kind);
    }
    const unfairness = observation.unfairness();
    coverage.count('histories', unfairness === undefined ? 'fully judged' : `judged without ownership: ${unfairness}`);
  }

  private stack(which: 0 | 1): Stack | undefined {
    return this.observation.cloud.cloudFormation.stacks.find(this.nameOf(which));
  }

  private nameOf(which: 0 | 1): string {
    return `${this.observation.name}-${which}`;
  }
}

function lastReason(stack: Stack): string {
  return stack.events.filter(({ status }) => status.endsWith('FAILED')).at(-1)?.reason ?? 'no reason';
}
