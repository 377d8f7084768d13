/** The CDK's rules for the API of a construct library, as far as they apply to one outside of the CDK. */
import {
  type Assembly, type Callable, type ClassType, type Docs, type InterfaceType, type Property, type TypeReference, TypeSystem,
} from 'jsii-reflect';

/**
 * Inputs that are whole resources although a reference would be narrower. The reason: statements have to be added to their
 * policies, and a reference cannot do that.
 */
const WHOLE_RESOURCES = ['ApplicationProps.encryptionKey', 'CustomerProfilesExportProps.bucket', 'CustomerProfilesExportProps.encryptionKey'];

/** Members of Java's `Object` that no class may define again. */
const RESERVED_IN_JAVA = ['clone', 'finalize', 'getClass', 'hashCode', 'notify', 'notifyAll', 'toString', 'wait'];

export async function loadAssembly(packageDirectory: string): Promise<Assembly> {
  // The CDK's own assembly uses it.
  return new TypeSystem().load(packageDirectory, { supportedFeatures: ['intersection-types'] });
}

/** Public symbols without documentation, and optional properties that do not document their default. */
export function undocumented({ classes, interfaces, enums }: Assembly): string[] {
  const bare = (name: string, docs: Docs) => docs.summary.trim() === '' ? [name] : [];
  return [
    ...[...classes, ...interfaces].flatMap((type) => [
      ...bare(type.name, type.docs),
      ...type.ownMembers.flatMap((member) => bare(`${type.name}.${member.name}`, member.docs)),
    ]),
    ...enums.flatMap((type) => [...bare(type.name, type.docs), ...type.members.flatMap((member) => bare(`${type.name}.${member.name}`, member.docs))]),
    ...structs(interfaces).flatMap((type) => type.ownProperties
      .filter((property) => property.optional && property.spec.docs?.default === undefined)
      .map((property) => `${nameOf(property)} lacks a @default`)),
  ];
}

/** Interfaces that a user may implement without the mark by which a comparison of versions finds a new required member. */
export function unmarked({ interfaces }: Assembly): string[] {
  return interfaces.filter((type) => !type.datatype && type.spec.docs?.subclassable !== true).map(({ name }) => name);
}

/** Inputs of a wider type than they need: a construct instead of its interface, or an interface instead of its reference. */
export function tooWide({ interfaces }: Assembly): string[] {
  return structs(interfaces).flatMap((type) => type.ownProperties).flatMap((property) => {
    const { type } = property;
    if (type.fqn === undefined || WHOLE_RESOURCES.includes(nameOf(property))) return [];
    const declared = property.system.findFqn(type.fqn);
    if (declared.isClassType() && isConstruct(declared)) return [`${nameOf(property)} takes the class ${declared.name}`];
    const reference = `${declared.name}Ref`;
    return declared.isInterfaceType() && declared.getInterfaces(true).some(({ name }) => name === reference)
      ? [`${nameOf(property)} takes ${declared.name} where ${reference} would do`] : [];
  });
}

/** Constructs that break a convention of all constructs. */
export function unusualConstructs(assembly: Assembly): string[] {
  return assembly.classes.filter(isConstruct).flatMap((construct) => [
    ...hasParameters(construct.initializer, ['scope', 'id', 'props']) && construct.initializer?.parameters[2]?.type.fqn === `${construct.fqn}Props`
      ? [] : [`${construct.name} is not made of scope, id and ${construct.name}Props`],
    ...construct.ownProperties.some(({ name, const: constant }) => name === 'PROPERTY_INJECTION_ID' && constant)
      ? [] : [`${construct.name} lacks a PROPERTY_INJECTION_ID`],
    ...construct.extends(construct.system.findClass('aws-cdk-lib.Resource')) ? unusualResource(assembly, construct) : [],
  ]);
}

function unusualResource({ interfaces }: Assembly, resource: ClassType): string[] {
  const contract = interfaces.find(({ name }) => name === `I${resource.name}`);
  if (contract === undefined || !resource.getInterfaces(true).includes(contract)) return [`${resource.name} does not implement I${resource.name}`];
  const factory = resource.ownMethods.find(({ name }) => name === `from${resource.name}Attributes`);
  const { properties } = resource.spec;
  return [
    ...contract.getInterfaces(true).some(({ fqn }) => fqn === 'aws-cdk-lib.IResource') ? [] : [`I${resource.name} is not an IResource`],
    ...factory?.static && factory.returns.type.fqn === contract.fqn && hasParameters(factory, ['scope', 'id', 'attributes'])
      ? [] : [`${resource.name} lacks a static from${resource.name}Attributes(scope, id, attributes): I${resource.name}`],
    ...contract.ownProperties
      .filter(({ name }) => properties?.find((property) => property.name === name)?.docs?.custom?.attribute === undefined)
      .map((property) => `${resource.name}.${property.name} is not marked as an @attribute`),
  ];
}

/** Names that a language cannot have, and types that some languages cannot tell apart. */
export function unspeakable({ classes, interfaces }: Assembly): string[] {
  return [...classes, ...interfaces].flatMap((type) => [
    ...type.ownMembers.filter(({ name }) => RESERVED_IN_JAVA.includes(name)).map(({ name }) => `${type.name}.${name} is a method of Java's Object`),
    ...type.ownProperties.filter((property) => isVague(property.type)).map((property) => `${nameOf(property)} has no particular type`),
  ]);
}

/** Types that only the library itself uses. jsii ensures that no such member exists. */
export function leaked({ classes, interfaces, enums }: Assembly): string[] {
  return [...classes, ...interfaces, ...enums]
    .filter(({ locationInModule }) => /src\/(private|provider)\//.test(locationInModule?.filename ?? ''))
    .map(({ name }) => name);
}

function structs(interfaces: readonly InterfaceType[]): InterfaceType[] {
  return interfaces.filter(({ datatype }) => datatype);
}

function nameOf(property: Property): string {
  return `${property.parentType.name}.${property.name}`;
}

function isConstruct(type: ClassType): boolean {
  return type.extends(type.system.findClass('constructs.Construct'));
}

function hasParameters(callable: Callable | undefined, names: readonly string[]): boolean {
  return callable?.parameters.map(({ name }) => name).join() === names.join();
}

function isVague(type: TypeReference): boolean {
  return type.isAny || type.unionOfTypes !== undefined
    || [type.arrayOfType, type.mapOfType].some((element) => element !== undefined && isVague(element));
}
