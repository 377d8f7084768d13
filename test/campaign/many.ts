/** Many attachments in one stack, with the quotas of an account: the handlers' own code, in virtual time. */
import { asInput } from './attachment-ledger';
import { Cloud, engine, FUNCTION_ARN, PLACE } from './cloud';
import { Coverage } from './coverage';
import { type Quotas, SLOW_REGION } from './quotas';
import { inWorld, seededRandom } from './virtual-world';
import { AttachmentLifecycle } from '../../lambda/opensearch/data-source-attachment/attachment-lifecycle';
import type { Attachment, Attachments, Pair, Workspace } from '../../lambda/opensearch/data-source-attachment/attachments';
import { OpenSearch } from '../../sandbox/cloud/services/opensearch';
import type { Stack } from '../../sandbox/platform/cloudformation/stack';

export interface ManyOptions extends Quotas {
  readonly count: number;
  /** How many calls a second the OpenSearch Service accepts. */
  readonly callsPerSecond: number;
}

/** The duration and the calls of one operation on the stack. */
export interface ManyFigures {
  readonly status: string;
  readonly seconds: number;
  /** For each request of CloudFormation: calls to Step Functions and to CloudFormation, without those that were throttled. */
  readonly controlCalls: number;
  /** For each request of CloudFormation: calls to the OpenSearch Service, without those that were throttled. */
  readonly serviceCalls: number;
  /** For each request of CloudFormation: calls that were throttled. */
  readonly throttled: number;
  readonly requests: number;
  readonly dropped: number;
  readonly unanswered: number;
}

export type ManySteps = Readonly<Record<'create' | 'update' | 'rolled back' | 'destroy', ManyFigures>>;

/** Creates a stack, changes the workspace of each attachment, has such a change rolled back, and deletes the stack. */
export async function many({ count, callsPerSecond, ...quotas }: ManyOptions): Promise<ManySteps> {
  let openSearch: OpenSearch | undefined;
  const cloud = new Cloud({
    coverage: new Coverage(),
    random: seededRandom(count),
    quotas: { ...quotas, rates: { ...SLOW_REGION, es: { perSecond: callsPerSecond, burst: callsPerSecond }, ...quotas.rates } },
    main: (itself) => {
      openSearch = new OpenSearch({ clock: itself.clock, place: PLACE, authorizer: { authorize: async () => {} } });
      return engine(itself, new AttachmentLifecycle(new Wire(itself, openSearch), PLACE));
    },
  });
  if (!openSearch) throw new Error('the cloud has not made its function');
  const application = openSearch.createApplication('logs').arn;
  const domains = Array.from({ length: count }, (_, index) => openSearch?.createDomain(`logs-${index}`).arn ?? '');
  const { write } = process.stdout;
  // The log lines of the handlers are not needed here.
  process.stdout.write = () => true;
  try {
    return await inWorld(cloud, async () => {
      const deploy = (workspace: string, fails = false): Stack => cloud.cloudFormation.stacks.start({
        stackName: 'Many', template: JSON.stringify({ Resources: resources(application, domains, workspace, fails) }),
      });
      const stack = { id: '' };
      const create = await measure(cloud, () => {
        const begun = deploy('first');
        stack.id = begun.id;
        return begun;
      });
      const update = await measure(cloud, () => deploy('second'));
      const rolledBack = await measure(cloud, () => deploy('third', true));
      const destroy = await measure(cloud, () => {
        cloud.cloudFormation.stacks.delete(stack.id);
        return cloud.cloudFormation.stacks.get(stack.id);
      });
      return { create, update, 'rolled back': rolledBack, destroy };
    });
  } finally {
    process.stdout.write = write;
  }
}

const THROTTLED = 'ThrottlingException';

/** In seconds: several times the time that CloudFormation may take. */
const LONGEST = 8 * 3600;

async function measure(cloud: Cloud, start: () => Stack): Promise<ManyFigures> {
  const [calls, deliveries, startedAt] = [cloud.traffic.calls.length, cloud.functions.deliveries.length, cloud.clock.now()];
  const stack = start();
  await cloud.clock.until(cloud.cloudFormation.stacks.settled(stack), LONGEST);
  const seconds = (cloud.clock.now() - startedAt) / 1000;
  const { status } = stack;
  // Executions that still run end, and quotas fill up again.
  await cloud.clock.pass(2 * 3600);
  const made = cloud.traffic.calls.slice(calls);
  const sent = cloud.functions.deliveries.slice(deliveries);
  const responded = new Set(cloud.cloudFormation.customResources.responses.map(({ request: { RequestId } }) => RequestId));
  const each = (some: readonly unknown[]): number => some.length / Math.max(1, sent.length);
  return {
    status,
    seconds,
    controlCalls: each(made.filter(({ service, error }) => (service === 'states' || service === 'cloudformation') && error !== THROTTLED)),
    serviceCalls: each(made.filter(({ service, error }) => service === 'es' && error !== THROTTLED)),
    throttled: each(made.filter(({ error }) => error === THROTTLED)),
    requests: sent.length,
    dropped: sent.filter(({ outcome }) => outcome === 'dropped').length,
    unanswered: sent.filter(({ event: { RequestId } }) => !responded.has(RequestId)).length,
  };
}

function resources(application: string, domains: readonly string[], workspace: string, fails: boolean): object {
  return {
    ...Object.fromEntries(domains.map((domain, index) => [`A${index}`, {
      Type: 'Custom::OpenSearchDataSourceAttachment',
      Properties: {
        ServiceToken: FUNCTION_ARN,
        ServiceTimeout: '3600',
        ApplicationArn: application,
        DataSourceArn: domain,
        WorkspaceConfiguration: { Name: workspace, WorkspaceType: 'SEARCH' },
        ExistingAttachment: 'FAIL',
        PendingAttachment: 'WAIT',
        MaxWaitSeconds: '1800',
      },
    }])),
    // After all others are done, so all of them are reversed.
    ...fails && { Failing: { Type: 'Sandbox::Failing', Properties: { Fail: 'true' }, DependsOn: domains.map((_, index) => `A${index}`) } },
  };
}

/** The service that the calls of the cloud reach. */
class Wire implements Attachments {
  public constructor(private readonly cloud: Cloud, private readonly openSearch: OpenSearch) {}

  public async describe(pair: Pair): Promise<Attachment | undefined> {
    return this.cloud.call('es', 'DescribeDataSourceAttachment', () => (
      this.openSearch.attachments(pair.applicationId).find(({ dataSourceArn }) => dataSourceArn === pair.dataSourceArn)
    ));
  }

  public async attach({ applicationId: id, dataSourceArn }: Pair, workspace: Workspace | undefined, clientToken: string): Promise<Attachment> {
    return this.cloud.call('es', 'AttachDataSource', () => (
      this.openSearch.attachAs('stack', { id, dataSourceArn, clientToken, ...asInput(workspace) })
    ), { acts: true });
  }

  public async detach({ applicationId, dataSourceArn }: Pair): Promise<void> {
    await this.cloud.call('es', 'DetachDataSource', () => this.openSearch.detach(applicationId, dataSourceArn), { readBeforeRetry: true });
  }
}
