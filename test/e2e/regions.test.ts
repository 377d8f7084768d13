/** Values that the CDK passes from region to region. A function of the CDK writes them into parameters of the other region. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CfnApplication } from 'aws-cdk-lib/aws-opensearchservice';
import { App, Fn, Stack } from 'aws-cdk-lib/core';
import { Sandbox } from '../../sandbox/cloud/sandbox';
import { deployAssembly, destroyStack } from '../../sandbox/platform/assembly';
import { DataSource, DataSourceAttachment } from '../../src';

let cloud: Sandbox;
let outdir: string;
beforeEach(async () => {
  cloud = await Sandbox.start();
  outdir = mkdtempSync(join(tmpdir(), 'regions-'));
});
afterEach(async () => {
  await cloud.stop();
  rmSync(outdir, { recursive: true, force: true });
});

/** An application in each region. The second is named after the id of the first. */
function synth(name: string): void {
  const app = new App({ outdir, analyticsReporting: false });
  const stack = (id: string, region: string) => new Stack(app, id, { env: { region, account: cloud.place.account }, crossRegionReferences: true });
  const first = new CfnApplication(stack('First', 'us-east-1'), 'Application', { name });
  const second = stack('Second', 'eu-west-1');
  new DataSourceAttachment(second, 'Logs', {
    application: new CfnApplication(second, 'Application', { name: Fn.join('-', ['of', first.attrId]) }),
    dataSource: DataSource.fromArn(`arn:aws:es:eu-west-1:${cloud.place.account}:domain/logs`),
  });
  app.synth();
}

async function deploy(region: string, stack: string): Promise<string> {
  const { cloudFormation, place } = cloud.region(region);
  const { status, failures } = await deployAssembly({ s3: cloud.s3, cloudFormation, place }, outdir, stack);
  return failures.map(({ reason }) => reason).join('\n') || status;
}

/** The names of the applications of the second region that have attachments. */
const attached = () => cloud.region('eu-west-1').openSearch.table().map(({ application }) => application);

test('an attachment to an application that uses a value of another region, which cannot change while it is in use', async () => {
  cloud.region('eu-west-1').openSearch.createDomain('logs');
  synth('one');
  expect(await deploy('us-east-1', 'First')).toBe('CREATE_COMPLETE');
  expect(await deploy('eu-west-1', 'Second')).toBe('CREATE_COMPLETE');
  const [name = ''] = attached();
  expect(cloud.region('us-east-1').openSearch.application(name.replace(/^of-/, '')).name).toBe('one');

  synth('two');
  expect(await deploy('us-east-1', 'First')).toContain('Some exports have changed!');
  expect(attached()).toEqual([name]);

  expect((await destroyStack(cloud.region('eu-west-1'), 'Second')).status).toBe('DELETE_COMPLETE');
  expect((await destroyStack(cloud.region('us-east-1'), 'First')).status).toBe('DELETE_COMPLETE');
  expect(attached()).toEqual([]);
});
