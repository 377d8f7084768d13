/**
 * What copies of this package leave for each other. An app may have several: a library that it uses has brought its own. What
 * belongs to the app thus lives on its constructs and not in a module.
 */
import { readFileSync } from 'fs';
import * as path from 'path';
import type { IConstruct } from 'constructs';
import { InvalidPropertyError } from './invalid-property-error';

/**
 * What copies have agreed on: this state, the keys of claims, the names of settings, the members of what `findShared` finds, and what
 * custom resources ask of a handler. A change of any of these that another copy would not understand takes another
 * number.
 */
const PROTOCOL = 1;

const STATE: unique symbol = Symbol.for('cdk-data-attachments');

/** What is left on a construct. */
interface SharedState {
  readonly protocol: number;
  /** Of the copy that has left it. */
  readonly version: string;
  /** On the root: who has claimed what. */
  readonly claims: Map<string, IConstruct>;
  /** What was set, by service or by kind. */
  readonly settings: Map<string, object>;
  /** On the root: the constructs that let OpenSearch UI reach a domain. */
  readonly accesses: AccessOfTheApp[];
}

export interface AccessOfTheApp {
  readonly construct: IConstruct;
  readonly domainArn: string;
}

/** What is left on a construct; made if there is nothing. */
export function sharedState(construct: IConstruct): SharedState {
  const existing = findSharedState(construct);
  if (existing) return existing;
  const state: SharedState = { protocol: PROTOCOL, get version() { return ownVersion(); }, claims: new Map(), settings: new Map(), accesses: [] };
  Object.defineProperty(construct, STATE, { value: state });
  return state;
}

/** What is left on a construct, refused if another version has left what this one does not understand. */
export function findSharedState(construct: IConstruct): SharedState | undefined {
  const state = (construct as { readonly [STATE]?: SharedState })[STATE];
  if (state && state.protocol !== PROTOCOL) refuseOther(construct, state.version);
  return state;
}

/**
 * Claims `key` for `claimant` in the whole app.
 *
 * @returns the construct that claimed it before, if that is another one
 */
export function claim(claimant: IConstruct, key: string): IConstruct | undefined {
  const { claims } = sharedState(claimant.node.root);
  const holder = claims.get(key) ?? claimant;
  claims.set(key, holder);
  return holder === claimant ? undefined : holder;
}

/**
 * A construct that all copies use, whichever has made it; undefined if none has. Refused if another version has made what this
 * one does not understand. Its constructor has to call `sharedState`.
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
