import { ACCESS_LIFECYCLES } from './access-lifecycles';
import { describePermissions } from './describe-permissions';
import { ACCESS_NEEDS } from './needs';
import { access } from './statements';

describePermissions({
  lifecycles: ACCESS_LIFECYCLES,
  needs: ACCESS_NEEDS,
  build: access,
  // The common parts of all kinds are tested with attachments.
  counts: ({ type, actions }) => type === 'AWS::IAM::RolePolicy' && !actions.includes('lambda:InvokeFunction'),
});
