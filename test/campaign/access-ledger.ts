/**
 * Who gave and revoked which access: what the service itself cannot tell. An access has no id, so that here each time that it is given
 * anew is one of its own. From them follows what the handlers may do, without a look at their code.
 */
import type { Cloud } from './cloud';
import { actors, requester } from './virtual-world';
import type { Found, Presence } from '../../lambda/lifecycle/presence/presence';
import { parseProperties, type WantedAccess } from '../../lambda/opensearch/vpc-endpoint-access/properties';
import type { CustomResourceEvent } from '../../sandbox/cloudformation/custom-resources';
import type { Stack } from '../../sandbox/cloudformation/stack';
import type { OpenSearch } from '../../sandbox/services/opensearch';

const STRANGER = 'stranger';

/** How old the look may be on which a call relies, in milliseconds: what comes in between cannot be kept out. */
const LOOK_AND_ACT = 10_000;

interface Access {
  readonly key: string;
  /** The stack whose request gave it, or the stranger. */
  readonly maker: string;
  readonly madeFor?: string;
  readonly madeAt: number;
  removedBy?: string;
  removedFor?: string;
  removedAt?: number;
  released?: 'retained' | 'given up';
  /** Nobody can tell whose it is: it came between a look and what relied on that, or while it was unknown what had come of a call. */
  disputed?: boolean;
}

export class AccessLedger implements Presence<WantedAccess> {
  public readonly noun = 'VPC endpoint access';
  public readonly adoptedBy = 'existingAccess';
  public readonly parse = parseProperties;
  private readonly given: Access[] = [];
  /** When each request last looked for a key. */
  private readonly looks = new Map<string, number>();
  /** The attempts, by stack and key, of which nobody knows what has come. */
  private readonly unknown = new Set<string>();
  private readonly adopters = new Set<string>();

  public constructor(private readonly cloud: Cloud, private readonly openSearch: OpenSearch) {
    cloud.stepped = (request, now) => {
      if (request.RequestType === 'Delete') return;
      const attempt = `${request.StackId} ${keyOf(request)}`;
      if (now === 'begins') this.unknown.add(attempt);
      if (now === 'has returned') this.unknown.delete(attempt);
      if (now === 'was lost') this.dispute(request);
    };
    cloud.stopped = (request) => {
      this.unknown.add(`${request.StackId} ${keyOf(request)}`);
      this.dispute(request);
    };
  }

  public async look(wanted: WantedAccess): Promise<Found | undefined> {
    const by = requester();
    return this.cloud.call('es', 'ListVpcEndpointAccess', () => {
      this.looks.set(`${by.RequestId} ${wanted.key}`, this.cloud.clock.now());
      const name = wanted.principal.Service ?? wanted.principal.Account;
      const found = this.openSearch.listed(wanted.domainName).find(({ Principal }) => Principal === name);
      const supported = found?.ServiceOptions?.SupportedRegions;
      const fits = !supported || (wanted.regions ?? []).every((region) => supported.includes(region));
      return found && { status: 'there', fits, says: `authorized ${String(supported)}` } as const;
    });
  }

  public async make({ key, domainName: DomainName, principal, regions }: WantedAccess): Promise<Found> {
    const by = requester();
    await this.cloud.call('es', 'AuthorizeVpcEndpointAccess', () => {
      const live = this.live(key);
      if (live && live.maker !== by.StackId) {
        if (this.isBetween(by, key, live.madeAt)) live.disputed = true;
        if (!live.disputed) this.cloud.violate(`${who(by)} gives ${key}, which ${live.maker} had given`);
      }
      this.authorize(by.StackId, key, { DomainName, ...principal, ...regions ? { ServiceOptions: { SupportedRegions: regions } } : {} });
    }, { acts: true }).catch((error: unknown) => {
      this.dispute(by);
      throw error;
    });
    return { status: 'there', fits: true, says: 'authorized' };
  }

  public async remove({ key, domainName: DomainName, principal }: WantedAccess): Promise<undefined> {
    const by = requester();
    await this.cloud.call('es', 'RevokeVpcEndpointAccess', () => {
      const live = this.live(key);
      if (live) this.checkMayRemove(by, live);
      this.openSearch.revoke({ DomainName, ...principal } as Parameters<OpenSearch['revoke']>[0]);
      this.noteRemoved(by.StackId, key);
    }, { once: true });
  }

  public giveAsStranger({ key, domainName: DomainName, principal }: WantedAccess): void {
    try {
      this.authorize(STRANGER, key, { DomainName, ...principal });
    } catch {
      // The service may refuse to give again what is given.
    }
  }

  public revokeAsStranger({ key, domainName: DomainName, principal }: WantedAccess): void {
    if (!this.live(key)) return;
    this.openSearch.revoke({ DomainName, ...principal } as Parameters<OpenSearch['revoke']>[0]);
    this.noteRemoved(STRANGER, key);
  }

  public mayAdopt(stackId: string, { key }: WantedAccess): void {
    this.adopters.add(`${stackId} ${key}`);
  }

  /** Whether a key is given to nobody, or by that resource itself, with the regions that it says. */
  public isFree(stack: Stack | undefined, logicalId: string, { key }: WantedAccess, noRollback: boolean): boolean {
    const held = stack?.resources.get(logicalId)?.live?.state.physicalId;
    const live = this.live(key);
    if (!live) return held === undefined || held === `${key}/made` || !noRollback;
    return held === `${key}/made` && live.maker === stack?.id && !live.disputed;
  }

  /** A resource that CloudFormation lets go without a Delete; where it made the id up, that is whatever the resource gave. */
  public release(how: 'retained' | 'given up', stackId: string, logicalId: string, physicalId = ''): void {
    if (physicalId.endsWith('/adopted')) return;
    const held = /^(.*)\/made$/.exec(physicalId)?.[1];
    for (const access of this.given) {
      if (access.maker === stackId && (held ? access.key === held : access.madeFor === logicalId)) access.released = how;
    }
  }

  public settled(stackId: string): void {
    for (const attempt of this.unknown) if (attempt.startsWith(stackId)) this.unknown.delete(attempt);
  }

  /** What a stack gave and none of its resources stands for as its own is given up. */
  public giveUpUnheld(stackId = ''): void {
    const own = [...this.cloud.cloudFormation.stacks.get(stackId).resources.values()].map(({ live }) => live?.state.physicalId);
    for (const access of this.given) if (access.maker === stackId && !own.includes(`${access.key}/made`)) access.released ??= 'given up';
  }

  public checkHeld(stackId: string, logicalId: string, physicalId: string): void {
    const [, key = '', whose] = /^(.*)\/(made|adopted)$/.exec(physicalId) ?? [];
    const last = this.given.filter((access) => access.key === key).at(-1);
    if (!last) return this.cloud.violate(`${logicalId} is complete with the physical id ${physicalId}, and that was never given`);
    if (last.disputed) return;
    // It was adopted from a resource that the same deployment had moved elsewhere.
    if (last.maker === stackId && whose === 'adopted') last.released ??= 'given up';
    // By a rename. What was removed and given anew by somebody else cannot be told from what the stack gave.
    const own = this.given.filter((access) => access.key === key && access.maker === stackId).at(-1);
    if (whose === 'made' && own) own.released = undefined;
    if (last.maker !== stackId && !this.hasGiven(stackId, key) && !(whose === 'adopted' && this.adopters.has(`${stackId} ${key}`))) {
      this.cloud.violate(`${logicalId} took over ${key} as ${whose}, given by ${last.maker}`);
    }
    const resource = this.cloud.cloudFormation.stacks.get(stackId).resources.get(logicalId);
    const sent = this.cloud.functions.deliveries.filter(({ event }) => (
      event.StackId === stackId && event.LogicalResourceId === logicalId && event.RequestType !== 'Delete'
    )).at(-1)?.issuedAt ?? 0;
    const meanwhile = last.removedAt !== undefined && last.removedAt >= sent && last.removedAt <= (resource?.at ?? 0) + LOOK_AND_ACT;
    if (last.removedBy === stackId && !(meanwhile && last.removedFor !== logicalId)) {
      this.cloud.violate(`${logicalId} stands for ${key}, which its own stack has revoked`);
    }
  }

  public checkNothingLeft(stackId: string): void {
    for (const { key, maker, released, disputed, removedBy } of this.given) {
      if (maker === stackId && !released && !disputed && removedBy === undefined) this.cloud.violate(`${key} is left behind by a stack that is deleted`);
    }
  }

  private authorize(by: string, key: string, input: object): void {
    const live = this.live(key);
    const regions = (): string => JSON.stringify(this.openSearch.accesses().find(({ domainName, principal }) => `${domainName}/${principal}` === key)?.regions);
    const before = regions();
    this.openSearch.authorizeAs(by, input as Parameters<OpenSearch['authorizeAs']>[1]);
    // What somebody else has given other regions is left.
    if (live && live.maker !== by && regions() !== before) live.disputed = true;
    if (live) return;
    const disputed = [...this.unknown].some((attempt) => attempt.endsWith(` ${key}`) && !attempt.startsWith(by));
    this.given.push({ key, maker: by, madeFor: actors.getStore()?.request.LogicalResourceId, madeAt: this.cloud.clock.now(), disputed });
  }

  private checkMayRemove(by: CustomResourceEvent, live: Access): void {
    const { key, maker, madeAt, released } = live;
    if (live.disputed || this.isBetween(by, key, madeAt)) return;
    if (maker !== by.StackId && !this.hasGiven(by.StackId, key)) this.cloud.violate(`${who(by)} revokes ${key}, which was given by ${maker}`);
    if (released === 'retained' && maker === by.StackId) this.cloud.violate(`${who(by)} revokes ${key}, which was retained`);
    const stack = this.cloud.cloudFormation.stacks.get(by.StackId);
    // Every resource of a stack that is deleted stops standing for it.
    if (stack.status === 'DELETE_IN_PROGRESS' || stack.status === 'ROLLBACK_IN_PROGRESS') return;
    for (const { logicalId, status, live: it, at } of stack.resources.values()) {
      if (!it?.state.physicalId.startsWith(`${key}/`) || status.startsWith('DELETE')) continue;
      const itself = logicalId === by.LogicalResourceId && (it.state.physicalId === by.PhysicalResourceId);
      if (itself) continue;
      if (by.RequestType === 'Update' && at >= this.sentAt(by)) live.disputed = true;
      else this.cloud.violate(`${who(by)} revokes ${key}, which ${logicalId} stands for`);
    }
  }

  /** Whether a stack gave it once, and has not revoked it itself since: if somebody else did, and gave it anew, nobody can see that. */
  private hasGiven(stackId: string, key: string): boolean {
    const own = this.given.filter((access) => access.key === key && access.maker === stackId).at(-1);
    return own !== undefined && own.removedBy !== stackId && own.released !== 'retained';
  }

  /** Whether it came between a look and the call that relies on that. */
  private isBetween({ RequestId }: CustomResourceEvent, key: string, madeAt: number): boolean {
    const looked = this.looks.get(`${RequestId} ${key}`) ?? 0;
    return madeAt >= looked && this.cloud.clock.now() - looked <= LOOK_AND_ACT;
  }

  /** What others gave since a look is taken for what an attempt has given of which nobody knows what has come. */
  private dispute(by: CustomResourceEvent): void {
    const key = keyOf(by);
    const since = Math.min(this.looks.get(`${by.RequestId} ${key}`) ?? Infinity, this.sentAt(by));
    for (const access of this.given) if (access.key === key && access.maker !== by.StackId && access.madeAt >= since) access.disputed = true;
  }

  private sentAt({ RequestId }: CustomResourceEvent): number {
    return this.cloud.functions.deliveries.find(({ event }) => event.RequestId === RequestId)?.issuedAt ?? 0;
  }

  private noteRemoved(by: string, key: string): void {
    const live = this.live(key);
    if (live) Object.assign(live, { removedBy: by, removedFor: actors.getStore()?.request.LogicalResourceId, removedAt: this.cloud.clock.now() });
  }

  private live(key: string): Access | undefined {
    return this.given.find((access) => access.key === key && access.removedBy === undefined);
  }
}

function keyOf({ ResourceProperties }: CustomResourceEvent): string {
  return parseProperties(ResourceProperties).key;
}

function who({ RequestType, LogicalResourceId, PhysicalResourceId = 'new' }: CustomResourceEvent): string {
  return `${RequestType} of ${LogicalResourceId} (${PhysicalResourceId})`;
}
