import type { Cloud } from './cloud';
import { contradict } from './contradictions';

/** How long CloudFormation waits for the response to a request, in milliseconds. */
const SERVICE_TIMEOUT = 3_600_000;

/** The rules for every request so far, for any resource. */
export function checkAnswers(cloud: Cloud): void {
  const { responses } = cloud.cloudFormation.customResources;
  for (const { event, issuedAt } of cloud.functions.deliveries) {
    const own = responses.filter(({ request }) => request.RequestId === event.RequestId);
    const what = `${event.RequestType} of ${event.LogicalResourceId}`;
    if (contradict(own.map(({ body }) => body), cloud.lostSteps.has(event.RequestId))) cloud.violate(`${what} has different responses: ${own.map(({ body }) => body).join(' and ')}`);
    for (const { body, at, counted } of own) {
      if (Buffer.byteLength(body) > 4096) cloud.violate(`the response to ${what} has ${Buffer.byteLength(body)} bytes`);
      if (counted && at - issuedAt > SERVICE_TIMEOUT) cloud.violate(`the response to ${what} comes too late`);
      const { Status, Reason } = JSON.parse(body) as { Status: string; Reason?: string };
      if (Status === 'FAILED' && !Reason?.includes(event.LogicalResourceId)) cloud.violate(`the reason of ${what} does not name it: ${Reason}`);
    }
  }
  for (const { id, events } of cloud.cloudFormation.stacks.all()) {
    for (const { logicalId, reason } of events) {
      const requestId = /did not receive a response .* requestId \[(.*)\]/.exec(reason ?? '')?.[1];
      const delivery = cloud.functions.deliveries.find(({ event }) => event.StackId === id && event.RequestId === requestId);
      // If all deliveries of a request were killed, it gets no response.
      if (delivery && delivery.outcome !== 'dropped') cloud.violate(`${logicalId} never got a response`);
    }
  }
}
