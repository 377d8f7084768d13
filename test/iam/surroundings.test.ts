import { CfnManagedPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { Aspects, Names, type Stack } from 'aws-cdk-lib/core';
import { ASSOCIATION_LIFECYCLES } from './association-lifecycles';
import { ATTACHMENT_LIFECYCLES } from './attachment-lifecycles';
import { tryAll } from './cloud';
import { ASSOCIATION_NEEDS, ATTACHMENT_NEEDS } from './needs';
import { AppIntegrationsHandlerConfig, OpenSearchHandlerConfig } from '../../src';

const LIFECYCLES = { ...ATTACHMENT_LIFECYCLES, ...ASSOCIATION_LIFECYCLES };
const ACTIONS = [...new Set([...ATTACHMENT_NEEDS, ...ASSOCIATION_NEEDS].map(({ action }) => action))];

/** Bounds the roles to these actions. */
function bound(actions: readonly string[]): (stack: Stack) => void {
  return (stack) => {
    const permissionsBoundary = new CfnManagedPolicy(stack, 'Boundary', {
      policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] },
    });
    OpenSearchHandlerConfig.of(stack).apply({ permissionsBoundary });
    AppIntegrationsHandlerConfig.of(stack).apply({ permissionsBoundary });
  };
}

/** Names the roles as an organization may require it. */
function prefixRoles(stack: Stack): void {
  Aspects.of(stack).add({
    visit: (node) => {
      if (CfnRole.isCfnRole(node)) node.roleName = `corp-${Names.uniqueResourceName(node, { maxLength: 59 })}`;
    },
  });
}

test.each([
  ['in China, under names with a prefix', { partition: 'aws-cn', region: 'cn-north-1' }, prefixRoles],
  ['in GovCloud, under a boundary with exactly their permissions', { partition: 'aws-us-gov', region: 'us-gov-west-1' }, bound(ACTIONS)],
])('the roles work %s', async (_, place, customize) => {
  const results = await tryAll(Object.values(LIFECYCLES).map((lifecycle) => ({ lifecycle, options: { customize } })), { place });
  expect(Object.keys(LIFECYCLES).map((name, index) => [name, results[index]])).toEqual(Object.keys(LIFECYCLES).map((name) => [name, undefined]));
});

test('a boundary that lacks an action is named as the reason', async () => {
  const options = { customize: bound(ACTIONS.filter((action) => action !== 'es:AttachDataSource')) };
  const [result] = await tryAll([{ lifecycle: LIFECYCLES['to create an attachment'], options }]);
  expect(result).toMatch(/because no permissions boundary allows the es:AttachDataSource action.*find out what denies this to the function's role, such as a permissions boundary/);
});
