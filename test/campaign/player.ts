/** Plays a history against the handlers' code, and looks after every step whether all still holds. */
import { Cloud, FUNCTION_ARN } from './cloud';
import type { Coverage } from './coverage';
import type { Action, History, Mishap, Open, Outcome, Spec } from './history';
import { ACCOUNTS } from './quotas';
import { checkAnswers } from './requests';
import { trace } from './trace';
import { inWorld, seededRandom } from './virtual-world';
import type { Engine } from '../../lambda/lifecycle/entry';
import type { Stack } from '../../sandbox/platform/cloudformation/stack';

/** The longest that an operation may take, in seconds: CloudFormation gives a resource an hour, and it may have some to go through. */
const LONGEST = 6 * 3600;

/** In milliseconds. */
const HALF_AN_HOUR = 1_800_000;

/** After so many seconds nothing that was begun can still be going on. */
const ALL_OVER = 3700;

/** One kind of resource: its service, the code of its handler, and what must hold for it. */
export interface Scenario<S extends Spec> {
  /** The type of its custom resource. */
  readonly type: string;
  readonly main: Engine;
  properties(spec: S): object;
  /** How what is begun from now on ends. */
  weather(outcome: Outcome): void;
  stranger(does: 'make' | 'remove', where: number): void;
  /** Whether nothing stands in the way of a deployment of these resources: what it needs is free, or held by the same resource already. */
  isFree(stack: Stack | undefined, resources: Readonly<Record<string, S>>, noRollback: boolean): boolean;
  /** Whether another resource of a stack stands for what this one is to stand for. */
  isTaken(stack: Stack, logicalId: string, spec: S): boolean;
  /** A deployment with these resources begins. */
  deploying(stackId: string, specs: readonly S[]): void;
  /** CloudFormation lets a resource go: without a Delete, or because it gave up deleting it. */
  released(how: 'retained' | 'given up', stackId: string, logicalId: string, physicalId: string | undefined): void;
  /** Somebody deletes a stack whose rollback has failed, instead of continuing that. */
  abandoned(stackId: string): void;
  /** Nothing of a stack is under way. */
  settled(stackId: string): void;
  /** From now on all goes well. */
  calm(): void;
  /** What exists, for comparison. */
  picture(): string;
  /** A resource of a stack that is not changing now stands for something: it must be there, and be its to stand for. */
  checkHeld(stackId: string, logicalId: string, physicalId: string): void;
  /** Nothing is left of a stack that is gone. */
  checkNothingLeft(stackId: string): void;
}

export type MakeScenario<S extends Spec> = (cloud: Cloud, open: readonly Open[]) => Scenario<S>;

/** What must never happen and did, at the first step at which it did, and how it came to that. */
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
  /** The events of resources that were let go. */
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

  /** At last everything goes well: every stack can be deleted, and nothing remains. */
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
    this.coverage.count('actions', 'deploy, in the way of which nothing stands');
    if (stack.status === 'CREATE_COMPLETE' || stack.status === 'UPDATE_COMPLETE') return;
    this.cloud.violate(`${stack.name}, in the way of which nothing stands, is ${stack.status}: ${lastReason(stack)}`);
  }

  /** Begins an operation on a stack, lets happen what is to happen meanwhile, and waits for the end. Undefined where CloudFormation refuses it. */
  private async operate(which: 0 | 1, mishaps: readonly Mishap[], begin: () => Stack): Promise<Stack | undefined> {
    const { cloud } = this;
    for (const mishap of mishaps) this.prepare(mishap, which);
    let stack: Stack | undefined;
    const began = cloud.clock.now();
    try {
      stack = begin();
      await cloud.clock.until(cloud.cloudFormation.stacks.settled(stack), LONGEST);
      this.coverage.count('stacks end as', stack.status);
      if (cloud.clock.now() - began > HALF_AN_HOUR) this.coverage.count('stacks end after', 'more than half an hour');
    } catch (error) {
      // CloudFormation refuses what the stack's state does not allow: a history may ask for it.
      if (!(error instanceof Error) || error.name !== 'ValidationError') throw error;
      this.coverage.count('actions', 'refused by CloudFormation');
    }
    cloud.functions.post = { late: 0 };
    cloud.functions.skew = 0;
    cloud.listDelay = 0;
    // What goes on behind CloudFormation's back comes to its end, also a second delivery.
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
        // What a deployment that failed has left is left for the next one to take up again.
        const onPurpose = !/ROLLBACK|(CREATE|UPDATE)_FAILED/.test(now);
        if (status === 'DELETE_SKIPPED') this.scenario.released(onPurpose ? 'retained' : 'given up', id, logicalId, physicalId);
        // A clean-up does not try again: what it could not delete is left, and the stack's events say so.
        else if (now.endsWith('_COMPLETE')) this.scenario.released('given up', id, logicalId, physicalId);
        if (status === 'DELETE_FAILED' && type === this.scenario.type && undisturbed && !/still PENDING|still exists|is still being changed|failed \(delete_failed/.test(reason ?? '')) {
          this.cloud.violate(`${logicalId} cannot be deleted, though nothing goes wrong: ${reason}`);
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
        // Stands in the template.
    }
  }

  private deploy({ stack, resources, inOrder, noRollback, mishaps }: Extract<Action<S>, { kind: 'deploy' }>): Stack {
    const neighbours = mishaps.flatMap((mishap) => mishap.kind === 'failing neighbour' ? [mishap] : []);
    const begun = this.cloud.cloudFormation.stacks.start({
      stackName: nameOf(stack),
      mode: { disableRollback: noRollback },
      template: JSON.stringify({
        Resources: {
          // A template must have something.
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
    this.scenario.deploying(begun.id, Object.values(resources));
    this.countList(begun, Object.entries(resources), inOrder);
    return begun;
  }

  private countList(stack: Stack, resources: readonly (readonly [string, S])[], inOrder = false): void {
    const { coverage, scenario } = this;
    if (resources.length > 3) coverage.count('lists', 'of more than three');
    if (inOrder && resources.length > 1) coverage.count('lists', 'in order');
    if (resources.some(([, { deletionPolicy }]) => deletionPolicy !== 'Delete')) coverage.count('lists', 'of a retained one');
    if (resources.some(([id, spec]) => scenario.isTaken(stack, id, spec))) coverage.count('lists', 'that take what another resource had');
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

  /** An event that was answered long ago comes once more, and changes nothing. */
  private async redeliver(which: number): Promise<void> {
    const { functions, clock, executions } = this.cloud;
    const delivery = functions.deliveries.at(-1 - which);
    // Lambda drops events that are older than minutes: this stands for one that came in time and went through.
    if (!delivery || ![...executions.keys()].some((name) => name.endsWith(delivery.event.RequestId))) return;
    const before = this.scenario.picture();
    await clock.until(functions.redeliver(delivery), LONGEST);
    await clock.pass(ALL_OVER);
    if (this.scenario.picture() !== before) this.cloud.violate(`a ${delivery.event.RequestType} that is delivered again changes what is there`);
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

/** Whether there is something to take back or to delete that deleting the stack does not see to. */
function isHalfWay({ status, paused, strays, resources }: Stack): boolean {
  if (status === 'UPDATE_ROLLBACK_FAILED') return true;
  return paused && (strays.length > 0 || [...resources.values()].some(({ attempted, replaced }) => attempted ?? replaced));
}

function lastReason(stack: Stack): string {
  return stack.events.filter(({ status }) => status.endsWith('FAILED')).at(-1)?.reason ?? 'no reason';
}
