/** The reasons why a peer is ahead. */
import { COLUMN_TITLES, type Column, COLUMNS, type Group, ratio, type Row } from './figures';

/** Measurements of time or memory differ by this much from run to run. */
const NOISE = 1.05;

interface Reason {
  readonly group: Group;
  readonly name?: RegExp;
  readonly peers: readonly Column[];
  readonly why: string;
}

/** If several match, the first counts. */
const REASONS: readonly Reason[] = [
  {
    group: 'Synthesis',
    name: /^(1|10|100|200|1000) attachments?, all/,
    peers: ['awsCustomResource', 'provider'],
    why: 'Each stack gets more than a singleton function: a state machine, a log group, two roles and their policies. This pays off from some hundred attachments on.',
  },
  {
    group: 'Synthesis',
    peers: ['provider'],
    why: 'A `CustomResource` of one `Provider` checks nothing and depends on nothing. Here each attachment is checked, claimed, and depends on the policies that allow the function to act on its targets.',
  },
  {
    group: 'Template',
    name: /first/,
    peers: ['awsCustomResource'],
    why: '`AwsCustomResource` has no state machine, so it waits for nothing. Its log group is not in the template, because Lambda creates it, and it is never deleted.',
  },
  {
    group: 'Template',
    peers: ['provider'],
    why: 'One policy of one role names all targets. Here each attachment depends on the policies for its application and for the domains, so a permission outlives its target. The policies are exact for up to twenty of a kind.',
  },
  {
    group: 'Deployed parts',
    name: /cdk-nag/,
    peers: ['awsCustomResource'],
    why: 'This library waits with a state machine. IAM has no resource level for the delivery of its logs, the names of its executions are not known in advance, and it does not trace with X-Ray. `AwsCustomResource` has one finding instead, its AWS managed policy.',
  },
  {
    group: 'Deployed parts',
    peers: ['awsCustomResource'],
    why: 'Waiting requires one state machine and its role. `AwsCustomResource` does not wait.',
  },
  {
    group: 'Handler',
    peers: ['provider', 'awsCustomResource'],
    why: 'Both use the SDK of the runtime, in the version of that day. The hand-written handler is a client and three operations. Here a pinned version is part of the bundle, and still loads faster.',
  },
  {
    group: 'Lifecycle',
    name: /^create, PENDING/,
    peers: ['provider'],
    why: 'It polls every five seconds, so it notices the end sooner: by less than a minute, the longest pause between two polls here.',
  },
  {
    group: 'Lifecycle',
    peers: ['awsCustomResource', 'provider'],
    why: 'Each change first reads who made the attachment, and a delete reads again whether it is gone. The decision is recorded in an execution before anything is changed. The peers just make the call.',
  },
  {
    group: 'Two hundred at once',
    peers: ['awsCustomResource', 'provider'],
    why: 'Reading the attachment before each attach costs calls, and so does reading it again after a throttled one.',
  },
];

export interface Behind {
  readonly row: Row;
  readonly peer: Column;
  readonly why: string | undefined;
}

/** Not peers: the floor carries nothing out, and the other one is this library itself. */
const NO_PEERS: readonly Column[] = ['library', 'before', 'floor'];

/** Each figure in which a peer takes less. */
export function behind(rows: readonly Row[]): Behind[] {
  return rows.flatMap((row) => COLUMNS
    .filter((peer) => !NO_PEERS.includes(peer) && isAhead(row, peer))
    .map((peer) => ({
      row,
      peer,
      why: REASONS.find(({ group, name, peers }) => group === row.group && peers.includes(peer) && (name?.test(row.name) ?? true))?.why,
    })));
}

export function titleOf({ row, peer }: Behind): string {
  return `${row.group.toLowerCase()}, ${row.name} (${row.unit}): ${COLUMN_TITLES[peer]}`;
}

function isAhead(row: Row, peer: Column): boolean {
  const [own = 0, other] = [row.values.library, row.values[peer]];
  if (other === undefined) return false;
  return (ratio(row, peer) ?? (own > other ? Infinity : 1)) > (row.exact ? 1 : NOISE);
}
