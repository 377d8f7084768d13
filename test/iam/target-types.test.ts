/** Every permission of every kind of resource has a row in ./needs, also of a kind that no other test here deploys. */
import * as needs from './needs';
import type { TargetType } from '../../src/backend/target-permissions';
import { modulesOf } from '../by-folder';

const TYPES = Object.values(modulesOf<Readonly<Record<string, TargetType>>>('target-types.ts', 'src')).flatMap((module) => Object.values(module));
const NEEDED = Object.values(needs).flatMap((rows) => (rows as readonly needs.Need<string>[]).map(({ action }) => action));

test.each(TYPES.map(({ name, actions }) => [name, actions] as const))('the permissions on a %s are tried', (_, actions) => {
  expect(NEEDED).toEqual(expect.arrayContaining([...actions]));
});
