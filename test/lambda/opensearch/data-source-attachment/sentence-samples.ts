import type { Attachment } from '../../../../lambda/opensearch/data-source-attachment/attachments';
import * as attachment from '../../../../lambda/opensearch/data-source-attachment/sentences';
import { error, type Samples } from '../../sentences';

const PAIR = { applicationId: '<application>', dataSourceArn: '<data source>' };
const ATTACHMENT: Attachment = { attachmentId: '<attachment>', status: '<status>' };

export const SAMPLES: Samples<typeof attachment> = {
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
