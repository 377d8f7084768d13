/** Histories of accesses, capabilities and the default application: each was found by the campaign, or is for one guard. */
import type { AccessSpec } from './access-history';
import { accessScenario } from './access-scenario';
import { type CapabilitySpec, capabilityScenario } from './capability-scenario';
import { Coverage } from './coverage';
import { defaultScenario, type DefaultSpec } from './default-scenario';
import type { Action, Mishap, Spec } from './history';
import { type MakeScenario, play } from './player';

type Stories<S> = Readonly<Record<string, readonly Action<S>[]>>;

const ACCESS: AccessSpec = { domain: 0, principal: 0, regions: 'none', existing: 'FAIL', deletionPolicy: 'Delete' };
const CAPABILITY: CapabilitySpec = { application: 0, existing: 'FAIL', maxWait: 60, deletionPolicy: 'Delete' };
const FIRST: DefaultSpec = { application: 0, existing: 'FAIL', deletionPolicy: 'Delete' };
const SECOND: DefaultSpec = { ...FIRST, application: 1 };

function deploy<S>(resources: Readonly<Record<string, S>>, ...mishaps: readonly Mishap[]): Extract<Action<S>, { kind: 'deploy' }> {
  return { kind: 'deploy', stack: 0, resources, mishaps };
}

function fault(operation: string, effect: Extract<Mishap, { kind: 'fault' }>['fault']['effect'], times = 1, skip = 0): Mishap {
  return { kind: 'fault', fault: { service: 'es', operation, effect, times, skip } };
}

const ACCESSES: Stories<AccessSpec> = {
  'an access is given, and taken back': [deploy({ A: ACCESS })],
};

const CAPABILITIES: Stories<CapabilitySpec> = {
  'a capability cannot be removed, and the stack is deleted again': [
    deploy({ A: CAPABILITY }),
    { kind: 'weather', outcome: 'bad' },
    { kind: 'destroy', stack: 0, mishaps: [] },
  ],
  'a capability of a create that was given up cannot be removed, and the stack is deleted again': [
    { kind: 'weather', outcome: 'bad' },
    deploy({ A: CAPABILITY, B: { ...CAPABILITY, application: 1 } }),
  ],
};

const DEFAULTS: Stories<DefaultSpec> = {
  'another application under another id, and somebody has made just that the default': [
    deploy({ A: FIRST }),
    { kind: 'stranger', does: 'make', where: 1 },
    deploy({ B: SECOND }),
  ],
  'another application, and somebody has made just that the default': [
    deploy({ A: FIRST }),
    { kind: 'stranger', does: 'make', where: 1 },
    deploy({ A: SECOND }),
  ],
  'setting it is cut off, and somebody sets another one': [
    deploy({ A: FIRST }, fault('PutDefaultApplicationSetting', { kind: 'cut', when: 'before' }), { kind: 'stranger', does: 'make', where: 1, atSeconds: 2 }),
  ],
};

async function problemOf<S extends Spec>(actions: readonly Action<S>[], scenario: MakeScenario<S>): Promise<string | undefined> {
  const { write } = process.stdout;
  process.stdout.write = () => true;
  const { violations, trace } = await play({ seed: 0, open: [0, 0, 0], actions }, new Coverage(), scenario).finally(() => {
    process.stdout.write = write;
  });
  return violations.length > 0 ? `${violations.join('\n')}\n\n${trace()}` : undefined;
}

function named<S extends Spec>(stories: Stories<S>, scenario: MakeScenario<S>): readonly (readonly [string, () => Promise<string | undefined>])[] {
  return Object.entries(stories).map(([name, actions]) => [name, async () => problemOf(actions, scenario)]);
}

/** By name; each gives what is wrong about it, for a person. */
export const NAMED_PRESENCE: Readonly<Record<string, () => Promise<string | undefined>>> = Object.fromEntries([
  ...named(ACCESSES, accessScenario()), ...named(CAPABILITIES, capabilityScenario()), ...named(DEFAULTS, defaultScenario()),
]);
