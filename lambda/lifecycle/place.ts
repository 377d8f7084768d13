import { Refusal } from './lifecycle';
import type { Request } from './request';

/** The place where the function runs. It cannot reach resources in other regions. */
export interface Place {
  readonly region: string;
}

/**
 * Checks ARNs that were tokens at synthesis.
 *
 * @param arns the ARNs to check, by the property that each came from
 *
 * @throws Refusal if one is of another region or account than the stack
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
