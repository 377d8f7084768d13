import type { IConstruct } from 'constructs';
import { sharedState } from './shared-state';

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
