import { ACCESS_LIFECYCLES } from './access-lifecycles';
import { describePermissions } from './describe-permissions';
import { ACCESS_NEEDS } from './needs';
import { access } from './statements';

describePermissions({
  lifecycles: ACCESS_LIFECYCLES,
  needs: ACCESS_NEEDS,
  build: access,
  // What stands behind all kinds is tried with attachments.
  counts: ({ type, actions }) => type === 'AWS::IAM::RolePolicy' && !actions.includes('lambda:InvokeFunction'),
});
