import type { Sandbox } from '../sandbox';
import { FromNothingObservation } from './from-nothing-observation';
import { times } from './observation';
import type { Part, Step } from './part';

/** Another principal, who may read the collection from the second step on. */
const BEN = 'arn:aws:iam::123456789012:user/ben';

const ATTACHED = ['shop-logs ATTACHED Logs', 'shop-metrics ATTACHED Metrics', 'shop-traces ATTACHED Traces'];

/** Creates an application of another team. */
function prepare({ openSearch }: Sandbox): void {
  openSearch.createApplication('sales');
}

const STEPS: readonly Step<FromNothingObservation>[] = [
  {
    title: 'Deploy',
    story: 'The stack creates an application, a role that administers it and may open it, a public domain, a domain in a VPC and a private collection, '
      + 'and attaches all three. The domain in the VPC has to give OpenSearch UI access first. The collection needs a network policy that does, and a data '
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
      return `Each was attached ${times(observed.countOf('AttachDataSource', 'shop-logs'))}. OpenSearch UI had access to the VPC before the domain there was attached. `
        + `It may reach the collection, which ${observed.readers().length} role may read.`;
    },
  },
  {
    title: 'Give one more access',
    story: 'Another person is to read the traces.',
    command: ['deploy', '-c', `reader=${BEN}`],
    expected: { exitCode: 0, stackStatus: 'UPDATE_COMPLETE', held: ATTACHED, changes: {} },
    finding: (observed) => {
      observed.checkSameApplications();
      return `The data access policy names ${observed.readers().length} principals now, ${observed.readers().at(-1) ?? ''} among them. Nothing was attached or detached.`;
    },
  },
  {
    title: 'Fail, and roll back',
    story: 'The application is to have the name of another team\'s. Another name means another application, and one with that name exists already.',
    command: ['deploy', '-c', `reader=${BEN}`, '-c', 'name=sales'],
    expected: { exitCode: 1, stackStatus: 'UPDATE_ROLLBACK_COMPLETE', held: ATTACHED, changes: {} },
    finding: (observed) => {
      observed.checkSameApplications();
      return 'The application could not be created, so the stack kept the one that it had, with its attachments. The other team\'s did not change.';
    },
  },
  {
    title: 'Destroy',
    story: 'The stack is deleted. By default its application would be retained, but the removal policy of this one says DESTROY.',
    command: ['destroy', '--force'],
    expected: {
      exitCode: 0,
      stackStatus: 'DELETE_COMPLETE',
      held: [],
      changes: { DetachDataSource: 3, RevokeVpcEndpointAccess: 1, DeregisterCapability: 1, PutDefaultApplicationSetting: 1 },
    },
    finding: (observed) => {
      observed.checkNothingLeft('sales');
      return 'All three were detached and the AI features and the default setting removed, then access, policies and application. The other team\'s application is the only one left.';
    },
  },
];

/** Starts without any resource and ends with data that can be queried. */
export const FROM_NOTHING: Part<FromNothingObservation> = {
  title: 'From nothing',
  example: 'opensearch-ui-from-nothing',
  prepare,
  observe: (cloud) => new FromNothingObservation(cloud),
  steps: STEPS,
};
