import type { Sandbox } from '../sandbox';
import { FromNothingObservation } from './from-nothing-observation';
import { times } from './observation';
import type { Part, Step } from './part';

/** Somebody else who may read the collection from the second step on. */
const BEN = 'arn:aws:iam::123456789012:user/ben';

const ATTACHED = ['shop-logs ATTACHED Logs', 'shop-metrics ATTACHED Metrics', 'shop-traces ATTACHED Traces'];

/** An application of another team. */
function prepare({ openSearch }: Sandbox): void {
  openSearch.createApplication('sales');
}

const STEPS: readonly Step<FromNothingObservation>[] = [
  {
    title: 'Deploy',
    story: 'The stack makes an application, a role that administers it and may open it, a public domain, a domain in a VPC and a private collection, '
      + 'and attaches all three. The domain in the VPC has to let OpenSearch UI in first; the collection takes a network policy that does, and a data '
      + 'access policy for everybody who reads it. It also switches the AI features of the application on, and makes it the default of the account '
      + 'and region.',
    command: ['deploy'],
    expected: {
      exitCode: 0,
      stackStatus: 'CREATE_COMPLETE',
      held: ATTACHED,
      changes: { AttachDataSource: 3, AuthorizeVpcEndpointAccess: 1, RegisterCapability: 1, PutDefaultApplicationSetting: 1 },
    },
    finding: (observed) => {
      observed.checkLetIn();
      observed.checkAccessFirst('shop-metrics');
      return `Each was attached ${times(observed.countOf('AttachDataSource', 'shop-logs'))}. OpenSearch UI was let into the VPC before the domain there was attached; `
        + `it may reach the collection, which ${observed.readers().length} role may read.`;
    },
  },
  {
    title: 'Let in one more',
    story: 'Somebody else is to read the traces.',
    command: ['deploy', '-c', `reader=${BEN}`],
    expected: { exitCode: 0, stackStatus: 'UPDATE_COMPLETE', held: ATTACHED, changes: {} },
    finding: (observed) => {
      observed.checkSameApplications();
      return `The data access policy names ${observed.readers().length} principals now, ${observed.readers().at(-1) ?? ''} among them; nothing was attached or detached.`;
    },
  },
  {
    title: 'Fail, and roll back',
    story: 'The application is to have the name of another team\'s. Another name means another application, and there is one of that name.',
    command: ['deploy', '-c', `reader=${BEN}`, '-c', 'name=sales'],
    expected: { exitCode: 1, stackStatus: 'UPDATE_ROLLBACK_COMPLETE', held: ATTACHED, changes: {} },
    finding: (observed) => {
      observed.checkSameApplications();
      return 'The application could not be made, so the stack kept the one that it had, with what is attached to it; the other team\'s was not touched.';
    },
  },
  {
    title: 'Destroy',
    story: 'The stack goes. By default an application would outlive it; this one is told not to.',
    command: ['destroy', '--force'],
    expected: {
      exitCode: 0,
      stackStatus: 'DELETE_COMPLETE',
      held: [],
      changes: { DetachDataSource: 3, RevokeVpcEndpointAccess: 1, DeregisterCapability: 1, PutDefaultApplicationSetting: 1 },
    },
    finding: (observed) => {
      observed.checkNothingLeft('sales');
      return 'All three were detached, the AI features and the default given up, then access, policies and application removed. The other team\'s application is the only one left.';
    },
  },
];

/** From nothing to data that can be queried. */
export const FROM_NOTHING: Part<FromNothingObservation> = {
  title: 'From nothing',
  example: 'opensearch-ui-from-nothing',
  prepare,
  observe: (cloud) => new FromNothingObservation(cloud),
  steps: STEPS,
};
