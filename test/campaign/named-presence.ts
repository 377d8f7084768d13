/** Histories of accesses, capabilities and the default application: each was found by the campaign, or is for a guard. */
import type { AccessSpec } from './access-history';
import { accessScenario } from './access-scenario';
import { type CapabilitySpec, capabilityScenario } from './capability-scenario';
import { Coverage } from './coverage';
import { defaultScenario, type DefaultSpec } from './default-scenario';
import type { Action, Mishap, Open, Spec } from './history';
import { type MakeScenario, play } from './player';

interface Story<S> {
  readonly actions: readonly Action<S>[];
  readonly open: readonly Open[];
  /** How the stacks end, each once, besides the deletion of all at last. */
  readonly ends: readonly string[];
}

type Stories<S> = Readonly<Record<string, Story<S>>>;

function ending<S>(ends: string, ...actions: readonly Action<NoInfer<S>>[]): Story<S> {
  return { actions, ends: ends.split(' ').filter((end) => end), open: [0, 0, 0] };
}

function deploy<S>(resources: Readonly<Record<string, S>>, ...mishaps: readonly Mishap[]): Extract<Action<S>, { kind: 'deploy' }> {
  return { kind: 'deploy', stack: 0, resources, mishaps };
}

function stranger(does: 'make' | 'remove', where = 0): Extract<Action<never>, { kind: 'stranger' }> {
  return { kind: 'stranger', does, where };
}

function meanwhile(does: 'make' | 'remove', atSeconds: number, where = 0): Mishap {
  return { kind: 'stranger', does, where, atSeconds };
}

function fault(operation: string, effect: Extract<Mishap, { kind: 'fault' }>['fault']['effect'], times = 1, skip = 0): Mishap {
  return { kind: 'fault', fault: { service: 'es', operation, effect, times, skip } };
}

const LOST = { kind: 'cut', when: 'after' } as const;
const CUT = { kind: 'cut', when: 'before' } as const;
const THROTTLED = { kind: 'error', code: 'ThrottlingException', status: 400 } as const;
const REFUSED = { kind: 'error', code: 'ValidationException', status: 400 } as const;
/** What changes nothing, and leaves open how a deployment ends. */
const TWICE: Mishap = { kind: 'event twice', afterSeconds: 0 };
const FAILING: Mishap = { kind: 'failing neighbour', atSeconds: 30 };

const A: AccessSpec = { domain: 0, principal: 0, regions: 'none', existing: 'FAIL', deletionPolicy: 'Delete' };
const TO_OTHER: AccessSpec = { ...A, principal: 1 };
const ADOPTED: AccessSpec = { ...A, existing: 'ADOPT' };

const ACCESSES: Stories<AccessSpec> = {
  'an access of somebody else is refused': ending('ROLLBACK_COMPLETE', stranger('make'), deploy({ A }), stranger('remove')),
  'an access of somebody else is adopted': ending('CREATE_COMPLETE UPDATE_COMPLETE', stranger('make'), deploy({ A: ADOPTED }), deploy({})),
  'an access is taken over by a rename': ending('CREATE_COMPLETE UPDATE_COMPLETE', deploy({ A }), deploy({ B: A })),
  'a rename is rolled back': ending('CREATE_COMPLETE UPDATE_ROLLBACK_COMPLETE', deploy({ A }), deploy({ B: A }, FAILING)),
  'an access moves, and back': ending('CREATE_COMPLETE UPDATE_ROLLBACK_COMPLETE', deploy({ A }), deploy({ A: TO_OTHER }, FAILING)),
  'an access moves, and is cancelled as it is given': ending('CREATE_COMPLETE', deploy({ A }), deploy({ A: TO_OTHER }, { kind: 'cancel', atSeconds: 3 })),
  'two accesses change places, and back': ending('CREATE_COMPLETE UPDATE_ROLLBACK_COMPLETE', deploy({ A, B: TO_OTHER }), deploy({ A: TO_OTHER, B: A }, FAILING)),
  'an access that is gone is given again': ending(
    'CREATE_COMPLETE UPDATE_COMPLETE', deploy({ A }), stranger('remove'), deploy({ A: { ...A, regions: 'one' } }),
  ),
  'an access gets other regions, and back': ending(
    'CREATE_COMPLETE UPDATE_ROLLBACK_COMPLETE', deploy({ A: { ...A, regions: 'one' } }), deploy({ A: { ...A, regions: 'other' } }, FAILING),
  ),
  'an adopted access gets no other regions': ending(
    'CREATE_COMPLETE UPDATE_ROLLBACK_COMPLETE',
    { kind: 'deploy', stack: 1, resources: { A: { ...A, regions: 'one' } }, mishaps: [TWICE] },
    deploy({ A: { ...ADOPTED, regions: 'one' } }), deploy({ A: { ...ADOPTED, regions: 'other' } }),
  ),
  'giving an access is lost': ending('CREATE_COMPLETE', deploy({ A }, fault('AuthorizeVpcEndpointAccess', LOST))),
  'giving an access is lost, and refused when it is looked for': ending(
    'ROLLBACK_COMPLETE', deploy({ A }, fault('AuthorizeVpcEndpointAccess', LOST), fault('ListVpcEndpointAccess', REFUSED, 1, 1)),
  ),
  'giving an access is throttled, and somebody gives it': ending(
    'ROLLBACK_COMPLETE', deploy({ A }, fault('AuthorizeVpcEndpointAccess', THROTTLED, 8), meanwhile('make', 2)), stranger('remove'),
  ),
  'a create is given up as it gives an access': ending('ROLLBACK_COMPLETE', stranger('make', 1), deploy({ A, B: TO_OTHER }), stranger('remove', 1)),
  'a create is refused, and nothing is known of what it did in an earlier life': ending(
    'CREATE_COMPLETE', deploy({ A: { ...A, deletionPolicy: 'Retain' } }), deploy({}), deploy({ A }), deploy({}),
  ),
};

const CAPABILITY: CapabilitySpec = { application: 0, existing: 'FAIL', maxWait: 600, deletionPolicy: 'Delete' };
const USED: CapabilitySpec = { ...CAPABILITY, existing: 'ADOPT' };
const BAD: Action<never> = { kind: 'weather', outcome: 'bad' };
const GOOD: Action<never> = { kind: 'weather', outcome: 'good' };
const SLOWLY_GONE: readonly Open[] = [0, 2, 0];

const CAPABILITIES: Stories<CapabilitySpec> = {
  'a capability cannot be removed, and the stack is deleted again': ending(
    'CREATE_COMPLETE DELETE_FAILED', deploy({ A: CAPABILITY }), BAD, { kind: 'destroy', stack: 0, mishaps: [] },
  ),
  'a capability of a create that was given up cannot be removed, and the stack is deleted again': ending(
    'ROLLBACK_FAILED', BAD, deploy({ A: CAPABILITY, B: { ...CAPABILITY, application: 1 } }),
  ),
  'a capability that failed for somebody else is tried again, and stays theirs': ending(
    'CREATE_COMPLETE UPDATE_COMPLETE', BAD, stranger('make'), GOOD, deploy({ A: USED }, TWICE), deploy({}),
  ),
  'what failed for somebody else fails again, and stays theirs': ending('ROLLBACK_COMPLETE', BAD, stranger('make'), deploy({ A: USED }), GOOD),
  'trying again what failed for somebody else is given up': ending(
    '', BAD, stranger('make'), { kind: 'weather', outcome: { after: 20, then: 'good' } },
    deploy({ A: USED }, { kind: 'failing neighbour', atSeconds: 2 }),
  ),
  'what is on its way out is waited for': {
    ...ending('CREATE_COMPLETE UPDATE_COMPLETE', stranger('make'), deploy({}), stranger('remove'), deploy({ A: CAPABILITY })), open: SLOWLY_GONE,
  },
  'what is coming for somebody else is waited for': ending(
    'CREATE_COMPLETE UPDATE_COMPLETE', { kind: 'weather', outcome: { after: 100, then: 'good' } }, stranger('make'), deploy({ A: USED }), deploy({}),
  ),
  'what never comes is not taken for failed': ending('ROLLBACK_COMPLETE', { kind: 'weather', outcome: { after: 400, then: 'good' } }, deploy({ A: { ...CAPABILITY, maxWait: 60 } })),
  'a rename of what has failed since is rolled back': ending(
    '', deploy({ A: CAPABILITY }), BAD, stranger('remove'), GOOD, deploy({ B: CAPABILITY }, FAILING),
  ),
  'somebody registers what has just gone': {
    ...ending('CREATE_COMPLETE', deploy({ A: CAPABILITY }), deploy({}, meanwhile('make', 34))), open: [0, 1, 0],
  },
};

const FIRST: DefaultSpec = { application: 0, existing: 'FAIL', deletionPolicy: 'Delete' };
const SECOND: DefaultSpec = { ...FIRST, application: 1 };

const DEFAULTS: Stories<DefaultSpec> = {
  'another application under another id, and somebody has made just that the default': ending(
    'CREATE_COMPLETE UPDATE_ROLLBACK_COMPLETE', deploy({ A: FIRST }), stranger('make', 1), deploy({ B: SECOND }),
  ),
  'another application, and somebody has made just that the default': ending(
    'CREATE_COMPLETE UPDATE_ROLLBACK_COMPLETE', deploy({ A: FIRST }), stranger('make', 1), deploy({ A: SECOND }),
  ),
  'another application, and somebody has made a third one the default': ending(
    'CREATE_COMPLETE UPDATE_ROLLBACK_COMPLETE', deploy({ A: FIRST }), stranger('make', 2), deploy({ A: SECOND }), deploy({ B: FIRST }),
  ),
  'setting it is cut off, and somebody sets another one': ending(
    'ROLLBACK_COMPLETE', deploy({ A: FIRST }, fault('PutDefaultApplicationSetting', CUT), meanwhile('make', 2, 1)),
  ),
  'another application': ending('CREATE_COMPLETE UPDATE_COMPLETE', deploy({ A: FIRST }), deploy({ A: SECOND })),
  'another application, and back': ending('CREATE_COMPLETE UPDATE_ROLLBACK_COMPLETE', deploy({ A: FIRST }), deploy({ A: SECOND }, FAILING)),
  'another application is set, and cannot be told of': ending(
    'CREATE_COMPLETE UPDATE_ROLLBACK_COMPLETE',
    deploy({ A: FIRST }), deploy({ A: SECOND }, fault('PutDefaultApplicationSetting', LOST, 1, 1), fault('GetDefaultApplicationSetting', REFUSED, 1, 2)),
  ),
  'an adopted default does not give way': ending(
    'CREATE_COMPLETE UPDATE_ROLLBACK_COMPLETE', stranger('make'), deploy({ A: { ...FIRST, existing: 'ADOPT' } }), deploy({ A: { ...SECOND, existing: 'ADOPT' } }),
  ),
  'a default does not give way while another resource stands for it': ending(
    'CREATE_COMPLETE UPDATE_COMPLETE UPDATE_ROLLBACK_COMPLETE', deploy({ A: FIRST }), deploy({ A: FIRST, B: FIRST }), deploy({ A: SECOND, B: FIRST }, TWICE),
  ),
  'a default that somebody else has changed stays with its stack gone': ending(
    'CREATE_COMPLETE UPDATE_COMPLETE', deploy({ A: FIRST }), stranger('make', 1), deploy({}),
  ),
  'somebody changes the default as it is to be given up': ending(
    '', deploy({ A: FIRST }), deploy({}, fault('PutDefaultApplicationSetting', THROTTLED, 8), meanwhile('make', 3, 1)),
  ),
};

async function problemOf<S extends Spec>({ actions, open, ends }: Story<S>, scenario: MakeScenario<S>): Promise<string | undefined> {
  const { write } = process.stdout;
  process.stdout.write = () => true;
  const coverage = new Coverage();
  const { violations, trace } = await play({ seed: 0, open, actions }, coverage, scenario).finally(() => {
    process.stdout.write = write;
  });
  const missing = ends.filter((end) => coverage.of('stacks end as', end) === 0).map((end) => `no stack ends as ${end}`);
  return violations.length + missing.length > 0 ? `${[...violations, ...missing].join('\n')}\n\n${trace()}` : undefined;
}

function named<S extends Spec>(stories: Stories<S>, scenario: MakeScenario<S>): readonly (readonly [string, () => Promise<string | undefined>])[] {
  return Object.entries(stories).map(([name, story]) => [name, async () => problemOf(story, scenario)]);
}

/** By name; each gives what is wrong about it, for a person. */
export const NAMED_PRESENCE: Readonly<Record<string, () => Promise<string | undefined>>> = Object.fromEntries([
  ...named(ACCESSES, accessScenario()), ...named(CAPABILITIES, capabilityScenario()), ...named(DEFAULTS, defaultScenario()),
]);
