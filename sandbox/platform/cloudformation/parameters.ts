/**
 * The definitions of a template's parameters, and what they demand of a value.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
 */
import * as v from 'valibot';
import { ValidationError } from './validation-error';

/** CloudFormation accepts numbers and booleans where a parameter's values are texts. */
const scalar = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String));
const bound = v.optional(v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.finite()));

export const parameterSchema = v.looseObject({
  Type: v.string(),
  Default: v.optional(scalar),
  AllowedValues: v.optional(v.array(scalar)),
  AllowedPattern: v.optional(v.string()),
  MinLength: bound,
  MaxLength: bound,
  MinValue: bound,
  MaxValue: bound,
  ConstraintDescription: v.optional(v.string()),
  NoEcho: v.optional(v.union([v.boolean(), v.string()])),
});

export type ParameterDefinition = v.InferOutput<typeof parameterSchema>;

/** The members of a parameter that is a list. */
export function listMembers(type: string, value: string): string[] | undefined {
  // AWS documents only for this type that blanks around its members are removed.
  if (type.includes('CommaDelimitedList')) return value.split(',').map((member) => member.trim());
  return type.includes('List<') ? value.split(',') : undefined;
}

/** Whether descriptions of the stack must not show the parameter's value. */
export function isSecret({ NoEcho }: ParameterDefinition): boolean {
  return String(NoEcho).toLowerCase() === 'true';
}

/** Refuses a value that violates a constraint. Each member of a list must meet all of them. */
export function refuseUnlessAllowed(name: string, definition: ParameterDefinition, value: string): void {
  // The constraints of an SSM parameter are about its name, which is never a list.
  const isLookup = definition.Type.startsWith('AWS::SSM::');
  const members = isLookup ? [value] : listMembers(definition.Type, value) ?? [value];
  const [violation] = members.flatMap((member) => violations(name, definition, member));
  if (violation === undefined) return;
  const { ConstraintDescription: description } = definition;
  throw new ValidationError(description === undefined
    ? `Parameter '${name}' ${violation}`
    : `Parameter ${name} failed to satisfy constraint: ${description}`);
}

function violations(name: string, definition: ParameterDefinition, value: string): string[] {
  const { Type, AllowedValues, AllowedPattern, MinLength = 0, MaxLength = Infinity } = definition;
  return [
    ...AllowedValues?.includes(value) === false ? ['must be one of AllowedValues'] : [],
    ...AllowedPattern !== undefined && !wholePattern(name, AllowedPattern).test(value) ? [`must match pattern ${AllowedPattern}`] : [],
    ...value.length < MinLength ? [`must contain at least ${MinLength} characters`] : [],
    ...value.length > MaxLength ? [`must contain at most ${MaxLength} characters`] : [],
    ...Type === 'Number' || Type === 'List<Number>' ? numberViolations(definition, value.trim()) : [],
  ];
}

function numberViolations({ MinValue = -Infinity, MaxValue = Infinity }: ParameterDefinition, value: string): string[] {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) return ['must be a number'];
  if (Number(value) < MinValue) return [`must be a number not less than ${MinValue}`];
  return Number(value) > MaxValue ? [`must be a number not greater than ${MaxValue}`] : [];
}

/** Parts of a pattern in Java that JavaScript accepts with another meaning: anchors, classes and intersections. */
const JAVA_ONLY = /\\[AGQEZzhHRXpP]|&&/;

/** The pattern for the whole value. */
function wholePattern(name: string, pattern: string): RegExp {
  try {
    if (!JAVA_ONLY.test(pattern)) return new RegExp(`^(?:${pattern})$`);
  } catch {
    // Java may understand it.
  }
  throw new ValidationError(`Parameter '${name}': the local cloud cannot read the AllowedPattern ${pattern}`);
}
