/**
 * The registry of CloudFormation, in the form in which the CDK ships it. It says which types exist, how they are identified,
 * which attributes they have and which properties replace them.
 */
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';

export type TypeDefinition = NonNullable<ReturnType<typeof lookUp>>;

let specification: ReturnType<typeof loadAwsServiceSpecSync> | undefined;

export function lookUp(typeName: string) {
  // Loaded only when needed because it is large.
  specification ??= loadAwsServiceSpecSync();
  return specification.lookup('resource', 'cloudFormationType', 'equals', typeName)[0];
}

/** The properties whose change replaces a resource of the type. */
export function createOnlyOf({ properties }: TypeDefinition): string[] {
  return Object.keys(properties).filter((name) => properties[name]?.causesReplacement === 'yes');
}

/**
 * The property with which a template names a resource. The registry does not mark it. It is the identifier, if a template can
 * give that, or a name after the type itself, such as the `QueueName` of a queue or the `GroupName` of a security group.
 */
export function nameProperty(definition: TypeDefinition): string | undefined {
  const { primaryIdentifier = [], cloudFormationType } = definition;
  const createOnly = createOnlyOf(definition);
  // A part of an identifier is no name: the inline policies of two roles may have the same one.
  if (primaryIdentifier.length > 1) return undefined;
  return createOnly.find((name) => name === primaryIdentifier[0])
    ?? createOnly.find((name) => /.Name$/.test(name) && cloudFormationType.endsWith(name.slice(0, -'Name'.length)));
}
