/** The campaign's histories, reduced to those that real processes can play in real time. */
import type fc from 'fast-check';
import type { Action, History, Mishap, Outcome } from '../history';

const LONGEST = 5;

/** Longer waits, in seconds, show nothing more. */
const LATEST = 100;

/** Longer than any deployment waits here: a Delete has to wait for the rest. */
const NEVER: Outcome = { after: 500, then: 'good' };

/** @param shorter a specification with a maximum wait of at most five minutes */
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
      // CloudFormation's own invocation may meet it too. It would then reverse at once an operation that was just accepted. It does not
      // do that within the second of its requests.
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
