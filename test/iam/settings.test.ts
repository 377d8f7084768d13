import { describePermissions } from './describe-permissions';
import { SETTING_NEEDS } from './needs';
import { SETTING_LIFECYCLES, SETTINGS, withSettings } from './setting-lifecycles';

describePermissions({
  lifecycles: SETTING_LIFECYCLES,
  needs: SETTING_NEEDS,
  build: (stack) => withSettings(stack, 'arn:aws:opensearch:us-east-1:123456789012:application/ui1', 'arn:aws:es:us-east-1:123456789012:domain/logs',
    Object.assign({}, ...Object.values(SETTINGS).map((settings) => settings(stack)))),
  // The others are those of any attachment, and the policies of the keys come from the CDK.
  counts: ({ type, actions }) => type.startsWith('AWS::IAM::') && actions.some((action) => /^(ec2|kms|sqs|xray):/.test(action)),
});
