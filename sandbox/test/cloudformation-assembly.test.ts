import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { App, CfnOutput, CustomResource, Stack } from 'aws-cdk-lib/core';
import { Sandbox } from '../cloud/sandbox';
import { deployAssembly, destroyStack } from '../platform/assembly';
import { unzip, zip } from '../platform/zip';

/** A handler that returns the property `Value`, or fails if its value is `fail`. */
const HANDLER = `
const https = require('node:https');
exports.handler = (event) => new Promise((resolve, reject) => {
  const { StackId, RequestId, LogicalResourceId, ResourceProperties: { Value } } = event;
  const fails = Value === 'fail' && event.RequestType !== 'Delete';
  const body = JSON.stringify({
    StackId, RequestId, LogicalResourceId, PhysicalResourceId: event.PhysicalResourceId ?? 'echo',
    Status: fails ? 'FAILED' : 'SUCCESS', Reason: 'failed on request', Data: { Value },
  });
  const url = new URL(event.ResponseURL);
  const request = https.request({ hostname: url.hostname, path: url.pathname + url.search, method: 'PUT', headers: { 'content-length': body.length } },
    (response) => { response.resume(); response.on('end', resolve); });
  request.on('error', reject);
  request.end(body);
});
`;

let directory: string;
let sandbox: Sandbox;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'assembly-test-'));
  sandbox = await Sandbox.start();
});

afterEach(async () => {
  await sandbox.stop();
  rmSync(directory, { recursive: true, force: true });
});

function synthesize(value: string): string {
  const code = mkdtempSync(join(directory, 'code-'));
  writeFileSync(join(code, 'index.js'), HANDLER);
  const outdir = mkdtempSync(join(directory, 'out-'));
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, 'Echo');
  const handler = new Function(stack, 'Handler', { code: Code.fromAsset(code), handler: 'index.handler', runtime: Runtime.NODEJS_20_X });
  const echo = new CustomResource(stack, 'Resource', { serviceToken: handler.functionArn, properties: { Value: value }, resourceType: 'Custom::Echo' });
  new CfnOutput(stack, 'Said', { value: echo.getAttString('Value') });
  app.synth();
  return outdir;
}

test('an assembly with a function is deployed, updated, rolled back and destroyed', async () => {
  const created = await deployAssembly(sandbox, synthesize('hello'), 'Echo');
  expect(created).toMatchObject({ status: 'CREATE_COMPLETE', outputs: { Said: 'hello' }, failures: [] });

  const unchanged = await deployAssembly(sandbox, synthesize('hello'), 'Echo');
  expect(unchanged).toMatchObject({ status: 'CREATE_COMPLETE', events: [] });

  const updated = await deployAssembly(sandbox, synthesize('good-bye'), 'Echo');
  expect(updated).toMatchObject({ status: 'UPDATE_COMPLETE', outputs: { Said: 'good-bye' } });

  const failed = await deployAssembly(sandbox, synthesize('fail'), 'Echo');
  expect(failed).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', outputs: { Said: 'good-bye' } });
  expect(failed.failures).toEqual([{ logicalId: 'Resource', status: 'UPDATE_FAILED', reason: expect.stringContaining('failed on request') }]);

  const destroyed = await destroyStack(sandbox, 'Echo');
  expect(destroyed.status).toBe('DELETE_COMPLETE');
  expect(new Set(destroyed.resources.map(({ status }) => status))).toEqual(new Set(['DELETE_COMPLETE']));
});

test('a stack whose creation failed is deleted for the next deployment', async () => {
  expect(await deployAssembly(sandbox, synthesize('fail'), 'Echo')).toMatchObject({ status: 'ROLLBACK_COMPLETE' });
  expect(await deployAssembly(sandbox, synthesize('hello'), 'Echo')).toMatchObject({ status: 'CREATE_COMPLETE', outputs: { Said: 'hello' } });
});

test('the error for a stack that the assembly does not have names those that it has', async () => {
  await expect(deployAssembly(sandbox, synthesize('hello'), 'Ecco')).rejects.toThrow(/has no stack "Ecco"; its stacks are Echo/);
});

test('a zip archive is the same for the same files, and can be read', () => {
  const entries = [{ name: 'a/ä.txt', content: Buffer.from('hello '.repeat(100)) }, { name: 'empty', content: Buffer.alloc(0) }];
  expect(zip(entries).equals(zip(entries))).toBe(true);
  expect(zip(entries).length).toBeLessThan(400);
  unzip(zip(entries), directory);
  for (const { name, content } of entries) expect(readFileSync(join(directory, name)).equals(content)).toBe(true);
});
