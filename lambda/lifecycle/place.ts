import { Refusal } from './lifecycle';
import type { Request } from './request';

/** Where the function runs: what is elsewhere is out of its reach. */
export interface Place {
  readonly region: string;
}

/**
 * What could not be told at synthesis, where an ARN was a token.
 *
 * @param arns the ARNs to check, by the property that each came from
 * @throws Refusal where one is of another region or account than the stack
 */
export function checkPlace(request: Request, { region }: Place, arns: Readonly<Record<string, string>>): void {
  const [, , , , account] = request.StackId.split(':');
  for (const [property, arn] of Object.entries(arns)) {
    const [, , , itsRegion, itsAccount] = arn.split(':');
    if (itsRegion === region && itsAccount === account) continue;
    throw new Refusal(`${property} ${JSON.stringify(arn)} is not in region ${region} and account ${account}, which are those of the stack; `
      + 'define this resource in a stack that has the region and account of the ARN');
  }
}
