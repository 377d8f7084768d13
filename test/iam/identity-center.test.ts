import { RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import type { Lifecycle } from './cloud';
import { describePermissions } from './describe-permissions';
import { Administrator, Application, IdentityCenterPrincipal } from '../../src';

/** An application to which a group is assigned. */
const build = (applicationName: string, removalPolicy?: RemovalPolicy) => (stack: Stack): void => {
  const application = new Application(stack, 'Ui', {
    applicationName,
    administrators: [Administrator.everyone()],
    identityCenter: { instanceArn: 'arn:aws:sso:::instance/ssoins-0123456789abcdef' },
    removalPolicy,
  });
  application.assign('Analysts', IdentityCenterPrincipal.fromGroupId('01234567-89ab-cdef-0123-456789abcdef'));
};

const LIFECYCLES = {
  'to read the application of Identity Center for an application, and to remove both': (async (trial) => {
    await trial.deploy(build(trial.name.toLowerCase(), RemovalPolicy.DESTROY));
    await trial.destroy();
  }) satisfies Lifecycle,
};

describePermissions({
  lifecycles: LIFECYCLES,
  needs: [{ action: 'es:GetApplication', lifecycle: 'to read the application of Identity Center for an application, and to remove both' }],
  build: build('search-ui'),
  // The handler's other permissions have their own tests, and the role of the application is the service's.
  counts: ({ actions }) => actions.some((action) => action.startsWith('es:') && !action.includes('*')),
});
