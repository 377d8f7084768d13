import { createLog } from '../../../lambda/lifecycle/log';

function logged(act: (log: ReturnType<typeof createLog>) => void): readonly Readonly<Record<string, unknown>>[] {
  const lines: string[] = [];
  act(createLog({ logicalId: 'Logs', requestId: 'a-request' }, (line) => lines.push(line)));
  return lines.map((line) => JSON.parse(line));
}

test('a line is one JSON object that says which request of which resource it speaks of', () => {
  const [line] = logged((log) => log.warn('the attachment is FAILED', { attachmentId: 'a-1' }));

  expect(line).toMatchObject({ level: 'WARN', message: 'the attachment is FAILED', logicalId: 'Logs', requestId: 'a-request', attachmentId: 'a-1' });
});

test('a signed URL that an error message quotes loses its signature', () => {
  const url = 'https://bucket.s3.amazonaws.com/key?X-Amz-Credential=AKIA&X-Amz-Signature=secret';
  const lines = logged((log) => {
    log.error(`cannot reach ${url} now`);
    log.error('answered', { reason: `"${url}"` });
  });

  expect(JSON.stringify(lines)).not.toMatch(/secret|AKIA/);
  expect(lines[0]?.message).toBe('cannot reach https://bucket.s3.amazonaws.com/key?… now');
});
