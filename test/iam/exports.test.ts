import { describePermissions } from './describe-permissions';
import { EXPORT_LIFECYCLES, exportProfiles } from './export-lifecycles';
import { EXPORT_NEEDS } from './needs';

describePermissions({
  lifecycles: EXPORT_LIFECYCLES,
  needs: EXPORT_NEEDS,
  build: (stack) => exportProfiles(stack),
  // The roles are those of the associations. The account's own access to its key, and the requirement of TLS, come from the CDK.
  counts: ({ type, allows, actions }) => !type.startsWith('AWS::IAM::') && allows && actions.join() !== 'kms:*',
});
