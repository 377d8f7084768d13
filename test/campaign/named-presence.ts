/** Histories of accesses, capabilities and the default application. The campaign found them, or they are for a guard. */
import type { AccessSpec } from './access-history';
import { accessScenario } from './access-scenario';
import { type CapabilitySpec, capabilityScenario } from './capability-scenario';
import { defaultScenario, type DefaultSpec } from './default-scenario';
import type { Action, Mishap, Open, Spec } from './history';
import { deploy, REFUSED } from './named-words';
import type { MakeScenario } from './player';
import { problemIn } from './story';

interface Story<S> {
  readonly actions: readonly Action<S>[];
  readonly open: readonly Open[];
  /** The final states of the stacks, each once, before all are deleted. */
  readonly ends: readonly string[];
}

type Stories<S> = Readonly<Record<string, Story<S>>>;

function ending<S>(ends: string, ...actions: readonly Action<NoInfer<S>>[]): Story<S> {
  return { actions, ends: ends.split(' ').filter((end) => end), open: [0, 0, 0] };
}

function stranger(does: 'make' | 'remove', where = 0): Extract<Action<never>, { kind: 'stranger' }> {
  return { kind: 'stranger', does, where };
}

function meanwhile(does: 'make' | 'remove', atSeconds: number, where = 0): Mishap {
  return { kind: 'stranger', does, where, atSeconds };
}

/** With rollback disabled: failed resources stay as they are for the next deployment. */
function keeping<S>(deployment: Extract<Action<S>, { kind: 'deploy' }>): Extract<Action<S>, { kind: 'deploy' }> {
  return { ...deployment, noRollback: true };
}

/** The same in the other stack, which owns nothing that the first one makes. */
function elsewhere<S>(deployment: Extract<Action<S>, { kind: 'deploy' }>): Extract<Action<S>, { kind: 'deploy' }> {
  return { ...deployment, stack: 1 };
}

function fault(operation: string, effect: Extract<Mishap, { kind: 'fault' }>['fault']['effect'], times = 1, skip = 0): Mishap {
  return { kind: 'fault', fault: { service: 'es', operation, effect, times, skip } };
}

/** Lambda lets the first steps through and throttles the next ones, so a decision becomes stale. */
function delayed(times: number, skip: number): Mishap {
  return { kind: 'fault', fault: { service: 'lambda', operation: 'Invoke', effect: { kind: 'error', code: 'TooManyRequestsException', status: 429 }, times, skip } };
}

const LOST = { kind: 'cut', when: 'after' } as const;
const CUT = { kind: 'cut', when: 'before' } as const;
const THROTTLED = { kind: 'error', code: 'ThrottlingException', status: 400 } as const;
const HANGS = { kind: 'hang', when: 'before' } as const;
const CONFLICT = { kind: 'error', code: 'ConflictException', status: 409 } as const;
const NOT_FOUND = { kind: 'error', code: 'ResourceNotFoundException', status: 404 } as const;
const DESTROY: Action<never> = { kind: 'destroy', stack: 0, mishaps: [] };
/** A deployment that changes nothing and may end in any way. */
const TWICE: Mishap = { kind: 'event twice', afterSeconds: 0 };
/** The response of a Delete that has nothing to do, for as long as the function sends it without an execution. */
const NOT_TAKEN: Mishap = {
  kind: 'fault', fault: { service: 'cloudformation-response', operation: 'PutResponse', effect: { kind: 'error', code: 'SlowDown', status: 503 }, times: 10, skip: 1 },
};
const FAILING: Mishap = { kind: 'failing neighbour', atSeconds: 30 };

const A: AccessSpec = { domain: 0, principal: 0, regions: 'none', existing: 'FAIL', deletionPolicy: 'Delete' };
const TO_OTHER: AccessSpec = { ...A, principal: 1 };
const ADOPTED: AccessSpec = { ...A, existing: 'ADOPT' };
const RETAINED: AccessSpec = { ...A, deletionPolicy: 'Retain' };
/** A repeated authorization replaces the regions. The list names the domain's own region if none were given. */
const REPLACED: readonly Open[] = [1, 1, 0];

const ACCESSES: Stories<AccessSpec> = {
  'an access of somebody else is refused': ending('ROLLBACK_COMPLETE', stranger('make'), deploy({ A }), stranger('remove')),
  'an access of somebody else is adopted': ending('CREATE_COMPLETE UPDATE_COMPLETE', stranger('make'), deploy({ A: ADOPTED }), deploy({})),
  'an access is taken over by a rename': ending('CREATE_COMPLETE UPDATE_COMPLETE', deploy({ A }), deploy({ B: A })),
  'a rename is rolled back': ending('CREATE_COMPLETE UPDATE_ROLLBACK_COMPLETE', deploy({ A }), deploy({ B: A }, FAILING)),
  'an access moves, and is rolled back': ending('CREATE_COMPLETE UPDATE_ROLLBACK_COMPLETE', deploy({ A }), deploy({ A: TO_OTHER }, FAILING)),
  'an access moves, and is cancelled while it is given': ending('CREATE_COMPLETE', deploy({ A }), deploy({ A: TO_OTHER }, { kind: 'cancel', atSeconds: 3 })),
  'an access moves and is reversed at once, and neither request sees the other listed': ending(
    'CREATE_COMPLETE', deploy({ A }), deploy({ A: TO_OTHER }, { kind: 'slow listing', seconds: 1 }, { kind: 'cancel', atSeconds: 0.4 }),
  ),
  'two accesses swap, and are rolled back': ending('CREATE_COMPLETE UPDATE_ROLLBACK_COMPLETE', deploy({ A, B: TO_OTHER }), deploy({ A: TO_OTHER, B: A }, FAILING)),
  'an access that is gone is given again': ending(
    'CREATE_COMPLETE UPDATE_COMPLETE', deploy({ A }), stranger('remove'), deploy({ A: { ...A, regions: 'one' } }),
  ),
  'an access gets other regions, and is rolled back': ending(
    'CREATE_COMPLETE UPDATE_ROLLBACK_COMPLETE', deploy({ A: { ...A, regions: 'one' } }), deploy({ A: { ...A, regions: 'other' } }, FAILING),
  ),
  'an adopted access gets no other regions': ending(
    'CREATE_COMPLETE UPDATE_ROLLBACK_COMPLETE',
    { kind: 'deploy', stack: 1, resources: { A: { ...A, regions: 'one' } }, mishaps: [TWICE] },
    deploy({ A: { ...ADOPTED, regions: 'one' } }), deploy({ A: { ...ADOPTED, regions: 'other' } }),
  ),
  'the output of giving an access is lost': ending('CREATE_COMPLETE', deploy({ A }, fault('AuthorizeVpcEndpointAccess', LOST))),
  'the output of giving an access is lost, and the next read is refused': ending(
    'ROLLBACK_COMPLETE', deploy({ A }, fault('AuthorizeVpcEndpointAccess', LOST), fault('ListVpcEndpointAccess', REFUSED, 1, 1)),
  ),
  'giving an access is throttled, and somebody gives it': ending(
    'ROLLBACK_COMPLETE', deploy({ A }, fault('AuthorizeVpcEndpointAccess', THROTTLED, 8), meanwhile('make', 2)), stranger('remove'),
  ),
  'a create is abandoned while it gives an access': ending('ROLLBACK_COMPLETE', stranger('make', 1), deploy({ A, B: TO_OTHER }), stranger('remove', 1)),
  'a create is abandoned while it responds': ending('ROLLBACK_COMPLETE', deploy({ A }, { kind: 'failing neighbour', atSeconds: 1 })),
  'a create is refused, and the record says nothing about earlier deployments': ending(
    'CREATE_COMPLETE', deploy({ A: { ...A, deletionPolicy: 'Retain' } }), deploy({}), deploy({ A }), deploy({}),
  ),
  'the output of giving an access elsewhere is lost, and the next read is refused': ending(
    'CREATE_COMPLETE UPDATE_ROLLBACK_COMPLETE',
    deploy({ A }), deploy({ A: TO_OTHER }, fault('AuthorizeVpcEndpointAccess', LOST), fault('ListVpcEndpointAccess', REFUSED, 1, 1)),
  ),
  'the output of giving an access elsewhere is lost, and the rollback is refused first': ending(
    'CREATE_COMPLETE UPDATE_ROLLBACK_FAILED',
    deploy({ A }), deploy({ A: TO_OTHER }, fault('AuthorizeVpcEndpointAccess', LOST), fault('ListVpcEndpointAccess', REFUSED, 2, 1)),
  ),
  'the output of giving an access elsewhere is lost, and the rollback cannot remove it at first': ending(
    'CREATE_COMPLETE UPDATE_ROLLBACK_FAILED', deploy({ A }), deploy(
      { A: TO_OTHER }, fault('AuthorizeVpcEndpointAccess', LOST), fault('ListVpcEndpointAccess', REFUSED, 1, 1), fault('RevokeVpcEndpointAccess', REFUSED),
    ),
  ),
  'an access that another resource has lost is given again elsewhere, the output is lost, and the next read is refused': ending(
    'CREATE_COMPLETE UPDATE_ROLLBACK_COMPLETE', deploy({ A, B: TO_OTHER }), stranger('remove', 1),
    deploy({ A: TO_OTHER, B: TO_OTHER }, fault('AuthorizeVpcEndpointAccess', LOST), fault('ListVpcEndpointAccess', REFUSED, 1, 1)),
  ),
  'giving an access elsewhere is refused, and somebody gives it before the rollback reads the state': ending(
    'CREATE_COMPLETE UPDATE_ROLLBACK_COMPLETE', deploy({ A }), deploy({ A: TO_OTHER }, fault('AuthorizeVpcEndpointAccess', REFUSED), meanwhile('make', 3.3, 1)),
  ),
  'giving an access is refused, and somebody gives it before the resource is deleted': ending(
    'CREATE_FAILED', keeping(deploy({ A }, fault('AuthorizeVpcEndpointAccess', REFUSED))), stranger('make'),
  ),
  'an access cannot be removed, and somebody has given another one before that is created': ending(
    'CREATE_COMPLETE UPDATE_COMPLETE UPDATE_ROLLBACK_COMPLETE',
    deploy({ A }), deploy({}, fault('RevokeVpcEndpointAccess', REFUSED, 9)), stranger('make', 1), deploy({ A: TO_OTHER }),
  ),
  'taking over an access that another resource retains fails': ending(
    'CREATE_FAILED ROLLBACK_COMPLETE',
    keeping({ ...deploy({ A: RETAINED, B: A }, delayed(3, 1), fault('ListVpcEndpointAccess', REFUSED, 1, 2)), inOrder: true }),
    DESTROY, elsewhere(deploy({ A })),
  ),
  'an access goes back to where it was retained': ending(
    'CREATE_COMPLETE UPDATE_COMPLETE UPDATE_ROLLBACK_COMPLETE',
    deploy({ A: RETAINED }), deploy({ A: { ...TO_OTHER, deletionPolicy: 'Retain' } }), deploy({ A: RETAINED }),
  ),
  'one resource adopted an access, another has made it since, and the one that made it is renamed': ending(
    'CREATE_COMPLETE UPDATE_COMPLETE ROLLBACK_COMPLETE', stranger('make'), deploy({ A: ADOPTED }), stranger('remove'),
    deploy({ A: ADOPTED, B: A }), deploy({ A: ADOPTED, C: A }), DESTROY, elsewhere(deploy({ A: ADOPTED }, fault('AuthorizeVpcEndpointAccess', REFUSED))),
  ),
  'a create that did nothing is refused, and the response to its Delete is not accepted': ending(
    'CREATE_COMPLETE UPDATE_FAILED UPDATE_COMPLETE UPDATE_ROLLBACK_COMPLETE', deploy({ A: { ...RETAINED, regions: 'one' } }),
    keeping(deploy({ A: { ...RETAINED, regions: 'other' } }, fault('ListVpcEndpointAccess', REFUSED, 2, 2))), keeping(deploy({})),
    deploy({ A: { ...A, regions: 'one' } }, fault('ListVpcEndpointAccess', REFUSED), NOT_TAKEN),
  ),
  'an access gets the regions that somebody has given it': {
    ...ending('CREATE_COMPLETE UPDATE_COMPLETE', deploy({ A: { ...A, regions: 'other' } }), stranger('make'), deploy({ A: { ...A, regions: 'one' } })),
    open: REPLACED,
  },
  'somebody changes the regions of an access before a rollback does': {
    ...ending(
      'CREATE_COMPLETE UPDATE_ROLLBACK_COMPLETE', deploy({ A: { ...A, regions: 'other' } }),
      deploy({ A: { ...A, regions: 'both' } }, meanwhile('make', 60), { kind: 'failing neighbour', atSeconds: 100 }),
    ),
    open: REPLACED,
  },
  'an access that is to be adopted is removed before the first step': ending(
    'ROLLBACK_COMPLETE', stranger('make'), deploy({ A: ADOPTED }, delayed(2, 2), meanwhile('remove', 22)),
  ),
  'an access whose properties do not matter is removed before the first step': ending(
    'CREATE_COMPLETE UPDATE_COMPLETE', deploy({ A }), deploy({ A: ADOPTED }, delayed(4, 1), meanwhile('remove', 6)),
  ),
  'removing an access meets a conflict': ending('ROLLBACK_COMPLETE', deploy({ A }, FAILING, fault('RevokeVpcEndpointAccess', CONFLICT))),
  'removing an access finds none': ending('ROLLBACK_COMPLETE', deploy({ A }, FAILING, fault('RevokeVpcEndpointAccess', NOT_FOUND))),
};

const CAPABILITY: CapabilitySpec = { application: 0, existing: 'FAIL', maxWait: 600, deletionPolicy: 'Delete' };
const USED: CapabilitySpec = { ...CAPABILITY, existing: 'ADOPT' };
const KEPT: CapabilitySpec = { ...CAPABILITY, deletionPolicy: 'Retain' };
const IMPATIENT: CapabilitySpec = { ...CAPABILITY, maxWait: 60 };
const BAD: Action<never> = { kind: 'weather', outcome: 'bad' };
const GOOD: Action<never> = { kind: 'weather', outcome: 'good' };
const SLOWLY_GONE: readonly Open[] = [0, 2, 0];

const CAPABILITIES: Stories<CapabilitySpec> = {
  'a capability cannot be removed, and the stack is deleted again': ending(
    'CREATE_COMPLETE DELETE_FAILED', deploy({ A: CAPABILITY }), BAD, { kind: 'destroy', stack: 0, mishaps: [] },
  ),
  'a capability of an abandoned create cannot be removed, and the stack is deleted again': ending(
    'ROLLBACK_FAILED', BAD, deploy({ A: CAPABILITY, B: { ...CAPABILITY, application: 1 } }),
  ),
  'a failed capability of somebody else is made again, and stays theirs': ending(
    'CREATE_COMPLETE UPDATE_COMPLETE', BAD, stranger('make'), GOOD, deploy({ A: USED }, TWICE), deploy({}),
  ),
  'a failed capability of somebody else fails again, and stays theirs': ending('ROLLBACK_COMPLETE', BAD, stranger('make'), deploy({ A: USED }), GOOD),
  'a create that makes a failed capability of somebody else again is abandoned': ending(
    '', BAD, stranger('make'), { kind: 'weather', outcome: { after: 20, then: 'good' } },
    deploy({ A: USED }, { kind: 'failing neighbour', atSeconds: 2 }),
  ),
  'a create waits for a capability that is being removed': {
    ...ending('CREATE_COMPLETE UPDATE_COMPLETE', stranger('make'), deploy({}), stranger('remove'), deploy({ A: CAPABILITY })), open: SLOWLY_GONE,
  },
  'a create waits for a capability that somebody else is making': ending(
    'CREATE_COMPLETE UPDATE_COMPLETE', { kind: 'weather', outcome: { after: 100, then: 'good' } }, stranger('make'), deploy({ A: USED }), deploy({}),
  ),
  'a capability that is never ready does not count as failed': ending('ROLLBACK_COMPLETE', { kind: 'weather', outcome: { after: 400, then: 'good' } }, deploy({ A: { ...CAPABILITY, maxWait: 60 } })),
  'a rename of a capability that has failed since is rolled back': ending(
    '', deploy({ A: CAPABILITY }), BAD, stranger('remove'), GOOD, deploy({ B: CAPABILITY }, FAILING),
  ),
  'somebody registers a capability that has just been removed': {
    ...ending('CREATE_COMPLETE', deploy({ A: CAPABILITY }), deploy({}, meanwhile('make', 34))), open: [0, 1, 0],
  },
  'a capability cannot be removed, and somebody registers it again before that is created': ending(
    'CREATE_COMPLETE UPDATE_COMPLETE UPDATE_ROLLBACK_COMPLETE', deploy({ A: CAPABILITY }), BAD, deploy({}), GOOD, stranger('make'), deploy({ A: CAPABILITY }),
  ),
  'somebody registers a capability again that cannot be removed, too late': ending(
    'CREATE_COMPLETE DELETE_FAILED',
    deploy({ A: CAPABILITY }), { kind: 'weather', outcome: { after: 1000, then: 'bad' } }, { ...DESTROY, mishaps: [meanwhile('make', 600)] },
  ),
  'somebody registers a capability that was removed slowly, before the step sees that it is gone': {
    ...ending('CREATE_COMPLETE UPDATE_COMPLETE', deploy({ A: CAPABILITY }), deploy({}, meanwhile('make', 318))), open: SLOWLY_GONE,
  },
  'a capability that is being removed may not be removed again': {
    ...ending('ROLLBACK_COMPLETE', deploy({ A: CAPABILITY }, FAILING, fault('DeregisterCapability', REFUSED, 1, 1))), open: [0, 1, 0],
  },
  'a rollback removes a capability slowly': {
    ...ending(
      'CREATE_COMPLETE UPDATE_ROLLBACK_COMPLETE',
      deploy({ A: IMPATIENT }), { kind: 'weather', outcome: { after: 100, then: 'good' } }, deploy({ A: { ...IMPATIENT, application: 1 } }),
    ),
    open: SLOWLY_GONE,
  },
  'making a failed capability of somebody else again hangs, and is abandoned': ending(
    'UPDATE_ROLLBACK_COMPLETE', BAD, stranger('make'), deploy({}), GOOD,
    deploy({ A: USED }, fault('RegisterCapability', HANGS), { kind: 'failing neighbour', atSeconds: 20 }),
  ),
  'making a failed capability of somebody else again is cut off, and the next read is refused': ending(
    'UPDATE_ROLLBACK_COMPLETE', BAD, stranger('make'), deploy({}), GOOD,
    deploy({ A: USED }, fault('RegisterCapability', CUT), fault('GetCapability', REFUSED, 1, 3)),
  ),
  'a new capability cannot be read at first': ending('CREATE_COMPLETE', deploy({ A: CAPABILITY }, fault('GetCapability', NOT_FOUND, 2, 1))),
  'somebody removes the capability, and AWS refuses to register it again for an update': ending(
    'CREATE_COMPLETE UPDATE_ROLLBACK_COMPLETE', deploy({ A: CAPABILITY }), stranger('remove'), deploy({ A: { ...CAPABILITY, maxWait: 60 } }, fault('RegisterCapability', REFUSED, 99)),
  ),
  'making a failed capability of somebody else again is throttled': ending(
    'CREATE_COMPLETE', BAD, stranger('make'), GOOD, deploy({ A: USED }, fault('RegisterCapability', THROTTLED, 8)),
  ),
  'making a failed capability again for a resource that retains it is cut off, and the next read is refused': ending(
    'UPDATE_FAILED UPDATE_ROLLBACK_COMPLETE', deploy({ A: KEPT }), BAD, stranger('remove'), elsewhere(deploy({})), GOOD,
    keeping(deploy({ A: KEPT, B: CAPABILITY }, fault('RegisterCapability', CUT), fault('GetCapability', REFUSED, 1, 1))),
    DESTROY, elsewhere(deploy({ A: CAPABILITY })),
  ),
  'a capability that somebody else is making fails': ending(
    'ROLLBACK_COMPLETE', { kind: 'weather', outcome: { after: 100, then: 'bad' } }, stranger('make'), deploy({ A: USED }),
  ),
};

const FIRST: DefaultSpec = { application: 0, existing: 'FAIL', deletionPolicy: 'Delete' };
const SECOND: DefaultSpec = { ...FIRST, application: 1 };
const FIRST_RETAINED: DefaultSpec = { ...FIRST, deletionPolicy: 'Retain' };
const SECOND_RETAINED: DefaultSpec = { ...SECOND, deletionPolicy: 'Retain' };

const DEFAULTS: Stories<DefaultSpec> = {
  'another application under another id, which somebody has already made the default': ending(
    'CREATE_COMPLETE UPDATE_ROLLBACK_COMPLETE', deploy({ A: FIRST }), stranger('make', 1), deploy({ B: SECOND }),
  ),
  'another application, which somebody has already made the default': ending(
    'CREATE_COMPLETE UPDATE_ROLLBACK_COMPLETE', deploy({ A: FIRST }), stranger('make', 1), deploy({ A: SECOND }),
  ),
  'another application, and somebody has made a third one the default': ending(
    'CREATE_COMPLETE UPDATE_ROLLBACK_COMPLETE', deploy({ A: FIRST }), stranger('make', 2), deploy({ A: SECOND }), deploy({ B: FIRST }),
  ),
  'setting the default is cut off, and somebody sets another one': ending(
    'ROLLBACK_COMPLETE', deploy({ A: FIRST }, fault('PutDefaultApplicationSetting', CUT), meanwhile('make', 2, 1)),
  ),
  'another application': ending('CREATE_COMPLETE UPDATE_COMPLETE', deploy({ A: FIRST }), deploy({ A: SECOND })),
  'another application, which is rolled back': ending('CREATE_COMPLETE UPDATE_ROLLBACK_COMPLETE', deploy({ A: FIRST }), deploy({ A: SECOND }, FAILING)),
  'another application is set, and the setting cannot be read': ending(
    'CREATE_COMPLETE UPDATE_ROLLBACK_COMPLETE',
    deploy({ A: FIRST }), deploy({ A: SECOND }, fault('PutDefaultApplicationSetting', LOST, 1, 1), fault('GetDefaultApplicationSetting', REFUSED, 1, 4)),
  ),
  'an adopted default is not replaced': ending(
    'CREATE_COMPLETE UPDATE_ROLLBACK_COMPLETE', stranger('make'), deploy({ A: { ...FIRST, existing: 'ADOPT' } }), deploy({ A: { ...SECOND, existing: 'ADOPT' } }),
  ),
  'a default is not replaced while another resource holds it': ending(
    'CREATE_COMPLETE UPDATE_COMPLETE UPDATE_ROLLBACK_COMPLETE', deploy({ A: FIRST }), deploy({ A: FIRST, B: FIRST }), deploy({ A: SECOND, B: FIRST }, TWICE),
  ),
  'a default that somebody else has changed stays after its stack is deleted': ending(
    'CREATE_COMPLETE UPDATE_COMPLETE', deploy({ A: FIRST }), stranger('make', 1), deploy({}),
  ),
  'somebody changes the default while it is being cleared': ending(
    '', deploy({ A: FIRST }), deploy({}, fault('PutDefaultApplicationSetting', THROTTLED, 8), meanwhile('make', 3, 1)),
  ),
  'setting a default that is to be adopted is throttled, and somebody sets another one': ending(
    'ROLLBACK_COMPLETE', deploy({ A: { ...FIRST, existing: 'ADOPT' } }, fault('PutDefaultApplicationSetting', THROTTLED, 8), meanwhile('make', 2, 1)),
  ),
  'somebody changes the default before the first step that clears it, and the call would clear any default': {
    ...ending('CREATE_COMPLETE UPDATE_COMPLETE', deploy({ A: FIRST }), deploy({}, delayed(4, 1), meanwhile('make', 6, 1))), open: [2, 0, 0],
  },
  'somebody has changed the default before it is cleared, and sets the first one again': ending(
    'CREATE_COMPLETE UPDATE_COMPLETE UPDATE_ROLLBACK_COMPLETE',
    deploy({ A: FIRST }), stranger('make', 1), deploy({}, fault('GetDefaultApplicationSetting', REFUSED, 9, 1)), stranger('make'), deploy({ A: FIRST }),
  ),
  'a default that was cleared is retained, and somebody sets it': ending(
    'CREATE_COMPLETE UPDATE_FAILED UPDATE_COMPLETE UPDATE_ROLLBACK_COMPLETE', deploy({ A: FIRST_RETAINED }),
    keeping(deploy({ A: SECOND_RETAINED }, fault('PutDefaultApplicationSetting', REFUSED, 1, 1), fault('GetDefaultApplicationSetting', REFUSED, 1, 4))),
    keeping(deploy({})), stranger('make'), deploy({ A: FIRST }),
  ),
  'a default that somebody has changed is retained, and somebody sets it again': ending(
    'CREATE_COMPLETE UPDATE_FAILED UPDATE_COMPLETE UPDATE_ROLLBACK_COMPLETE', deploy({ A: FIRST_RETAINED }), stranger('make', 2),
    keeping(deploy({ A: SECOND_RETAINED }, fault('GetDefaultApplicationSetting', REFUSED, 2, 2))),
    keeping(deploy({})), stranger('make'), deploy({ A: FIRST }),
  ),
};

async function problemOf<S extends Spec>({ actions, open, ends }: Story<S>, scenario: MakeScenario<S>): Promise<string | undefined> {
  return problemIn({ actions, open }, scenario, (coverage) => [
    ...ends.filter((end) => coverage.of('stacks end as', end) === 0).map((end) => `no stack ends as ${end}`),
    // If the final states are given, no stack may end in another state that a person has to repair.
    ...Object.keys(coverage.all()['stacks end as'] ?? {})
      .filter((end) => ends.length > 0 && end.endsWith('_FAILED') && !ends.includes(end)).map((end) => `a stack ends as ${end}`),
  ]);
}

function named<S extends Spec>(stories: Stories<S>, scenario: MakeScenario<S>): readonly (readonly [string, () => Promise<string | undefined>])[] {
  return Object.entries(stories).map(([name, story]) => [name, async () => problemOf(story, scenario)]);
}

/** The histories by name. Each returns its problem, for a person. */
export const NAMED_PRESENCE: Readonly<Record<string, () => Promise<string | undefined>>> = Object.fromEntries([
  ...named(ACCESSES, accessScenario()), ...named(CAPABILITIES, capabilityScenario()), ...named(DEFAULTS, defaultScenario()),
]);
