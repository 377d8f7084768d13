import { Resolver } from './resolver';
import { Output } from './stack';
import { Template, ValidationError } from './template';

type OutputDefinition = Template['Outputs'][string];

/** The outputs of a template, without those that conditions exclude. */
export function resolvedOutputs(template: Template, resolver: Resolver): Output[] {
  return active(template, resolver).map(([key, output]) => ({
    key,
    value: text(key, resolver.resolve(output.Value)),
    description: output.Description,
    exportName: exportName(output, resolver),
  }));
}

/** A template can be refused for its export names at once, because they cannot depend on resources. */
export function refuseDuplicateExports(template: Template, resolver: Resolver): void {
  const names = active(template, resolver).flatMap(([, output]) => exportName(output, resolver) ?? []);
  const duplicates = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  if (duplicates.length === 0) return;
  throw new ValidationError('Template format error: The Outputs section contains duplicate Export names: '
    + `[${duplicates.join(', ')}]. Specify a unique name for each export.`);
}

function active(template: Template, resolver: Resolver): [key: string, output: OutputDefinition][] {
  return Object.entries(template.Outputs).filter(([, { Condition }]) => resolver.holds(Condition));
}

function exportName({ Export }: OutputDefinition, resolver: Resolver): string | undefined {
  return Export && String(resolver.resolve(Export.Name));
}

/** The value of an output as text. A number or a truth value counts as its text. */
function text(key: string, value: unknown): string {
  if (value === undefined) {
    throw new ValidationError(`The output ${key} has no value, because it is AWS::NoValue. Give the output a Condition instead.`);
  }
  if (Array.isArray(value)) {
    throw new ValidationError('Template format error: The Value field of every Outputs member must evaluate to a String and not a List.');
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new ValidationError('Template format error: Every Value member must be a string.');
}
