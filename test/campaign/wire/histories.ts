/** The campaign's histories, cut down to what can be played against real processes and in real time. */
import type fc from 'fast-check';
import type { Action, History, Mishap, Outcome } from '../history';

const LONGEST = 5;

/** What waits longer than this, in seconds, learns nothing more by it. */
const LATEST = 100;

/** Longer than any deployment waits here: a Delete has to wait for the rest. */
const NEVER: Outcome = { after: 500, then: 'good' };

/** @param shorter a specification that waits no longer than for five minutes */
export function wired<S>(histories: fc.Arbitrary<History<S>>, shorter: (spec: S) => S): fc.Arbitrary<History<S>> {
  return histories.map((history) => ({ ...history, actions: history.actions.slice(0, LONGEST).map((action) => shortened(action, shorter)) }));
}

function shortened<S>(action: Action<S>, shorter: (spec: S) => S): Action<S> {
  switch (action.kind) {
    case 'deploy': {
      const resources = Object.fromEntries(Object.entries(action.resources).map(([id, spec]) => [id, shorter(spec)]));
      return { ...action, resources, mishaps: action.mishaps.flatMap(playable) };
    }
    case 'destroy':
    case 'continue rollback':
      return { ...action, mishaps: action.mishaps.flatMap(playable) };
    case 'weather':
      return { ...action, outcome: sooner(action.outcome) };
    default:
      return action;
  }
}

function sooner(outcome: Outcome): Outcome {
  if (outcome === 'never') return NEVER;
  return typeof outcome === 'string' ? outcome : { ...outcome, after: Math.min(outcome.after, LATEST) };
}

function playable(mishap: Mishap): readonly Mishap[] {
  switch (mishap.kind) {
    // Here, events travel at once, and functions have the local cloud's clock.
    case 'late event':
    case 'clock':
      return [];
    case 'fault': {
      const { fault } = mishap;
      // CloudFormation's own invocation may meet it too. It would take back at once what it has just asked for and got, which it
      // does not do within the second that its requests are dated to.
      return fault.operation === 'Invoke' && fault.effect.kind === 'cut'
        ? [{ ...mishap, fault: { ...fault, effect: { kind: 'cut', when: 'before' } } }]
        : [mishap];
    }
    case 'cancel':
    case 'failing neighbour':
      return [{ ...mishap, atSeconds: Math.min(mishap.atSeconds, LATEST) }];
    default:
      return [mishap];
  }
}
