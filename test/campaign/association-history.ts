import fc from 'fast-check';
import { deletionPolicy, type History, histories, type Kind, ONLY_SMALL, type Spec } from './history';

/** The properties that AWS cannot change. */
export interface AssociationPlace {
  readonly dataIntegration: 0 | 1 | 2 | 3 | 4 | 5;
  readonly destination: 0 | 1;
}

interface Settings extends Spec {
  readonly execution: 'none' | 'one window' | 'other window' | 'schedule';
  readonly existing: 'CREATE_ANOTHER' | 'ADOPT';
  readonly remaining: 'LEAVE' | 'FAIL';
  readonly job: 'IGNORE' | 'WAIT';
  readonly maxWait: 60 | 600;
}

/** The properties of one association in a template. */
export type AssociationSpec = AssociationPlace & Settings;

export const ASSOCIATION_PLACES: readonly AssociationPlace[] = ([0, 1, 2, 3, 4, 5] as const).flatMap(
  (dataIntegration) => ([0, 1] as const).map((destination) => ({ dataIntegration, destination })),
);

const KIND: Kind<AssociationPlace, Settings> = {
  places: ASSOCIATION_PLACES,
  settings: fc.record({
    execution: fc.constantFrom('one window', 'one window', 'other window', 'schedule', 'none'),
    existing: fc.constantFrom('CREATE_ANOTHER', 'CREATE_ANOTHER', 'ADOPT'),
    remaining: fc.constantFrom('LEAVE', 'LEAVE', 'LEAVE', 'FAIL'),
    job: fc.constantFrom('IGNORE', 'WAIT'),
    maxWait: fc.constantFrom(60, 600),
    deletionPolicy,
  }),
  operations: [
    ['app-integrations', 'CreateDataIntegrationAssociation'], ['app-integrations', 'UpdateDataIntegrationAssociation'],
    ['app-integrations', 'ListDataIntegrationAssociations'],
  ],
};

export const associationHistories: fc.Arbitrary<History<AssociationSpec>> = histories(KIND);
export const smallAssociationHistories: fc.Arbitrary<History<AssociationSpec>> = histories(KIND, ONLY_SMALL);
