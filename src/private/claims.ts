import type { IConstruct } from 'constructs';

/** For each app, who has claimed what. Kept beside the tree: nothing of it belongs into a template. */
const CLAIMS = new WeakMap<IConstruct, Map<string, IConstruct>>();

/**
 * Claims `key` for `claimant` in the whole app.
 *
 * @returns the construct that claimed it before, if that is another one
 */
export function claim(claimant: IConstruct, key: string): IConstruct | undefined {
  const claims = CLAIMS.get(claimant.node.root) ?? new Map<string, IConstruct>();
  CLAIMS.set(claimant.node.root, claims);
  const holder = claims.get(key) ?? claimant;
  claims.set(key, holder);
  return holder === claimant ? undefined : holder;
}
