import { custom, failing, failure, Harness, thing } from './cloudformation-harness';

/** The given outputs of a stack that has the custom resource `A`. */
async function outputs(values: Record<string, unknown>, more: Record<string, unknown> = {}): Promise<Record<string, string>> {
  const cloud = new Harness({ ssmParameter: (name) => name === '/version' ? '30' : undefined });
  cloud.behaviours.A = () => ({ PhysicalResourceId: 'physical', Data: { Text: 'text', Number: 7 } });
  const Outputs = Object.fromEntries(Object.entries(values).map(([key, Value]) => [key, { Value }]));
  const stack = await cloud.deploy({ A: custom(), T: thing('one') }, { Outputs, ...more });
  expect(stack.statusReason).toBeUndefined();
  return Object.fromEntries(stack.outputs.map(({ key, value }) => [key, value]));
}

test('intrinsic functions are resolved', async () => {
  expect(await outputs({
    Ref: { Ref: 'A' },
    GetAtt: { 'Fn::GetAtt': ['A', 'Text'] },
    GetAttDotted: { 'Fn::GetAtt': 'T.Arn' },
    Sub: { 'Fn::Sub': '${AWS::Region}/${A}/${A.Number}/${!Literal}' },
    SubVariables: { 'Fn::Sub': ['${x}-${AWS::Partition}', { x: { Ref: 'T' } }] },
    Join: { 'Fn::Join': ['-', ['a', { Ref: 'A' }, 1]] },
    Select: { 'Fn::Select': ['1', { 'Fn::Split': ['/', 'a/b/c'] }] },
    Map: { 'Fn::FindInMap': ['M', { Ref: 'AWS::Region' }, 'Key'] },
    Base64: { 'Fn::Base64': 'hello' },
    Zone: { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] },
    Suffix: { Ref: 'AWS::URLSuffix' },
    Name: { Ref: 'AWS::StackName' },
  }, { Mappings: { M: { 'eu-west-1': { Key: 'mapped' } } } })).toEqual({
    Ref: 'physical',
    GetAtt: 'text',
    GetAttDotted: 'arn:one',
    Sub: 'eu-west-1/physical/7/${Literal}',
    SubVariables: 'one-aws',
    Join: 'a-physical-1',
    Select: 'b',
    Map: 'mapped',
    Base64: 'aGVsbG8=',
    Zone: 'eu-west-1a',
    Suffix: 'amazonaws.com',
    Name: 'Demo',
  });
});

test('parameters have the given value, otherwise their default, and SSM parameters are looked up', async () => {
  const Parameters = { Version: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/version' }, List: { Type: 'CommaDelimitedList', Default: 'a,b' } };
  expect(await outputs({ Version: { Ref: 'Version' }, Second: { 'Fn::Select': [1, { Ref: 'List' }] } }, { Parameters }))
    .toEqual({ Version: '30', Second: 'b' });
  const cloud = new Harness();
  expect(() => cloud.start({ A: custom() }, { Parameters })).toThrow('Unable to fetch parameters [/version]');
  expect(() => cloud.start({ A: custom() }, { Parameters: { P: { Type: 'String' } } })).toThrow('Parameters: [P] must have values');
});

test('conditions decide which resources exist, and an excluded one needs nothing', async () => {
  const cloud = new Harness();
  const Conditions = {
    Yes: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] },
    No: { 'Fn::Not': [{ Condition: 'Yes' }] },
    Both: { 'Fn::And': [{ Condition: 'Yes' }, { 'Fn::Or': [{ Condition: 'No' }, { Condition: 'Yes' }] }] },
  };
  const stack = await cloud.deploy({
    Absent: custom({}, { Condition: 'No' }),
    A: custom({ Value: { 'Fn::If': ['No', { Ref: 'Absent' }, 'else'] }, Dropped: { 'Fn::If': ['Yes', { Ref: 'AWS::NoValue' }, 'x'] } }, { DependsOn: 'Absent', Condition: 'Both' }),
  }, { Conditions, Outputs: { Gone: { Condition: 'No', Value: 'x' } } });
  expect(stack.status).toBe('CREATE_COMPLETE');
  expect(cloud.taken()).toEqual(['Create A']);
  expect(cloud.events[0].ResourceProperties).toEqual({ ServiceToken: expect.any(String), Value: 'else' });
  expect(stack.outputs).toEqual([]);
});

test('a reference in an excluded branch makes no cycle', async () => {
  const cloud = new Harness();
  const Conditions = { No: { 'Fn::Equals': ['a', 'b'] } };
  await cloud.deploy({ A: custom({ Value: { 'Fn::If': ['No', { Ref: 'B' }, 'else'] } }), B: custom({ Value: { Ref: 'A' } }) }, { Conditions });
  expect(cloud.taken()).toEqual(['Create A', 'Create B']);
});

test('a policy statement with conditions is not a reference to a condition', async () => {
  const cloud = new Harness();
  await cloud.deploy({ A: custom({ Statement: { Effect: 'Allow', Condition: { StringEquals: { 'aws:PrincipalTag/x': 'y' } } }, Single: { Condition: 'text' } }) });
  expect(cloud.events[0].ResourceProperties).toMatchObject({
    Statement: { Condition: { StringEquals: { 'aws:PrincipalTag/x': 'y' } } }, Single: { Condition: 'text' },
  });
});

test.each<[string, Record<string, unknown>, RegExp]>([
  ['a cycle', { A: custom({ V: { Ref: 'B' } }), B: custom({ V: { 'Fn::Sub': '${A}' } }) }, /Circular dependency between resources: \[A, B\]/],
  ['a reference to nothing', { A: custom({ V: { Ref: 'Nothing' } }) }, /Unresolved resource dependencies \[Nothing\]/],
  ['a dependency on nothing', { A: custom({}, { DependsOn: 'Nothing' }) }, /Unresolved resource dependencies \[Nothing\] in the DependsOn of A/],
  ['no resources', {}, /\[\/Resources\] at least one resource must be defined/],
  ['a resource without a type', { A: {} }, /\[\/Resources\/A\/Type\]/],
  ['a null', { A: custom({ V: null }) }, /\[\/Resources\/A\/Properties\/V\] 'null' values are not allowed/],
  ['a custom resource without a ServiceToken', { A: { Type: 'Custom::Thing' } }, /needs the property ServiceToken/],
])('a template with %s is refused, and no stack remains', (_, resources, message) => {
  const cloud = new Harness();
  expect(() => cloud.start(resources)).toThrow(message);
  expect(cloud.cloudFormation.stacks.all()).toEqual([]);
});

test.each<[unknown[], string[] | RegExp]>([
  [['192.168.0.0/24', '2', '5'], ['192.168.0.0/27', '192.168.0.32/27']],
  [['10.0.0.0/30', 1, 2], ['10.0.0.0/30']],
  [['10.0.0.0/16', 2], /Fn::Cidr needs cidrBits/],
  [['10.0.0.0/30', 6, '5'], /no room in 10.0.0.0\/30 for 6 blocks with 5 bits/],
  [['10.0.0.6/30', 1, '2'], /no room in 10.0.0.6\/30/],
  [['10.0.0.0', 1, '2'], /divides IPv4 blocks only, not 10.0.0.0/],
  [['10.0.0.0/33', 1, '2'], /divides IPv4 blocks only, not 10.0.0.0\/33/],
  [['10..0.0/16', 1, '2'], /divides IPv4 blocks only/],
  [['2600:1f16::/56', 1, '64'], /divides IPv4 blocks only/],
  [['10.0.0.0/16', 257, '2'], /count of Fn::Cidr must be from 1 to 256/],
  [['10.0.0.0/16', 1, 'x'], /cidrBits of Fn::Cidr must be from 1 to 32/],
])('Fn::Cidr with %j gives %s', async (argument, expected) => {
  const deployed = new Harness().deploy({ A: custom({ Blocks: { 'Fn::Cidr': argument } }) });
  const stack = await deployed;
  if (Array.isArray(expected)) expect(stack.resources.get('A')?.live?.properties).toMatchObject({ Blocks: expected });
  else expect(failure(stack, 'A')).toMatch(expected);
});

describe('a macro', () => {
  test.each([
    ['a Transform', { Transform: 'AWS::Serverless-2016-10-31' }, 'The local cloud expands no macros: deploy a template without [AWS::Serverless-2016-10-31].'],
    ['a list of them', { Transform: ['AWS::LanguageExtensions', 'Mine'] }, 'The local cloud expands no macros: deploy a template without [Mine].'],
    ['one with parameters', { Transform: { Name: 'AWS::Include', Parameters: {} } }, 'without [AWS::Include].'],
    ['a loop', { Conditions: { 'Fn::ForEach::Names': ['Name', ['a'], {}] } }, 'without [Fn::ForEach::Names].'],
    ['an inclusion', { Outputs: { 'Fn::Transform': { Name: 'AWS::Include' } } }, 'without [Fn::Transform].'],
  ])('as %s is refused instead of ignored', (_, more, message) => {
    expect(() => new Harness().start({ A: custom() }, more)).toThrow(message);
  });

  test.each([
    ['AWS::LanguageExtensions'], ['AWS::SecretsManager-2024-09-16'], [[]],
  ])('%j that the CDK adds by itself is accepted', async (Transform) => {
    expect(await outputs({ Length: { 'Fn::Length': ['a', 'b'] } }, { Transform })).toEqual({ Length: '2' });
  });
});

describe('rules', () => {
  const Parameters = {
    Stage: { Type: 'String', Default: 'test' },
    Zones: { Type: 'CommaDelimitedList', Default: 'a,b' },
    BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/version' },
  };
  const start = (Assert: unknown, RuleCondition?: unknown, version = '30') => new Harness({ ssmParameter: () => version })
    .start({ A: custom() }, { Parameters, Rules: { Mine: { RuleCondition, Assertions: [{ Assert, AssertDescription: 'not so' }] } } });
  const [stage, zones] = [{ Ref: 'Stage' }, { Ref: 'Zones' }];

  test.each([
    [{ 'Fn::Equals': [stage, 'test'] }, { 'Fn::Equals': [stage, 'prod'] }],
    [{ 'Fn::Not': [{ 'Fn::Equals': [stage, 'prod'] }] }, { 'Fn::Not': [{ 'Fn::Equals': [stage, 'test'] }] }],
    [{ 'Fn::Contains': [['test', 'prod'], stage] }, { 'Fn::Contains': [['prod'], stage] }],
    [{ 'Fn::EachMemberIn': [zones, ['a', 'b', 'c']] }, { 'Fn::EachMemberIn': [zones, ['a']] }],
    [{ 'Fn::EachMemberEquals': [['test'], stage] }, { 'Fn::EachMemberEquals': [zones, 'a'] }],
    [{ 'Fn::Or': [{ 'Fn::Equals': ['x', 'y'] }, { 'Fn::Equals': ['x', 'x'] }] }, { 'Fn::Or': [{ 'Fn::Equals': ['x', 'y'] }] }],
    [{ 'Fn::And': [{ 'Fn::Equals': ['x', 'x'] }] }, { 'Fn::And': [{ 'Fn::Equals': ['x', 'x'] }, { 'Fn::Equals': ['x', 'y'] }] }],
  ])('%j holds, and %j refuses the template', (holds, fails) => {
    expect(start(holds).status).toBe('CREATE_IN_PROGRESS');
    expect(() => start(fails)).toThrow('Rule Mine failed: not so');
    expect(start(fails, { 'Fn::Equals': [stage, 'other'] }).status).toBe('CREATE_IN_PROGRESS');
  });

  test('the rule that the CDK adds checks the version of the bootstrap', () => {
    const rule = { 'Fn::Not': [{ 'Fn::Contains': [['1', '2', '3', '4', '5'], { Ref: 'BootstrapVersion' }] }] };
    expect(start(rule).status).toBe('CREATE_IN_PROGRESS');
    expect(() => start(rule, undefined, '5')).toThrow('Rule Mine failed');
  });

  test.each([
    [{ 'Fn::Contains': [{ 'Fn::RefAll': 'AWS::EC2::VPC::Id' }, 'x'] }], [{ 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'x'] }], ['text'],
  ])('%j is refused instead of ignored', (assert) => {
    expect(() => start(assert)).toThrow('the local cloud does not evaluate');
  });
});

test('an unknown intrinsic function fails the resource that uses it', async () => {
  expect(failure(await new Harness().deploy({ A: custom({ V: { 'Fn::Unheard': [] } }) }), 'A')).toContain('does not know Fn::Unheard');
});

describe('exports', () => {
  const exporting = (value: unknown) => ({ Outputs: { O: { Value: value, Export: { Name: { 'Fn::Sub': '${AWS::StackName}-out' } } } } });
  const importing = { B: custom({ Value: { 'Fn::ImportValue': 'Source-out' } }) };

  test('one stack uses another\'s export, which then can neither change nor be removed', async () => {
    const cloud = new Harness();
    await cloud.deploy({ A: custom() }, exporting({ Ref: 'A' }), 'Source');
    await cloud.deploy(importing, {}, 'Target');
    expect(cloud.events.at(-1)?.ResourceProperties).toMatchObject({ Value: 'A-1' });
    const source = await cloud.deploy({ A: custom() }, exporting('other'), 'Source');
    expect(source.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(source.events.map(({ reason }) => reason)).toContain('Export Source-out cannot be updated as it is in use by Target. ');
    expect((await cloud.destroy('Source')).statusReason).toBe('Export Source-out cannot be deleted as it is in use by Target');
    await cloud.destroy('Target');
    expect((await cloud.destroy('Source')).status).toBe('DELETE_COMPLETE');
  });

  test('an update that no longer imports releases the export', async () => {
    const cloud = new Harness();
    await cloud.deploy({ A: custom() }, exporting({ Ref: 'A' }), 'Source');
    await cloud.deploy(importing, {}, 'Target');
    await cloud.deploy({ B: custom() }, {}, 'Target');
    expect((await cloud.destroy('Source')).status).toBe('DELETE_COMPLETE');
  });

  test('a name that nobody exports cannot be imported', async () => {
    expect(failure(await new Harness().deploy(importing), 'B')).toBe('No export named Source-out found.');
  });

  test('a name can be exported only once', async () => {
    const cloud = new Harness();
    const named = { Outputs: { O: { Value: 'x', Export: { Name: 'same' } } } };
    await cloud.deploy({ A: failing(false) }, named, 'One');
    expect((await cloud.deploy({ A: failing(false) }, named, 'Two')).status).toBe('ROLLBACK_COMPLETE');
  });
});

test.each([
  ['Resources', { A: custom({ Value: { Ref: 'Absent' } }) }, {}],
  ['Resources', { A: custom({ Value: { 'Fn::Sub': '${Absent.Text}' } }) }, {}],
  ['Outputs', { A: custom() }, { Id: { Value: { Ref: 'Absent' } } }],
])('a resource with a false condition cannot be referred to in the %s', async (block, resources, Outputs) => {
  const cloud = new Harness();
  const deployed = cloud.deploy({ ...resources, Absent: custom({}, { Condition: 'No' }) }, { Conditions: { No: { 'Fn::Equals': ['a', 'b'] } }, Outputs });

  await expect(deployed).rejects.toThrow(`Unresolved resource dependencies [Absent] in the ${block} block of the template`);
});

test('an output with the same condition may refer to it', async () => {
  const cloud = new Harness();
  const stack = await cloud.deploy({ A: custom(), Absent: custom({}, { Condition: 'No' }) }, {
    Conditions: { No: { 'Fn::Equals': ['a', 'b'] } }, Outputs: { Id: { Condition: 'No', Value: { Ref: 'Absent' } } },
  });

  expect(stack.status).toBe('CREATE_COMPLETE');
});

describe('a template in YAML', () => {
  const start = (template: string) => new Harness().cloudFormation.stacks.start({ stackName: 'Demo', template });

  test('is read', () => {
    const stack = start('Resources:\n  T:\n    Type: Test::Thing\n    Properties: { Name: one, Size: "012" }\n');

    expect(stack.deployed?.template.Resources.T.Properties).toEqual({ Name: 'one', Size: '012' });
  });

  test.each([
    ['Resources: [', 'YAML not well-formed'],
    ['Resources:\n  T:\n    Type: Test::Thing\n    Properties: { Name: !Ref X }\n', 'knows no short forms such as !Ref'],
  ])('that is malformed is refused', (template, message) => {
    expect(() => start(template)).toThrow(message);
  });
});
