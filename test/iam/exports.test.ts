import { describePermissions } from './describe-permissions';
import { EXPORT_LIFECYCLES, exportProfiles } from './export-lifecycles';
import { EXPORT_NEEDS } from './needs';

describePermissions({
  lifecycles: EXPORT_LIFECYCLES,
  needs: EXPORT_NEEDS,
  build: (stack) => exportProfiles(stack),
  // The roles are those of the associations; the account's own hold on its key, and the demand for TLS, are the CDK's.
  counts: ({ type, allows, actions }) => !type.startsWith('AWS::IAM::') && allows && actions.join() !== 'kms:*',
});
