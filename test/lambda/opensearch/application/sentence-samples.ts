import * as application from '../../../../lambda/opensearch/application/sentences';
import { error, type Samples } from '../../sentences';

const APPLICATION = { applicationId: '<application>', applicationArn: '<ARN>', instanceArn: '<instance>' };

export const SAMPLES: Samples<typeof application> = {
  noApplication: [application.noApplication(APPLICATION)],
  notEnabled: [application.notEnabled(APPLICATION, '<status>')],
  notYet: [application.notYet(APPLICATION)],
  callFailed: ['AccessDeniedException', '<error>'].map((name) => application.callFailed(APPLICATION, error(name, 'GetApplication'))),
};
