import { createHash } from 'node:crypto';
import { runSimulation, type RunSimulationResults, type Simulation } from '@cloud-copilot/iam-simulate';

/** The most outcomes that are kept. */
const KEPT = 10_000;
const outcomes = new Map<string, Promise<RunSimulationResults>>();

/**
 * Evaluates a request against policies. The same question has the same answer, and it takes milliseconds to find, so it is found
 * once: functions make the same calls again and again.
 */
export async function simulate(simulation: Simulation): Promise<RunSimulationResults> {
  const key = createHash('sha256').update(JSON.stringify(simulation)).digest('base64');
  const known = outcomes.get(key);
  if (known) return known;
  if (outcomes.size >= KEPT) outcomes.clear();
  const outcome = runSimulation(simulation, {});
  outcomes.set(key, outcome);
  return outcome;
}
