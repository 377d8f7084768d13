import { APPLICATION_SETTING_LIFECYCLES } from './application-setting-lifecycles';
import { describePermissions } from './describe-permissions';
import { APPLICATION_SETTING_NEEDS } from './needs';
import { settings } from './statements';

describePermissions({
  lifecycles: APPLICATION_SETTING_LIFECYCLES,
  needs: APPLICATION_SETTING_NEEDS,
  build: settings,
  // What stands behind all kinds is tried with attachments.
  counts: ({ type, actions }) => type === 'AWS::IAM::RolePolicy' && !actions.includes('lambda:InvokeFunction'),
});
