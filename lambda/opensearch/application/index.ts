import { OpenSearchApplications } from './applications';
import { IdentityCenterLifecycle } from './identity-center-lifecycle';
import { IDENTITY_CENTER_APPLICATION } from '../../../src/opensearch/application/identity-center-properties';
import { createEngine } from '../../lifecycle/create-engine';
import type { Kind } from '../../lifecycle/dispatch';

export const kind: Kind = {
  resourceType: IDENTITY_CENTER_APPLICATION,
  createEngine: () => createEngine((place) => new IdentityCenterLifecycle(new OpenSearchApplications(), place)),
};
