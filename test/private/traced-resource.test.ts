import { App, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { attach, IRELAND } from '../opensearch/fixture';

const HOST_TRACE = Symbol.for('jsii.context.hostStackTrace');

function stackIn(context = {}): Stack {
  return new Stack(new App({ context }), 'Stack', { env: IRELAND });
}

/** The lines of code in all metadata of this kind. */
function traces({ node }: IConstruct): string[][] {
  return node.metadata.filter(({ type }) => type === 'aws:cdk:creationStack').map(({ data }) => data as string[]);
}

function resourceOf({ node }: IConstruct): IConstruct {
  return node.findChild('Resource');
}

test('an attachment and its resource record the line of the app that defines it, and no line of the CDK', () => {
  const attachment = attach(stackIn());
  const [[first, ...others], ...more] = traces(attachment);
  expect(first).toMatch(/^\S.* \(.*[\\/]test[\\/]opensearch[\\/]fixture\.ts:\d+:\d+\)$/);
  expect(others).toContainEqual(expect.stringMatching(/[\\/]traced-resource\.test\.ts:\d+:\d+\)$/));
  expect([first, ...others].join()).not.toMatch(/node_modules|node:|data-source-attachment\.ts/);
  expect(more).toEqual([]);
  expect(traces(resourceOf(attachment))).toEqual([[first, ...others]]);
});

test('nothing is recorded in an app that turned it off', () => {
  const attachment = attach(stackIn({ 'aws:cdk:disable-creation-stack-traces': true }));
  expect([...traces(attachment), ...traces(resourceOf(attachment))]).toEqual([]);
});

describe('if the CDK itself records all lines', () => {
  afterEach(() => {
    delete process.env.CDK_DEBUG;
    delete (globalThis as Record<symbol, unknown>)[HOST_TRACE];
  });

  test.each<[string, () => void]>([
    ['in debug mode', () => { process.env.CDK_DEBUG = '1'; }],
    ['of an app in another language', () => { (globalThis as Record<symbol, unknown>)[HOST_TRACE] = [['app.py', 1, 0, '<module>']]; }],
  ])('%s', (_, prepare) => {
    prepare();
    const attachment = attach(stackIn());
    expect(traces(attachment)).toEqual([]);
    expect(traces(resourceOf(attachment)).flat().join()).toContain('data-source-attachment.ts');
  });
});
