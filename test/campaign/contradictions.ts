/**
 * Whether a request got different responses. CloudFormation uses the first one. A second one is unavoidable if
 *
 * - a step sent a success and was lost, so it was repeated, and until then a service refused what it had allowed before, or the
 *   status of an attachment that was accepted while PENDING changed;
 * - or an event is delivered again after the function's permissions were deleted with the last resource of the stack;
 * - or the start of a request was refused, and allowed when the event was delivered again. Later requests find it by its record.
 */
export function contradict(bodies: readonly string[], lostStep: boolean): boolean {
  const [first = '', ...others] = bodies;
  if (START_REFUSED.test(first)) return false;
  return others.some((body) => body !== first && !WITHOUT_PERMISSIONS.test(body) && !(lostStep && mayFollow(body, first)));
}

const START_REFUSED = /"Status":"FAILED","Reason":"[^"]*StartExecution failed with/;
const WITHOUT_PERMISSIONS = /is not authorized to perform: states:/;
const STATUS_OF_ATTACHMENT = /"Status":"(PENDING|ATTACHED|FAILED)"/;

function mayFollow(body: string, first: string): boolean {
  return succeeded(first) && (!succeeded(body) || withoutStatus(body) === withoutStatus(first));
}

function succeeded(body: string): boolean {
  return (JSON.parse(body) as { readonly Status: string }).Status === 'SUCCESS';
}

function withoutStatus(body: string): string {
  return body.replace(STATUS_OF_ATTACHMENT, '');
}
