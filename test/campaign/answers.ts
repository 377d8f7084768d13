/**
 * Whether a request was answered in different ways. CloudFormation takes the first answer, and nobody can help it that a failure
 * follows where
 *
 * - a step had answered with a success and was lost, so that it was repeated, and a service refused then what it had granted before;
 * - an event comes again, and the function's own permissions have gone with the last resource of the stack.
 */
export function contradict(bodies: readonly string[], lostStep: boolean): boolean {
  const [first, ...others] = bodies;
  return others.some((body) => body !== first && !WITHOUT_PERMISSIONS.test(body) && !(lostStep && succeeded(first) && !succeeded(body)));
}

const WITHOUT_PERMISSIONS = /is not authorized to perform: states:/;

function succeeded(body: string | undefined): boolean {
  return body !== undefined && (JSON.parse(body) as { readonly Status: string }).Status === 'SUCCESS';
}
