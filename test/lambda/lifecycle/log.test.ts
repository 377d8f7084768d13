import { createLog } from '../../../lambda/lifecycle/log';

function logged(act: (log: ReturnType<typeof createLog>) => void): readonly Readonly<Record<string, unknown>>[] {
  const lines: string[] = [];
  act(createLog({ logicalId: 'Logs', requestId: 'a-request' }, (line) => lines.push(line)));
  return lines.map((line) => JSON.parse(line));
}

test('a line is one JSON object that names the request and its resource', () => {
  const [line] = logged((log) => log.warn('the attachment is FAILED', { attachmentId: 'a-1' }));

  expect(line).toMatchObject({ level: 'WARN', message: 'Logs: the attachment is FAILED', logicalId: 'Logs', requestId: 'a-request', attachmentId: 'a-1' });
});

test('a signed URL in an error message loses its signature', () => {
  const url = 'https://bucket.s3.amazonaws.com/key?X-Amz-Credential=AKIA&X-Amz-Signature=secret';
  const lines = logged((log) => {
    log.error(`cannot reach ${url} now`);
    log.error('responded', { reason: `"${url}"` });
  });

  expect(JSON.stringify(lines)).not.toMatch(/secret|AKIA/);
  expect(lines[0]?.message).toBe('Logs: cannot reach https://bucket.s3.amazonaws.com/key?… now');
});

test('a line has its time, its level, and its fields unchanged', () => {
  const lines = logged((log) => {
    log.debug('one', { tries: 2, unsure: false, attachmentId: undefined });
    log.warn('two', { requestId: 'another' });
    log.error('three');
  });

  expect(lines.map(({ timestamp, ...rest }) => rest)).toEqual([
    { level: 'DEBUG', message: 'Logs: one', logicalId: 'Logs', requestId: 'a-request', tries: 2, unsure: false },
    { level: 'WARN', message: 'Logs: two', logicalId: 'Logs', requestId: 'another' },
    { level: 'ERROR', message: 'Logs: three', logicalId: 'Logs', requestId: 'a-request' },
  ]);
  for (const { timestamp } of lines) expect(Date.parse(String(timestamp))).toBeGreaterThan(Date.parse('2025-01-01'));
});

test('each line goes to the standard output', () => {
  const written: unknown[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((line) => written.push(line) > 0);
  createLog({}).debug('a line');
  write.mockRestore();

  expect(written).toEqual([expect.stringMatching(/^\{.*"message":"a line"\}\n$/)]);
});
