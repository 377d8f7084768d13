import { AttachmentLifecycle } from './attachment-lifecycle';
import { OpenSearchAttachments } from './attachments';
import { DATA_SOURCE_ATTACHMENT } from '../../../src/opensearch/data-source-attachment/attachment-properties';
import { createEngine } from '../../lifecycle/create-engine';
import type { Kind } from '../../lifecycle/dispatch';

export const kind: Kind = {
  resourceType: DATA_SOURCE_ATTACHMENT,
  createEngine: () => createEngine((place) => new AttachmentLifecycle(new OpenSearchAttachments(), place)),
};
