import { readFileSync, readdirSync } from 'fs';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { App, Aspects, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { Backend, type Service } from '../../src/backend/backend';
import { application, attach, type CfnResourceJson, FUNCTION, IRELAND, resources, testStack } from '../opensearch/fixture';

function only(stack: Stack, type: string): CfnResourceJson {
  const [resource, ...others] = Object.values(resources(stack, type));
  expect(others).toEqual([]);
  return resource;
}

test('the logical id of the function depends neither on the stack, nor on the position of the attachment, nor on its environment', () => {
  const inStack = testStack();
  attach(inStack);
  const deepDown = new Stack(new Construct(new App(), 'Scope'), 'OfAnotherName', { env: IRELAND });
  attach(new Construct(new Construct(deepDown, 'Outer'), 'Inner') as Stack, 'A');
  for (const stack of [inStack, deepDown]) expect(Object.keys(resources(stack, 'AWS::Lambda::Function'))).toEqual([FUNCTION]);
});

test('all attachments of a stack share one of each', () => {
  const stack = testStack();
  attach(stack, 'A', { application: application(stack, 'One') });
  attach(stack, 'B', { application: application(stack, 'Two') });
  const counts = Object.values(resources(stack)).reduce<Record<string, number>>((all, { Type }) => ({ ...all, [Type]: (all[Type] ?? 0) + 1 }), {});
  expect(counts).toEqual({
    'AWS::OpenSearchService::Application': 2,
    'Custom::OpenSearchDataSourceAttachment': 2,
    'AWS::Lambda::Function': 1,
    'AWS::Lambda::EventInvokeConfig': 1,
    'AWS::StepFunctions::StateMachine': 1,
    'AWS::Logs::LogGroup': 1,
    'AWS::IAM::Role': 2,
    // One for each application, one for the domain of both attachments, and that of the state machine.
    'AWS::IAM::RolePolicy': 4,
  });
});

test('a second service only needs names and a handler', () => {
  const stack = testStack();
  const service: Service = { name: 'SomethingElse', assetFolder: 'opensearch', fullName: 'Something Else' };
  attach(stack);
  expect(Backend.of(stack, service)).toBe(Backend.of(new Construct(stack, 'Deeper'), service));
  const functions = Object.values(resources(stack, 'AWS::Lambda::Function')).map(({ Properties }) => Properties.Description);
  expect(functions).toEqual(['Custom resources of Amazon OpenSearch Service', 'Custom resources of Something Else']);
});

test('the function logs to the group of the state machine and knows the machine and its own timeout', () => {
  const stack = testStack();
  attach(stack);
  const [logGroup] = Object.keys(resources(stack, 'AWS::Logs::LogGroup'));
  const [machine] = Object.keys(resources(stack, 'AWS::StepFunctions::StateMachine'));
  const { Properties } = only(stack, 'AWS::Lambda::Function');
  expect(Properties).toMatchObject({
    Handler: 'index.handler',
    Timeout: 120,
    LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: logGroup } },
    Environment: { Variables: { FUNCTION_TIMEOUT_SECONDS: '120', STATE_MACHINE_ARN: { Ref: machine }, URL_SUFFIX: { Ref: 'AWS::URLSuffix' } } },
  });
  expect(Number(/^nodejs(\d+)\.x$/.exec(String(Properties.Runtime))?.[1])).toBeGreaterThanOrEqual(22);
  const [machineRole] = Object.keys(resources(stack, 'AWS::IAM::Role'));
  expect(resources(stack)[logGroup].Properties.LogGroupName).toEqual({
    'Fn::Sub': `/aws/vendedlogs/states/Stack-OpenSearch-\${${machineRole}.RoleId}`,
  });
});

test.each([
  [300, '300'],
  [Token.asNumber({ Ref: 'Timeout' }), { Ref: 'Timeout' }],
])('if an Aspect changes the function\'s timeout, the function knows the new one', (timeout, known) => {
  const stack = testStack();
  attach(stack);
  Aspects.of(stack).add({ visit: (node) => { if (node instanceof CfnFunction) node.timeout = timeout; } });

  expect(only(stack, 'AWS::Lambda::Function').Properties.Environment).toMatchObject({ Variables: { FUNCTION_TIMEOUT_SECONDS: known } });
});

test('the asset of the function is the bundled handler', () => {
  const stack = testStack(IRELAND);
  attach(stack);
  const { directory } = (stack.node.root as App).synth();
  const { files } = JSON.parse(readFileSync(`${directory}/${stack.artifactId}.assets.json`, 'utf8')) as
    { files: Record<string, { displayName: string; source: { path: string; packaging: string } }> };
  const asset = Object.values(files).find(({ displayName }) => displayName.includes('DataAttachments::OpenSearch'));
  expect(asset?.source.packaging).toBe('zip');
  expect(readdirSync(`${directory}/${asset?.source.path}`)).toContain('index.js');
});

test('Lambda delivers a request for as long as CloudFormation waits for the response', () => {
  const stack = testStack();
  attach(stack);
  expect(only(stack, 'AWS::Lambda::EventInvokeConfig').Properties).toEqual({
    FunctionName: { Ref: FUNCTION }, Qualifier: '$LATEST', MaximumEventAgeInSeconds: 3600,
  });
});

test('the state machine logs without data because its input contains a pre-signed URL', () => {
  const stack = testStack();
  attach(stack);
  const [logGroup] = Object.keys(resources(stack, 'AWS::Logs::LogGroup'));
  expect(only(stack, 'AWS::StepFunctions::StateMachine').Properties).toMatchObject({
    LoggingConfiguration: {
      Level: 'FATAL', IncludeExecutionData: false, Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: { 'Fn::GetAtt': [logGroup, 'Arn'] } } }],
    },
  });
});

test('the deployed definition is the state machine in the partition of the stack', () => {
  const stack = testStack({ region: 'cn-north-1', account: '111111111111' });
  Backend.of(stack, { name: 'Service', assetFolder: 'opensearch', fullName: '' });
  const { DefinitionString } = only(stack, 'AWS::StepFunctions::StateMachine').Properties;
  expect(JSON.parse(String(DefinitionString))).toMatchObject({ States: { Advance: { Resource: 'arn:aws-cn:states:::lambda:invoke' } } });
});

test('the roles may do exactly what they need', () => {
  const stack = testStack(IRELAND);
  attach(stack);
  const roles = Object.values(resources(stack, 'AWS::IAM::Role'));
  expect(roles.map(({ Properties }) => Properties.ManagedPolicyArns)).toEqual([undefined, undefined]);
  const [logGroup] = Object.keys(resources(stack, 'AWS::Logs::LogGroup'));
  const [machine] = Object.keys(resources(stack, 'AWS::StepFunctions::StateMachine'));
  expect(roles[1].Properties.Policies).toEqual([{
    PolicyName: 'Handler',
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: { 'Fn::GetAtt': [logGroup, 'Arn'] } },
        { Effect: 'Allow', Action: ['states:ListExecutions', 'states:StartExecution'], Resource: { Ref: machine } },
        {
          Effect: 'Allow',
          Action: ['states:DescribeExecution', 'states:GetExecutionHistory', 'states:StopExecution'],
          Resource: { 'Fn::Sub': `arn:aws:states:eu-west-1:111111111111:execution:\${${machine}.Name}:*` },
        },
        { Effect: 'Allow', Action: ['cloudformation:DescribeStacks', 'cloudformation:ListStackResources'], Resource: { Ref: 'AWS::StackId' } },
      ],
    },
  }]);
  expect(Object.values(resources(stack, 'AWS::IAM::RolePolicy')).map(({ Properties }) => Properties)).toContainEqual({
    PolicyName: 'Invoke',
    PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: { 'Fn::GetAtt': [FUNCTION, 'Arn'] } }] },
    RoleName: { Ref: Object.keys(resources(stack, 'AWS::IAM::Role'))[0] },
  });
});

test('a whole stack is as reviewed', () => {
  const stack = testStack();
  attach(stack, 'Attachment', { application: application(stack) });
  const template = Template.fromStack(stack).toJSON();
  // The newest runtime that the CDK knows.
  template.Resources[FUNCTION].Properties.Runtime = '<runtime>';
  expect(template).toMatchSnapshot();
});
