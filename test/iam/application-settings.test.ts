import { SETTING_LIFECYCLES } from './application-setting-lifecycles';
import { describePermissions } from './describe-permissions';
import { SETTING_NEEDS } from './needs';
import { settings } from './statements';

describePermissions({
  lifecycles: SETTING_LIFECYCLES,
  needs: SETTING_NEEDS,
  build: settings,
  // What stands behind all kinds is tried with attachments.
  counts: ({ type }) => type === 'AWS::IAM::RolePolicy',
});
