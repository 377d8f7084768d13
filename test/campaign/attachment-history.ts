import fc from 'fast-check';
import { type DeletionPolicy, deletionPolicy, histories, type History } from './history';

/** What a template says of one attachment. */
export interface AttachmentSpec {
  /** One of two applications, one of two domains. */
  readonly application: 0 | 1;
  readonly domain: 0 | 1;
  readonly workspace: 'none' | 'one' | 'other';
  readonly existing: 'FAIL' | 'ADOPT';
  readonly pending: 'WAIT' | 'ACCEPT';
  readonly maxWait: 60 | 600 | 3000;
  readonly deletionPolicy: DeletionPolicy;
}

const half = fc.constantFrom<0 | 1>(0, 1);

const spec: fc.Arbitrary<AttachmentSpec> = fc.record({
  application: half,
  domain: half,
  workspace: fc.constantFrom('none', 'none', 'one', 'other'),
  existing: fc.constantFrom('FAIL', 'FAIL', 'ADOPT'),
  pending: fc.constantFrom('WAIT', 'WAIT', 'ACCEPT'),
  maxWait: fc.constantFrom(60, 600, 3000),
  deletionPolicy,
});

export const attachmentHistories: fc.Arbitrary<History<AttachmentSpec>> = histories(spec, ({ application, domain }) => 2 * application + domain, [
  ['es', 'DescribeDataSourceAttachment'], ['es', 'AttachDataSource'], ['es', 'DetachDataSource'],
]);
