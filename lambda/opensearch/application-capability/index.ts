import { OpenSearchCapabilities } from './capabilities';
import { APPLICATION_CAPABILITY } from '../../../src/opensearch/application-capability/capability-properties';
import { createEngine } from '../../lifecycle/create-engine';
import type { Kind } from '../../lifecycle/dispatch';
import { PresenceLifecycle } from '../../lifecycle/presence/presence-lifecycle';

export const kind: Kind = {
  resourceType: APPLICATION_CAPABILITY,
  createEngine: () => createEngine((place) => new PresenceLifecycle(new OpenSearchCapabilities(), place)),
};
