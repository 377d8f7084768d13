/**
 * Attachment handlers that are wrong in one way each, as a hand-written one may well be. A campaign that does not find them
 * proves nothing.
 */
import { randomUUID } from 'node:crypto';
import { type MakeAttachmentLifecycle, SOUND } from './attachment-scenario';
import { actors } from './virtual-world';
import type { Lifecycle } from '../../lambda/lifecycle/lifecycle';
import type { Attachments } from '../../lambda/opensearch/attachments';
import type { Decision, State } from '../../lambda/opensearch/decision';
import { parseProperties } from '../../lambda/opensearch/properties';

type AttachmentLifecycle = Lifecycle<Decision, State>;

/** The sound lifecycle with some of its parts replaced. */
function broken(parts: (sound: AttachmentLifecycle, attachments: Attachments) => Partial<AttachmentLifecycle>): MakeAttachmentLifecycle {
  return (attachments) => {
    const sound = SOUND(attachments);
    const changed = parts(sound, attachments);
    return {
      noun: sound.noun,
      issued: (id) => sound.issued(id),
      begin: (request, surroundings) => sound.begin(request, surroundings),
      failureId: (known) => sound.failureId(known),
      advance: (step) => sound.advance(step),
      explain: (request, error) => sound.explain(request, error),
      maxWaitSeconds: (request, decision) => sound.maxWaitSeconds(request, decision),
      ...changed,
    };
  };
}

/** The sound lifecycle with some of its calls replaced. */
function calling(calls: (attachments: Attachments) => Partial<Attachments>): MakeAttachmentLifecycle {
  return (attachments) => SOUND({
    describe: (pair) => attachments.describe(pair),
    attach: (pair, workspace, token) => attachments.attach(pair, workspace, token),
    detach: (pair) => attachments.detach(pair),
    ...calls(attachments),
  });
}

export const ATTACHMENT_MUTANTS: Readonly<Record<string, MakeAttachmentLifecycle>> = {
  'adopts silently': broken((sound) => ({
    begin: (request, surroundings) => sound.begin(
      { ...request, ResourceProperties: { ...request.ResourceProperties, ExistingAttachment: 'ADOPT' } }, surroundings,
    ),
  })),
  'detaches on replacement': broken((sound, attachments) => ({
    advance: async (step) => {
      const progress = await sound.advance(step);
      if (step.request.RequestType === 'Update' && progress.kind === 'done' && progress.physicalId !== step.request.PhysicalResourceId) {
        await attachments.detach(parseProperties(step.request.OldResourceProperties)).catch(() => {});
      }
      return progress;
    },
  })),
  'forgets the token': calling((attachments) => ({
    attach: (pair, workspace) => attachments.attach(pair, workspace, randomUUID()),
  })),
  'ignores PENDING on delete': calling((attachments) => ({
    describe: async (pair) => {
      const live = await attachments.describe(pair);
      return actors.getStore()?.request.RequestType === 'Delete' && live?.status === 'PENDING' ? undefined : live;
    },
  })),
};
