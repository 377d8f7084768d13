/** The templates of a capability and of the default application. */
import { CfnApplication } from 'aws-cdk-lib/aws-opensearchservice';
import { App, Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { APPLICATION_ARN, attach, importedApplication, IRELAND, resources, targetPermissions, testStack } from './fixture';
import {
  ApplicationCapability, type ApplicationCapabilityProps, Capability,
  DefaultApplication, type DefaultApplicationProps, ExistingCapability, ExistingDefault,
} from '../../src/opensearch';

const CAPABILITY = 'Custom::OpenSearchApplicationCapability';
const DEFAULT = 'Custom::OpenSearchDefaultApplication';
const OTHER_ARN = APPLICATION_ARN.replace('app1', 'app2');

const capable = (stack: Stack, id = 'Subject', props: Partial<ApplicationCapabilityProps> = {}) => (
  new ApplicationCapability(stack, id, { application: props.application ?? importedApplication(stack, id), ...props })
);
const byDefault = (stack: Stack, id = 'Subject', props: Partial<DefaultApplicationProps> = {}) => (
  new DefaultApplication(stack, id, { application: props.application ?? importedApplication(stack, id), ...props })
);

function only(stack: Stack, type: string) {
  const [[id, resource], ...others] = Object.entries(resources(stack, type));
  expect(others).toEqual([]);
  return { id, ...resource };
}

function refusal(define: (stack: Stack) => unknown): string {
  try {
    define(testStack(IRELAND));
  } catch (error) {
    return String(error);
  }
  throw new Error('nothing was refused');
}

describe('a capability', () => {
  test('is that of AI by default, refuses an existing one and waits up to half an hour', () => {
    const stack = testStack(IRELAND);
    const { applicationArn, capabilityName } = capable(stack);
    expect({ applicationArn, capabilityName }).toEqual({ applicationArn: APPLICATION_ARN, capabilityName: 'ai-capability' });
    expect(only(stack, CAPABILITY).Properties).toEqual({
      ServiceToken: expect.anything(),
      ApplicationArn: APPLICATION_ARN,
      CapabilityName: 'ai-capability',
      ExistingCapability: 'FAIL',
    });
  });

  test('is adopted and waited for, as the properties say', () => {
    const stack = testStack(IRELAND);
    capable(stack, 'Ai', { capability: Capability.AI, existingCapability: ExistingCapability.ADOPT, maxWait: Duration.minutes(5) });
    expect(only(stack, CAPABILITY).Properties).toMatchObject({ ExistingCapability: 'ADOPT', MaxWaitSeconds: '300' });
  });

  test('has permissions on its application alone', () => {
    const stack = testStack(IRELAND);
    capable(stack);
    expect(targetPermissions(stack)).toEqual([[['es:DeregisterCapability', 'es:GetCapability', 'es:RegisterCapability'], APPLICATION_ARN]]);
  });
});

describe('the default application', () => {
  test('refuses an existing one by default', () => {
    const stack = testStack(IRELAND);
    expect(byDefault(stack).applicationArn).toBe(APPLICATION_ARN);
    expect(only(stack, DEFAULT).Properties).toEqual({
      ServiceToken: expect.anything(), ApplicationArn: APPLICATION_ARN, ExistingDefault: 'FAIL',
    });
  });

  test('has permission to set its application, and to read the setting, whichever application the setting names', () => {
    const stack = testStack(IRELAND);
    byDefault(stack, 'Default', { existingDefault: ExistingDefault.ADOPT });
    expect(only(stack, DEFAULT).Properties).toMatchObject({ ExistingDefault: 'ADOPT' });
    expect(targetPermissions(stack)).toEqual([['es:PutDefaultApplicationSetting', APPLICATION_ARN], ['es:GetDefaultApplicationSetting', '*']]);
  });

  // Another application is a change of the one setting, and a rollback reverses it.
  test('has one logical id for every application', () => {
    const ids = [APPLICATION_ARN, OTHER_ARN].map((arn) => {
      const stack = testStack(IRELAND);
      byDefault(stack, 'Default', { application: importedApplication(stack, '', arn) });
      return only(stack, DEFAULT).id;
    });
    expect(ids).toEqual(['DefaultApplication353D127BA2', 'DefaultApplication353D127BA2']);
  });
});

// A public promise: with another id, everything that is deployed would be created again.
test('the logical id of a capability is made of the application and the name', () => {
  const stack = testStack(IRELAND);
  capable(stack);
  expect(only(stack, CAPABILITY).id).toBe('ApplicationCapabilityApp14B84EF3925');
});

describe.each<[string, (stack: Stack, id: string, props?: object) => Construct, string, string]>([
  ['a capability', capable, CAPABILITY, 'gives the same capability to the same application as "Stack/One", and each of the two would remove it although the other needs it; remove one of them'],
  ['a default', byDefault, DEFAULT, 'sets the default application, and so does "Stack/One", but an account has only one in each region; remove one of them'],
])('%s', (noun, define, type, twice) => {
  test('that a failed deployment made is removed, even if it is retained', () => {
    const stack = testStack(IRELAND);
    define(stack, 'One', { removalPolicy: RemovalPolicy.RETAIN });
    expect(only(stack, type)).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });

  test('cannot exist twice in one app', () => {
    const one = testStack(IRELAND);
    define(one, 'One');
    define(one, 'Two');
    expect(() => App.of(one)?.synth()).toThrow(twice);

    const app = new App();
    const [first, second] = ['Stack', 'Other'].map((id) => new Stack(app, id, { env: IRELAND }));
    define(first, 'One');
    define(second, 'Two');
    expect(() => app.synth()).toThrow(twice);
  });

  test('cannot exist twice in one app, even with another text for the application', () => {
    const app = new App();
    const [first, second] = ['Stack', 'Other'].map((id) => new Stack(app, id, { env: IRELAND }));
    define(first, 'One');
    const formatted = `arn:${Aws.PARTITION}:opensearch:${Aws.REGION}:${Aws.ACCOUNT_ID}:application/app1`;
    define(second, 'Two', { application: importedApplication(second, 'Same', formatted) });
    expect(() => app.synth()).toThrow(twice);
  });

  test('refuses values that cannot work', () => {
    expect(refusal((stack) => define(stack, 'One', { application: {} }))).toContain('application: {} cannot be used here; write a CfnApplication');
    expect(refusal((stack) => define(stack, 'One', { removalPolicy: RemovalPolicy.SNAPSHOT }))).toContain(`does not apply to ${noun}; write DESTROY`);
    expect(refusal((stack) => define(stack, 'One', { application: importedApplication(stack, '', APPLICATION_ARN.replace('eu-west-1', 'us-east-1')) })))
      .toContain('application: "us-east-1" is not the region of the stack, "eu-west-1"; both must be in the same region');
    for (const name of ['existingCapability', 'existingDefault', 'capability']) {
      if (noun === 'a default' && name !== 'existingDefault') continue;
      if (noun === 'a capability' && name === 'existingDefault') continue;
      expect(refusal((stack) => define(stack, 'One', { [name]: 'maybe' }))).toContain(`${name}: "maybe" is not a possible value`);
    }
  });

  test('costs its own resource and its policies in addition to another kind', () => {
    const types = (stack: Stack) => Object.values(resources(stack)).map(({ Type }) => Type).sort();
    const attached = testStack(IRELAND);
    attach(attached);
    const both = testStack(IRELAND);
    attach(both);
    define(both, 'One');
    const policies = noun === 'a default' ? 2 : 1;
    expect(types(both)).toEqual([...types(attached), type, ...Array<string>(policies).fill('AWS::IAM::RolePolicy')].sort());
  });

  test('waits for an application of its stack', () => {
    const stack = testStack();
    define(stack, 'One', { application: new CfnApplication(stack, 'Own', { name: 'own' }) });
    expect(only(stack, type).Properties).toMatchObject({ ApplicationArn: { 'Fn::GetAtt': ['Own', 'Arn'] } });
  });
});
