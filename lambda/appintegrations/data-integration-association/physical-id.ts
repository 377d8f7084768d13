/**
 * The physical id of an association: `<dataIntegrationId>/<hash of the immutable properties>/<associationId or none>`. The
 * hash changes if the service needs another association. An update in place keeps the id.
 */
import type { Wanted } from './properties';
import { NOTHING_MADE } from '../../lifecycle/physical-id';

export interface PhysicalId {
  readonly dataIntegrationId: string;
  readonly identity: string;
  /** Undefined if a create may have acted, but its result is not known. */
  readonly associationId?: string;
}

export function formatPhysicalId({ dataIntegrationId, identity }: Wanted, associationId: string | undefined): string {
  return [dataIntegrationId, identity, associationId ?? 'none'].join('/');
}

/** Undefined for an id that CloudFormation invented, and for `nothing-made`. */
export function parsePhysicalId(physicalId: string): PhysicalId | undefined {
  const match = /^([A-Za-z0-9-]{1,255})\/([0-9a-f]{32})\/([^/]+)$/.exec(physicalId);
  // Stryker disable next-line ArrayDeclaration: the first element is not used
  const [, dataIntegrationId, identity, associationId] = match ?? [];
  // Stryker disable next-line ConditionalExpression,LogicalOperator,BooleanLiteral: for the compiler; a match has all three, and no match none
  if (!dataIntegrationId || !identity || !associationId) return undefined;
  return { dataIntegrationId, identity, associationId: associationId === 'none' ? undefined : associationId };
}

export function isIssued(physicalId: string): boolean {
  return physicalId === NOTHING_MADE || parsePhysicalId(physicalId) !== undefined;
}

export function isFor(physicalId: PhysicalId, wanted: Wanted): boolean {
  return physicalId.dataIntegrationId === wanted.dataIntegrationId && physicalId.identity === wanted.identity;
}
