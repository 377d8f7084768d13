/** Writes the benchmark's page of the documentation, figures and text. No part of it is written by hand. */
import { COLUMN_TITLES, GROUPS, type Group, type Row } from './figures';
import { behind, titleOf } from './reasons';
import { table } from './table';

export interface Circumstances {
  readonly date: string;
  readonly machine: string;
}

const HOW: Readonly<Record<Group, string>> = {
  'Synthesis': 'Loading the subject\'s own modules, building the constructs and synthesizing the app, over five stacks, after the CDK\'s core is loaded, in a fresh process each time. '
    + 'Processor time is that of all threads of the process, including the garbage collector\'s and the compiler\'s. In each of seven rounds all take turns. '
    + 'A share is the median of the shares of all rounds, and a time the median of its times. '
    + 'All attach different domains to one application. The bare `CfnResource` has the same properties as this library\'s. '
    + 'One row shows in its last column the cost of the CDK itself: a resource in its own construct, with the service token of a function and dependencies on two policies. '
    + 'Any construct that writes this template and checks nothing costs as much. Memory is the heap of the constructs after the synthesis.',
  'Template': 'JSON without white space and without the metadata of paths. A further attachment to the same application brings another data source. One policy names them all, '
    + 'until a stack has more than twenty.',
  'Deployed parts': 'For one attachment. Further ones add only policies. A function without a log group in the template counts as one, because Lambda creates it, with unlimited retention, '
    + 'and it is never deleted. Findings that a library acknowledges itself, with its reasons, are [not counted](decisions/0012-what-cdk-nag-finds.md). '
    + 'Its rules read only some types of resources. Of this library\'s resources, they read neither the policies that are resources nor the custom resources, [which a separate test checks](security.md#what-rule-packs-find).',
  'Handler': 'All deployed code of each function. The cold load is that of the process that calls the service, from its start until a client is ready. It is the median of 31 fresh processes that take turns. '
    + 'On AWS, the subjects that use the runtime\'s client load it in the same way.',
  'Lifecycle': 'Each with its real engine, in the local cloud. The time is that between the first and the last event of the attachment in its stack, on a machine that is not Lambda. '
    + 'It shows how often something is started and waited for. The twenty minutes pass in a sixtieth of the time.',
  'Two hundred at once': 'One stack with two hundred attachments to one application, and a service that takes ten calls a second, all operations together. CloudFormation asks for all of them at the same time, '
    + 'and no more than eight functions run at once. The peers get one statement on all resources, because exact ones would not fit into a role. '
    + 'A throttled call costs the service nothing. This library reads the attachment before it repeats one.',
  'Many at once': 'This library alone, in a cloud without real time, so the figures are the same on every machine. The attachments to one application in one stack are all created, '
    + 'updated to another workspace, updated to a third one while the deployment fails, and destroyed. The service takes ten calls a second. Step Functions and CloudFormation have the limits of most regions: '
    + 'two listings of executions a second after the first hundred, five calls of CloudFormation a second after the first twenty. Four thousand executions of earlier days are on record. '
    + 'A create and an update take at least two calls of the service each, a delete three. '
    + '"The build before" means the handlers of commit 0d26ce0, before they were built for this. If they failed, the status of the stack is given.',
};

/** US East (N. Virginia), in US dollars. */
const PRICES = { transition: 0.025 / 1000, request: 0.20 / 1e6, gigabyteSecond: 0.0000166667, logsGigabyte: 0.50 };
const FUNCTION_GIGABYTES = 0.25;
/** Generous, because most of an invocation is waiting for the service's output. */
const SECONDS_AN_INVOCATION = 1;
const LOG_BYTES_AN_INVOCATION = 3_000;

export function document(rows: readonly Row[], { date, machine }: Circumstances): string {
  return [
    '# Measured side by side',
    '',
    `*Made by \`npm run bench\` on ${date} (${machine}), text and figures. The next run replaces every change by hand.*`,
    '',
    `This page compares this library, ${COLUMN_TITLES.awsCustomResource} with the same calls, a hand-written handler behind the CDK's \`Provider\` (\`onEvent\` and \`isComplete\`), `
    + 'and, as the floor, a bare `CfnResource` that nothing checks or carries out. Less is better everywhere. The share in brackets after each figure is this library\'s figure divided by it: '
    + 'below 1, this library takes less. Only these shares are meaningful, because times and memory depend on the machine of the measurement.',
    '',
    '![Bars for the most important figures; all figures are in the tables below.](images/benchmark.svg)',
    '',
    ...GROUPS.flatMap((group) => [`## ${group}`, '', HOW[group], '', table(rows.filter((row) => row.group === group)), '']),
    'Bytes, counts and calls are the same in each run, and `npm test` checks them.',
    '',
    '## Where a peer is ahead',
    '',
    ...ahead(rows),
    '## What each part is for, and what it costs',
    '',
    costs(rows),
  ].join('\n');
}

/** Figures in which a peer takes less, without a stated reason. */
export function unexplained(rows: readonly Row[]): string[] {
  return behind(rows).filter(({ why }) => why === undefined).map(titleOf);
}

function ahead(rows: readonly Row[]): string[] {
  const byReason = new Map<string, string[]>();
  for (const entry of behind(rows)) {
    const why = entry.why ?? 'The reason is not yet known.';
    byReason.set(why, [...byReason.get(why) ?? [], titleOf(entry)]);
  }
  return [...byReason].flatMap(([why, titles]) => [why, '', ...titles.map((title) => `- ${title}`), '']);
}

function costs(rows: readonly Row[]): string {
  const invocations = (name: string) => rows.find((row) => row.name === name && row.unit === 'invocations')?.values.library ?? 0;
  const [atOnce, pending] = [invocations('create, complete at once'), invocations('create, PENDING for twenty minutes')];
  const dollars = (value: number) => `$${value.toFixed(6)}`;
  const perUse = (count: number) => {
    // Each step of an execution is an Advance, a choice, and a wait or the end.
    const transitions = 3 * (count - 1);
    return transitions * PRICES.transition
      + count * PRICES.request
      + count * SECONDS_AN_INVOCATION * FUNCTION_GIGABYTES * PRICES.gigabyteSecond
      + count * LOG_BYTES_AN_INVOCATION / 1e9 * PRICES.logsGigabyte;
  };
  const second = dollars(FUNCTION_GIGABYTES * PRICES.gigabyteSecond);
  const used = `$${(PRICES.request * 1e6).toFixed(2)} a million requests, and ${second} a second with 256 MB`;
  return `For each kind of resource and stack, and any number of attachments:

| part | what it is for | a month, idle | when used |
|---|---|---|---|
| function | decides, calls the service, responds to CloudFormation | nothing | ${used} |
| its role, and policies for its targets | the permissions of the function | nothing | nothing |
| state machine, of type Standard | waits, retries, and records the decision | nothing | $${(PRICES.transition * 1000).toFixed(3)} a thousand state transitions |
| its role, and the policy to invoke the function | the permission of the state machine | nothing | nothing |
| settings of asynchronous invocation | how late a request may arrive | nothing | nothing |
| log group | the logs of both, kept for a month by default | $0.03 a GB that is kept | $${PRICES.logsGigabyte.toFixed(2)} a GB that is written |

A create that completes at once costs ${dollars(perUse(atOnce))}: ${atOnce} invocations of up to a second, ${3 * (atOnce - 1)} state transitions and some lines of log. One that is \`PENDING\` for twenty minutes costs ${dollars(perUse(pending))}, with ${pending} invocations. A stack without deployments costs only its log lines of the last month, which is next to nothing. The free tier of Step Functions, 4,000 transitions a month, is not taken into account.

Prices are those of US East (N. Virginia), in US dollars: of [Step Functions](https://aws.amazon.com/step-functions/pricing/) and [Lambda](https://aws.amazon.com/lambda/pricing/) as AWS's own pages showed them in copies without a date, read on 2026-11-22, and of [CloudWatch Logs](https://aws.amazon.com/cloudwatch/pricing/) as third parties cite them, read on the same day, because the copy of AWS's page lacked that table.
`;
}
