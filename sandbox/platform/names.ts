import { randomBytes } from 'node:crypto';
import { ResourceContext } from './core';

/** A name as CloudFormation generates it: stack, logical id and a random part, cut to the length that the service allows. */
export function physicalName({ stackName, logicalId }: ResourceContext, maxLength: number): string {
  const random = randomBytes(6).toString('hex');
  const room = maxLength - random.length - 2;
  const stack = stackName.slice(0, Math.max(Math.floor(room / 2), room - logicalId.length));
  return `${stack}-${logicalId.slice(0, room - stack.length)}-${random}`;
}
