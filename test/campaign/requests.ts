import type { Cloud } from './cloud';

/** CloudFormation waits for the answer to a request this long, in milliseconds. */
const SERVICE_TIMEOUT = 3_600_000;

/** What must hold for every request so far, whichever resource it is for. */
export function checkAnswers(cloud: Cloud): void {
  const { answers } = cloud.cloudFormation.customResources;
  for (const { event, issuedAt } of cloud.functions.deliveries) {
    const own = answers.filter(({ request }) => request.RequestId === event.RequestId);
    const what = `${event.RequestType} of ${event.LogicalResourceId}`;
    const told = own.filter(({ body }) => !isRefusedAfterAll(body, own[0]?.body));
    if (new Set(told.map(({ body }) => body)).size > 1) cloud.violate(`${what} has different answers: ${own.map(({ body }) => body).join(' and ')}`);
    for (const { body, at, counted } of own) {
      if (Buffer.byteLength(body) > 4096) cloud.violate(`the answer to ${what} has ${Buffer.byteLength(body)} bytes`);
      if (counted && at - issuedAt > SERVICE_TIMEOUT) cloud.violate(`the answer to ${what} comes too late`);
      const { Status, Reason } = JSON.parse(body) as { Status: string; Reason?: string };
      if (Status === 'FAILED' && !Reason?.includes(event.LogicalResourceId)) cloud.violate(`the reason of ${what} does not name it: ${Reason}`);
    }
  }
  for (const { id, events } of cloud.cloudFormation.stacks.all()) {
    for (const { logicalId, reason } of events) {
      const requestId = /did not receive a response .* requestId \[(.*)\]/.exec(reason ?? '')?.[1];
      const delivery = cloud.functions.deliveries.find(({ event }) => event.StackId === id && event.RequestId === requestId);
      // One whose every delivery was killed was never heard of.
      if (delivery && delivery.outcome !== 'given up') cloud.violate(`${logicalId} was never answered`);
    }
  }
}

/**
 * A service may refuse what it has granted a moment before, when that is repeated since nobody has learnt of the answer. The
 * success that was answered stands: CloudFormation takes the first answer only.
 */
function isRefusedAfterAll(body: string, first = body): boolean {
  const statusOf = (answer: string): string => (JSON.parse(answer) as { readonly Status: string }).Status;
  return statusOf(first) === 'SUCCESS' && statusOf(body) === 'FAILED' && /\b\w+(DataSource|Association)\w* failed with /.test(body);
}
