import { CfnDomain } from 'aws-cdk-lib/aws-opensearchservice';
import { type CfnResource, Stack, Stage, Tokenization } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { canonicalText, MARK, withoutEnvironment } from '../../private/canonical';
import { isDeferred } from '../../private/deferred';
import { environmentOf, type KnownArn } from '../../private/known-arn';
import { nestingOf } from '../../private/nesting';
import { warn } from '../../private/notices';
import { withOverrides } from '../../private/overrides';
import { referredTo, replaceTokens, resourcesIn } from '../../private/references';
import { isPresent } from '../../private/removed';
import { type AccessOfTheApp, findSharedState, sharedState } from '../../private/shared-state';

/** Records that a construct lets OpenSearch UI reach a domain. */
export function recordAccess(construct: IConstruct, domainArn: string): void {
  sharedState(construct.node.root).accesses.push({ construct, domainArn });
}

/**
 * What an ARN shows of its domain during construction: its name, or the resource of the app. If it shows neither, it may be the
 * ARN of any domain.
 */
function shownBy(domainArn: string): IConstruct | string | undefined {
  const name = domainArn.slice(domainArn.lastIndexOf('/') + 1);
  if (!isDeferred(name)) return name;
  const { length, firstToken } = Tokenization.reverseString(name);
  return length === 1 && firstToken ? referredTo(firstToken) : undefined;
}

/** The accesses of an app by what their ARNs show. An app may have many, most of them for other domains. */
class AccessIndex {
  private readonly byShown = new Map<IConstruct | string | undefined, AccessOfTheApp[]>();
  private indexed = 0;

  public constructor(private readonly accesses: readonly AccessOfTheApp[]) {}

  /** The accesses that may be to a domain. */
  public possible(domainArn: string): readonly AccessOfTheApp[] {
    this.complete();
    const shown = shownBy(domainArn);
    return shown === undefined ? this.accesses : [...this.byShown.get(shown) ?? [], ...this.byShown.get(undefined) ?? []];
  }

  /** Adds those that have been recorded since. Every copy of this package records them in the same list. */
  private complete(): void {
    for (; this.indexed < this.accesses.length; this.indexed += 1) {
      const access = this.accesses[this.indexed];
      const shown = shownBy(access.domainArn);
      const same = this.byShown.get(shown) ?? [];
      same.push(access);
      this.byShown.set(shown, same);
    }
  }
}

/** The index of each list of accesses. */
const INDEXES = new WeakMap<readonly AccessOfTheApp[], AccessIndex>();

/** The key under which an access that attachments have brought records them. */
const BROUGHT = 'VpcAccess';

/** The attachments that have brought an access. */
export interface Brought {
  /** The options, which are the same for all of them. */
  readonly asked: string;
  readonly users: CfnResource[];
}

/** The attachments that have brought an access; undefined if the access is defined without them. */
export function broughtBy(access: IConstruct): Brought | undefined {
  return findSharedState(access)?.settings.get(BROUGHT) as Brought | undefined;
}

/** Records that attachments have brought an access. */
export function recordBrought(access: IConstruct, brought: Brought): void {
  sharedState(access).settings.set(BROUGHT, brought);
}

/** Whether an access is given. One that attachments have brought is not, if all of them have been removed from the app. */
export function isGiven(access: IConstruct): boolean {
  return isPresent(access) && (broughtBy(access)?.users.some(isPresent) ?? true);
}

/** The constructs of the app that let OpenSearch UI reach a domain. To be called at synthesis, when all of them are defined. */
export function accessesTo(stack: Stack, domainArn: string): AccessOfTheApp[] {
  const accesses = findSharedState(stack.node.root)?.accesses;
  if (!accesses) return [];
  const index = INDEXES.get(accesses) ?? new AccessIndex(accesses);
  INDEXES.set(accesses, index);
  const possible = index.possible(domainArn);
  if (possible.length === 0) return [];
  const wanted = canonicalText(domainArn, stack, 'app');
  const [resource] = resourcesIn(domainArn);
  const name = wanted.slice(wanted.lastIndexOf('/'));
  return possible.filter(({ construct, domainArn: arn }) => {
    if (!isGiven(construct)) return false;
    const other = Stack.of(construct);
    const same = haveSameEnvironment(stack, other);
    if (same === false) return false;
    const [otherResource] = resourcesIn(arn);
    if (resource && otherResource && resource !== otherResource) return false;
    if (resource && resource === otherResource && [domainArn, arn].every(isOfDomain)) return true;
    const text = canonicalText(arn, other, 'app');
    if (text === wanted || !text.endsWith(name)) return text === wanted;
    return same === true && withoutEnvironment(text) === withoutEnvironment(wanted);
  });
}

/** Whether a domain of the app is in a VPC. To be called at synthesis. */
export function isInVpc(domain: CfnDomain): boolean {
  return withOverrides(domain, domain.vpcOptions, 'Properties', 'VPCOptions') !== undefined;
}

/**
 * Warns about an access to a domain of this app that is not in a VPC. To be called at synthesis, because the VPC may be set later.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/vpc-interface-endpoints.html
 */
export function warnOfPublicDomain(scope: IConstruct, arn: KnownArn): void {
  const domain = arn.resources.find((resource) => CfnDomain.isCfnDomain(resource));
  if (!domain || isInVpc(domain)) return;
  warn(scope, 'publicDomain',
    `the domain ${JSON.stringify(domain.node.path)} is not in a VPC, and VPC endpoints cannot connect to public domains; remove this access, leave out `
    + 'the vpcAccess that creates it, or acknowledge this warning');
}

/**
 * Whether an ARN is that of the domain of the app that it refers to. A text may also contain the name of a domain and be about
 * another one.
 */
function isOfDomain(arn: string): boolean {
  const text = replaceTokens(arn, (token) => CfnDomain.isCfnDomain(referredTo(token)) ? MARK : '');
  return text === MARK || text.endsWith(`:domain/${MARK}`);
}

/**
 * Those of the constructs above that an attachment in the stack waits for. No dependency can cross a stage. To be called at
 * synthesis.
 */
export function accessesBefore(stack: Stack, domainArn: string): IConstruct[] {
  return accessesTo(stack, domainArn)
    .filter(({ construct }) => Stage.of(construct) === Stage.of(stack) && canWait(stack, Stack.of(construct), domainArn))
    .map(({ construct }) => construct);
}

/**
 * Whether an attachment in one stack can wait for an access in another one. CloudFormation deploys stacks one after the other, and
 * nested stacks as one resource. If the stack of the access needs anything in the stack of the attachment, the two would wait for
 * each other, and the CDK finds out only after all dependencies are known. So an attachment waits for another stack only if it needs
 * this stack anyway, because the domain is there.
 */
function canWait(stack: Stack, ofAccess: Stack, domainArn: string): boolean {
  const [own, other] = [nestingOf(stack), nestingOf(ofAccess)];
  const waiting = own.find((each) => !other.includes(each));
  const awaited = other.find((each) => !own.includes(each));
  const hasDomain = (around: Stack) => resourcesIn(domainArn).some((domain) => nestingOf(domain.stack).includes(around));
  if (waiting && awaited) return hasDomain(awaited);
  return !waiting || !hasDomain(waiting);
}

/** Whether two stacks are in the same account and region; undefined if that is not known. */
function haveSameEnvironment(one: Stack, other: Stack): boolean | undefined {
  if (one === other) return true;
  const [first, second] = [environmentOf(one), environmentOf(other)];
  const parts = (['region', 'account'] as const).map((part) => (
    first[part] === undefined || second[part] === undefined ? undefined : first[part] === second[part]
  ));
  return parts.includes(false) ? false : parts.includes(undefined) ? undefined : true;
}
