import { renderAnswer } from '../../../lambda/lifecycle/answer';

const TO = {
  StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Logs/0a1b2c3d',
  RequestId: '5f0c6f1e-6a52-4d3a-9b59-0d7c0e0a2f11',
  LogicalResourceId: 'Logs',
  ResponseURL: 'https://example.com/answer?X-Amz-Signature=secret',
};

function failing(reason: string): string {
  return renderAnswer(TO, { status: 'FAILED', physicalId: 'app/hash/none/made', reason });
}

test('an answer carries what names the request, and not the URL it is sent to', () => {
  const body = renderAnswer(TO, { status: 'SUCCESS', physicalId: 'an-id', data: { Status: 'ATTACHED' } });

  expect(JSON.parse(body)).toEqual({
    Status: 'SUCCESS',
    PhysicalResourceId: 'an-id',
    StackId: TO.StackId,
    RequestId: TO.RequestId,
    LogicalResourceId: TO.LogicalResourceId,
    Data: { Status: 'ATTACHED' },
  });
});

test.each([
  ['plain letters', 'x'.repeat(10_000)],
  ['characters of four bytes', '🙂'.repeat(3_000)],
  ['characters that JSON escapes to six bytes', '\u0001'.repeat(3_000)],
  ['quotes and backslashes', '"\\'.repeat(4_000)],
])('a reason of %s is cut so that the body stays within 4,096 bytes, and uses nearly all of them', (_, reason) => {
  const body = failing(reason);

  expect(Buffer.byteLength(body)).toBeLessThanOrEqual(4096);
  expect(Buffer.byteLength(body)).toBeGreaterThan(4096 - 16);
  const shown: unknown = JSON.parse(body).Reason;
  expect(shown).toMatch(/…$/);
  expect(reason.startsWith(String(shown).slice(0, -1))).toBe(true);
});

test('a reason that fits is left whole', () => {
  expect(JSON.parse(failing('no such application')).Reason).toBe('no such application');
});

test('a failure without a reason says so, since CloudFormation wants one', () => {
  const body = renderAnswer(TO, { status: 'FAILED', physicalId: 'an-id' });

  expect(JSON.parse(body).Reason).toBe('no reason was given');
});
