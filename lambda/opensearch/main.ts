import { AttachmentLifecycle } from './data-source-attachment/attachment-lifecycle';
import { OpenSearchAttachments } from './data-source-attachment/attachments';
import { createEngine } from '../lifecycle/create-engine';
import type { Main } from '../lifecycle/entry';

let main: Main | undefined;

/** Made once for each environment of the function, so that clients keep their connections. */
export function createMain(): Main {
  main ??= createEngine((place) => new AttachmentLifecycle(new OpenSearchAttachments(), place));
  return main;
}
