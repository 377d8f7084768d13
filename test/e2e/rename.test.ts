import { CfnResource, type Stack } from 'aws-cdk-lib/core';
import { World } from './world';
import { ExistingAttachment } from '../../src';

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(async () => world.stop());

test('a construct with a new id is no change at all', async () => {
  const before = await world.deploy({ attachments: { Logs: {} } });
  const invocations = world.calls('Invoke').length;
  const renamed = await world.deploy({ attachments: { Renamed: {} } });

  expect(renamed.status).toBe('UPDATE_COMPLETE');
  expect(renamed.outputs.RenamedId).toBe(before.outputs.LogsId);
  expect(world.calls('Invoke')).toHaveLength(invocations);
});

// Two logical ids for one pair. A construct with a new id keeps its logical id, so the logical ids are pinned here.
const logs = { Logs: { pinned: 'Logs' } };
const renamedLogs = { Renamed: { pinned: 'Renamed' } };

test('a logical id that changes, there and back, keeps its attachment without a moment detached', async () => {
  const before = await world.deploy({ attachments: logs });
  const renamed = await world.deploy({ attachments: renamedLogs });
  expect(renamed.status).toBe('UPDATE_COMPLETE');
  expect(renamed.outputs.RenamedId).toBe(before.outputs.LogsId);
  const back = await world.deploy({ attachments: logs });
  expect(back.status).toBe('UPDATE_COMPLETE');

  expect(back.outputs.LogsId).toBe(before.outputs.LogsId);
  expect(world.calls('AttachDataSource')).toHaveLength(1);
  expect(world.calls('DetachDataSource')).toHaveLength(0);
  await world.destroy();
  expect(world.attachment()).toBeUndefined();
});

test('a new logical id that is rolled back leaves the attachment to the old one', async () => {
  const before = await world.deploy({ attachments: logs });
  const { status } = await world.deploy({ attachments: renamedLogs, failAfter: ['Renamed'] });

  expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(world.attachment()?.attachmentId).toBe(before.outputs.LogsId);
  expect(world.calls('DetachDataSource')).toHaveLength(0);
  await world.destroy();
  expect(world.attachment()).toBeUndefined();
});

test('an attachment that was adopted is still adopted under the new logical id', async () => {
  const foreign = world.attachAsStranger();
  await world.deploy({ attachments: { Logs: { pinned: 'Logs', existingAttachment: ExistingAttachment.ADOPT } } });
  const { status, resources } = await world.deploy({ attachments: renamedLogs });

  expect(status).toBe('UPDATE_COMPLETE');
  expect(world.physicalId(resources, 'Renamed')).toMatch(/\/adopted$/);
  await world.destroy();
  expect(world.attachment()).toEqual(foreign);
});

test('a new logical id among more than a hundred resources is recognized', async () => {
  const many = { build: (stack: Stack) => fillers(stack, 120) };
  const before = await world.deploy({ attachments: { Zulu: { pinned: 'Zulu' } }, ...many });
  const { status, outputs } = await world.deploy({ attachments: { Zebra: { pinned: 'Zebra' } }, ...many });

  expect(status).toBe('UPDATE_COMPLETE');
  expect(outputs.ZebraId).toBe(before.outputs.ZuluId);
  expect(world.calls('DetachDataSource')).toHaveLength(0);
});

test('another stack is another owner, so a construct does not move there unasked', async () => {
  await world.deploy({ attachments: { Logs: {} } });
  const { status, failures } = await world.deploy({ attachments: { Logs: {} } }, 'Another');

  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(failures[0]?.reason).toContain('and this resource has no record of creating it');
  expect(world.attachment()).toMatchObject({ status: 'ATTACHED' });
});

function fillers(stack: Stack, count: number): void {
  for (let index = 0; index < count; index += 1) {
    new CfnResource(stack, `Filler${String(index).padStart(3, '0')}`, { type: 'AWS::CloudFormation::WaitConditionHandle' });
  }
}
