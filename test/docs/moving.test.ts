/** The guides' advice for removing an attachment from a stack without detaching it. */
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { ExistingAttachment } from '../../src';
import { World } from '../e2e/world';

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(async () => world.stop());

test('an attachment that is retained, removed from its stack and adopted by another stack is never detached', async () => {
  const other = { Metrics: { domain: 'metrics' } };
  await world.deploy({ attachments: { Logs: {}, ...other } });
  const made = world.attachment();

  await world.deploy({ attachments: { Logs: { removalPolicy: RemovalPolicy.RETAIN }, ...other } });
  expect((await world.deploy({ attachments: other })).status).toBe('UPDATE_COMPLETE');
  expect(world.attachment()).toEqual(made);

  expect((await world.deploy({ attachments: { Logs: { existingAttachment: ExistingAttachment.ADOPT } } }, 'New')).status).toBe('CREATE_COMPLETE');
  await world.destroy('New');
  expect(world.attachment()).toEqual(made);
  expect(world.calls('DetachDataSource')).toEqual([]);
});
