import { custom, failure, FUNCTION_ARN, Harness } from './cloudformation-harness';

const { stringMatching } = expect;

test('a create event contains what AWS sends, with every scalar as a string', async () => {
  const cloud = new Harness();
  const stack = await cloud.deploy({ A: custom({ Count: 3, On: true, Nested: { List: [1, 'b', false] }, ServiceTimeout: 60 }) });
  expect(stack.status).toBe('CREATE_COMPLETE');
  expect(cloud.events).toEqual([{
    RequestType: 'Create',
    ServiceToken: FUNCTION_ARN,
    ResponseURL: stringMatching(
      /^https:\/\/cloudformation-custom-resource-response-euwest1\.s3\.eu-west-1\.amazonaws\.com\/arn%3Aaws%3Acloudformation%3A.*%7CA%7C.*\?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=\d{8}T\d{6}Z&.*X-Amz-Expires=7200&.*X-Amz-Signature=/,
    ),
    StackId: stack.id,
    RequestId: stringMatching(/^[0-9a-f-]{36}$/),
    LogicalResourceId: 'A',
    ResourceType: 'Custom::Thing',
    ResourceProperties: { ServiceToken: FUNCTION_ARN, Count: '3', On: 'true', Nested: { List: ['1', 'b', 'false'] }, ServiceTimeout: '60' },
  }]);
});

test('an update event contains the physical id and the old properties, and none is sent if nothing changed', async () => {
  const cloud = new Harness();
  await cloud.deploy({ A: custom({ Value: 'one' }), B: custom() });
  await cloud.deploy({ A: custom({ Value: 'two' }), B: custom() });
  expect(cloud.taken()).toEqual(['Create A', 'Create B', 'Update A A-1']);
  expect(cloud.events.at(-1)).toMatchObject({
    PhysicalResourceId: 'A-1',
    ResourceProperties: { ServiceToken: FUNCTION_ARN, Value: 'two' },
    OldResourceProperties: { ServiceToken: FUNCTION_ARN, Value: 'one' },
  });
});

test('if an event is delivered twice, the first response counts, and both are recorded', async () => {
  const cloud = new Harness();
  cloud.cloudFormation.customResources.deliver = 'twice';
  let delivery = 0;
  cloud.behaviours.A = () => ({ PhysicalResourceId: `delivery-${++delivery}` });
  const stack = await cloud.deploy({ A: custom() });
  const { responses } = cloud.cloudFormation.customResources;
  await cloud.until(() => responses.length === 2);
  expect(stack.resources.get('A')?.physicalId).toBe('delivery-1');
  expect(cloud.events[0]).toEqual(cloud.events[1]);
  expect(responses.map(({ counted, body }) => [counted, JSON.parse(body).PhysicalResourceId])).toEqual([[true, 'delivery-1'], [false, 'delivery-2']]);
});

test('a response of more than 4,096 bytes fails the resource', async () => {
  const cloud = new Harness();
  // 4,096 bytes but fewer characters.
  cloud.behaviours.A = () => ({ Data: { Text: 'é'.repeat(2048) } });
  expect(failure(await cloud.deploy({ A: custom() }), 'A')).toBe('Response object is too long.');
});

test.each([
  ['is not JSON', 'not JSON', 'Response is not valid JSON'],
  ['has no physical id', { PhysicalResourceId: '' }, 'Invalid PhysicalResourceId'],
  ['is for another request', { RequestId: 'another' }, 'Invalid RequestId'],
  ['has no known status', { Status: 'DONE' }, 'Invalid Status'],
])('a response that %s fails the resource', async (_, reply, reason) => {
  const cloud = new Harness();
  cloud.behaviours.A = ({ RequestType }) => RequestType === 'Create' ? reply as string : {};
  const stack = await cloud.deploy({ A: custom() });
  expect(failure(stack, 'A')).toBe(reason);
  expect(cloud.taken()).toEqual(['Create A', stringMatching(/^Delete A Demo-A-[0-9A-F]{12}$/)]);
});

test('a resource without a response fails after its ServiceTimeout, and gets a Delete with an invented id', async () => {
  const cloud = new Harness();
  cloud.behaviours.A = ({ RequestType }) => RequestType === 'Create' ? 'silence' : {};
  const before = cloud.clock.now();
  const stack = await cloud.deploy({ A: custom({ ServiceTimeout: 60 }) });
  // Plus the Delete, which takes a second.
  expect(cloud.clock.now() - before).toBe(61_000);
  expect(failure(stack, 'A')).toBe('CloudFormation did not receive a response from your Custom Resource. '
    + `Please check your logs for requestId [${cloud.events[0].RequestId}].`);
  expect(stack.status).toBe('ROLLBACK_COMPLETE');
  expect(cloud.taken()).toEqual(['Create A', stringMatching(/^Delete A Demo-A-[0-9A-F]{12}$/)]);
});

test('a failed create gets a Delete with the id from its response', async () => {
  const cloud = new Harness();
  cloud.behaviours.A = ({ RequestType }) => RequestType === 'Create' ? { Status: 'FAILED', Reason: 'no luck', PhysicalResourceId: 'half-done' } : {};
  const stack = await cloud.deploy({ A: custom() });
  expect(stack.status).toBe('ROLLBACK_COMPLETE');
  expect(failure(stack, 'A')).toBe(`Received response status [FAILED] from custom resource. Message returned: no luck (RequestId: ${cloud.events[0].RequestId})`);
  expect(cloud.taken()).toEqual(['Create A', 'Delete A half-done']);
});

test('an attribute that is missing in the response fails the resource that needs it', async () => {
  const cloud = new Harness();
  cloud.behaviours.A = () => ({ Data: { There: 'yes' } });
  const stack = await cloud.deploy({
    A: custom(),
    B: custom({ Value: { 'Fn::GetAtt': ['A', 'There'] } }),
    C: custom({ Value: { 'Fn::GetAtt': ['A', 'Missing'] } }, { DependsOn: 'B' }),
  });
  expect(failure(stack, 'C')).toContain("Vendor response doesn't contain Missing attribute in object");
  expect(cloud.taken()).toEqual(['Create A', 'Create B', 'Delete B B-1', 'Delete A A-1']);
});

test('the ServiceToken of an existing resource cannot change', async () => {
  const cloud = new Harness();
  await cloud.deploy({ A: custom() });
  const stack = await cloud.deploy({ A: custom({ ServiceToken: `${FUNCTION_ARN}-2` }) });
  expect(failure(stack, 'A')).toBe('Modifying service token is not allowed.');
  expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(cloud.taken()).toEqual(['Create A']);
});

test('a ServiceTimeout outside of AWS\'s limits fails the resource without an event', async () => {
  const cloud = new Harness();
  const stack = await cloud.deploy({ A: custom({ ServiceTimeout: 0 }) });
  expect(failure(stack, 'A')).toContain('ServiceTimeout must be a whole number of seconds from 1 to 3600');
  expect(cloud.events).toEqual([]);
});

test('a ResponseURL that was altered or has expired is refused', async () => {
  const cloud = new Harness();
  cloud.behaviours.A = () => 'silence';
  cloud.start({ A: custom({ ServiceTimeout: 3600 }) });
  await cloud.until(() => cloud.events.length === 1);
  const [event] = cloud.events;
  expect(cloud.respond({ ...event, ResponseURL: `${event.ResponseURL}0` }, {})).toBe(403);
  await cloud.clock.sleep(7_201_000);
  expect(cloud.respond(event, {})).toBe(403);
  await cloud.cloudFormation.stop();
});
