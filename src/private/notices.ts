import { Annotations, Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** What all ids begin with. */
const PREFIX = 'cdk-data-attachments:';

/**
 * Warns of something that is legal and risky. To be called at synthesis.
 *
 * @param id what it is acknowledged by, without the library's name. It must never change.
 */
export function warn(scope: IConstruct, id: string, message: string): void {
  if (!isAcknowledged(scope, PREFIX + id)) Annotations.of(scope).addWarningV2(PREFIX + id, message);
}

/** Says what a person should know. To be called at synthesis, too. */
export function inform(scope: IConstruct, id: string, message: string): void {
  if (!isAcknowledged(scope, PREFIX + id)) Annotations.of(scope).addInfoV2(PREFIX + id, message);
}

/** Has something said at synthesis: only then is it known what was acknowledged, and by which scope. */
export function atSynthesis(scope: IConstruct, say: () => void): void {
  scope.node.addValidation({
    validate: () => {
      say();
      return [];
    },
  });
}

/**
 * Whether somebody has called `Validations.of(…).acknowledge(…)` with this id on the construct or on anything that it is in.
 *
 * The CDK itself does not look at the construct and at the app for what is said after the acknowledgement, knows no way
 * to acknowledge an info by it, and writes the id with a namespace, whose name differs from version to version and from
 * what the CLI prints.
 */
function isAcknowledged(scope: IConstruct, id: string): boolean {
  return scope.node.scopes.some(({ node }) => node.metadata.some(({ type, data }) =>
    type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY && Object.keys(Object(data)).some((rule) => rule === id || rule.endsWith(`::${id}`))));
}
