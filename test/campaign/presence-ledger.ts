/**
 * Who made and removed a resource that either exists or not. The service does not record that, and such a resource has no id. So
 * this ledger has one entry for each time that it was made. The handlers are judged by these, without using their code.
 */
import type { Cloud } from './cloud';
import { actors, requester } from './virtual-world';
import type { Found, Presence, Wanted } from '../../lambda/lifecycle/presence/presence';
import type { CustomResourceEvent } from '../../sandbox/platform/cloudformation/custom-resources';
import type { Stack } from '../../sandbox/platform/cloudformation/stack';

const STRANGER = 'stranger';

/** The longest time between a read and the call that relies on it, in milliseconds. Changes in between are unavoidable. */
const LOOK_AND_ACT = 10_000;

interface Made {
  readonly key: string;
  /** The stack whose request made it, or the stranger. */
  readonly maker: string;
  readonly madeFor?: string;
  readonly madeAt: number;
  removedBy?: string;
  removedFor?: string;
  removedAt?: number;
  released?: 'retained' | 'no longer owned';
  /** Its owner is unknown: it appeared between a read and the call that relied on it, or while the result of a call was unknown. */
  disputed?: boolean;
  /** A resource holds it that cannot have seen its own stack remove it. */
  lost?: boolean;
}

/** The service of one kind of such resources. */
export interface Behind<W extends Wanted> extends Pick<Presence<W>, 'noun' | 'adoptedBy' | 'exclusive' | 'parse'> {
  /** The operations that read, make and remove it. */
  readonly operations: readonly [describe: string, make: string, remove: string];
  describe(wanted: W): Found | undefined;
  make(by: string, wanted: W): Found;
  remove(wanted: W): Found | undefined;
  /** Its other details, in any form. */
  details(wanted: W): string;
  /** Whether a removal that is requested now will fail, and the resource stays. @default - no removal fails */
  stays?(): boolean;
}

export class PresenceLedger<W extends Wanted> implements Presence<W> {
  public readonly noun: string;
  public readonly adoptedBy: string;
  public readonly exclusive?: boolean;
  private readonly all: Made[] = [];
  /** When each request last read a key, and whether it was being removed. */
  private readonly reads = new Map<string, { readonly at: number; readonly isGoing: boolean }>();
  /** The attempts with an unknown result, by stack, request and key. */
  private readonly unknown = new Set<string>();
  private readonly adopters = new Set<string>();

  public constructor(private readonly cloud: Cloud, private readonly behind: Behind<W>) {
    this.noun = behind.noun;
    this.adoptedBy = behind.adoptedBy;
    this.exclusive = behind.exclusive;
    const stopped = new Set<string>();
    cloud.stepped = (request, now) => {
      if (request.RequestType === 'Delete') return;
      const attempts = this.attemptsOf(request);
      if (now === 'starts') attempts.forEach((each) => this.unknown.add(each));
      // The result is lost if the execution was stopped.
      if (now === 'has returned' && !stopped.has(request.RequestId)) attempts.forEach((each) => this.unknown.delete(each));
      if (now === 'was lost') this.dispute(request);
    };
    cloud.stopped = (request) => {
      stopped.add(request.RequestId);
      this.attemptsOf(request).forEach((each) => this.unknown.add(each));
      this.dispute(request);
    };
  }

  public parse(properties: Readonly<Record<string, unknown>>): W {
    return this.behind.parse(properties);
  }

  public async describe(wanted: W): Promise<Found | undefined> {
    const by = requester();
    return this.cloud.read(this.behind.operations[0], () => {
      const found = this.behind.describe(wanted);
      this.reads.set(`${by.RequestId} ${wanted.key}`, { at: this.cloud.clock.now(), isGoing: found?.status === 'going' });
      return found;
    });
  }

  public async make(wanted: W): Promise<Found> {
    const by = requester();
    const { key } = wanted;
    return this.cloud.call('es', this.behind.operations[1], () => {
      const live = this.live(key);
      const isItself = live?.key === key && (live.maker === by.StackId || this.adopters.has(`${by.StackId} ${key}`));
      if (live && !isItself) {
        if (this.isBetween(by, key, live.madeAt)) live.disputed = true;
        if (!live.disputed) this.cloud.violate(`${who(by)} makes ${key}, although ${live.maker} had made ${live.key}`);
      }
      return this.makeAs(by.StackId, wanted);
    }, { acts: true }).catch((error: unknown) => {
      this.dispute(by);
      throw error;
    });
  }

  public async remove(wanted: W): Promise<Found | undefined> {
    const by = requester();
    return this.cloud.call('es', this.behind.operations[2], () => {
      const live = this.live(wanted.key);
      if (live) this.checkMayRemove(by, live, wanted);
      const left = this.behind.remove(wanted);
      if (!this.behind.stays?.()) this.noteRemoved(by.StackId, wanted.key);
      return left;
    }, { readBeforeRetry: true });
  }

  public makeAsStranger(wanted: W): void {
    try {
      this.makeAs(STRANGER, wanted);
    } catch {
      // The service may refuse to make an existing resource again.
    }
  }

  public removeAsStranger(wanted: W): void {
    if (this.live(wanted.key)?.key !== wanted.key) return;
    try {
      this.behind.remove(wanted);
      if (!this.behind.stays?.()) this.noteRemoved(STRANGER, wanted.key);
    } catch {
      // It may also refuse a removal.
    }
  }

  public mayAdopt(stackId: string, { key }: W): void {
    this.adopters.add(`${stackId} ${key}`);
  }

  /** Whether a key does not exist, or is held by that resource itself with the regions in its properties. */
  public isFree(stack: Stack | undefined, logicalId: string, { key }: W, noRollback: boolean): boolean {
    const held = stack?.resources.get(logicalId)?.live?.state.physicalId;
    const live = this.live(key);
    if (!live) return held === undefined || held === `${key}/made` || !noRollback;
    return held === `${live.key}/made` && live.maker === stack?.id && !live.disputed;
  }

  /** CloudFormation removes a resource from the stack without a Delete. An invented id covers everything that the resource made. */
  public release(how: 'retained' | 'no longer owned', stackId: string, logicalId: string, physicalId = ''): void {
    if (physicalId.endsWith('/adopted')) return;
    const held = /^(.*)\/made$/.exec(physicalId)?.[1];
    // Another resource of the stack that holds it decides.
    const others = [...this.cloud.cloudFormation.stacks.get(stackId).resources.values()].filter((each) => each.logicalId !== logicalId);
    if (held && others.some(({ live }) => live?.state.physicalId === physicalId)) return;
    for (const each of this.all) {
      if (each.maker === stackId && (held ? each.key === held : each.madeFor === logicalId)) each.released = how;
    }
  }

  public settled(stackId: string): void {
    for (const attempt of this.unknown) if (attempt.startsWith(stackId)) this.unknown.delete(attempt);
  }

  /** A stack no longer owns a resource that it made if none of its resources holds it as made. */
  public giveUpUnheld(stackId = ''): void {
    const own = [...this.cloud.cloudFormation.stacks.get(stackId).resources.values()].map(({ live }) => live?.state.physicalId);
    for (const each of this.all) if (each.maker === stackId && !own.includes(`${each.key}/made`)) each.released ??= 'no longer owned';
  }

  public checkHeld(stackId: string, logicalId: string, physicalId: string): void {
    const [, key = '', whose] = /^(.*)\/(made|adopted)$/.exec(physicalId) ?? [];
    const last = this.all.filter((each) => each.key === key).at(-1);
    if (!last) return this.cloud.violate(`${logicalId} is complete with the physical id ${physicalId}, which never existed`);
    if (last.disputed) return;
    // It was adopted from a resource that the same deployment had moved elsewhere.
    if (last.maker === stackId && whose === 'adopted') last.released ??= 'no longer owned';
    // By a rename. If somebody else removed it and made it again, it looks like the one that the stack made.
    const own = this.all.filter((each) => each.key === key && each.maker === stackId).at(-1);
    if (whose === 'made' && own) own.released = undefined;
    if (last.maker !== stackId && !this.hasGiven(stackId, key) && !(whose === 'adopted' && this.adopters.has(`${stackId} ${key}`))) {
      this.cloud.violate(`${logicalId} took over ${key} as ${whose}, made by ${last.maker}`);
    }
    const resource = this.cloud.cloudFormation.stacks.get(stackId).resources.get(logicalId);
    const sent = this.cloud.functions.deliveries.filter(({ event }) => (
      event.StackId === stackId && event.LogicalResourceId === logicalId && event.RequestType !== 'Delete'
    )).at(-1)?.issuedAt ?? 0;
    const meanwhile = last.removedAt !== undefined && last.removedAt >= sent && last.removedAt <= (resource?.at ?? 0) + LOOK_AND_ACT;
    if (last.removedBy !== stackId) return;
    // Or a rollback found another one in its place, and leaves that.
    if (last.lost || (meanwhile && last.removedFor !== logicalId) || (this.live(key)?.key ?? key) !== key) {
      last.lost = true;
    } else {
      this.cloud.violate(`${logicalId} holds ${key}, which its own stack has removed`);
    }
  }

  public checkNothingLeft(stackId: string): void {
    for (const { key, maker, released, disputed, removedBy } of this.all) {
      if (maker === stackId && !released && !disputed && removedBy === undefined) this.cloud.violate(`${key} remains from a stack that is deleted`);
    }
  }

  private makeAs(by: string, wanted: W): Found {
    const { key } = wanted;
    const live = this.live(key);
    const before = this.behind.details(wanted);
    const made = this.behind.make(by, wanted);
    // A resource stays if somebody else has changed its details.
    if (live && live.key === key && live.maker !== by && this.behind.details(wanted) !== before) live.disputed = true;
    if (live?.key === key) return made;
    if (live) this.end(live, by);
    const disputed = [...this.unknown].some((attempt) => attempt.endsWith(` ${key}`) && !attempt.startsWith(by));
    this.all.push({ key, maker: by, madeFor: actors.getStore()?.request.LogicalResourceId, madeAt: this.cloud.clock.now(), disputed });
    return made;
  }

  private checkMayRemove(by: CustomResourceEvent, live: Made, wanted: W): void {
    const { key, maker, madeAt, released } = live;
    if (live.disputed || this.isBetween(by, wanted.key, madeAt)) return;
    if (key !== wanted.key) this.cloud.violate(`${who(by)} removes ${wanted.key}, although the service has ${key}`);
    if (maker !== by.StackId && !this.hasGiven(by.StackId, key)) this.cloud.violate(`${who(by)} removes ${key}, which was made by ${maker}`);
    if (released === 'retained' && maker === by.StackId) this.cloud.violate(`${who(by)} removes ${key}, which was retained`);
    const stack = this.cloud.cloudFormation.stacks.get(by.StackId);
    // Every resource of a stack that is being deleted no longer holds it.
    if (stack.status === 'DELETE_IN_PROGRESS' || stack.status === 'ROLLBACK_IN_PROGRESS') return;
    for (const { logicalId, status, live: it, at } of stack.resources.values()) {
      if (!it?.state.physicalId.startsWith(`${key}/`) || status.startsWith('DELETE')) continue;
      const itself = logicalId === by.LogicalResourceId && (it.state.physicalId === by.PhysicalResourceId);
      if (itself) continue;
      if (by.RequestType === 'Update' && at >= this.sentAt(by)) live.disputed = true;
      else this.cloud.violate(`${who(by)} removes ${key}, which ${logicalId} holds`);
    }
  }

  /** Whether a stack made it once and has not removed it since. If somebody else removed it and made it again, that is not visible. */
  private hasGiven(stackId: string, key: string): boolean {
    const own = this.all.filter((each) => each.key === key && each.maker === stackId).at(-1);
    return own !== undefined && (own.removedBy !== stackId || own.lost === true || own.disputed === true) && own.released !== 'retained';
  }

  /** Whether it appeared, or failed to be removed, between a read and the call that relies on it. */
  private isBetween({ RequestId }: CustomResourceEvent, key: string, madeAt: number): boolean {
    const { at, isGoing } = this.reads.get(`${RequestId} ${key}`) ?? { at: 0, isGoing: false };
    return (madeAt >= at || isGoing) && this.cloud.clock.now() - at <= LOOK_AND_ACT;
  }

  /** Something that others made after a read, or that failed to be removed since, counts as the result of an attempt with an unknown result. */
  private dispute(by: CustomResourceEvent): void {
    for (const key of this.keysOf(by)) {
      const { at, isGoing } = this.reads.get(`${by.RequestId} ${key}`) ?? { at: Infinity, isGoing: false };
      const since = isGoing ? 0 : Math.min(at, this.sentAt(by));
      for (const each of this.all) if (each.key === key && each.maker !== by.StackId && each.madeAt >= since) each.disputed = true;
    }
  }

  private sentAt({ RequestId }: CustomResourceEvent): number {
    return this.cloud.functions.deliveries.find(({ event }) => event.RequestId === RequestId)?.issuedAt ?? 0;
  }

  private noteRemoved(by: string, key: string): void {
    const live = this.live(key);
    if (live?.key === key) this.end(live, by);
  }

  private end(live: Made, by: string): void {
    Object.assign(live, { removedBy: by, removedFor: actors.getStore()?.request.LogicalResourceId, removedAt: this.cloud.clock.now() });
  }

  private attemptsOf(request: CustomResourceEvent): readonly string[] {
    return this.keysOf(request).map((key) => `${request.StackId} ${request.RequestId} ${key}`);
  }

  /** The key that a request makes, and the one that it removes first if both exclude each other. */
  private keysOf({ ResourceProperties, OldResourceProperties }: CustomResourceEvent): readonly string[] {
    return [ResourceProperties, ...this.exclusive && OldResourceProperties ? [OldResourceProperties] : []].map((each) => this.behind.parse(each).key);
  }

  private live(key: string): Made | undefined {
    return this.all.find((each) => (this.exclusive || each.key === key) && each.removedBy === undefined);
  }
}

function who({ RequestType, LogicalResourceId, PhysicalResourceId = 'new' }: CustomResourceEvent): string {
  return `${RequestType} of ${LogicalResourceId} (${PhysicalResourceId})`;
}
