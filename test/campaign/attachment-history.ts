import fc from 'fast-check';
import { deletionPolicy, type History, histories, type Kind, ONLY_SMALL, type Spec, WITH_CROWDS } from './history';

/** One of two applications, and one of all domains. */
export interface AttachmentPlace {
  readonly application: 0 | 1;
  readonly domain: number;
}

/** Enough for fifty attachments of a stack. Two stacks and a stranger meet at the first ones. */
export const DOMAINS = 26;

interface Settings extends Spec {
  readonly workspace: 'none' | 'one' | 'other';
  readonly existing: 'FAIL' | 'ADOPT';
  readonly pending: 'WAIT' | 'ACCEPT';
  readonly maxWait: 60 | 600 | 3000;
}

/** The properties of one attachment in a template. */
export type AttachmentSpec = AttachmentPlace & Settings;

export const ATTACHMENT_PLACES: readonly AttachmentPlace[] = Array.from({ length: DOMAINS / 2 }, (_, two) => [2 * two, 2 * two + 1]).flatMap(
  (domains) => ([0, 1] as const).flatMap((application) => domains.map((domain) => ({ application, domain }))),
);

const KIND: Kind<AttachmentPlace, Settings> = {
  places: ATTACHMENT_PLACES,
  settings: fc.record({
    workspace: fc.constantFrom('none', 'none', 'one', 'other'),
    existing: fc.constantFrom('FAIL', 'FAIL', 'ADOPT'),
    pending: fc.constantFrom('WAIT', 'WAIT', 'ACCEPT'),
    maxWait: fc.constantFrom(60, 600, 3000),
    deletionPolicy,
  }),
  operations: [['es', 'DescribeDataSourceAttachment'], ['es', 'AttachDataSource'], ['es', 'DetachDataSource']],
};

export const attachmentHistories: fc.Arbitrary<History<AttachmentSpec>> = histories(KIND, WITH_CROWDS);
export const smallAttachmentHistories: fc.Arbitrary<History<AttachmentSpec>> = histories(KIND, ONLY_SMALL);
