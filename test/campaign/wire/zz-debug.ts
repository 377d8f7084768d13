import fc from 'fast-check';
import { WiredAttachments } from '/work/main/test/campaign/wire/attachments';
import { wired } from '/work/main/test/campaign/wire/histories';
import { Observation } from '/work/main/test/campaign/wire/observation';
import { WirePlayer } from '/work/main/test/campaign/wire/player';
import { Tap } from '/work/main/test/campaign/wire/tap';
import { trace } from '/work/main/test/campaign/wire/trace';
import { Sandbox } from '/work/main/sandbox/sandbox';
import { attachmentHistories } from '/work/main/test/campaign/attachment-history';
import { Coverage } from '/work/main/test/campaign/coverage';
async function main() {
  const seed = Number(process.argv[2]); const runs = Number(process.argv[3]);
  const cloud = await Sandbox.start({ scale: 100 });
  const tap = new Tap(cloud);
  let n = 0;
  const property = fc.asyncProperty(wired(attachmentHistories, (spec) => ({ ...spec, maxWait: spec.maxWait === 3000 ? 600 : spec.maxWait })), async (history) => {
    const observation = new Observation(cloud, tap, `H${n += 1}`);
    const subject = new WiredAttachments(observation, history.open);
    const v = await new WirePlayer(observation, subject, new Coverage()).play(history.actions);
    subject.remove();
    const denied = observation.calls().filter((c) => c.error === 'AccessDeniedException').length;
    if (denied > 15 || v.length) { console.log('=====', n, denied, v, JSON.stringify(history, null, 1)); 
      let last = ''; let skipped = 0;
      for (const line of trace(observation).split('\n')) { const t = line.slice(10); if (t === last) { skipped++; continue; } if (skipped) console.log(`      (${skipped} more)`); skipped = 0; last = t; console.log(line.slice(0, 420)); } }
  });
  await fc.check(property, { numRuns: runs, seed, endOnFailure: true });
  await cloud.stop();
}
void main();
