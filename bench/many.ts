/** Many attachments in one stack under an account's quotas, in virtual time. The figures are the same on every machine. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { progress, type Row } from './figures';
import { type ManyFigures, many, type ManySteps } from '../test/campaign/many';

const COUNTS = [30, 200, 400];
const CONCURRENCIES = [1000, 10, 1];
const CALLS_A_SECOND = 10;
const OLD_EXECUTIONS = 4000;
const STEPS = ['create', 'update', 'rolled back', 'destroy'] as const;

/** The measurements of one stack, as far as they are complete. */
type Steps = Readonly<Partial<Record<keyof ManySteps, Pick<ManyFigures, 'status' | 'seconds' | 'controlCalls' | 'dropped' | 'unanswered'>>>>;

/**
 * The figures of the handlers before they were built for this, by `count/concurrency`. They are from commit 0d26ce0 in the same
 * cloud, with the SDK's three attempts for each call and events of at most six minutes, as deployed at that time.
 */
const BEFORE = JSON.parse(readFileSync(join(__dirname, 'many-before.json'), 'utf8')) as Readonly<Record<string, Steps>>;

export async function measureMany(quick: boolean): Promise<Row[]> {
  const rows: Row[] = [];
  for (const count of quick ? [5] : COUNTS) {
    for (const concurrency of quick ? [1000] : CONCURRENCIES) {
      const own: Steps = await many({ count, concurrency, callsPerSecond: CALLS_A_SECOND, oldExecutions: OLD_EXECUTIONS });
      rows.push(...rowsOf(`${count}, with ${concurrency} invocations at a time`, own, BEFORE[`${count}/${concurrency}`] ?? {}));
      progress(`${count} at once, ${concurrency} invocations at a time`);
    }
  }
  return rows;
}

function rowsOf(name: string, own: Steps, before: Steps): Row[] {
  const row = (what: string, unit: string, value: (steps: Steps) => number | undefined, remark?: string): Row => ({
    group: 'Many at once',
    name: `${name}: ${what}`,
    unit,
    exact: true,
    values: { library: value(own), before: value(before) },
    remarks: { before: remark },
  });
  return [
    ...STEPS.map((step) => {
      const status = before[step]?.status ?? 'not come to';
      const hasFailed = !/^(CREATE|UPDATE|UPDATE_ROLLBACK|DELETE)_COMPLETE$/.test(status);
      return row(step, 's', (steps) => (steps === before && hasFailed ? undefined : steps[step]?.seconds), hasFailed ? status : undefined);
    }),
    row('calls to Step Functions and CloudFormation', 'a request, at most', (steps) => most(figures(steps).map(({ controlCalls }) => controlCalls))),
    row('events dropped and requests not answered', 'in all', (steps) => figures(steps).reduce((sum, { dropped, unanswered }) => sum + dropped + unanswered, 0)),
  ];
}

function figures(steps: Steps): readonly NonNullable<Steps[keyof Steps]>[] {
  return STEPS.flatMap((step) => steps[step] ?? []);
}

function most(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : Math.max(...values);
}
