import { ValidationError } from './validation-error';

/**
 * The first blocks of addresses inside a block, each with this many bits for hosts.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-cidr.html
 */
export function cidrs(block: string, count: number, bits: number | undefined): string[] {
  const { first, hostBits } = parse(block);
  // Optional in the CDK, but required by CloudFormation: https://github.com/awsdocs/aws-cloudformation-user-guide/issues/71
  if (bits === undefined) throw new ValidationError('Template error: Fn::Cidr needs cidrBits: CloudFormation has no default for it');
  if (!isIntegerUpTo(256, count)) throw new ValidationError(`Template error: the count of Fn::Cidr must be from 1 to 256, not ${count}`);
  if (!isIntegerUpTo(32, bits)) throw new ValidationError(`Template error: the cidrBits of Fn::Cidr must be from 1 to 32, not ${bits}`);
  const room = 2 ** hostBits - first % 2 ** hostBits;
  if (count * 2 ** bits > room) throw new ValidationError(`Template error: Fn::Cidr: there is no room in ${block} for ${count} blocks with ${bits} bits for hosts`);
  return Array.from({ length: count }, (_, index) => {
    const start = first + index * 2 ** bits;
    return `${[24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256).join('.')}/${32 - bits}`;
  });
}

/** The first address as a number, and the bits for hosts. */
function parse(block: string): { readonly first: number; readonly hostBits: number } {
  const [, address = '', prefix] = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(block) ?? [];
  const octets = address.split('.').map(Number);
  if (prefix === undefined || Number(prefix) > 32 || octets.some((octet) => octet > 255)) {
    throw new ValidationError(`Template error: Fn::Cidr: the local cloud divides IPv4 blocks only, not ${block}`);
  }
  return { first: octets.reduce((sum, octet) => sum * 256 + octet, 0), hostBits: 32 - Number(prefix) };
}

function isIntegerUpTo(most: number, value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most;
}
