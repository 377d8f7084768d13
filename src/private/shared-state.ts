/**
 * State that several copies of this package share in one app. An app may contain several copies: a library that it uses may bring
 * its own. So the state of the app is stored on its constructs and not in a module.
 */
import { readFileSync } from 'fs';
import * as path from 'path';
import type { IConstruct } from 'constructs';
import { InvalidPropertyError } from './invalid-property-error';
import { isPresent } from './removed';

/**
 * The version of everything that copies must agree on: this state, the keys of claims, the names of settings, the members of the
 * constructs that `findShared` finds, and the properties that custom resources send to a handler. A change of any of these that
 * another copy would not understand needs another number.
 */
const PROTOCOL = 1;

const STATE: unique symbol = Symbol.for('cdk-data-attachments');

/** The state that is stored on a construct. */
interface SharedState {
  readonly protocol: number;
  /** The version of the copy that stored it. */
  readonly version: string;
  /** On the root: the construct that has claimed each key. */
  readonly claims: Map<string, IConstruct>;
  /** The settings, by service or by kind of resource. */
  readonly settings: Map<string, object>;
  /** On the root: the constructs that let OpenSearch UI reach a domain. */
  readonly accesses: AccessOfTheApp[];
}

export interface AccessOfTheApp {
  readonly construct: IConstruct;
  readonly domainArn: string;
}

/** The state of a construct. It is created if there is none. */
export function sharedState(construct: IConstruct): SharedState {
  const existing = findSharedState(construct);
  if (existing) return existing;
  const state: SharedState = { protocol: PROTOCOL, get version() { return ownVersion(); }, claims: new Map(), settings: new Map(), accesses: [] };
  Object.defineProperty(construct, STATE, { value: state });
  return state;
}

/** The state of a construct, if it has any. If another version stored state that this one does not understand, an error is thrown. */
export function findSharedState(construct: IConstruct): SharedState | undefined {
  const state = (construct as { readonly [STATE]?: SharedState })[STATE];
  if (state && state.protocol !== PROTOCOL) refuseOther(construct, state.version);
  return state;
}

/**
 * Claims `key` for `claimant` in the whole app. The first construct that claims a key keeps it, until it is removed from the app.
 *
 * @returns the construct that claimed the key before, if it is another one
 */
export function claim(claimant: IConstruct, key: string): IConstruct | undefined {
  const { claims } = sharedState(claimant.node.root);
  const before = claims.get(key);
  const holder = before && isPresent(before) ? before : claimant;
  claims.set(key, holder);
  return holder === claimant ? undefined : holder;
}

/**
 * A construct that all copies use, no matter which of them created it; undefined if none has. If another version created one that
 * this version does not understand, an error is thrown. The constructor of `type` has to call `sharedState`.
 */
export function findShared<T extends IConstruct>(scope: IConstruct, id: string, type: { readonly prototype: T }): T | undefined {
  const existing = scope.node.tryFindChild(id);
  if (existing && !Object.prototype.isPrototypeOf.call(type.prototype, existing) && !findSharedState(existing)) refuseOther(existing);
  return existing as T | undefined;
}

function refuseOther(construct: IConstruct, version = 'unknown'): never {
  throw new InvalidPropertyError(construct, 'version of cdk-data-attachments', version,
    `does not work in one app with ${JSON.stringify(ownVersion())}, which is also installed; "npm ls cdk-data-attachments" shows where each comes from; `
    + 'update them until all use one version');
}

function ownVersion(): string {
  const text = readFileSync(path.join(__dirname, '..', '..', 'package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
