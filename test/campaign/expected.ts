import type { Coverage } from './coverage';

type Expected = readonly (readonly [kind: string, ...what: string[]])[];

/** For kinds of resources that a stack can have several of. */
const LISTS: Expected = [['lists', 'with more than three resources', 'in order']];

const COMMON: Expected = [
  ['actions', 'deploy', 'destroy', 'continue rollback', 'stranger', 'weather', 'redeliver', 'deploy that must succeed'],
  ['lists', 'with a retained resource', 'with a place that another resource had'],
  ['mishaps', 'fault', 'stranger', 'late event', 'event twice', 'clock', 'slow listing', 'cancel, in time', 'failing neighbour'],
  ['delivery', 'late', 'twice', 'of an event again after an error', 'of an event again after its end'],
  ['function', 'killed'],
  ['stacks end as', 'CREATE_COMPLETE', 'ROLLBACK_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'DELETE_COMPLETE'],
  ['stacks end as', 'CREATE_FAILED', 'UPDATE_FAILED'],
  ['decisions', 'undecided', 'refused', 'leave', 'hold'],
  // The rarer calls do not fail in every way within each three thousand histories.
  ['calls that failed', 'DescribeExecution: cut or killed'],
  ['calls that failed', ...['StartExecution', 'ListExecutions', 'ListStackResources', 'PutResponse'].flatMap((operation) => [
    `${operation}: cut or killed`, `${operation}: ThrottlingException`, `${operation}: AccessDeniedException`, `${operation}: InternalException`,
  ])],
];

const OWN: Readonly<Record<string, Expected>> = {
  attachments: [
    ...LISTS,
    ['decisions', 'attach', 'detach', 'keep physical id', 'request workspace'],
    ['stacks end as', 'UPDATE_ROLLBACK_FAILED', 'ROLLBACK_FAILED', 'DELETE_FAILED'],
    ['calls that failed', 'GetExecutionHistory: cut or killed'],
    ['calls that failed', ...['AttachDataSource', 'DetachDataSource', 'DescribeDataSourceAttachment'].flatMap((operation) => [
      `${operation}: cut or killed`, `${operation}: ThrottlingException`, `${operation}: AccessDeniedException`, `${operation}: InternalException`,
      `${operation}: ConflictException`,
    ])],
  ],
  accesses: [
    ...LISTS,
    ['decisions', 'make', 'remove'],
    ['stacks end as', 'UPDATE_ROLLBACK_FAILED', 'ROLLBACK_FAILED', 'DELETE_FAILED'],
    ['calls that failed', ...['AuthorizeVpcEndpointAccess', 'RevokeVpcEndpointAccess', 'ListVpcEndpointAccess'].flatMap(
      (operation) => [`${operation}: cut or killed`, `${operation}: ThrottlingException`, `${operation}: AccessDeniedException`, `${operation}: InternalException`],
    )],
  ],
  capabilities: [
    ...LISTS,
    ['decisions', 'make', 'remove'],
    ['stacks end as', 'UPDATE_ROLLBACK_FAILED', 'ROLLBACK_FAILED', 'DELETE_FAILED'],
    ['calls that failed', ...['RegisterCapability', 'DeregisterCapability', 'GetCapability'].flatMap(
      (operation) => [`${operation}: cut or killed`, `${operation}: ThrottlingException`, `${operation}: AccessDeniedException`],
    )],
  ],
  defaults: [
    ['decisions', 'make', 'remove'],
    ['calls that failed', ...['PutDefaultApplicationSetting', 'GetDefaultApplicationSetting'].flatMap(
      (operation) => [`${operation}: cut or killed`, `${operation}: ThrottlingException`, `${operation}: AccessDeniedException`],
    )],
  ],
  associations: [
    ...LISTS,
    ['decisions', 'create', 'keep physical id'],
    ['stacks end as', 'DELETE_FAILED'],
    ['calls that failed', 'UpdateDataIntegrationAssociation: cut or killed'],
    ['calls that failed', ...['CreateDataIntegrationAssociation', 'ListDataIntegrationAssociations'].flatMap(
      (operation) => [`${operation}: cut or killed`, `${operation}: ThrottlingException`, `${operation}: AccessDeniedException`],
    )],
  ],
};

/** The events that a campaign should contain and did not. */
export function missing(campaign: string, coverage: Coverage): readonly string[] {
  return [...COMMON, ...OWN[campaign] ?? []].flatMap(([kind, ...all]) => all.filter((what) => coverage.of(kind, what) === 0).map((what) => `${kind}: ${what}`));
}
