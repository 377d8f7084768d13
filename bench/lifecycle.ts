import { type Column, progress, type Row } from './figures';
import { Stage, type StepFigures } from './stage';
import type { BuildOptions, SubjectName } from './subjects';

export type Subject = Extract<Column & SubjectName, 'library' | 'awsCustomResource' | 'provider'>;
const SUBJECTS: readonly Subject[] = ['library', 'awsCustomResource', 'provider'];

const PENDING_SECONDS = 20 * 60;
const CALLS_A_SECOND = 10;

export type Steps = Readonly<Record<'create' | 'update' | 'change' | 'delete', StepFigures>>;

/** The life of one attachment that completes at once. */
export async function liveAtOnce(subject: Subject, options: BuildOptions): Promise<Steps> {
  return onStage(subject, async (stage) => {
    const [first, second] = [stage.pairs(1), stage.pairs(1)];
    return {
      create: await stage.deploy(first, options),
      update: await stage.deploy(first, { ...options, setting: 1 }),
      change: await stage.deploy(second, { ...options, setting: 1 }),
      delete: await stage.destroy(),
    };
  });
}

/** One attachment that is `PENDING` for twenty minutes. */
export async function createPending(subject: Subject, options: BuildOptions): Promise<StepFigures> {
  return onStage(subject, async (stage) => {
    stage.cloud.openSearch.behave({ attach: { pendingFor: PENDING_SECONDS, then: 'ATTACHED' } });
    return stage.deploy(stage.pairs(1), options);
  });
}

export async function measureLifecycles(options: BuildOptions, pending: boolean): Promise<Row[]> {
  const atOnce = new Map<Subject, Steps>();
  const waiting = new Map<Subject, StepFigures>();
  for (const subject of SUBJECTS) {
    atOnce.set(subject, await liveAtOnce(subject, options));
    progress(`life of one attachment, ${subject}`);
  }
  for (const subject of pending ? SUBJECTS : []) {
    waiting.set(subject, await createPending(subject, options));
    progress(`twenty minutes of PENDING, ${subject}`);
  }
  const units = { calls: 'calls of the service', invocations: 'invocations', seconds: 's' } as const;
  const rows = (name: string, exact: boolean, step: (subject: Subject) => StepFigures | undefined): Row[] => (
    (['calls', 'invocations', 'seconds'] as const).map((key) => ({
      group: 'Lifecycle',
      name,
      unit: units[key],
      exact: exact && key !== 'seconds',
      ...outcomes(SUBJECTS.map((subject) => [subject, step(subject)]), key),
    }))
  );
  const titles = {
    create: 'create, complete at once', update: 'update that asks nothing of the service', change: 'change of the data source', delete: 'delete',
  } as const;
  return [
    ...(['create', 'update', 'change', 'delete'] as const).flatMap((step) => rows(titles[step], true, (subject) => atOnce.get(subject)?.[step])),
    ...pending ? rows('create, PENDING for twenty minutes', false, (subject) => waiting.get(subject)) : [],
  ];
}

/** Many attachments in one stack, while the service accepts ten calls a second. */
export async function measureThrottled(count: number, options: BuildOptions): Promise<Row[]> {
  const figures: (readonly [Subject, StepFigures])[] = [];
  for (const subject of SUBJECTS) {
    figures.push([subject, await onStage(subject, async (stage) => {
      const pairs = stage.pairs(count);
      stage.cloud.openSearch.throttle({ perSecond: CALLS_A_SECOND, burst: CALLS_A_SECOND });
      return stage.deploy(pairs, { ...options, wide: true });
    })]);
    progress(`${count} attachments at ${CALLS_A_SECOND} calls a second, ${subject}`);
  }
  const row = (unit: string, key: Exclude<keyof StepFigures, 'status'>): Row => ({
    group: 'Two hundred at once', name: `${count} attachments, ${CALLS_A_SECOND} calls a second`, unit, ...outcomes(figures, key),
  });
  // One read and one attach each. This time follows from the limit alone.
  const bound = 2 * count / CALLS_A_SECOND;
  const seconds = row('s', 'seconds');
  return [
    seconds,
    {
      ...seconds,
      unit: `times the ${bound} s that two calls for each take`,
      values: Object.fromEntries(Object.entries(seconds.values).map(([column, value]) => [column, value / bound])),
    },
    row('calls of the service', 'calls'),
    row('calls refused', 'throttled'),
    row('invocations', 'invocations'),
  ];
}

/** If a deployment did not achieve its purpose, its cost is not a figure. */
function outcomes(figures: readonly (readonly [Subject, StepFigures | undefined])[], key: Exclude<keyof StepFigures, 'status'>): Pick<Row, 'values' | 'remarks'> {
  const values: Partial<Record<Column, number>> = {};
  const remarks: Partial<Record<Column, string>> = {};
  for (const [subject, step] of figures) {
    if (step === undefined) continue;
    if (!/^(CREATE|UPDATE|DELETE)_COMPLETE$/.test(step.status)) remarks[subject] = 'fails, and is rolled back';
    else if (step.status === 'CREATE_COMPLETE' && step.attached === 0) remarks[subject] = 'done, but not attached';
    else values[subject] = step[key];
  }
  return { values, remarks };
}

async function onStage<T>(subject: Subject, act: (stage: Stage) => Promise<T>): Promise<T> {
  const stage = await Stage.open(subject);
  try {
    return await act(stage);
  } finally {
    await stage.close();
  }
}
