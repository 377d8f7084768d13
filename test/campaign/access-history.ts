import fc from 'fast-check';
import { deletionPolicy, type History, histories, type Kind, type Spec } from './history';

/** One of six domains, one of two principals. */
export interface AccessPlace {
  readonly domain: 0 | 1 | 2 | 3 | 4 | 5;
  readonly principal: 0 | 1;
}

interface Settings extends Spec {
  readonly regions: 'none' | 'one' | 'other' | 'both';
  readonly existing: 'FAIL' | 'ADOPT';
}

/** The properties of one access in a template. */
export type AccessSpec = AccessPlace & Settings;

export const ACCESS_PLACES: readonly AccessPlace[] = ([0, 1, 2, 3, 4, 5] as const).flatMap(
  (domain) => ([0, 1] as const).map((principal) => ({ domain, principal })),
);

const KIND: Kind<AccessPlace, Settings> = {
  places: ACCESS_PLACES,
  settings: fc.record({
    regions: fc.constantFrom('none', 'none', 'one', 'other', 'both'),
    existing: fc.constantFrom('FAIL', 'FAIL', 'ADOPT'),
    deletionPolicy,
  }),
  operations: [['es', 'ListVpcEndpointAccess'], ['es', 'AuthorizeVpcEndpointAccess'], ['es', 'RevokeVpcEndpointAccess']],
};

export const accessHistories: fc.Arbitrary<History<AccessSpec>> = histories(KIND);
