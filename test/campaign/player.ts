/** Plays a history against the handlers' code, and checks the rules after every step. */
import { Cloud, FUNCTION_ARN } from './cloud';
import type { Coverage } from './coverage';
import type { Action, History, Mishap, Open, Outcome, Spec } from './history';
import { ACCOUNTS } from './quotas';
import { checkAnswers } from './requests';
import { trace } from './trace';
import { inWorld, seededRandom } from './virtual-world';
import type { Engine } from '../../lambda/lifecycle/entry';
import type { Stack } from '../../sandbox/platform/cloudformation/stack';

/** The longest time for an operation, in seconds. CloudFormation gives each resource an hour, and there may be several in a row. */
const LONGEST = 6 * 3600;

/** In milliseconds. */
const HALF_AN_HOUR = 1_800_000;

/** After this many seconds, no call or execution can still be running. */
const ALL_OVER = 3700;

/** One kind of resource: its service, the code of its handler, and its rules. */
export interface Scenario<S extends Spec> {
  /** The type of its custom resource. */
  readonly type: string;
  readonly main: Engine;
  properties(spec: S): object;
  /** How attachments or jobs end that start from now on. */
  weather(outcome: Outcome): void;
  stranger(does: 'make' | 'remove', where: number): void;
  /** Whether a deployment of these resources must succeed: each place is free, or held by the same resource already. */
  isFree(stack: Stack | undefined, resources: Readonly<Record<string, S>>, noRollback: boolean): boolean;
  /** Whether another resource of a stack holds the place of this one. */
  isTaken(stack: Stack, logicalId: string, spec: S): boolean;
  /** A deployment with these resources starts. */
  deploying(stackId: string, specs: readonly S[]): void;
  /** CloudFormation removes a resource from the stack without a Delete, or because it could not delete it. */
  released(how: 'retained' | 'no longer owned', stackId: string, logicalId: string, physicalId: string | undefined): void;
  /** Somebody deletes a stack after a failed rollback, instead of continuing the rollback. */
  abandoned(stackId: string): void;
  /** No operation of a stack is running. */
  settled(stackId: string): void;
  /** No faults from now on. */
  calm(): void;
  /** The state of the service, for comparison. */
  picture(): string;
  /** A resource of an unchanging stack holds something: it must exist, and the resource must be allowed to hold it. */
  checkHeld(stackId: string, logicalId: string, physicalId: string): void;
  /** Nothing remains of a deleted stack. */
  checkNothingLeft(stackId: string): void;
}

export type MakeScenario<S extends Spec> = (cloud: Cloud, open: readonly Open[]) => Scenario<S>;

/** The rules that were broken, at the first step that broke one, and the trace. */
export interface Played {
  readonly violations: readonly string[];
  readonly trace: () => string;
}

export async function play<S extends Spec>(history: History<S>, coverage: Coverage, make: MakeScenario<S>): Promise<Played> {
  let scenario: Scenario<S> | undefined;
  const cloud = new Cloud({
    coverage,
    random: seededRandom(history.seed),
    quotas: ACCOUNTS[history.account ?? 'roomy'],
    main: (itself) => {
      scenario = make(itself, history.open);
      return scenario.main;
    },
  });
  if (!scenario) throw new Error('the cloud has not made its function');
  const player = new Player(cloud, scenario, coverage);
  const violations = await inWorld(cloud, () => player.play(history.actions));
  return { violations, trace: () => trace(cloud) };
}

class Player<S extends Spec> {
  /** The events of resources that left the stack. */
  private readonly seen = new Set<string>();

  public constructor(private readonly cloud: Cloud, private readonly scenario: Scenario<S>, private readonly coverage: Coverage) {}

  public async play(actions: readonly Action<S>[]): Promise<readonly string[]> {
    const { violations } = this.cloud;
    for (const action of actions) {
      await this.act(action);
      this.check();
      if (violations.length > 0) return violations;
    }
    await this.end();
    return violations;
  }

  /** Without faults at the end, every stack can be deleted, and nothing remains. */
  private async end(): Promise<void> {
    for (const which of [0, 1] as const) {
      this.scenario.calm();
      if (this.stack(which)?.status === 'UPDATE_ROLLBACK_FAILED') await this.act({ kind: 'continue rollback', stack: which, mishaps: [] });
      this.check();
      this.scenario.calm();
      if (this.stack(which)) await this.act({ kind: 'destroy', stack: which, mishaps: [] });
      this.check();
      const stack = this.stack(which);
      if (stack) this.cloud.violate(`${stack.name} cannot be deleted: it is ${stack.status}: ${lastReason(stack)}`);
    }
    for (const { id } of this.cloud.cloudFormation.stacks.all()) this.scenario.checkNothingLeft(id);
  }

  private async act(action: Action<S>): Promise<void> {
    const { stacks } = this.cloud.cloudFormation;
    this.coverage.count('actions', action.kind);
    switch (action.kind) {
      case 'weather': return this.scenario.weather(action.outcome);
      case 'stranger': return this.scenario.stranger(action.does, action.where);
      case 'redeliver': return this.redeliver(action.which);
      case 'deploy': {
        // As the CLI does.
        if (this.stack(action.stack)?.paused && !action.noRollback) await this.act({ kind: 'continue rollback', stack: action.stack, mishaps: [] });
        if (this.stack(action.stack)?.status === 'ROLLBACK_COMPLETE') await this.act({ kind: 'destroy', stack: action.stack, mishaps: [] });
        const { mishaps, resources, noRollback = false } = action;
        const mustSucceed = mishaps.length === 0 && this.scenario.isFree(this.stack(action.stack), resources, noRollback);
        const stack = await this.operate(action.stack, mishaps, () => this.deploy(action));
        if (stack && mustSucceed) this.checkSucceeded(stack);
        return;
      }
      case 'destroy': {
        const stack = this.stack(action.stack);
        if (stack && isHalfWay(stack)) this.scenario.abandoned(stack.id);
        await this.operate(action.stack, action.mishaps, () => stacks.delete(nameOf(action.stack)));
        return;
      }
      case 'continue rollback':
        await this.operate(action.stack, action.mishaps, () => (
          this.stack(action.stack)?.paused ? stacks.rollBack(nameOf(action.stack)) : stacks.continueUpdateRollback(nameOf(action.stack))
        ));
    }
  }

  private checkSucceeded(stack: Stack): void {
    this.coverage.count('actions', 'deploy that must succeed');
    if (stack.status === 'CREATE_COMPLETE' || stack.status === 'UPDATE_COMPLETE') return;
    this.cloud.violate(`${stack.name} must succeed, but is ${stack.status}: ${lastReason(stack)}`);
  }

  /** Starts an operation on a stack with its mishaps, and waits for the end. Undefined if CloudFormation refuses it. */
  private async operate(which: 0 | 1, mishaps: readonly Mishap[], start: () => Stack): Promise<Stack | undefined> {
    const { cloud } = this;
    for (const mishap of mishaps) this.prepare(mishap, which);
    let stack: Stack | undefined;
    const startedAt = cloud.clock.now();
    try {
      stack = start();
      await cloud.clock.until(cloud.cloudFormation.stacks.settled(stack), LONGEST);
      this.coverage.count('stacks end as', stack.status);
      if (cloud.clock.now() - startedAt > HALF_AN_HOUR) this.coverage.count('stacks end after', 'more than half an hour');
    } catch (error) {
      // CloudFormation refuses operations that the stack's state does not allow. A history may ask for them.
      if (!(error instanceof Error) || error.name !== 'ValidationError') throw error;
      this.coverage.count('actions', 'refused by CloudFormation');
    }
    cloud.functions.post = { late: 0 };
    cloud.functions.skew = 0;
    cloud.listDelay = 0;
    // Executions without a waiting CloudFormation end, and so does a second delivery.
    await cloud.clock.pass(ALL_OVER);
    cloud.traffic.faults.clear();
    this.noteReleased(mishaps.length === 0);
    return stack;
  }

  private noteReleased(undisturbed: boolean): void {
    for (const { id, events, status: now } of this.cloud.cloudFormation.stacks.all()) {
      for (const { eventId, status, type, logicalId, physicalId, reason } of events) {
        if ((status !== 'DELETE_SKIPPED' && status !== 'DELETE_FAILED') || this.seen.has(eventId)) continue;
        this.seen.add(eventId);
        // A resource that remains from a failed deployment is taken over by the next one.
        const onPurpose = !/ROLLBACK|(CREATE|UPDATE)_FAILED/.test(now);
        if (status === 'DELETE_SKIPPED') this.scenario.released(onPurpose ? 'retained' : 'no longer owned', id, logicalId, physicalId);
        // A clean-up does not retry. A resource that it could not delete remains, and the stack's events say so.
        else if (now.endsWith('_COMPLETE')) this.scenario.released('no longer owned', id, logicalId, physicalId);
        if (status === 'DELETE_FAILED' && type === this.scenario.type && undisturbed && !/still PENDING|still exists|is still being changed|failed \(delete_failed/.test(reason ?? '')) {
          this.cloud.violate(`${logicalId} cannot be deleted, although there is no fault: ${reason}`);
        }
      }
    }
  }

  private prepare(mishap: Mishap, stack: 0 | 1): void {
    const { cloud } = this;
    this.coverage.count('mishaps', mishap.kind);
    switch (mishap.kind) {
      case 'fault': return cloud.traffic.faults.add(mishap.fault);
      case 'late event':
        cloud.functions.post = { ...cloud.functions.post, late: mishap.seconds, alone: mishap.alone };
        return;
      case 'event twice':
        cloud.functions.post = { ...cloud.functions.post, twice: mishap.afterSeconds };
        return;
      case 'clock':
        cloud.functions.skew = mishap.skewSeconds * 1000;
        return;
      case 'slow listing':
        cloud.listDelay = mishap.seconds;
        return;
      case 'stranger':
        void cloud.clock.sleep(mishap.atSeconds * 1000).then(() => this.scenario.stranger(mishap.does, mishap.where));
        return;
      case 'cancel':
        void cloud.clock.sleep(mishap.atSeconds * 1000).then(() => this.cancel(stack));
        return;
      case 'failing neighbour':
        // The failing neighbour is in the template.
    }
  }

  private deploy({ stack, resources, inOrder, noRollback, mishaps }: Extract<Action<S>, { kind: 'deploy' }>): Stack {
    const neighbours = mishaps.flatMap((mishap) => mishap.kind === 'failing neighbour' ? [mishap] : []);
    const started = this.cloud.cloudFormation.stacks.start({
      stackName: nameOf(stack),
      mode: { disableRollback: noRollback },
      template: JSON.stringify({
        Resources: {
          // A template must have a resource.
          Handle: { Type: 'AWS::CloudFormation::WaitConditionHandle' },
          ...Object.fromEntries(Object.entries(resources).map(([id, spec], index, { [index - 1]: before }) => [
            id, { ...this.resource(spec), ...inOrder && before && { DependsOn: before[0] } },
          ])),
          ...Object.fromEntries(neighbours.map(({ atSeconds }, index) => [
            `Failing${index}`, { Type: 'Sandbox::Failing', Properties: { Fail: 'true', DelaySeconds: String(atSeconds) } },
          ])),
        },
      }),
    });
    this.scenario.deploying(started.id, Object.values(resources));
    this.countList(started, Object.entries(resources), inOrder);
    return started;
  }

  private countList(stack: Stack, resources: readonly (readonly [string, S])[], inOrder = false): void {
    const { coverage, scenario } = this;
    if (resources.length > 3) coverage.count('lists', 'with more than three resources');
    if (inOrder && resources.length > 1) coverage.count('lists', 'in order');
    if (resources.some(([, { deletionPolicy }]) => deletionPolicy !== 'Delete')) coverage.count('lists', 'with a retained resource');
    if (resources.some(([id, spec]) => scenario.isTaken(stack, id, spec))) coverage.count('lists', 'with a place that another resource had');
  }

  private resource(spec: S): object {
    return {
      Type: this.scenario.type,
      Properties: { ServiceToken: FUNCTION_ARN, ServiceTimeout: '3600', ...this.scenario.properties(spec) },
      ...spec.deletionPolicy !== 'Delete' && { DeletionPolicy: spec.deletionPolicy, UpdateReplacePolicy: 'Retain' },
    };
  }

  private cancel(which: 0 | 1): void {
    const { stacks } = this.cloud.cloudFormation;
    const stack = this.stack(which);
    if (stack?.status === 'UPDATE_IN_PROGRESS') stacks.cancelUpdate(stack.id);
    else if (stack?.status === 'CREATE_IN_PROGRESS') stacks.delete(stack.id);
    else return;
    this.coverage.count('mishaps', 'cancel, in time');
  }

  /** An event that got its response long ago is delivered once more, and changes nothing. */
  private async redeliver(which: number): Promise<void> {
    const { functions, clock, executions } = this.cloud;
    const delivery = functions.deliveries.at(-1 - which);
    // Lambda drops events that are older than minutes. This event represents one that came in time and succeeded.
    if (!delivery || ![...executions.keys()].some((name) => name.endsWith(delivery.event.RequestId))) return;
    const before = this.scenario.picture();
    await clock.until(functions.redeliver(delivery), LONGEST);
    await clock.pass(ALL_OVER);
    if (this.scenario.picture() !== before) this.cloud.violate(`a ${delivery.event.RequestType} that is delivered again changes the state of the service`);
    this.coverage.count('delivery', 'of an event again after its end');
  }

  private check(): void {
    for (const stack of this.cloud.cloudFormation.stacks.all()) {
      if (!stack.status.endsWith('_COMPLETE')) continue;
      this.scenario.settled(stack.id);
      if (stack.status === 'DELETE_COMPLETE') continue;
      for (const { logicalId, type, live } of stack.resources.values()) {
        if (live && type === this.scenario.type) this.scenario.checkHeld(stack.id, logicalId, live.state.physicalId);
      }
    }
    checkAnswers(this.cloud);
  }

  private stack(which: 0 | 1): Stack | undefined {
    return this.cloud.cloudFormation.stacks.find(nameOf(which));
  }
}

function nameOf(stack: 0 | 1): string {
  return `Stack${stack}`;
}

/** Whether a rollback or deletion is needed that the deletion of the stack does not include. */
function isHalfWay({ status, paused, strays, resources }: Stack): boolean {
  if (status === 'UPDATE_ROLLBACK_FAILED') return true;
  return paused && (strays.length > 0 || [...resources.values()].some(({ attempted, replaced }) => attempted ?? replaced));
}

function lastReason(stack: Stack): string {
  return stack.events.filter(({ status }) => status.endsWith('FAILED')).at(-1)?.reason ?? 'no reason';
}
