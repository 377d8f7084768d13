/**
 * The campaign over the wire: fewer and shorter histories, through the whole local cloud with real templates, real
 * assets in real processes, and the real state machine.
 */
import fc from 'fast-check';
import { WiredAssociations } from './associations';
import { WiredAttachments } from './attachments';
import { wired } from './histories';
import { Observation } from './observation';
import { WirePlayer } from './player';
import type { MakeSubject } from './subject';
import { Tap } from './tap';
import { trace } from './trace';
import { Sandbox } from '../../../sandbox/cloud/sandbox';
import { smallAssociationHistories } from '../association-history';
import { smallAttachmentHistories } from '../attachment-history';
import type { Campaign } from '../campaign';
import { Coverage } from '../coverage';
import type { History } from '../history';

/** The campaigns by name. */
export const WIRE_CAMPAIGNS: Readonly<Record<string, Campaign>> = {
  attachments: campaign(
    'attachments',
    wired(smallAttachmentHistories, (spec) => ({ ...spec, maxWait: spec.maxWait === 3000 ? 600 : spec.maxWait })),
    (observation, open) => new WiredAttachments(observation, open),
  ),
  associations: campaign(
    'associations',
    wired(smallAssociationHistories, (spec) => spec),
    (observation, open) => new WiredAssociations(observation, open),
  ),
};

function campaign<S>(name: string, histories: fc.Arbitrary<History<S>>, make: MakeSubject<S>): Campaign {
  return {
    run: async ({ runs, seed, path, onHistory }) => {
      const cloud = await Sandbox.start();
      const tap = new Tap(cloud);
      const coverage = new Coverage();
      let played = 0;
      const property = fc.asyncProperty(histories, async ({ open, actions }) => {
        const observation = new Observation(cloud, tap, `H${played += 1}`);
        const subject = make(observation, open);
        const violations = await new WirePlayer(observation, subject, coverage).play(actions);
        subject.remove();
        onHistory?.();
        if (violations.length > 0) throw new Error(`${violations.join('\n')}\n\nThe events:\n${trace(observation)}`);
      });
      try {
        // In real time, no history plays twice in the same way, so a shorter one would prove little.
        const details = await fc.check(property, { numRuns: runs, seed, path, endOnFailure: true });
        const { failed, errorInstance, counterexample, counterexamplePath } = details;
        return {
          histories: played,
          coverage,
          counterexample: !failed ? undefined : [
            errorInstance instanceof Error ? errorInstance.message : String(errorInstance),
            `\nThe history: ${JSON.stringify(counterexample?.[0], undefined, 1)}`,
            `\nPlay it again with --wire 1 --only ${name} --seed ${seed} --path ${counterexamplePath}`,
          ].join('\n'),
        };
      } finally {
        await cloud.stop();
      }
    },
  };
}
