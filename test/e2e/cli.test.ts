import { cdk as run } from './cli';
import { STACK, World } from './world';
import type { Result } from '../process';

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(async () => world.stop());

async function cdk(assembly: string, ...args: string[]): Promise<Result> {
  return run(world.cloud, [...args, '--app', assembly]);
}

test('the unpatched CDK CLI deploys an attachment, finds no difference, changes it, rolls back and destroys it', async () => {
  // The CLI shows the log of a resource that its stack still has after the rollback.
  const pinned = 'Pinned';
  const assembly = world.synth({ attachments: { Logs: { pinned } } });
  const deployed = await cdk(assembly, 'deploy');
  expect(deployed.output).toContain(`${STACK}.LogsStatus = ATTACHED`);
  expect(deployed.code).toBe(0);
  expect(world.attachment()).toMatchObject({ status: 'ATTACHED' });

  const difference = await cdk(assembly, 'diff', '--fail');
  expect(difference.output).toContain('There were no differences');
  expect(difference.code).toBe(0);

  const foreign = world.attachAsStranger('metrics');
  const refused = await cdk(world.synth({ attachments: { Logs: { pinned, domain: 'metrics' } } }), 'deploy');
  expect(refused.code).toBe(1);
  expect(refused.output).toContain('and this resource has no record of creating it');
  expect(refused.output).toMatch(/UPDATE_ROLLBACK_COMPLET/);
  expect(refused.output).toMatch(/Logs from \/aws\/vendedlogs\/states\/[\s\S]*ERROR +Pinned: Update failed: /);

  const destroyed = await cdk(assembly, 'destroy', '--force');
  expect(destroyed.code).toBe(0);
  expect(world.attachment()).toBeUndefined();
  expect(world.attachment('metrics')).toEqual(foreign);
});
