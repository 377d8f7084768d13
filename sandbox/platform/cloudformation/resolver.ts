import * as v from 'valibot';
import { Place, Properties, ResourceState } from '../core';
import { cidrs } from './cidr';
import { listMembers } from './parameters';
import { ParameterValue, SsmLookup, Template, ValidationError } from './template';

/** Everything that a template's values are resolved against. */
export interface Scope {
  readonly place: Place;
  readonly stackId: string;
  readonly stackName: string;
  readonly template: Template;
  readonly parameters: ReadonlyMap<string, ParameterValue>;
  readonly notificationArns: readonly string[];
  readonly ssmParameter: SsmLookup;
  /** The state of a resource of this stack. */
  resource(logicalId: string): ResourceState | undefined;
  /** The value that another stack exports under a name. */
  importValue(name: string): string;
  /** The output of a stack. It need not be exported and may belong to another region. */
  stackOutput(reference: StackOutputReference): string;
}

const stackOutputReference = v.object({
  StackName: v.string(), OutputName: v.string(), Region: v.optional(v.string()), RoleArn: v.optional(v.string()),
});
export type StackOutputReference = v.InferOutput<typeof stackOutputReference>;

/** The value of `AWS::NoValue`. The property or list entry that has it is removed. */
const NO_VALUE = Symbol('AWS::NoValue');

type Intrinsic = (argument: unknown) => unknown;

/** The common domain of a partition's AWS endpoints. */
export function urlSuffix(place: Place): string {
  return place.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
}

/** Resolves the intrinsic functions of a template. */
export class Resolver {
  /** The names of other stacks' exports that were resolved so far. */
  public readonly imports = new Set<string>();

  private readonly conditions = new Map<string, boolean>();
  private readonly intrinsics: Readonly<Record<string, Intrinsic>> = {
    'Ref': (name) => this.ref(text(name, 'Ref')),
    'Fn::GetAtt': (argument) => this.getAtt(...attribute(argument)),
    'Fn::Sub': (argument) => this.sub(argument),
    'Fn::Join': (argument) => {
      const [delimiter, parts] = pair(argument, 'Fn::Join');
      return this.list(parts, 'Fn::Join').map((part) => text(part, 'Fn::Join')).join(text(delimiter, 'Fn::Join'));
    },
    'Fn::Select': (argument) => {
      const [index, from] = pair(argument, 'Fn::Select');
      const list = this.list(from, 'Fn::Select');
      const at = Number(text(this.resolved(index), 'Fn::Select'));
      if (!(at in list)) throw new ValidationError(`Template error: Fn::Select cannot select nonexistent value at index ${at}`);
      return list[at];
    },
    'Fn::Split': (argument) => {
      const [delimiter, source] = pair(argument, 'Fn::Split');
      return text(this.resolved(source), 'Fn::Split').split(text(delimiter, 'Fn::Split'));
    },
    'Fn::If': (argument) => this.resolved(this.branch(argument)),
    'Fn::FindInMap': (argument) => {
      const [map, first, second, options] = this.list(argument, 'Fn::FindInMap');
      const otherwise = isObject(options) ? options.DefaultValue : undefined;
      const [m, f, s] = [map, first, second].map((key) => text(key, 'Fn::FindInMap'));
      const value = this.scope.template.Mappings[m]?.[f]?.[s] ?? otherwise;
      if (value === undefined) throw new ValidationError(`Template error: Unable to get mapping for ${m}::${f}::${s}`);
      return value;
    },
    'Fn::ImportValue': (argument) => {
      const name = text(this.resolved(argument), 'Fn::ImportValue');
      this.imports.add(name);
      return this.scope.importValue(name);
    },
    'Fn::GetStackOutput': (argument) => {
      const reference = v.safeParse(stackOutputReference, this.resolved(argument));
      if (!reference.success) throw new ValidationError('Template error: Fn::GetStackOutput needs StackName and OutputName');
      return this.scope.stackOutput(reference.output);
    },
    'Fn::Length': (argument) => this.list(argument, 'Fn::Length').length,
    'Fn::ToJsonString': (argument) => JSON.stringify(this.resolved(argument)),
    'Fn::Cidr': (argument) => {
      const [block, count, bits] = this.list(argument, 'Fn::Cidr').map((part) => text(part, 'Fn::Cidr'));
      return cidrs(block, Number(count), bits === undefined ? undefined : Number(bits));
    },
    'Fn::Base64': (value) => Buffer.from(text(this.resolved(value), 'Fn::Base64')).toString('base64'),
    'Fn::GetAZs': (region) => ['a', 'b', 'c'].map((zone) => `${text(this.resolved(region), 'Fn::GetAZs') || this.scope.place.region}${zone}`),
  };

  public constructor(private readonly scope: Scope) {}

  public resolve(value: unknown): unknown {
    const resolved = this.resolved(value);
    return resolved === NO_VALUE ? undefined : resolved;
  }

  /** Resolves a resource's properties. */
  public properties(properties: Properties): Properties {
    return Object.fromEntries(Object.entries(properties)
      .map(([name, value]) => [name, this.dynamic(this.resolve(value))] as const)
      .filter(([, value]) => value !== undefined));
  }

  /** Replaces the text of dynamic references, as in `{{resolve:ssm:/name}}`, by their values. */
  private dynamic(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((member) => this.dynamic(member));
    if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, this.dynamic(member)]));
    if (typeof value !== 'string') return value;
    return value.replace(/\{\{resolve:([a-z-]+):([^{}]+)\}\}/g, (_, service: string, reference: string) => {
      // Secrets are stand-ins.
      if (service !== 'ssm') return 'secret-of-a-stand-in';
      const name = reference.replace(/:\d+$/, '');
      const found = this.scope.ssmParameter(name);
      if (found === undefined) throw new ValidationError(`Parameters: [ssm:${name}] cannot be found.`);
      return found;
    });
  }

  /** Whether an element with this condition is part of the stack. */
  public holds(condition: string | undefined): boolean {
    if (condition === undefined) return true;
    const known = this.conditions.get(condition);
    if (known !== undefined) return known;
    if (!(condition in this.scope.template.Conditions)) {
      throw new ValidationError(`Template format error: Unresolved condition dependency ${condition}`);
    }
    const holds = this.test(this.scope.template.Conditions[condition]);
    this.conditions.set(condition, holds);
    return holds;
  }

  /** The names that a value refers to, without branches that conditions exclude. */
  public references(value: unknown): string[] {
    if (Array.isArray(value)) return value.flatMap((member) => this.references(member));
    if (!isObject(value)) return [];
    const call = asIntrinsic(value);
    switch (call?.name) {
      case 'Ref': return [text(call.argument, 'Ref')];
      case 'Fn::GetAtt': return [attribute(call.argument)[0]];
      case 'Fn::If': return this.references(this.branch(call.argument));
      case 'Fn::Sub': {
        const [template, variables] = substitution(call.argument);
        const names = placeholders(template).filter((name) => !(name in variables)).map((name) => name.split('.')[0]);
        return [...names, ...this.references(variables)];
      }
      default: return Object.values(value).flatMap((member) => this.references(member));
    }
  }

  private resolved(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((member) => this.resolved(member)).filter((member) => member !== NO_VALUE);
    if (!isObject(value)) return value;
    const call = asIntrinsic(value);
    if (call === undefined) {
      return Object.fromEntries(Object.entries(value)
        .map(([key, member]) => [key, this.resolved(member)] as const)
        .filter(([, member]) => member !== NO_VALUE));
    }
    if (!(call.name in this.intrinsics)) throw new ValidationError(`Template error: the local cloud does not know ${call.name}`);
    return this.intrinsics[call.name](call.argument);
  }

  private ref(name: string): unknown {
    const { place, stackId, stackName, notificationArns, parameters } = this.scope;
    switch (name) {
      case 'AWS::AccountId': return place.account;
      case 'AWS::NoValue': return NO_VALUE;
      case 'AWS::NotificationARNs': return notificationArns;
      case 'AWS::Partition': return place.partition;
      case 'AWS::Region': return place.region;
      case 'AWS::StackId': return stackId;
      case 'AWS::StackName': return stackName;
      case 'AWS::URLSuffix': return urlSuffix(place);
    }
    const parameter = parameters.get(name);
    if (parameter !== undefined) {
      const value = parameter.resolved ?? parameter.value;
      return listMembers(this.scope.template.Parameters[name].Type, value) ?? value;
    }
    const state = this.state(name);
    return state.ref ?? state.physicalId;
  }

  private getAtt(logicalId: string, name: string): unknown {
    const state = this.state(logicalId);
    if (name in state.attributes) return state.attributes[name];
    const type = this.scope.template.Resources[logicalId].Type;
    throw new ValidationError(isCustom(type)
      ? `CustomResource attribute error: Vendor response doesn't contain ${name} attribute in object ${this.scope.stackId}|${logicalId}`
      : `Requested attribute ${name} does not exist in schema for ${type}`);
  }

  private state(logicalId: string): ResourceState {
    const state = this.scope.resource(logicalId);
    if (state === undefined) throw new ValidationError(`Template error: ${logicalId} is referred to but does not exist`);
    return state;
  }

  private sub(argument: unknown): string {
    const [template, variables] = substitution(argument);
    return template.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
      if (name.startsWith('!')) return `\${${name.slice(1)}}`;
      if (name in variables) return text(this.resolved(variables[name]), `Fn::Sub \${${name}}`);
      const [logicalId, ...path] = name.trim().split('.');
      return text(path.length > 0 ? this.getAtt(logicalId, path.join('.')) : this.ref(logicalId), `Fn::Sub \${${name}}`);
    });
  }

  private list(value: unknown, where: string): unknown[] {
    const resolved = this.resolved(value);
    if (!Array.isArray(resolved)) throw new ValidationError(`Template error: ${where} needs a list, got ${JSON.stringify(resolved)}`);
    return resolved;
  }

  private branch(argument: unknown): unknown {
    if (!Array.isArray(argument) || argument.length !== 3) {
      throw new ValidationError('Template error: Fn::If needs a condition, a value if true and a value if false');
    }
    return this.holds(text(argument[0], 'Fn::If')) ? argument[1] : argument[2];
  }

  private test(expression: unknown): boolean {
    if (isObject(expression) && 'Condition' in expression) return this.holds(text(expression.Condition, 'Condition'));
    const call = isObject(expression) ? asIntrinsic(expression) : undefined;
    const operands = (): unknown[] => Array.isArray(call?.argument) ? call.argument : [call?.argument];
    switch (call?.name) {
      case 'Fn::And': return operands().every((operand) => this.test(operand));
      case 'Fn::Or': return operands().some((operand) => this.test(operand));
      case 'Fn::Not': return !this.test(operands()[0]);
      case 'Fn::Equals': {
        const [left, right] = operands().map((operand) => text(this.resolved(operand), 'Fn::Equals'));
        return left === right;
      }
      default: throw new ValidationError(`Template error: not a condition: ${JSON.stringify(expression)}`);
    }
  }
}

export function isCustom(type: string): boolean {
  return type === 'AWS::CloudFormation::CustomResource' || type.startsWith('Custom::');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asIntrinsic(value: Record<string, unknown>): { name: string; argument: unknown } | undefined {
  const [name, ...others] = Object.keys(value);
  const isCall = others.length === 0 && (name === 'Ref' || name?.startsWith('Fn::'));
  return isCall ? { name, argument: value[name] } : undefined;
}

function text(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new ValidationError(`Template error: ${where} needs a string, got ${JSON.stringify(value)}`);
}

function pair(argument: unknown, where: string): [unknown, unknown] {
  if (!Array.isArray(argument) || argument.length !== 2) throw new ValidationError(`Template error: ${where} needs a list of two`);
  return [argument[0], argument[1]];
}

function attribute(argument: unknown): [logicalId: string, name: string] {
  const [logicalId, ...path] = Array.isArray(argument) ? argument.map((part) => text(part, 'Fn::GetAtt')) : text(argument, 'Fn::GetAtt').split('.');
  return [logicalId, path.join('.')];
}

function substitution(argument: unknown): [template: string, variables: Record<string, unknown>] {
  if (!Array.isArray(argument)) return [text(argument, 'Fn::Sub'), {}];
  const [template, variables] = pair(argument, 'Fn::Sub');
  return [text(template, 'Fn::Sub'), isObject(variables) ? variables : {}];
}

function placeholders(template: string): string[] {
  return [...template.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name]) => name.trim());
}
