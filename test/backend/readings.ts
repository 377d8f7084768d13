/** Templates with conditions, as CloudFormation reads them. */
import { Template as Synthesized } from 'aws-cdk-lib/assertions';
import { CfnCondition, CfnParameter, CfnResource, Fn, type Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };
interface TemplateJson { readonly Resources: Record<string, Resource>; readonly Conditions?: Record<string, Value> }
export interface Resource { readonly Type: string; readonly Condition?: string; readonly DependsOn?: string[]; readonly Properties?: Value }

export function condition(stack: Stack, name: string): CfnCondition {
  const parameter = new CfnParameter(stack, `${name}Parameter`);
  return new CfnCondition(stack, name, { expression: Fn.conditionEquals(parameter.valueAsString, 'yes') });
}

export function give<T extends IConstruct>(construct: T, given: CfnCondition): T {
  const resource = CfnResource.isCfnResource(construct) ? construct : construct.node.defaultChild as CfnResource;
  resource.cfnOptions.condition = given;
  return construct;
}

/** A template as CloudFormation reads it if only the named conditions are true. */
class Reading {
  public readonly resources: Readonly<Record<string, Resource>>;

  public constructor(private readonly template: TemplateJson, private readonly holding: readonly string[]) {
    this.resources = Object.fromEntries(Object.entries(template.Resources)
      .filter(([, { Condition }]) => Condition === undefined || this.holds(Condition))
      .map(([id, resource]) => [id, { ...resource, Properties: this.chosen(resource.Properties ?? {}) }]));
  }

  public get ids(): string[] {
    return Object.keys(this.resources);
  }

  /** References to resources that do not exist. */
  public get dangling(): string[] {
    const declared = Object.keys(this.template.Resources);
    return Object.entries(this.resources).flatMap(([id, { Properties }]) => [
      ...JSON.stringify(Properties ?? {}).matchAll(/"Ref":"(\w+)"|"Fn::GetAtt":\["(\w+)"/g),
    ].map(([, one, other]) => one ?? other ?? '').filter((name) => declared.includes(name) && !(name in this.resources)).map((name) => `${id} -> ${name}`));
  }

  /** The resources of the policies on targets. */
  public get permitted(): unknown[] {
    return this.ofType('AWS::IAM::RolePolicy').flatMap(({ Properties }) => {
      const { PolicyDocument: { Statement } } = Properties as unknown as { PolicyDocument: { Statement: { Action: unknown; Resource: unknown }[] } };
      return Statement.filter(({ Action }) => Action !== 'lambda:InvokeFunction').flatMap((statement) => statement.Resource);
    });
  }

  public ofType(type: string): Resource[] {
    return Object.values(this.resources).filter(({ Type }) => Type === type);
  }

  private holds(name: string): boolean {
    const expression = this.template.Conditions?.[name];
    if (expression === undefined) throw new Error(`there is no condition ${name}`);
    return this.test(expression, name);
  }

  private test(expression: Value, name = ''): boolean {
    const [[operator, argument]] = Object.entries(Object(expression) as Record<string, Value>) as [[string, Value]];
    if (operator === 'Condition') return this.holds(argument as string);
    if (operator === 'Fn::Equals') return this.holding.includes(name);
    const operands = (argument as Value[]).map((each) => this.test(each));
    return operator === 'Fn::Or' ? operands.includes(true) : !operands.includes(false);
  }

  private chosen(value: Value): Value {
    if (Array.isArray(value)) return value.map((each: Value) => this.chosen(each)).filter((each) => JSON.stringify(each) !== '{"Ref":"AWS::NoValue"}');
    if (typeof value !== 'object' || value === null) return value;
    if ('Fn::If' in value) {
      const [name, yes, no] = value['Fn::If'] as [string, Value, Value];
      return this.chosen(this.holds(name) ? yes : no);
    }
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, this.chosen(member as Value)]));
  }
}

export const NAMES = ['One', 'Two', 'Three'];
const EVERY_CASE = NAMES.reduce<string[][]>((cases, name) => [...cases, ...cases.map((names) => [...names, name])], [[]]);

/** The stack under each combination of its conditions. None of them may refer to a missing resource. */
export function readings(stack: Stack): Map<string, Reading> {
  const template = Synthesized.fromStack(stack).toJSON() as TemplateJson;
  return new Map(EVERY_CASE.map((holding) => {
    const reading = new Reading(template, holding);
    expect([holding, reading.dangling]).toEqual([holding, []]);
    return [holding.join(), reading];
  }));
}
