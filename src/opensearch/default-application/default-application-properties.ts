/**
 * The resource type. CloudFormation and the handler identify the kind of resource by it. It must never change, because that would
 * replace every deployed resource.
 *
 * @internal
 */
export const DEFAULT_APPLICATION = 'Custom::OpenSearchDefaultApplication';

/**
 * The properties of the custom resource, as CloudFormation delivers them to the handler in `ResourceProperties`. Every scalar is
 * a string.
 *
 * @internal
 */
export interface DefaultApplicationProperties {
  readonly ApplicationArn: string;
  /** What a create does if there is already a default application. */
  readonly ExistingDefault: 'FAIL' | 'ADOPT';
}
