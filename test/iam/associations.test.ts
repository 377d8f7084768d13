import { ASSOCIATION_LIFECYCLES } from './association-lifecycles';
import { describePermissions } from './describe-permissions';
import { ASSOCIATION_NEEDS } from './needs';
import { association } from './statements';

describePermissions({ lifecycles: ASSOCIATION_LIFECYCLES, needs: ASSOCIATION_NEEDS, build: association });
