/** The rules for everything that handlers send or write: responses to CloudFormation, and log lines. */
import type { Observation } from './observation';
import { contradict } from '../contradictions';

/** As CloudFormation does. */
const RESPONSE_LIMIT = 4096;

export function checkResponses(observation: Observation): void {
  const responses = observation.responses();
  for (const { event } of observation.requests()) {
    const bodies = responses.filter(({ request }) => request.RequestId === event.RequestId).map(({ body }) => body);
    const what = `${event.RequestType} of ${event.LogicalResourceId}`;
    const lostStep = observation.executions().some(({ props: { name }, history }) => name.endsWith(event.RequestId) && history.some(({ type }) => type === 'TaskFailed'));
    if (contradict(bodies, lostStep)) observation.violateForCertain(`${what} has different responses: ${bodies.join(' and ')}`);
    for (const body of bodies) {
      if (Buffer.byteLength(body) > RESPONSE_LIMIT) observation.violateForCertain(`the response to ${what} has ${Buffer.byteLength(body)} bytes`);
      const { Status, Reason } = JSON.parse(body) as { readonly Status: string; readonly Reason?: string };
      if (Status === 'FAILED' && !Reason?.includes(event.LogicalResourceId)) {
        observation.violateForCertain(`the reason of ${what} does not name it: ${Reason}`);
      }
    }
  }
  for (const { id, events } of observation.stacks()) {
    for (const { logicalId, reason } of events) {
      const requestId = /did not receive a response .* requestId \[(.*)\]/.exec(reason ?? '')?.[1];
      const deliveries = observation.deliveries().filter(({ event }) => event.StackId === id && event.RequestId === requestId);
      // If all deliveries of a request were killed, it gets no response.
      if (deliveries.some(({ invocation }) => invocation?.outcome === 'succeeded')) observation.violate(`${logicalId} never got a response`);
    }
  }
}

export function checkSecrets(observation: Observation): void {
  const texts = [...observation.lines(), ...observation.responses().map(({ body }) => body)].join('\n');
  const met = new Set<string>();
  for (const [what, secret] of observation.secrets()) {
    const at = texts.indexOf(secret);
    // One of a kind is enough.
    if (at < 0 || met.has(what)) continue;
    met.add(what);
    observation.violateForCertain(`${what} is in a log or a response: ${texts.slice(Math.max(0, at - 200), at)}`);
  }
  const [found] = /X-Amz-(Signature|Credential|Security-Token)|ResponseURL|clientToken/i.exec(texts) ?? [];
  if (found !== undefined) observation.violateForCertain(`${found} is in a log or a response`);
}
