import { AssociationLifecycle } from './association-lifecycle';
import { AppIntegrationsAssociations } from './associations';
import { DATA_INTEGRATION_ASSOCIATION } from '../../../src/appintegrations/data-integration-association/association-properties';
import { createEngine } from '../../lifecycle/create-engine';
import type { Kind } from '../../lifecycle/dispatch';

export const kind: Kind = {
  resourceType: DATA_INTEGRATION_ASSOCIATION,
  createEngine: () => createEngine((place) => new AssociationLifecycle(new AppIntegrationsAssociations(), place)),
};
