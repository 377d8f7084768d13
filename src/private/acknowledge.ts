import { type CfnResource, Validations } from 'aws-cdk-lib/core';

/**
 * Tells cdk-nag that a finding is known, on the one resource that has it. Its ids hold colons, which
 * `Validations.acknowledge` does not take, so that they are written where it would write them.
 *
 * @param resource the resource that has the finding
 * @param id the finding, as cdk-nag names it
 * @param reason why it is as it is
 */
export function acknowledge(resource: CfnResource, id: string, reason: string): void {
  resource.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [id]: reason });
}
