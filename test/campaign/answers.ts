/**
 * Whether a request was answered in different ways. CloudFormation takes the first answer, and nobody can help it that another
 * one follows where
 *
 * - a step had answered with a success and was lost, so that it was repeated, and until then a service refused what it had granted
 *   before, or an attachment that was accepted while PENDING had got another status;
 * - an event comes again, and the function's own permissions have gone with the last resource of the stack.
 */
export function contradict(bodies: readonly string[], lostStep: boolean): boolean {
  const [first, ...others] = bodies;
  return others.some((body) => body !== first && !WITHOUT_PERMISSIONS.test(body) && !(lostStep && mayFollow(body, first)));
}

const WITHOUT_PERMISSIONS = /is not authorized to perform: states:/;
const STATUS_OF_ATTACHMENT = /"Status":"(PENDING|ATTACHED|FAILED)"/;

function mayFollow(body: string, first = ''): boolean {
  return succeeded(first) && (!succeeded(body) || withoutStatus(body) === withoutStatus(first));
}

function succeeded(body: string): boolean {
  return (JSON.parse(body) as { readonly Status: string }).Status === 'SUCCESS';
}

function withoutStatus(body: string): string {
  return body.replace(STATUS_OF_ATTACHMENT, '');
}
