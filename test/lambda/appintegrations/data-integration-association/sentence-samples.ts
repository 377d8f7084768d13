import type { Association } from '../../../../lambda/appintegrations/data-integration-association/associations';
import type { Wanted } from '../../../../lambda/appintegrations/data-integration-association/properties';
import * as association from '../../../../lambda/appintegrations/data-integration-association/sentences';
import { error, type Samples } from '../../sentences';

/** The sentences use only the id. */
const WANTED = { dataIntegrationId: '<data integration>' } as Wanted;
const ASSOCIATION: Association = { associationId: '<association>' };
const MOST_ASSOCIATIONS = 10;

export const SAMPLES: Samples<typeof association> = {
  ambiguous: [association.ambiguous(WANTED, [ASSOCIATION, { associationId: '<other association>' }])],
  quota: [MOST_ASSOCIATIONS, 3].map((count) => association.quota(WANTED, error('ResourceQuotaExceededException', 'CreateDataIntegrationAssociation'), count)),
  createRefused: [association.createRefused(WANTED, error('InvalidRequestException', 'CreateDataIntegrationAssociation'), 1)],
  jobFailed: [association.jobFailed(WANTED, { ...ASSOCIATION, jobMessage: '<message of AWS>' }), association.jobFailed(WANTED, ASSOCIATION)],
  jobPending: [association.jobPending(WANTED, '<association>', '<status>'), association.jobPending(WANTED, '<association>', undefined)],
  gone: [association.gone(WANTED, '<association>')],
  remains: [association.remains(WANTED, '<association>')],
  callFailed: ['AccessDeniedException', 'ResourceNotFoundException', 'InvalidRequestException', '<error>'].map((name) => association.callFailed(WANTED, error(name))),
};
