import { adopted, LOGS, made, METRICS } from './lifecycle-fixture';
import { isFor, formatPhysicalId, holder, isIssued, parsePhysicalId } from '../../../../lambda/opensearch/data-source-attachment/physical-id';

const PAIR = { applicationId: 'abc123', dataSourceArn: 'arn:aws:es:us-east-1:123456789012:domain/logs' };

/** An id that resembles ours, with something before, in between or after. */
function strangeIds(): string[] {
  const own = formatPhysicalId(PAIR, { attachmentId: 'a-1', ownership: 'made' });
  const [applicationId, dataSourceHash] = own.split('/');
  return [
    `Stack-${own}`, `${own}-1A2B3C`, `ab/${dataSourceHash}/a-1/made`, `${'a'.repeat(31)}/${dataSourceHash}/a-1/made`,
    `${applicationId}/${dataSourceHash}0/a-1/made`, `${applicationId}/${dataSourceHash}//made`,
  ];
}

test.each([
  { attachmentId: 'a-1', ownership: 'made' },
  { attachmentId: 'a-1', ownership: 'adopted' },
  { attachmentId: 'with/slashes', ownership: 'made' },
  { attachmentId: undefined, ownership: 'made' },
] as const)('a physical id is read back as %j', (held) => {
  const parsed = parsePhysicalId(formatPhysicalId(PAIR, held));

  expect(parsed).toMatchObject(held);
  expect(parsed && isFor(parsed, PAIR)).toBe(true);
});

test('a physical id names no other application and no other data source', () => {
  const parsed = parsePhysicalId(formatPhysicalId(PAIR, { attachmentId: 'a-1', ownership: 'made' }));

  expect(parsed && isFor(parsed, { ...PAIR, applicationId: 'abc124' })).toBe(false);
  expect(parsed && isFor(parsed, { ...PAIR, dataSourceArn: `${PAIR.dataSourceArn}2` })).toBe(false);
});

test.each(['MyStack-Logs-1A2B3C4D5E6F', '', 'abc123/x/a-1/made', 'abc123/0123456789abcdef0123456789abcdef/a-1/owned', ...strangeIds()])(
  'an id that CloudFormation invented, %p, is not one of ours', (physicalId) => {
    expect(isIssued(physicalId)).toBe(false);
  },
);

test('the id of a create that made nothing is one of ours and names no attachment', () => {
  expect(isIssued('nothing-made')).toBe(true);
  expect(parsePhysicalId('nothing-made')).toBeUndefined();
});

describe('the ownership of an attachment', () => {
  test.each([
    ['nobody', [], undefined],
    ['that of a resource that made it before that of one that adopted it', [adopted(LOGS, 'a-1'), made(LOGS, 'a-1')], 'made'],
    ['one that adopted it', ['Bucket-1X', adopted(LOGS, 'a-1')], 'adopted'],
    ['one that made it without knowing its id', [made(LOGS)], 'made'],
    ['none if an id adopts no attachment', [adopted(LOGS)], undefined],
    ['none if an id names another attachment', [made(LOGS, 'a-2')], undefined],
    ['none if an id names another data source', [made(METRICS, 'a-1')], undefined],
    ['none if an id names another application', [made({ ...LOGS, applicationId: 'app2' }, 'a-1')], undefined],
  ])('is %s', (_, physicalIds, ownership) => {
    expect(holder(physicalIds, LOGS, { attachmentId: 'a-1', status: 'ATTACHED' })?.ownership).toBe(ownership);
  });
});
