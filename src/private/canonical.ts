/**
 * One way to write what a template says: values that will be the same at deployment are written the same, as far as that
 * can be known at synthesis, however they were put together.
 */
import {
  CfnElement, DefaultTokenResolver, type IPostProcessor, type IResolvable, type IResolveContext, Stack, Stage, Token, Tokenization,
} from 'aws-cdk-lib/core';
import { referenceIn } from './references';

/** Stands on both sides of what is no literal part of a text; CloudFormation takes no text that has it. */
export const MARK = '\0';

/** Between a stack's path and what is in the stack: no path has two slashes in a row, and no logical id has one. */
const WITHIN = '//';

/** One part of an ARN; a colon between two marks does not end it. */
const PART = `(?:[^:${MARK}]|${MARK}[^${MARK}]*${MARK})*`;
const ARN = new RegExp(`^arn:${PART}:(${PART}):${PART}:${PART}:(.*)$`, 's');

/** What `Fn::Sub` puts in; a dollar sign is escaped by an exclamation mark. */
const SUBSTITUTION = /\$\{(!?)([^}]*)\}/g;

/**
 * From whose point of view something is written. For a stack, what is its own has no path, and other stacks have theirs
 * below their stage, so that two stages say the same. For the app, everything has the path of its stack.
 */
export type View = 'stack' | 'app';

/**
 * Writes a value with the keys of its objects in order, and each reference as the logical id and the attribute that it
 * names. What it says is settled only when the app is synthesized: ids may be overridden, and values be lazy.
 *
 * @param stack the stack in whose template the value stands
 */
export function canonical(value: unknown, stack: Stack, view: View): unknown {
  const writer = new Writer(stack, view);
  return writer.write(Tokenization.resolve(value, { scope: stack, resolver: writer, preparing: false }));
}

/** The same of a string. */
export function canonicalText(value: string, stack: Stack, view: View): string {
  // To see that a literal has no tokens costs next to nothing; to take it apart for them adds up over many constructs.
  // Stryker disable next-line ConditionalExpression: nothing changes but the time that it takes
  if (!Token.isUnresolved(value)) return value;
  return asText(canonical(value, stack, view));
}

/** A canonical ARN, without its partition, region and account where it shows its parts: within a stack they say nothing. */
export function withoutEnvironment(arn: string): string {
  const [, service, resource] = ARN.exec(arn) ?? [];
  return resource === undefined ? arn : `${service}:${resource}`;
}

/** Resolves tokens as the CDK does, except for references: what these render to in another stack depends on how far the synthesis is. */
class Writer extends DefaultTokenResolver {
  public constructor(private readonly stack: Stack, private readonly view: View) {
    super({ join: (left: unknown, right: unknown) => asText(this.write(left)) + asText(this.write(right)) });
  }

  public override resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    const reference = referenceIn(token);
    if (!reference) return super.resolveToken(token, context, postProcessor);
    const { target, displayName } = reference;
    if (CfnElement.isCfnElement(target)) return this.named(target.stack, `${String(target.stack.resolve(target.logicalId))}.${displayName}`);
    // A pseudo parameter of a stack.
    if (Stack.isStack(target)) return this.named(target, displayName);
    return super.resolveToken(token, context, postProcessor);
  }

  /** Writes what has no tokens any more. */
  public write(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((each) => this.write(each));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).filter(([, member]) => member !== undefined);
    const [[name, argument] = []] = entries.length === 1 ? entries : [];
    if (name === 'Ref' || name?.startsWith('Fn::')) return this.intrinsic(name, argument);
    return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, member]) => [key, this.write(member)]));
  }

  private intrinsic(name: string, argument: unknown): string {
    if (name === 'Ref' && typeof argument === 'string') return this.own(argument);
    if (name === 'Fn::GetAtt' && (typeof argument === 'string' || Array.isArray(argument))) {
      return this.own(typeof argument === 'string' ? argument : argument.map(asText).join('.'));
    }
    if (name === 'Fn::Join' && Array.isArray(argument) && Array.isArray(argument[1])) {
      return argument[1].map((each) => asText(this.write(each))).join(String(argument[0]));
    }
    if (name === 'Fn::Sub') return this.substituted(argument);
    return this.named(this.stack, JSON.stringify({ [name]: this.write(argument) }));
  }

  private substituted(argument: unknown): string {
    const [template, variables] = Array.isArray(argument) ? argument as unknown[] : [argument];
    const values = new Map(Object.entries(Object(variables) as object));
    return String(template).replace(SUBSTITUTION, (_, escaped: string, name: string) => {
      if (escaped) return `\${${name}}`;
      return values.has(name) ? asText(this.write(values.get(name))) : this.own(name);
    });
  }

  /** What is named by its logical id, with or without an attribute. */
  private own(name: string): string {
    return this.named(this.stack, name.includes('.') || name.startsWith('AWS::') ? name : `${name}.Ref`);
  }

  private named(owner: Stack, name: string): string {
    const own = this.view === 'stack' && owner === this.stack;
    return `${MARK}${own ? '' : `${this.pathOf(owner)}${WITHIN}`}${name}${MARK}`;
  }

  private pathOf(stack: Stack): string {
    if (this.view === 'app') return stack.node.path;
    const { scopes } = stack.node;
    const stage = Stage.of(stack);
    return scopes.slice(stage ? scopes.indexOf(stage) + 1 : 0).map(({ node }) => node.id).join('/');
  }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value) ?? '';
}
