import fc from 'fast-check';
import { type DeletionPolicy, deletionPolicy, histories, type History } from './history';

/** What a template says of one association. */
export interface AssociationSpec {
  readonly dataIntegration: 0 | 1;
  readonly destination: 0 | 1;
  readonly execution: 'none' | 'one window' | 'other window' | 'schedule';
  readonly existing: 'CREATE_ANOTHER' | 'ADOPT';
  readonly remaining: 'LEAVE' | 'FAIL';
  readonly job: 'IGNORE' | 'WAIT';
  readonly maxWait: 60 | 600;
  readonly deletionPolicy: DeletionPolicy;
}

const half = fc.constantFrom<0 | 1>(0, 1);

const spec: fc.Arbitrary<AssociationSpec> = fc.record({
  dataIntegration: half,
  destination: half,
  execution: fc.constantFrom('one window', 'one window', 'other window', 'schedule', 'none'),
  existing: fc.constantFrom('CREATE_ANOTHER', 'CREATE_ANOTHER', 'ADOPT'),
  remaining: fc.constantFrom('LEAVE', 'LEAVE', 'LEAVE', 'FAIL'),
  job: fc.constantFrom('IGNORE', 'WAIT'),
  maxWait: fc.constantFrom(60, 600),
  deletionPolicy,
});

export const associationHistories: fc.Arbitrary<History<AssociationSpec>> = histories(
  spec, ({ dataIntegration, destination }) => 2 * dataIntegration + destination, [
    ['app-integrations', 'CreateDataIntegrationAssociation'], ['app-integrations', 'UpdateDataIntegrationAssociation'],
    ['app-integrations', 'ListDataIntegrationAssociations'],
  ],
);
