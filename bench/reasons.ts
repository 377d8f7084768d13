/** Why a peer is ahead, where one is. */
import { COLUMN_TITLES, type Column, COLUMNS, type Group, ratio, type Row } from './figures';

/** What is measured in time or memory differs by so much from run to run. */
const NOISE = 1.05;

interface Reason {
  readonly group: Group;
  readonly name?: RegExp;
  readonly peers: readonly Column[];
  readonly why: string;
}

/** Of several that fit, the first counts. */
const REASONS: readonly Reason[] = [
  {
    group: 'Synthesis',
    name: /^(1|10|100|200|1000) attachments?, all/,
    peers: ['awsCustomResource', 'provider'],
    why: 'Once for each stack, more is made than a singleton function: a state machine, a log group, two roles and their policies. It pays from some hundred attachments on.',
  },
  {
    group: 'Synthesis',
    peers: ['provider'],
    why: 'A `CustomResource` of one `Provider` checks nothing and depends on nothing. Here each attachment is checked, claimed, and depends on the policies that let the function act on its targets.',
  },
  {
    group: 'Template',
    name: /first/,
    peers: ['awsCustomResource'],
    why: '`AwsCustomResource` has no state machine, and so waits for nothing; its log group is not in the template, for Lambda makes it, and nobody removes it.',
  },
  {
    group: 'Template',
    peers: ['provider'],
    why: 'One policy of one role holds all targets. Here each attachment depends on the policies for its application and for the domains, exact for up to twenty of a kind, so that a permission outlives what it is for; and its properties say what to do with what is there, and how long to wait.',
  },
  {
    group: 'Deployed parts',
    name: /cdk-nag/,
    peers: ['awsCustomResource'],
    why: 'What waits is a state machine, whose delivery of logs IAM knows no resource for, whose executions have names that are not known before, and which does not trace with X-Ray. It has an AWS managed policy instead, which is its one.',
  },
  {
    group: 'Deployed parts',
    peers: ['awsCustomResource'],
    why: 'One state machine and its role are what waiting takes. `AwsCustomResource` does not wait.',
  },
  {
    group: 'Handler',
    peers: ['provider', 'awsCustomResource'],
    why: 'Both take the SDK from the runtime, whichever version that is that day; the hand-written handler is a client and three operations. Here a pinned one is part of the bundle, and loads faster all the same.',
  },
  {
    group: 'Lifecycle',
    name: /^create, PENDING/,
    peers: ['provider'],
    why: 'It looks every five seconds, and so sees the end sooner, by less than the minute that two looks are apart here at most.',
  },
  {
    group: 'Lifecycle',
    peers: ['awsCustomResource', 'provider'],
    why: 'Each change looks first whose the attachment is, and a delete looks again whether it is gone; the decision is written down in an execution before anything is changed. The peers call and take what comes.',
  },
  {
    group: 'Two hundred at once',
    peers: ['awsCustomResource', 'provider'],
    why: 'Looking before each attach costs calls, and so does looking again after one that was refused.',
  },
];

export interface Behind {
  readonly row: Row;
  readonly peer: Column;
  readonly why: string | undefined;
}

/** No peers: nothing in the floor would carry anything out, and the other is this library itself. */
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
