import { APPLICATION_SETTING_LIFECYCLES, readIdentityCenter } from './application-setting-lifecycles';
import { describePermissions } from './describe-permissions';
import { APPLICATION_SETTING_NEEDS } from './needs';
import { settings } from './statements';

describePermissions({
  lifecycles: APPLICATION_SETTING_LIFECYCLES,
  needs: APPLICATION_SETTING_NEEDS,
  build: (stack) => { settings(stack); readIdentityCenter(stack); },
  // The permissions that all kinds need are tried with attachments. Those to open an application are its users'.
  counts: ({ type, actions }) => type === 'AWS::IAM::RolePolicy'
    && !actions.some((action) => ['lambda:InvokeFunction', 'opensearch:ApplicationAccessAll'].includes(action)),
});
