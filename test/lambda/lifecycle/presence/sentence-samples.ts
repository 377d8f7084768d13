import type { Found, Wanted } from '../../../../lambda/lifecycle/presence/presence';
import * as presence from '../../../../lambda/lifecycle/presence/sentences';
import { error, type Samples } from '../../sentences';

const THING = { subject: '<thing>' } as Wanted;
const FOUND: Found = { status: 'there', fits: true, description: '<as the service says it>' };

export const SAMPLES: Samples<typeof presence> = {
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
