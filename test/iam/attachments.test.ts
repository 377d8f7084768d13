import { ATTACHMENT_LIFECYCLES } from './attachment-lifecycles';
import { describePermissions } from './describe-permissions';
import { ATTACHMENT_NEEDS } from './needs';
import { attachments } from './statements';

describePermissions({ lifecycles: ATTACHMENT_LIFECYCLES, needs: ATTACHMENT_NEEDS, build: attachments });
