import timers from 'node:timers/promises';
import { OpenSearchAttachments } from '../../../../lambda/opensearch/data-source-attachment/attachments';
import { Wire } from '../../wire';

const PAIR = { applicationId: 'app1', dataSourceArn: 'arn:aws:es:eu-west-1:123456789012:domain/logs' };
const ATTACHMENT = { attachmentId: 'a-1', status: 'PENDING' };

let wire: Wire;
let attachments: OpenSearchAttachments;
beforeEach(async () => {
  wire = new Wire();
  await wire.start('eu-west-1');
  attachments = new OpenSearchAttachments();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await wire.stop();
});

function lines(...operations: readonly string[]): string[] {
  return operations.map((operation) => `POST /2021-01-01/opensearch/application/app1/${operation}`);
}

function asked(): string[] {
  return wire.seen.map(({ line }) => line);
}

describe('describing an attachment', () => {
  test('names the pair, and returns the attachment and its status', async () => {
    wire.replies = [{ body: ATTACHMENT }];

    expect(await attachments.describe(PAIR)).toEqual(ATTACHMENT);
    expect(asked()).toEqual(lines('describeDataSourceAttachment'));
    expect(wire.inputs).toEqual([{ dataSourceArn: PAIR.dataSourceArn }]);
  });

  test('returns nothing if the attachment or the application does not exist', async () => {
    wire.replies = [{ status: 409, error: 'ResourceNotFoundException' }];

    expect(await attachments.describe(PAIR)).toBeUndefined();
  });

  test('does not take another error for a missing attachment', async () => {
    wire.replies = [{ status: 409, error: 'ConflictException', body: { message: 'busy' } }];

    await expect(attachments.describe(PAIR)).rejects.toThrow('DescribeDataSourceAttachment failed with ConflictException: busy');
  });

  test.each([{ attachmentId: 'a-1' }, { status: 'ATTACHED' }])('cannot read the output %j', async (body) => {
    wire.replies = [{ body }];

    await expect(attachments.describe(PAIR)).rejects.toThrow('AWS returned no attachmentId or no status');
  });
});

describe('attaching', () => {
  test.each([
    ['no workspace', undefined, {}],
    ['an existing workspace', { id: 'w-1' }, { workspaceId: 'w-1' }],
    ['a new workspace', { name: 'Logs', type: 'SEARCH' }, { workspaceConfiguration: { name: 'Logs', workspaceType: 'SEARCH' } }],
  ])('asks for %s, with the token of the request', async (_, workspace, input) => {
    wire.replies = [{ body: ATTACHMENT }];

    expect(await attachments.attach(PAIR, workspace, 'a-token')).toEqual(ATTACHMENT);
    expect(asked()).toEqual(lines('attachDataSource'));
    expect(wire.inputs).toEqual([{ dataSourceArn: PAIR.dataSourceArn, clientToken: 'a-token', ...input }]);
  });

  test('is not repeated before a check if it may have acted', async () => {
    wire.replies = [{ status: 500, error: 'InternalException', body: { message: 'sorry' } }];

    await expect(attachments.attach(PAIR, undefined, 'a-token')).rejects.toMatchObject({
      message: 'AttachDataSource failed with InternalException: sorry', mayHaveActed: true,
    });
    expect(asked()).toHaveLength(1);
  });

  describe('that is throttled', () => {
    const THROTTLED = { status: 429, error: 'TooManyRequestsException' };
    /** The pauses that were made, in milliseconds. None takes any time. */
    let pauses: number[];
    beforeEach(() => {
      pauses = [];
      jest.spyOn(timers, 'setTimeout').mockImplementation(async (pause = 0) => { pauses.push(pause); });
      jest.spyOn(Math, 'random').mockReturnValue(0);
    });

    test('is repeated after pauses of some three seconds, with the same token', async () => {
      wire.replies = [...Array(7).fill(THROTTLED), { body: ATTACHMENT }];
      jest.mocked(Math.random).mockReturnValue(1);

      expect(await attachments.attach(PAIR, undefined, 'a-token')).toEqual(ATTACHMENT);
      expect(pauses).toEqual([200, 300, 400, 500, 600, 700, 800]);
      expect(wire.inputs).toEqual(Array(8).fill({ dataSourceArn: PAIR.dataSourceArn, clientToken: 'a-token' }));
    });

    test('is not repeated until the next step has read the state', async () => {
      wire.replies = [THROTTLED];

      await expect(attachments.attach(PAIR, undefined, 'a-token')).rejects.toMatchObject({ trouble: 'throttled', mayHaveActed: false });
      expect(pauses).toEqual([100, 150, 200, 250, 300, 350, 400]);
      expect(asked()).toHaveLength(8);
    });
  });
});

test('detaching names the pair, and passes on the error from AWS', async () => {
  wire.replies = [{}, { status: 409, error: 'ConflictException', body: { message: 'still PENDING' } }];

  await attachments.detach(PAIR);
  expect(asked()).toEqual(lines('detachDataSource'));
  expect(wire.inputs).toEqual([{ dataSourceArn: PAIR.dataSourceArn }]);
  await expect(attachments.detach(PAIR)).rejects.toThrow('DetachDataSource failed with ConflictException: still PENDING');
});
