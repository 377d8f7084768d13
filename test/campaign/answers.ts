/**
 * Whether a request was answered in different ways. CloudFormation takes the first answer only, and a success stands where what
 * comes after it is refused:
 *
 * - by a service that has granted the same a moment before, when that is repeated since nobody has learnt of the answer;
 * - by IAM, when an event comes again after its success, and the function's own policies went with the last resource.
 */
export function contradict(bodies: readonly string[]): boolean {
  const [first] = bodies;
  return new Set(bodies.filter((body) => first === undefined || !isRefusedAfter(first, body))).size > 1;
}

const REFUSALS = /\b(Attach|Detach|Create|Update)(DataSource|DataIntegrationAssociation) failed with |is not authorized to perform: states:/;

function isRefusedAfter(first: string, body: string): boolean {
  const statusOf = (answer: string): string => (JSON.parse(answer) as { readonly Status: string }).Status;
  return statusOf(first) === 'SUCCESS' && statusOf(body) === 'FAILED' && REFUSALS.test(body);
}
