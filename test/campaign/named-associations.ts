/** Histories of associations. Each is for a guard of the handlers that no other history misses. */
import type { AssociationSpec } from './association-history';
import { associationScenario } from './association-scenario';
import type { Mishap } from './history';
import { type Named, problemOf } from './named';
import { deploy, fault } from './named-words';

const LOGS: AssociationSpec = {
  dataIntegration: 0,
  destination: 0,
  execution: 'one window',
  existing: 'CREATE_ANOTHER',
  remaining: 'LEAVE',
  job: 'IGNORE',
  maxWait: 60,
  deletionPolicy: 'Delete',
};

const OTHER: AssociationSpec = { ...LOGS, dataIntegration: 1 };
const WAITS: AssociationSpec = { ...LOGS, job: 'WAIT', maxWait: 600 };

const LOST: Mishap = {
  kind: 'fault', fault: { service: 'app-integrations', operation: 'UpdateDataIntegrationAssociation', effect: { kind: 'cut', when: 'after' } },
};

const HISTORIES: Readonly<Record<string, Named<AssociationSpec>>> = {
  'an update of the window acts, and its output is lost': {
    actions: [deploy({ A: LOGS }), deploy({ A: { ...LOGS, execution: 'other window' } }, LOST)],
    counts: [['stacks end as', 'UPDATE_COMPLETE', 1]],
  },
  'somebody changes the window, and then something else is deployed': {
    actions: [deploy({ A: LOGS }), { kind: 'stranger', does: 'make', where: 0 }, deploy({ A: { ...LOGS, maxWait: 600 } })],
    counts: [['stacks end as', 'UPDATE_COMPLETE', 1]],
  },
  'somebody removes the association, and then something else is deployed': {
    actions: [deploy({ A: LOGS }), { kind: 'stranger', does: 'remove', where: 0 }, deploy({ A: { ...LOGS, maxWait: 600 } })],
    counts: [['decisions', 'keep physical id', 1]],
  },
  'the job of another window fails, and so does the job of the rollback': {
    actions: [deploy({ A: WAITS }), { kind: 'weather', outcome: 'bad' }, deploy({ A: { ...WAITS, execution: 'other window' } })],
    counts: [['stacks end as', 'UPDATE_ROLLBACK_COMPLETE', 1], ['stacks end as', 'UPDATE_ROLLBACK_FAILED', 0]],
  },
  'somebody removes the association, and AWS refuses to create it again for another window': {
    actions: [deploy({ A: LOGS }), { kind: 'stranger', does: 'remove', where: 0 }, deploy({ A: { ...LOGS, execution: 'other window' } })],
    counts: [['stacks end as', 'UPDATE_ROLLBACK_COMPLETE', 1], ['stacks end as', 'UPDATE_ROLLBACK_FAILED', 0]],
  },
  'the job of another window fails without a rollback, as that of its reverse, and the window is deployed again': {
    actions: [
      deploy({ A: WAITS }), { kind: 'weather', outcome: 'bad' }, ...[1, 2].map(() => ({ ...deploy({ A: { ...WAITS, execution: 'other window' as const } }), noRollback: true })),
    ],
    counts: [['stacks end as', 'UPDATE_FAILED', 2]],
  },
  'the result of a create is lost, and the association is deployed again': {
    actions: [
      deploy({ B: OTHER }),
      deploy({ B: OTHER, A: LOGS }, fault('app-integrations', 'CreateDataIntegrationAssociation', { kind: 'cut', when: 'after' }, 20)),
      deploy({ B: OTHER, A: LOGS }),
    ],
    counts: [['stacks end as', 'UPDATE_COMPLETE', 1]],
  },
  'an association with remaining: FAIL is renamed': {
    actions: [deploy({ A: { ...LOGS, remaining: 'FAIL' } }), deploy({ B: { ...LOGS, remaining: 'FAIL' } })],
    counts: [['stacks end as', 'UPDATE_COMPLETE', 1], ['decisions', 'refused', 0]],
  },
};

/** The histories by name. Each returns its problem, for a person. */
export const NAMED_ASSOCIATIONS: Readonly<Record<string, () => Promise<string | undefined>>> = Object.fromEntries(
  Object.entries(HISTORIES).map(([name, named]) => [name, async () => problemOf(named, associationScenario())]),
);
