import { CfnRole, ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import {
  App, Aspects, type IPropertyInjector, PermissionsBoundary as StagePermissionsBoundary, PropertyInjectors, Stack, Stage, Tags,
} from 'aws-cdk-lib/core';
import { attach, attachmentResource, FUNCTION, IRELAND, resources, testStack } from './fixture';
import { DataSourceAttachment, ExistingAttachment } from '../../src/opensearch';

const BOUNDARY_ARN = 'arn:aws:iam::111111111111:policy/boundary';

function roleProperties(stack: Stack, property: string): unknown[] {
  return Object.values(resources(stack, 'AWS::IAM::Role')).map(({ Properties }) => Properties[property]);
}

test('both roles get the permissions boundary of the app', () => {
  const stack = testStack(IRELAND);
  PermissionsBoundary.of(stack.node.root).apply(ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', BOUNDARY_ARN));
  attach(stack);
  expect(roleProperties(stack, 'PermissionsBoundary')).toEqual([BOUNDARY_ARN, BOUNDARY_ARN]);
});

test('both roles get the permissions boundary of their stage', () => {
  const stage = new Stage(new App(), 'Prod', { permissionsBoundary: StagePermissionsBoundary.fromName('boundary') });
  const stack = new Stack(stage, 'Stack', { env: IRELAND });
  attach(stack);
  const boundaries = roleProperties(stack, 'PermissionsBoundary').map((boundary) => JSON.stringify(boundary));
  expect(boundaries).toEqual([expect.stringContaining('policy/boundary'), expect.stringContaining('policy/boundary')]);
});

test('an Aspect may name the roles', () => {
  const stack = testStack();
  attach(stack);
  Aspects.of(stack).add({
    visit(node) {
      if (CfnRole.isCfnRole(node)) node.roleName = `corp-${node.node.id}`;
    },
  });
  expect(roleProperties(stack, 'RoleName')).toEqual(['corp-StateMachineRole', 'corp-FunctionRole']);
});

test('an Aspect may set the same property as a setting', () => {
  const stack = testStack();
  attach(stack);
  Aspects.of(stack).add({
    visit(node) {
      if (CfnLogGroup.isCfnLogGroup(node)) node.retentionInDays = 3653;
    },
  });
  const [logGroup] = Object.values(resources(stack, 'AWS::Logs::LogGroup'));
  expect(logGroup.Properties.RetentionInDays).toBe(3653);
});

test('an Aspect may define attachments', () => {
  const stack = testStack(IRELAND);
  Aspects.of(stack).add({
    visit(node) {
      if (node === stack) attach(stack);
    },
  });
  expect(attachmentResource(stack).DependsOn).toHaveLength(2);
});

test('tags are on everything that can be tagged, and the logical ids do not change', () => {
  const stack = testStack();
  attach(stack);
  Tags.of(stack).add('team', 'search');
  expect(resources(stack)[FUNCTION].Properties.Tags).toEqual([{ Key: 'team', Value: 'search' }]);
});

test('a property injector sets defaults', () => {
  class AdoptByDefault implements IPropertyInjector {
    public readonly constructUniqueId = DataSourceAttachment.PROPERTY_INJECTION_ID;

    public inject(props: object): object {
      return { existingAttachment: ExistingAttachment.ADOPT, ...props };
    }
  }
  const stack = testStack(IRELAND);
  PropertyInjectors.of(stack).add(new AdoptByDefault());
  attach(stack);
  expect(attachmentResource(stack).Properties.ExistingAttachment).toBe('ADOPT');
});
