/**
 * The physical id of an association: `<dataIntegrationId>/<hash of what cannot be changed>/<associationId or none>`. The
 * hash changes with what makes the service want another association; an update in place keeps the id.
 */
import type { Wanted } from './properties';
import { NOTHING_MADE } from '../../lifecycle/physical-id';

export interface PhysicalId {
  readonly dataIntegrationId: string;
  readonly identity: string;
  /** Undefined where a create may have acted and nobody could find out. */
  readonly associationId?: string;
}

export function formatPhysicalId({ dataIntegrationId, identity }: Wanted, associationId: string | undefined): string {
  return [dataIntegrationId, identity, associationId ?? 'none'].join('/');
}

/** Undefined for one that CloudFormation invented, or that says that nothing was made. */
export function parsePhysicalId(physicalId: string): PhysicalId | undefined {
  const match = /^([A-Za-z0-9-]{1,255})\/([0-9a-f]{32})\/([^/]+)$/.exec(physicalId);
  // Stryker disable next-line ArrayDeclaration: the first element is not looked at
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
