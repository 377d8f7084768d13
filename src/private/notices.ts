import { Annotations, Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** The beginning of all ids. */
const PREFIX = 'cdk-data-attachments:';

/**
 * Adds a warning about something that is legal but risky. To be called at synthesis.
 *
 * @param id the id by which people acknowledge the warning, without the library's name. It must never change.
 */
export function warn(scope: IConstruct, id: string, message: string): void {
  if (!isAcknowledged(scope, PREFIX + id)) Annotations.of(scope).addWarningV2(PREFIX + id, message);
}

/** Adds an info about an effect that people may not expect. To be called at synthesis. */
export function inform(scope: IConstruct, id: string, message: string): void {
  if (!isAcknowledged(scope, PREFIX + id)) Annotations.of(scope).addInfoV2(PREFIX + id, message);
}

/** Postpones a warning or info until synthesis. Only then is it known which ids were acknowledged, and on which scopes. */
export function atSynthesis(scope: IConstruct, say: () => void): void {
  scope.node.addValidation({
    validate: () => {
      say();
      return [];
    },
  });
}

/**
 * Whether somebody has called `Validations.of(…).acknowledge(…)` with this id on the construct or on a scope of it.
 *
 * The CDK has such a check of its own, which is not enough. It ignores acknowledgements on the construct itself and on the app,
 * if the message is added after them. It cannot acknowledge an info in this way. And it writes the id with a namespace, whose
 * name depends on the version and is not what the CLI prints.
 */
function isAcknowledged(scope: IConstruct, id: string): boolean {
  return scope.node.scopes.some(({ node }) => node.metadata.some(({ type, data }) =>
    type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY && Object.keys(Object(data)).some((rule) => rule === id || rule.endsWith(`::${id}`))));
}
