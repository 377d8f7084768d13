/** Rows of the guide's table of commands, as a user types them, if the local cloud supports the operations that the CLI calls. */
import { cdk as run } from './cli';
import { STACK, World } from './world';
import { ExistingAttachment, Workspace, WorkspaceType } from '../../src';
import type { Result } from '../process';

let world: World;
beforeEach(async () => {
  world = await World.start();
  expect((await cdk(app('one'), 'deploy')).code).toBe(0);
});
afterEach(async () => world.stop());

function app(workspace: string, id = 'Logs', existingAttachment?: ExistingAttachment): string {
  const created = Workspace.create({ name: workspace, type: WorkspaceType.OBSERVABILITY });
  return world.synth({ attachments: { [id]: { workspace: created, existingAttachment } } });
}

async function cdk(assembly: string, ...args: string[]): Promise<Result> {
  return run(world.cloud, [...args, '--app', assembly]);
}

function workspaces(): (string | undefined)[] {
  return world.attachment()?.workspaces.map(({ name }) => name) ?? [];
}

test('hotswap ignores another workspace and says that nothing has changed, and so does its fallback afterwards, but a deployment without it does not', async () => {
  const changed = app('two');
  for (const option of ['--hotswap', '--hotswap-fallback']) {
    const { code, output } = await cdk(changed, 'deploy', option);
    expect(output).toContain(`${STACK} (no changes)`);
    expect(code).toBe(0);
    expect(workspaces()).toEqual(['one']);
  }

  expect((await cdk(changed, 'deploy')).code).toBe(0);
  expect(workspaces()).toEqual(['one', 'two']);
});

test('refactor finds nothing to move after a construct got a new name', async () => {
  const { code, output } = await cdk(app('one', 'Renamed'), 'refactor', '--unstable=refactor', '--dry-run');
  expect(output).toContain('Nothing to refactor.');
  expect(code).toBe(0);
});

test('import accepts no existing attachment', async () => {
  const stranger = world.attachAsStranger('metrics');
  const workspace = Workspace.create({ name: 'one', type: WorkspaceType.OBSERVABILITY });
  const both = world.synth({ attachments: { Logs: { workspace }, Metrics: { domain: 'metrics' } } });
  const { output } = await cdk(both, 'import', '--force', '--resource-mapping-inline', '{}');
  expect(output).toContain('No resources selected for import.');
  expect(world.attachment('metrics')).toEqual(stranger);
});

test('orphan keeps the attachment, which the stack then adopts', async () => {
  const orphaned = await cdk(app('one'), 'orphan', '--unstable=orphan', '--yes', `${STACK}/Logs`);
  expect(orphaned.output).toContain(`Resources orphaned from ${STACK}`);
  const left = world.attachment();
  expect(left?.status).toBe('ATTACHED');

  const refused = await cdk(app('one'), 'deploy');
  expect(refused.output).toContain('set existingAttachment to ADOPT');
  const adopted = await cdk(app('one', 'Logs', ExistingAttachment.ADOPT), 'deploy');
  expect(adopted.code).toBe(0);
  expect(world.attachment()?.attachmentId).toBe(left?.attachmentId);
  expect((await cdk(app('one', 'Logs', ExistingAttachment.ADOPT), 'destroy', '--force')).code).toBe(0);
  expect(world.attachment()?.status).toBe('ATTACHED');
});
