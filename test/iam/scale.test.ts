import { type Trial, tryAll } from './cloud';
import { Application, DataSource, DataSourceAttachment } from '../../src';

const COUNT = 200;

/** Attachments of one domain each to this many applications, while the service throttles some calls of each kind. */
async function deployMany(trial: Trial, applications: number): Promise<void> {
  const { faults, openSearch } = trial.cloud;
  const applicationArns = Array.from({ length: applications }, (_, index) => openSearch.createApplication(`ui-${index}`).arn);
  const domainArns = Array.from({ length: COUNT }, (_, index) => openSearch.createDomain(`logs-${index}`).arn);
  for (const operation of ['AttachDataSource', 'DescribeDataSourceAttachment']) {
    faults.add({ service: 'es', operation, skip: 10, times: 50, effect: { kind: 'error', code: 'ThrottlingException', status: 429 } });
  }
  await trial.deploy((stack) => {
    const imported = applicationArns.map((arn, index) => Application.fromApplicationArn(stack, `Ui${index}`, arn));
    domainArns.forEach((arn, index) => new DataSourceAttachment(stack, `A${index}`, {
      application: imported[index % applications], dataSource: DataSource.fromArn(arn),
    }));
  });
  const attached = openSearch.attachments().filter(({ status }) => status === 'ATTACHED');
  trial.check(attached.length === COUNT, `${attached.length} are attached`);
}

test.each([
  ['one application', 1],
  ['two hundred applications', COUNT],
])('two hundred attachments to %s deploy within the limits of IAM, even if the service throttles', async (_, applications) => {
  const [result] = await tryAll([{ lifecycle: async (trial) => deployMany(trial, applications) }]);
  expect(result).toBeUndefined();
});
