/**
 * Handlers that are wrong in one way each, as a hand-written one may be. A campaign that does not find them proves
 * nothing.
 */
import { randomUUID } from 'node:crypto';
import type { AccessSpec } from './access-history';
import { accessScenario, SOUND as SOUND_ACCESS } from './access-scenario';
import { type AssociationSpec } from './association-history';
import { associationScenario, SOUND as SOUND_ASSOCIATION } from './association-scenario';
import type { AttachmentSpec } from './attachment-history';
import { attachmentScenario, SOUND as SOUND_ATTACHMENT } from './attachment-scenario';
import type { MakeScenario } from './player';
import { actors } from './virtual-world';
import type { Json, Lifecycle } from '../../lambda/lifecycle/lifecycle';
import type { Attachments } from '../../lambda/opensearch/data-source-attachment/attachments';
import { parseProperties } from '../../lambda/opensearch/data-source-attachment/properties';

/** A lifecycle with some of its parts replaced. */
function changed<D extends Json, S extends Json>(sound: Lifecycle<D, S>, parts: Partial<Lifecycle<D, S>>): Lifecycle<D, S> {
  return {
    noun: sound.noun,
    decision: sound.decision,
    state: sound.state,
    tokenless: sound.tokenless,
    issued: (id) => sound.issued(id),
    decide: (request, context) => sound.decide(request, context),
    failedCreateId: (request, known) => sound.failedCreateId(request, known),
    advance: (step) => sound.advance(step),
    explain: (request, error) => sound.explain(request, error),
    maxWaitSeconds: (request, decision) => sound.maxWaitSeconds(request, decision),
    ...parts,
  };
}

/** The calls of attachments with some replaced. */
function calling(attachments: Attachments, calls: Partial<Attachments>): Attachments {
  return {
    describe: (pair) => attachments.describe(pair),
    attach: (pair, workspace, token) => attachments.attach(pair, workspace, token),
    detach: (pair) => attachments.detach(pair),
    ...calls,
  };
}

export const ATTACHMENT_MUTANTS: Readonly<Record<string, MakeScenario<AttachmentSpec>>> = {
  'adopts silently': attachmentScenario((attachments) => {
    const sound = SOUND_ATTACHMENT(attachments);
    return changed(sound, {
      decide: (request, context) => sound.decide(
        { ...request, ResourceProperties: { ...request.ResourceProperties, ExistingAttachment: 'ADOPT' } }, context,
      ),
    });
  }),
  'detaches on replacement': attachmentScenario((attachments) => {
    const sound = SOUND_ATTACHMENT(attachments);
    return changed(sound, {
      advance: async (step) => {
        const progress = await sound.advance(step);
        if (step.request.RequestType === 'Update' && progress.kind === 'done' && progress.physicalId !== step.request.PhysicalResourceId) {
          await attachments.detach(parseProperties(step.request.OldResourceProperties)).catch(() => {});
        }
        return progress;
      },
    });
  }),
  'forgets the token': attachmentScenario((attachments) => SOUND_ATTACHMENT(calling(attachments, {
    attach: (pair, workspace) => attachments.attach(pair, workspace, randomUUID()),
  }))),
  'ignores PENDING on delete': attachmentScenario((attachments) => SOUND_ATTACHMENT(calling(attachments, {
    describe: async (pair) => {
      const live = await attachments.describe(pair);
      return actors.getStore()?.request.RequestType === 'Delete' && live?.status === 'PENDING' ? undefined : live;
    },
  }))),
};

export const ASSOCIATION_MUTANTS: Readonly<Record<string, MakeScenario<AssociationSpec>>> = {
  're-runs on rollback': associationScenario((associations) => {
    const sound = SOUND_ASSOCIATION(associations);
    return changed(sound, {
      decide: async (request, context) => {
        const decision = await sound.decide(request, context);
        return request.RequestType === 'Update' && decision.kind === 'hold' ? { ...decision, needsUpdate: true } : decision;
      },
    });
  }),
};

export const ACCESS_MUTANTS: Readonly<Record<string, MakeScenario<AccessSpec>>> = {
  'records an adopted access as made': accessScenario((accesses) => {
    const sound = SOUND_ACCESS(accesses);
    return changed(sound, {
      advance: async (step) => {
        const progress = await sound.advance(step);
        return progress.kind === 'done' ? { ...progress, physicalId: progress.physicalId.replace(/adopted$/, 'made') } : progress;
      },
    });
  }),
  'revokes an access that another resource holds': accessScenario((accesses) => {
    const sound = SOUND_ACCESS(accesses);
    return changed(sound, {
      decide: (request, context) => sound.decide(request, { ...context, otherPhysicalIds: async () => [] }),
    });
  }),
  'takes an access that appeared as its own': accessScenario((accesses) => {
    const sound = SOUND_ACCESS(accesses);
    return changed(sound, { advance: (step) => sound.advance({ ...step, earlierAttempts: step.earlierAttempts === 'did not act' ? 'may have acted' : step.earlierAttempts }) });
  }),
};
