import { OpenSearchAccesses } from './accesses';
import { VPC_ENDPOINT_ACCESS } from '../../../src/opensearch/vpc-endpoint-access/access-properties';
import { createEngine } from '../../lifecycle/create-engine';
import type { Kind } from '../../lifecycle/dispatch';
import { PresenceLifecycle } from '../../lifecycle/presence/presence-lifecycle';

export const kind: Kind = {
  resourceType: VPC_ENDPOINT_ACCESS,
  createEngine: () => createEngine((place) => new PresenceLifecycle(new OpenSearchAccesses(), place)),
};
