import * as v from 'valibot';
import { parseDocument } from 'yaml';
import { isSecret, listMembers, parameterSchema, refuseUnlessAllowed } from './parameters';
import { refuseUnlessAsserted, ruleSchema } from './rules';
import { ValidationError } from './validation-error';

export { ValidationError } from './validation-error';

const resourceSchema = v.looseObject({
  Type: v.string(),
  Properties: v.optional(v.record(v.string(), v.unknown()), {}),
  DependsOn: v.pipe(
    v.optional(v.union([v.string(), v.array(v.string())]), []),
    v.transform((dependsOn) => typeof dependsOn === 'string' ? [dependsOn] : dependsOn),
  ),
  Condition: v.optional(v.string()),
  DeletionPolicy: v.optional(v.picklist(['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot']), 'Delete'),
  UpdateReplacePolicy: v.optional(v.picklist(['Delete', 'Retain', 'Snapshot']), 'Delete'),
});

const outputSchema = v.looseObject({
  Value: v.unknown(),
  Description: v.optional(v.string()),
  Condition: v.optional(v.string()),
  Export: v.optional(v.object({ Name: v.unknown() })),
});

const macroSchema = v.union([v.string(), v.pipe(v.looseObject({ Name: v.string() }), v.transform(({ Name }) => Name))]);

const templateSchema = v.looseObject({
  Description: v.optional(v.string()),
  Transform: v.pipe(
    v.optional(v.union([macroSchema, v.array(macroSchema)]), []),
    v.transform((macros) => typeof macros === 'string' ? [macros] : macros),
  ),
  Parameters: v.optional(v.record(v.string(), parameterSchema), {}),
  Mappings: v.optional(v.record(v.string(), v.record(v.string(), v.record(v.string(), v.unknown()))), {}),
  Rules: v.optional(v.record(v.string(), ruleSchema), {}),
  Conditions: v.optional(v.record(v.string(), v.unknown()), {}),
  Resources: v.pipe(
    v.record(v.string(), resourceSchema),
    v.check((resources) => Object.keys(resources).length > 0, 'at least one resource must be defined'),
  ),
  Outputs: v.optional(v.record(v.string(), outputSchema), {}),
});

export type ResourceDefinition = v.InferOutput<typeof resourceSchema>;
export type Template = v.InferOutput<typeof templateSchema>;

/** Reads a template. The CDK synthesizes JSON, and its CLI sends YAML if it has changed a template itself. */
export function parseTemplate(text: string): Template {
  const json = text.trimStart().startsWith('{') ? fromJson(text) : fromYaml(text);
  refuseNull(json, '');
  refuseMacros(macrosIn(json));
  const parsed = v.safeParse(templateSchema, json);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new ValidationError(`Template format error: [/${v.getDotPath(issue)?.replaceAll('.', '/') ?? ''}] ${issue.message}`);
  }
  refuseMacros(parsed.output.Transform.filter((macro) => !NEEDLESS_MACROS.test(macro)));
  return parsed.output;
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ValidationError(`Template format error: JSON not well-formed (${String(error)})`);
  }
}

function fromYaml(text: string): unknown {
  const document = parseDocument(text, { logLevel: 'silent' });
  const [error] = document.errors;
  if (error !== undefined) throw new ValidationError(`Template format error: YAML not well-formed (${error.message})`);
  // The parser warns of unknown tags. An ignored tag would turn a reference into a string.
  const [warning] = document.warnings;
  if (warning !== undefined) {
    throw new ValidationError(`Template format error: the local cloud knows no short forms such as !Ref, write "Ref:" or "Fn::…:" (${warning.message})`);
  }
  return document.toJS();
}

function refuseNull(value: unknown, path: string): void {
  if (value === null) throw new ValidationError(`Template format error: [${path}] 'null' values are not allowed in templates`);
  if (typeof value === 'object') {
    for (const [key, member] of Object.entries(value)) refuseNull(member, `${path}/${key}`);
  }
}

/**
 * The macros that the CDK adds by itself. The resolver knows the functions of the first. The second is about the rotation of
 * secrets, which are stand-ins.
 */
const NEEDLESS_MACROS = /^AWS::(LanguageExtensions|SecretsManager-[\d-]+)$/;

/** The macros that are called inside of the template. */
function macrosIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => /^Fn::(Transform$|ForEach::)/.test(key) ? [key] : macrosIn(member));
}

function refuseMacros(macros: readonly string[]): void {
  if (macros.length > 0) throw new ValidationError(`The local cloud expands no macros: deploy a template without [${[...new Set(macros)].join(', ')}].`);
}

/** A parameter as `DescribeStacks` shows it. */
export interface ParameterValue {
  readonly value: string;
  /** The resolved value, if the parameter has an SSM type. */
  readonly resolved?: string;
  /** Whether descriptions hide the value. */
  readonly secret?: boolean;
}

/** Finds the value of an SSM parameter. */
export type SsmLookup = (name: string) => string | undefined;

/**
 * Returns a value for each of the template's parameters: the given one, otherwise its default. Values that a constraint or a
 * rule of the template forbids are refused.
 */
export function parameterValues(
  template: Template,
  given: Readonly<Record<string, string>>,
  lookup: SsmLookup,
): Map<string, ParameterValue> {
  const unknown = Object.keys(given).filter((name) => !(name in template.Parameters));
  if (unknown.length > 0) throw new ValidationError(`Parameters: [${unknown.join(', ')}] do not exist in the template`);

  const values = new Map<string, ParameterValue>(Object.entries(template.Parameters).map(([name, definition]) => {
    const value = given[name] ?? definition.Default;
    if (value === undefined) throw new ValidationError(`Parameters: [${name}] must have values`);
    refuseUnlessAllowed(name, definition, value);
    const shown = isSecret(definition) ? { value, secret: true } : { value };
    if (!definition.Type.startsWith('AWS::SSM::Parameter::Value<')) return [name, shown];
    const resolved = lookup(value);
    if (resolved === undefined) throw new ValidationError(`Unable to fetch parameters [${value}] from parameter store for this account.`);
    return [name, { ...shown, resolved }];
  }));
  refuseUnlessAsserted(template.Rules, (name) => {
    const parameter = values.get(name);
    if (parameter === undefined) return undefined;
    const value = parameter.resolved ?? parameter.value;
    return listMembers(template.Parameters[name].Type, value) ?? value;
  });
  return values;
}
