/** The sentences with which a deployment can fail, with names in angle brackets where something is filled in. */
import type { Association } from '../../lambda/appintegrations/data-integration-association/associations';
import type { Wanted } from '../../lambda/appintegrations/data-integration-association/properties';
import * as association from '../../lambda/appintegrations/data-integration-association/sentences';
import { CallError } from '../../lambda/lifecycle/aws-error';
import type { Found, Wanted as Presence } from '../../lambda/lifecycle/presence/presence';
import * as presence from '../../lambda/lifecycle/presence/sentences';
import * as application from '../../lambda/opensearch/application/sentences';
import type { Attachment } from '../../lambda/opensearch/data-source-attachment/attachments';
import * as attachment from '../../lambda/opensearch/data-source-attachment/sentences';

const PAIR = { applicationId: '<application>', dataSourceArn: '<data source>' };
const ATTACHMENT: Attachment = { attachmentId: '<attachment>', status: '<status>' };

/** The functions under test read nothing but the id. */
const WANTED = { dataIntegrationId: '<data integration>' } as Wanted;
const ASSOCIATION: Association = { associationId: '<association>' };
const MOST_ASSOCIATIONS = 10;
const THING = { subject: '<thing>' } as Presence;
const FOUND: Found = { status: 'there', fits: true, says: '<as the service says it>' };

/** An error of AWS by its name, as the handler passes it on. */
function error(name: string, operation = '<operation>'): CallError {
  return new CallError(operation, Object.assign(new Error('<message of AWS>'), { name }));
}

type Samples<Sentences> = { readonly [Name in keyof Sentences]: readonly string[] };

/** Of each sentence about attachments, every form that it can take. */
export const ATTACHMENT_SENTENCES: Samples<typeof attachment> = {
  exists: [attachment.exists(PAIR, ATTACHMENT)],
  swapped: [attachment.swapped(PAIR, ATTACHMENT)],
  inconsistent: [attachment.inconsistent('<physical id>', PAIR)],
  pending: [attachment.pending(PAIR, { ...ATTACHMENT, status: 'PENDING' })],
  DELETE_AGAIN: [attachment.DELETE_AGAIN],
  CONTINUE_ROLLBACK: [attachment.CONTINUE_ROLLBACK],
  pendingDetach: [attachment.pendingDetach(PAIR, '<attachment>', `<${attachment.DELETE_AGAIN} | ${attachment.CONTINUE_ROLLBACK}>`)],
  failed: [attachment.failed(PAIR, '<attachment>')],
  vanished: [attachment.vanished(PAIR, '<attachment>', undefined), attachment.vanished(PAIR, '<attachment>', '<other attachment>')],
  attachRefused: ['ResourceNotFoundException', 'ConflictException'].map((name) => attachment.attachRefused(PAIR, error(name, 'AttachDataSource'))),
  callFailed: ['ValidationException', 'DisabledOperationException', 'AccessDeniedException', '<error>'].map((name) => attachment.callFailed(PAIR, error(name))),
  noTimeLeft: [attachment.noTimeLeft(PAIR)],
  detachConflict: [attachment.detachConflict(PAIR, error('ConflictException', 'DetachDataSource'), `<${attachment.DELETE_AGAIN} | ${attachment.CONTINUE_ROLLBACK}>`)],
};

const APPLICATION = { applicationId: '<application>', applicationArn: '<ARN>', instanceArn: '<instance>' };

/** Of each sentence about applications of IAM Identity Center, every form that it can take. */
export const APPLICATION_SENTENCES: Samples<typeof application> = {
  noApplication: [application.noApplication(APPLICATION)],
  notEnabled: [application.notEnabled(APPLICATION, '<status>')],
  notYet: [application.notYet(APPLICATION)],
  callFailed: ['AccessDeniedException', '<error>'].map((name) => application.callFailed(APPLICATION, error(name, 'GetApplication'))),
};

/** Of each sentence about associations, every form that it can take. */
export const ASSOCIATION_SENTENCES: Samples<typeof association> = {
  ambiguous: [association.ambiguous(WANTED, [ASSOCIATION, { associationId: '<other association>' }])],
  quota: [MOST_ASSOCIATIONS, 3].map((count) => association.quota(WANTED, error('ResourceQuotaExceededException', 'CreateDataIntegrationAssociation'), count)),
  createRefused: [association.createRefused(WANTED, error('InvalidRequestException', 'CreateDataIntegrationAssociation'), 1)],
  jobFailed: [association.jobFailed(WANTED, { ...ASSOCIATION, jobMessage: '<message of AWS>' }), association.jobFailed(WANTED, ASSOCIATION)],
  jobPending: [association.jobPending(WANTED, '<association>', '<status>'), association.jobPending(WANTED, '<association>', undefined)],
  gone: [association.gone(WANTED, '<association>')],
  remains: [association.remains(WANTED, '<association>')],
  callFailed: ['AccessDeniedException', 'ResourceNotFoundException', 'InvalidRequestException', '<error>'].map((name) => association.callFailed(WANTED, error(name))),
};

/** Of each sentence about what is either there or not, every form that it can take. */
export const PRESENCE_SENTENCES: Samples<typeof presence> = {
  exists: [presence.exists(THING, FOUND, '<existing…>'), presence.exists(THING, { ...FOUND, fits: false }, '<existing…>')],
  differs: [presence.differs(THING, FOUND)],
  pending: [presence.pending(THING, FOUND)],
  failed: [presence.failed(THING, FOUND)],
  noTimeLeft: [presence.noTimeLeft(THING)],
  vanished: [presence.vanished(THING)],
  refused: ['ConflictException', 'DisabledOperationException', 'ResourceNotFoundException', 'AccessDeniedException', 'ValidationException', '<error>'].map(
    (name) => presence.refused(THING.subject, error(name)),
  ),
};
