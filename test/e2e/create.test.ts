import { World } from './world';

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(async () => world.stop());

test('an attachment that completes at once takes one look, one attach and two invocations', async () => {
  const { status, outputs } = await world.deploy({ attachments: { Logs: {} } });

  expect(status).toBe('CREATE_COMPLETE');
  const live = world.attachment();
  expect(live).toMatchObject({ status: 'ATTACHED' });
  expect(outputs).toMatchObject({ LogsId: live?.attachmentId, LogsStatus: 'ATTACHED' });
  expect(world.calls('DescribeDataSourceAttachment')).toHaveLength(1);
  expect(world.calls('AttachDataSource')).toHaveLength(1);
  expect(world.calls('Invoke')).toHaveLength(2);
});
