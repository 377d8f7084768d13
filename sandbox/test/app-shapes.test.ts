/** References of stacks beyond themselves: to outputs, exports and parameters of other stacks and regions. And nested stacks. */
import { custom, failure, Harness, statusOf, thing } from './cloudformation-harness';
import { Sandbox } from '../cloud/sandbox';

const output = (Value: unknown, more: Record<string, unknown> = {}) => ({ Outputs: { Value: { Value, ...more } } });

describe('Fn::GetStackOutput', () => {
  const reader = (reference: Record<string, unknown>) => ({ A: custom({ Value: { 'Fn::GetStackOutput': reference } }) });

  test('reads an output that another stack does not export, and that stack can still be deleted', async () => {
    const cloud = new Harness();
    await cloud.deploy({ T: thing('one') }, output({ 'Fn::GetAtt': ['T', 'Arn'] }), 'Producer');
    await cloud.deploy(reader({ StackName: 'Producer', OutputName: 'Value' }));

    expect(cloud.events.at(-1)?.ResourceProperties.Value).toBe('arn:one');
    expect((await cloud.destroy('Producer')).status).toBe('DELETE_COMPLETE');
  });

  test('of a stack or an output that does not exist fails', async () => {
    const cloud = new Harness();
    const stack = await cloud.deploy(reader({ StackName: 'Producer', OutputName: 'Value' }));

    expect(stack.status).toBe('ROLLBACK_COMPLETE');
    expect(stack.events.map(({ reason }) => reason).join()).toContain('there is no output Value of a stack Producer in eu-west-1');
  });
});

describe('regions', () => {
  let cloud: Sandbox;
  beforeEach(async () => { cloud = await Sandbox.start({ place: { region: 'us-east-1' } }); });
  afterEach(async () => cloud.stop());

  test('each has its own stacks, and can read the outputs of another region', async () => {
    const parameter = (Value: unknown) => ({ P: { Type: 'AWS::SSM::Parameter', Properties: { Name: 'p', Type: 'String', Value } } });
    const [here, there] = ['us-east-1', 'eu-west-1'].map((name) => cloud.region(name).cloudFormation.stacks);
    await here.deploy({ stackName: 'Same', template: JSON.stringify({ Resources: parameter('from us-east-1'), ...output({ 'Fn::GetAtt': ['P', 'Value'] }) }) });
    const stack = await there.deploy({
      stackName: 'Same',
      template: JSON.stringify({ Resources: parameter({ 'Fn::GetStackOutput': { StackName: 'Same', OutputName: 'Value', Region: 'us-east-1' } }) }),
    });

    expect(stack).toMatchObject({ status: 'CREATE_COMPLETE', id: expect.stringContaining(':cloudformation:eu-west-1:') });
    expect(cloud.region('eu-west-1').ssm.value('p')).toBe('from us-east-1');
  });

  test('the region of a request is that of its signature', async () => {
    cloud.region('eu-west-1').ssm.put('only-there', 'x');
    const get = async (region: string) => fetch(cloud.endpoint, {
      method: 'POST',
      headers: { 'authorization': `AWS4-HMAC-SHA256 Credential=AKIA/20260101/${region}/ssm/aws4_request`, 'x-amz-target': 'AmazonSSM.GetParameter' },
      body: JSON.stringify({ Name: 'only-there' }),
    });

    expect((await get('eu-west-1')).status).toBe(200);
    expect(await (await get('us-east-1')).json()).toMatchObject({ __type: 'ParameterNotFound' });
  });
});

describe('an SSM parameter', () => {
  const ssmParameter = (name: string) => name === '/size' ? '7' : undefined;

  test('is read by a dynamic reference', async () => {
    const cloud = new Harness({ ssmParameter });
    await cloud.deploy({ A: custom({ Value: 'is {{resolve:ssm:/size:1}}' }) });

    expect(cloud.events.at(-1)?.ResourceProperties.Value).toBe('is 7');
  });

  test('that does not exist fails the resource that refers to it', async () => {
    const stack = await new Harness({ ssmParameter }).deploy({ A: custom({ Value: '{{resolve:ssm:/colour}}' }) });

    expect(stack.events.map(({ reason }) => reason).join()).toContain('Parameters: [ssm:/colour] cannot be found.');
  });
});

describe('a nested stack', () => {
  let cloud: Harness;
  beforeEach(() => { cloud = new Harness(); });

  const put = (name: string, resources: Record<string, unknown>, more: Record<string, unknown> = {}) => {
    cloud.objects.set(`templates/${name}`, Buffer.from(JSON.stringify({ Resources: resources, Parameters: { Size: { Type: 'String' } }, ...more })));
  };
  const nested = (name: string, size: unknown) => ({
    Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: `https://s3.eu-west-1.amazonaws.com/templates/${name}`, Parameters: { Size: size } },
  });
  const child = () => cloud.cloudFormation.stacks.all().find(({ parentId }) => parentId !== undefined);

  test('gets parameters, has outputs, is updated, and is deleted with its parent', async () => {
    put('one', { A: custom({ Size: { Ref: 'Size' } }) }, output({ Ref: 'A' }));
    const parent = await cloud.deploy({ Inner: nested('one', '1'), After: custom({ Value: { 'Fn::GetAtt': ['Inner', 'Outputs.Value'] } }) });
    expect(parent.status).toBe('CREATE_COMPLETE');
    expect(cloud.events.map(({ LogicalResourceId, ResourceProperties: { Size, Value } }) => [LogicalResourceId, Size ?? Value])).toEqual([['A', '1'], ['After', 'A-1']]);

    cloud.taken();
    await cloud.deploy({ Inner: nested('one', '2'), After: custom({ Value: { 'Fn::GetAtt': ['Inner', 'Outputs.Value'] } }) });
    expect(cloud.taken()).toEqual(['Update A A-1']);
    await cloud.destroy();
    expect(cloud.taken()).toEqual(['Delete After After-1', 'Delete A A-1']);
    expect(child()?.status).toBe('DELETE_COMPLETE');
  });

  // http://blog.mikebabineau.com/2014/05/05/cloudformation-nested-stacks-gotcha/
  test.each([['a list', { Ref: 'Sizes' }], ['an object', { Size: '1' }]])('gets no parameter that is %s', async (_, size) => {
    put('one', { A: custom() });
    const parent = await cloud.deploy({ Inner: nested('one', size) }, { Parameters: { Sizes: { Type: 'CommaDelimitedList', Default: '1,2' } } });

    expect(parent.status).toBe('ROLLBACK_COMPLETE');
    expect(failure(parent, 'Inner')).toBe('Value of property Parameters must be an object with String (or simple type) properties');
    expect(child()).toBeUndefined();
  });

  test.each([[1, '1'], [true, 'true'], [{ 'Fn::Join': [',', ['1', '2']] }, '1,2']])('gets the parameter %j as text', async (size, text) => {
    put('one', { A: custom({ Size: { Ref: 'Size' } }) });
    await cloud.deploy({ Inner: nested('one', size) });
    expect(cloud.events[0].ResourceProperties.Size).toBe(text);
  });

  test('that fails to be created is deleted with all that it created', async () => {
    put('bad', { T: thing('made'), Bad: { Type: 'Sandbox::Failing', Properties: { Fail: 'true' }, DependsOn: 'T' } });
    const parent = await cloud.deploy({ Inner: nested('bad', '1') });

    expect(parent.status).toBe('ROLLBACK_COMPLETE');
    expect(parent.events.find(({ status }) => status === 'CREATE_FAILED')?.reason).toMatch(
      /^Embedded stack arn:aws:cloudformation:\S+ was not successfully created: The following resource\(s\) failed to create: \[Bad\]/,
    );
    expect(cloud.taken()).toEqual(['create made', 'delete made']);
  });

  test('that fails to be updated rolls back, and so does its parent', async () => {
    cloud.behaviours.A = ({ ResourceProperties }) => ResourceProperties.Size === '2' ? { Status: 'FAILED', Reason: 'no' } : {};
    put('one', { A: custom({ Size: { Ref: 'Size' } }) });
    const parent = await cloud.deploy({ Inner: nested('one', '1') });
    await cloud.deploy({ Inner: nested('one', '2') });

    expect(parent.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(child()?.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(parent.events.find(({ status }) => status === 'UPDATE_FAILED')?.reason).toContain('Currently in UPDATE_ROLLBACK_COMPLETE with reason: The following resource(s) failed to update: [A].');
    expect(statusOf(parent, 'Inner')).toBe('UPDATE_COMPLETE');
  });
});
