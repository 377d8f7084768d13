import { OpenSearchDefault } from './default-setting';
import { DEFAULT_APPLICATION } from '../../../src/opensearch/default-application/default-application-properties';
import { createEngine } from '../../lifecycle/create-engine';
import type { Kind } from '../../lifecycle/dispatch';
import { PresenceLifecycle } from '../../lifecycle/presence/presence-lifecycle';

export const kind: Kind = {
  resourceType: DEFAULT_APPLICATION,
  createEngine: () => createEngine((place) => new PresenceLifecycle(new OpenSearchDefault(), place)),
};
