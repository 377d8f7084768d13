/**
 * Stand-ins: resources of types that the local cloud has no service for. Nothing is created, but `Ref` and `Fn::GetAtt` return
 * values as AWS might. So an app can be deployed for the sake of its other parts.
 */
import { randomBytes } from 'node:crypto';
import { Place, Properties, ResourceContext, ResourceState, ResourceType, ServiceError } from '../core';
import { physicalName } from '../names';
import { createOnlyOf, lookUp, nameProperty, TypeDefinition } from './registry';

/** A stand-in for a type of AWS, or undefined if AWS has no such type. */
export function standInType(typeName: string, place: Place): ResourceType | undefined {
  const definition = lookUp(typeName);
  if (definition === undefined) return undefined;
  const property = uniqueName(definition);
  const taken = new Set<unknown>();
  return {
    typeName,
    isStandIn: true,
    createOnly: createOnlyOf(definition),
    create: async (given, context) => {
      const name = property && given[property];
      if (name !== undefined) {
        if (taken.has(name)) throw new ServiceError('AlreadyExists', `${typeName} already exists: ${String(name)}`);
        taken.add(name);
      }
      return state(definition, given, context, place);
    },
    update: async ({ physicalId, ref, attributes }, given) => ({
      physicalId, ref, attributes: { ...attributes, ...named(given, Object.keys(attributes)) },
    }),
    delete: async (_state, given) => void (property && taken.delete(given[property])),
  };
}

/** The property with a name that only one resource can have. If AWS makes up an id, several resources may have the same name. */
function uniqueName(definition: TypeDefinition): string | undefined {
  const [identifier = ''] = definition.primaryIdentifier ?? [];
  const property = nameProperty(definition);
  return identifier === property || !identifier.endsWith('Id') ? property : undefined;
}

function state(definition: TypeDefinition, given: Properties, context: ResourceContext, place: Place): ResourceState {
  const name = physicalName(context, 63);
  const own = randomBytes(9).toString('hex').slice(0, 17);
  const identifiers = definition.primaryIdentifier ?? [];
  const value = (attribute: string): unknown => {
    if (attribute in given && typeof given[attribute] !== 'object') return given[attribute];
    if (attribute.endsWith('Arn')) return arn(definition, given, name, place);
    if (/Name$/.test(attribute)) return name;
    if (/Id$/.test(attribute)) return `${attribute.slice(0, -2).toLowerCase() || 'id'}-${own}`;
    return `${attribute.toLowerCase()}-of-${name}`;
  };
  const attributes = Object.fromEntries(Object.entries(definition.attributes).map(([attribute, { type }]) => {
    switch (type.type) {
      case 'array': return [attribute, given[attribute] ?? [value(attribute)]];
      case 'integer': case 'number': return [attribute, given[attribute] ?? 1];
      case 'boolean': return [attribute, given[attribute] ?? true];
      default: return [attribute, value(attribute)];
    }
  }));
  const physicalId = identifiers.length === 0 ? name : identifiers.map((identifier) => String(attributes[identifier] ?? value(identifier))).join('|');
  return { physicalId, attributes };
}

/** The given properties with these names. */
function named(given: Properties, names: readonly string[]): Properties {
  return Object.fromEntries(names.filter((name) => name in given).map((name) => [name, given[name]]));
}

function arn(
  { arnTemplate, cloudFormationType }: TypeDefinition, given: Properties, name: string, { partition, region, account }: Place,
): string {
  const [, service = '', type = ''] = cloudFormationType.toLowerCase().split('::');
  if (arnTemplate === undefined) return `arn:${partition}:${service}:${region}:${account}:${type}/${name}`;
  return arnTemplate
    .replaceAll('${Partition}', partition)
    .replaceAll('${Region}', region)
    .replaceAll('${Account}', account)
    // A rule's `${RuleName}` is its property `Name`.
    .replaceAll(/\$\{(\w+)\}/g, (_, part: string) => String(given[part] ?? (part.endsWith('Name') ? given.Name : undefined) ?? name));
}
