/** The histories of stacks as data: generated, shrunk and read by a person. `S` is the type of a resource's properties in a template. */
import fc from 'fast-check';
import { idsOf, type List, type Naming, rewrite, rewritings } from './lists';
import type { Account } from './quotas';
import type { Fault } from '../../sandbox/platform/core';

/** A fault during an action, or an act of somebody else. */
export type Mishap =
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'stranger'; readonly does: 'make' | 'remove'; readonly where: number; readonly atSeconds: number }
  /** If only one is late, the next one may overtake it. */
  | { readonly kind: 'late event'; readonly seconds: number; readonly alone?: boolean }
  | { readonly kind: 'event twice'; readonly afterSeconds: number }
  | { readonly kind: 'clock'; readonly skewSeconds: number }
  | { readonly kind: 'slow listing'; readonly seconds: number }
  | { readonly kind: 'cancel'; readonly atSeconds: number }
  | { readonly kind: 'failing neighbour'; readonly atSeconds: number };

export type Action<S> =
  | {
    readonly kind: 'deploy';
    readonly stack: 0 | 1;
    readonly resources: Readonly<Record<string, S>>;
    /** Each resource depends on the one before it. */
    readonly inOrder?: boolean;
    /** With rollback disabled: if a resource fails, those that succeeded stay. */
    readonly noRollback?: boolean;
    readonly mishaps: readonly Mishap[];
  }
  | { readonly kind: 'destroy'; readonly stack: 0 | 1; readonly mishaps: readonly Mishap[] }
  | { readonly kind: 'continue rollback'; readonly stack: 0 | 1; readonly mishaps: readonly Mishap[] }
  | { readonly kind: 'stranger'; readonly does: 'make' | 'remove'; readonly where: number }
  | { readonly kind: 'weather'; readonly outcome: Outcome }
  | { readonly kind: 'redeliver'; readonly which: number };

/** How attachments or jobs end that start from now on. */
export type Outcome = 'good' | 'bad' | 'never' | { readonly after: number; readonly then: 'good' | 'bad' };

/** Behaviour that the documentation leaves open. Each number selects one of two or three ways. */
export type Open = 0 | 1 | 2;

export interface History<S> {
  /** The seed of all random values, such as the jitter of pauses. */
  readonly seed: number;
  readonly open: readonly Open[];
  /** @default roomy */
  readonly account?: Account;
  readonly actions: readonly Action<S>[];
}

/**
 * The constructs render the removal policies RETAIN and RETAIN_ON_UPDATE_OR_DELETE as RetainExceptOnCreate: the resources of a
 * failed deployment are not kept. An aspect can turn that into Retain.
 */
export type DeletionPolicy = 'Delete' | 'RetainExceptOnCreate' | 'Retain';

export const deletionPolicy = fc.constantFrom<DeletionPolicy>('Delete', 'Delete', 'Delete', 'Delete', 'Delete', 'RetainExceptOnCreate', 'RetainExceptOnCreate', 'Retain');

/** The properties in a template that any resource may have. */
export interface Spec {
  readonly deletionPolicy: DeletionPolicy;
}

/** Service and operation. */
export type Operation = readonly [string, string];

/** The operations that a fault can meet, besides those of the resource's own service. */
const OPERATIONS: readonly Operation[] = [
  ['states', 'StartExecution'], ['states', 'ListExecutions'], ['states', 'DescribeExecution'], ['states', 'GetExecutionHistory'],
  ['states', 'StopExecution'],
  ['cloudformation', 'ListStackResources'], ['cloudformation', 'DescribeStacks'], ['cloudformation-response', 'PutResponse'], ['lambda', 'Invoke'],
];

const stack = fc.constantFrom<0 | 1>(0, 0, 1);

const effect: fc.Arbitrary<Fault['effect']> = fc.oneof(
  fc.constantFrom<Fault['effect']>(
    { kind: 'cut', when: 'after' }, { kind: 'cut', when: 'before' }, { kind: 'kill', when: 'after' }, { kind: 'kill', when: 'before' },
  ),
  fc.constantFrom<Fault['effect']>(
    { kind: 'error', code: 'ThrottlingException', status: 400 },
    { kind: 'error', code: 'InternalException', status: 500 },
    { kind: 'error', code: 'AccessDeniedException', status: 403 },
    { kind: 'error', code: 'ConflictException', status: 409 },
    { kind: 'error', code: 'ValidationException', status: 400 },
  ),
  fc.constantFrom<Fault['effect']>(
    { kind: 'cut', when: 'within' },
    { kind: 'unreadable', status: 200, body: '<html>' },
    { kind: 'error', code: 'InternalException', status: 500, when: 'after' },
    { kind: 'hang', when: 'before' },
    { kind: 'hang', when: 'after' },
  ),
);

const fault = (operations: readonly Operation[]): fc.Arbitrary<Mishap> => fc.record({
  operation: fc.constantFrom(...operations, ...OPERATIONS),
  effect,
  times: fc.constantFrom(1, 1, 1, 1, 2, 3, 8, 40),
  skip: fc.constantFrom(0, 0, 0, 1, 2, 4),
}).map(({ operation: [service, operation], effect: what, times, skip }) => {
  const possible = possibleFor(operation, what);
  return { kind: 'fault', fault: { service, operation, effect: possible, times: timesFor(operation, possible, times), skip } };
});

function possibleFor(operation: string, what: Fault['effect']): Fault['effect'] {
  // A process can be killed during a call, and stops waiting for a call that hangs. Step Functions only knows that the call failed.
  if (operation === 'Invoke' && (what.kind === 'kill' || what.kind === 'hang')) return { kind: 'cut', when: what.when };
  if (operation === 'Invoke' && what.kind === 'unreadable') return { kind: 'cut', when: 'after' };
  // Lambda has its own names.
  if (operation === 'Invoke' && what.kind === 'error') return { ...what, ...INVOKE[what.code] };
  // One refusal of a start passes, and the other refuses each one.
  if (operation === 'StartExecution' && what.kind === 'error' && REFUSALS.has(what.code)) {
    return { ...what, code: what.code === 'ValidationException' ? 'ExecutionLimitExceeded' : 'StateMachineDoesNotExist' };
  }
  return what;
}

/** The outcomes of an invocation; the last two come after the function has run. */
const INVOKE: Readonly<Record<string, Partial<Extract<Fault['effect'], { kind: 'error' }>>>> = {
  ThrottlingException: { code: 'TooManyRequestsException' },
  InternalException: { code: 'ServiceException' },
  AccessDeniedException: { message: 'User: machine is not authorized to perform: lambda:InvokeFunction on resource: function' },
  ConflictException: { code: 'AWSLambdaException', when: 'after' },
  ValidationException: { code: 'Unknown', when: 'after' },
};

const REFUSALS = new Set(['ConflictException', 'ValidationException']);

/**
 * Faults that last have limits. A request cannot get a response if all three deliveries are killed before they start an
 * execution, or if the response never reaches CloudFormation. And if the state machine does not learn of a success that was
 * sent eight times, a failure follows that CloudFormation no longer uses.
 */
function timesFor(operation: string, what: Fault['effect'], times: number): number {
  const { kind } = what;
  if (kind === 'error' && what.code === 'StateMachineDoesNotExist') return 1000;
  if (operation === 'PutResponse' || operation === 'Invoke') return Math.min(times, 3);
  if (operation === 'StartExecution' || kind === 'kill') return Math.min(times, 2);
  return times;
}

/** CloudFormation does not reverse an operation within the second of its request, because requests are dated to the second. */
const afterSeconds = fc.constantFrom(2, 3, 5, 30, 100, 700);

const mishap = (operations: readonly Operation[], places: number): fc.Arbitrary<Mishap> => fc.oneof(
  { weight: 6, arbitrary: fault(operations) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('stranger' as const),
      does: fc.constantFrom('make' as const, 'remove' as const),
      where: fc.nat(places - 1),
      atSeconds: fc.constantFrom(0, 1, 5, 30, 100),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('late event' as const), seconds: fc.constantFrom(5, 14, 42, 100, 300), alone: fc.boolean() }) },
  // Lambda drops it before it arrives.
  { weight: 1, arbitrary: fc.constant<Mishap>({ kind: 'late event', seconds: 700, alone: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1, 30, 200).map((seconds): Mishap => ({ kind: 'event twice', afterSeconds: seconds })) },
  // Not by the lateness of an event, such as the minute before Lambda's first repetition: the two would cancel each other out.
  { weight: 1, arbitrary: fc.constantFrom(-3600, -30, 60, 3600).map((skewSeconds): Mishap => ({ kind: 'clock', skewSeconds })) },
  { weight: 1, arbitrary: fc.constantFrom(1, 3, 8).map((seconds): Mishap => ({ kind: 'slow listing', seconds })) },
  { weight: 2, arbitrary: afterSeconds.map((atSeconds): Mishap => ({ kind: 'cancel', atSeconds })) },
  { weight: 2, arbitrary: afterSeconds.map((atSeconds): Mishap => ({ kind: 'failing neighbour', atSeconds })) },
);

const outcome: fc.Arbitrary<Outcome> = fc.constantFrom<Outcome>(
  'good', 'good', 'bad', 'never', { after: 20, then: 'good' }, { after: 400, then: 'good' }, { after: 20, then: 'bad' },
);

/** A kind of resource: `P` is the place of one, `T` its other properties in a template. */
export interface Kind<P, T> {
  /** All places. Two stacks and a stranger meet most often at the first ones. */
  readonly places: readonly P[];
  readonly settings: fc.Arbitrary<T>;
  /** The operations of its service. */
  readonly operations: readonly Operation[];
}

interface Size {
  readonly places: number;
  /** The number of resources in a template. */
  readonly longest: number;
  readonly actions: number;
  readonly accounts: readonly Account[];
}

/** Most faults need two or three resources. */
const SMALL: Size = { places: 4, longest: 3, actions: 10, accounts: ['roomy', 'roomy', 'roomy', 'roomy', 'roomy', 'narrow', 'spent'] };

/** The number of resources in a list that a person edits. */
const LARGE: Size = { places: 12, longest: 12, actions: 6, accounts: ['roomy', 'roomy', 'slow', 'narrow', 'spent'] };

/** The number of resources that compete for the quotas of an account. */
const CROWD: Size = { places: 50, longest: 50, actions: 3, accounts: ['slow', 'narrow', 'spent'] };

/** @param sizes of the histories, with their weights */
export function histories<P extends object, T extends object>(kind: Kind<P, T>, sizes: readonly Sizes[] = SIZES): fc.Arbitrary<History<P & T>> {
  return fc.oneof(...sizes.map(([size, weight]) => ({ weight, arbitrary: ofSize(kind, size) })));
}

type Sizes = readonly [size: Size, weight: number];

/** For kinds of resources that a stack has at most one of. */
const SINGLE: Size = { ...SMALL, longest: 1 };

export const ONLY_SINGLE: readonly Sizes[] = [[SINGLE, 1]];
export const ONLY_SMALL: readonly Sizes[] = [[SMALL, 1]];
const SIZES: readonly Sizes[] = [[SMALL, 80], [LARGE, 20]];
/** A small share, because they take long. */
export const WITH_CROWDS: readonly Sizes[] = [...SIZES, [CROWD, 1]];

function ofSize<P extends object, T extends object>({ places, settings, operations }: Kind<P, T>, size: Size): fc.Arbitrary<History<P & T>> {
  const mishaps = fc.array(mishap(operations, size.places), { maxLength: 3 });
  const stranger = fc.record({
    kind: fc.constant('stranger' as const), does: fc.constantFrom('make' as const, 'remove' as const), where: fc.nat(size.places - 1),
  });
  const step = fc.oneof(
    {
      weight: 10,
      arbitrary: fc.record({
        kind: fc.constant('deploy' as const),
        stack,
        rewriting: rewritings(settings, size.places, size.longest),
        chance: fc.shuffledSubarray(indices(Math.max(size.longest, 3)), { minLength: Math.max(size.longest, 3) }),
        inOrder: fc.constantFrom(false, false, false, true),
        noRollback: fc.constantFrom(false, false, false, true),
        mishaps,
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('destroy' as const), stack, mishaps }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('continue rollback' as const), stack, mishaps }) },
    { weight: 2, arbitrary: stranger },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('weather' as const), outcome }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('redeliver' as const), which: fc.nat(9) }) },
  );
  return fc.record({
    seed: fc.nat(),
    open: fc.tuple(...[0, 1, 2].map(() => fc.constantFrom<Open>(0, 1, 2))),
    account: fc.constantFrom(...size.accounts),
    naming: fc.constantFrom<Naming>('by name', 'by place', 'by chance'),
    steps: fc.array(step, { minLength: 1, maxLength: size.actions, size: 'max' }),
  }).map(({ seed, open, account, naming, steps }) => {
    const lists: [List<T>, List<T>] = [[], []];
    return {
      seed,
      open,
      account,
      actions: steps.map((each): Action<P & T> => {
        if (each.kind !== 'deploy') return each;
        const { rewriting, chance, ...action } = each;
        const list = lists[each.stack] = rewrite(lists[each.stack], rewriting, size.longest);
        const ids = idsOf(list, naming, chance);
        const specs = list.map((element, index) => [ids[index], { ...places[element.place], ...element.settings }]);
        // CloudFormation replaces nothing while rollback is disabled.
        return { ...action, noRollback: action.noRollback && naming === 'by name', resources: Object.fromEntries(specs) };
      }),
    };
  });
}

function indices(count: number): number[] {
  return [...Array(count).keys()];
}
