/**
 * The rules of a template: assertions about its parameters.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html
 */
import * as v from 'valibot';
import { ValidationError } from './validation-error';

export const ruleSchema = v.looseObject({
  RuleCondition: v.optional(v.unknown()),
  Assertions: v.array(v.looseObject({ Assert: v.unknown(), AssertDescription: v.optional(v.string()) })),
});

export type Rule = v.InferOutput<typeof ruleSchema>;

/** Finds the value of a parameter: a text, or the members of a list. */
export type ParameterLookup = (name: string) => string | string[] | undefined;

/** Refuses a template with an assertion that fails. */
export function refuseUnlessAsserted(rules: Readonly<Record<string, Rule>>, parameter: ParameterLookup): void {
  for (const [name, { RuleCondition, Assertions }] of Object.entries(rules)) {
    if (RuleCondition !== undefined && !holds(RuleCondition, parameter)) continue;
    const failed = Assertions.find(({ Assert }) => !holds(Assert, parameter));
    if (failed !== undefined) throw new ValidationError(`Rule ${name} failed: ${failed.AssertDescription ?? JSON.stringify(failed.Assert)}`);
  }
}

function holds(expression: unknown, parameter: ParameterLookup): boolean {
  const { name, operands } = asCall(expression) ?? unknownExpression(expression);
  const value = (index: number): string | string[] => valueOf(operands[index], parameter);
  switch (name) {
    case 'Fn::And': return operands.every((operand) => holds(operand, parameter));
    case 'Fn::Or': return operands.some((operand) => holds(operand, parameter));
    case 'Fn::Not': return !holds(operands[0], parameter);
    case 'Fn::Equals': return String(value(0)) === String(value(1));
    case 'Fn::Contains': return [value(0)].flat().includes(String(value(1)));
    case 'Fn::EachMemberEquals': return [value(0)].flat().every((member) => member === value(1));
    case 'Fn::EachMemberIn': return [value(0)].flat().every((member) => [value(1)].flat().includes(member));
    default: return unknownExpression(expression);
  }
}

function valueOf(operand: unknown, parameter: ParameterLookup): string | string[] {
  if (Array.isArray(operand)) return operand.flatMap((member) => valueOf(member, parameter));
  if (['string', 'number', 'boolean'].includes(typeof operand)) return String(operand);
  const call = asCall(operand);
  const found = call?.name === 'Ref' ? parameter(String(call.operands[0])) : undefined;
  return found ?? unknownExpression(operand);
}

function asCall(value: unknown): { readonly name: string; readonly operands: readonly unknown[] } | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const [[name, argument] = ['', undefined]] = Object.entries(value);
  return { name, operands: Array.isArray(argument) ? argument : [argument] };
}

function unknownExpression(expression: unknown): never {
  throw new ValidationError(`Template error: the local cloud does not evaluate ${JSON.stringify(expression)} in Rules`);
}
