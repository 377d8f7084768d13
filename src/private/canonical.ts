/**
 * Writes values of a template in one canonical form. Values that will be the same at deployment get the same form, as far as that
 * is known at synthesis, no matter how they were put together.
 */
import {
  CfnElement, DefaultTokenResolver, type IPostProcessor, type IResolvable, type IResolveContext, Stack, Token, Tokenization,
} from 'aws-cdk-lib/core';
import { isDeferred } from './deferred';
import { isLazy } from './lazy';
import { nestingOf } from './nesting';
import { referenceIn } from './references';

/** Encloses every part of a text that is not literal. CloudFormation accepts no text with this character. */
export const MARK = '\0';

/** Separates the name of a stack from the name of something in the stack. No stack name and no logical id has a slash. */
const WITHIN = '//';

/** One part of an ARN. A colon between two marks does not end the part. */
const PART = `(?:[^:${MARK}]|${MARK}[^${MARK}]*${MARK})*`;
const ARN = new RegExp(`^arn:${PART}:(?<service>${PART}):(?<region>${PART}):(?<account>${PART}):(?<resource>.*)$`, 's');

/** A placeholder of `Fn::Sub`. An exclamation mark after `${` escapes it. */
const SUBSTITUTION = /\$\{(!?)([^}]*)\}/g;

/**
 * The point of view from which a value is written. From the view of a stack, its own resources have only their own name, and
 * those of other stacks also what identifies their stack in AWS. So the result does not change if the construct of a stack is
 * moved. From the view of the app, every resource has the path of its stack. During construction, the view is that of
 * the stack, but lazy values are not known.
 */
export type View = 'stack' | 'app' | 'construction';

/** What is written during construction for every lazy value. */
export const LAZY = `${MARK}lazy${MARK}`;

/**
 * Writes a value in canonical form: the keys of its objects are sorted, and each reference becomes the logical id and the
 * attribute that it names. The result is final only at synthesis, because ids may be overridden and values may be lazy.
 *
 * @param stack the stack whose template contains the value
 */
export function canonical(value: unknown, stack: Stack, view: View): unknown {
  const writer = new Writer(stack, view);
  return writer.write(Tokenization.resolve(value, { scope: stack, resolver: writer, preparing: false }));
}

/** The same for a string. */
export function canonicalText(value: string, stack: Stack, view: View): string {
  // It is cheap to see that a literal has no tokens. To search it for tokens would take time in an app with many constructs.
  // Stryker disable next-line ConditionalExpression: nothing changes but the time that it takes
  if (!Token.isUnresolved(value)) return value;
  return asText(canonical(value, stack, view));
}

/**
 * A canonical ARN without its partition, region and account, which do not matter within a stack. If the parts of the ARN are not
 * known, the whole ARN.
 */
export function withoutEnvironment(arn: string): string {
  const { service, resource } = ARN.exec(arn)?.groups ?? {};
  return resource === undefined ? arn : `${service}:${resource}`;
}

/** The region and account that a canonical ARN shows. */
export function environmentIn(arn: string): { readonly region?: string; readonly account?: string } {
  const { region, account } = ARN.exec(arn)?.groups ?? {};
  return { region: literal(region), account: literal(account) };
}

function literal(part: string | undefined): string | undefined {
  return part?.includes(MARK) ? undefined : part;
}

/** A canonical text as a part of the id of a construct. */
export function labelOf(text: string): string {
  return text.replaceAll(MARK, '').replace(/[%/]/g, encodeURIComponent);
}

/**
 * Resolves tokens as the CDK does, except for references. The CDK's form of a reference to another stack changes during the
 * synthesis.
 */
class Writer extends DefaultTokenResolver {
  public constructor(private readonly stack: Stack, private readonly view: View) {
    super({ join: (left: unknown, right: unknown) => asText(this.write(left)) + asText(this.write(right)) });
  }

  public override resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    const reference = referenceIn(token);
    if (!reference) return this.view === 'construction' && isLazy(token) ? LAZY : super.resolveToken(token, context, postProcessor);
    const { target, displayName } = reference;
    if (CfnElement.isCfnElement(target)) return this.named(target.stack, `${String(target.stack.resolve(target.logicalId))}.${displayName}`);
    // The reference is a pseudo parameter of a stack.
    if (Stack.isStack(target)) return this.named(target, displayName);
    return super.resolveToken(token, context, postProcessor);
  }

  /** Writes a value that contains no more tokens. */
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

  /** Writes a resource of the stack by its logical id, with or without an attribute. */
  private own(name: string): string {
    return this.named(this.stack, name.includes('.') || name.startsWith('AWS::') ? name : `${name}.Ref`);
  }

  private named(owner: Stack, name: string): string {
    const own = this.view !== 'app' && owner === this.stack;
    return `${MARK}${own ? '' : `${this.nameOf(owner)}${WITHIN}`}${name}${MARK}`;
  }

  private nameOf(owner: Stack): string {
    if (this.view === 'app') return owner.node.path;
    const [outermost, ...nested] = nestingOf(owner);
    const names = nested.map(({ nestedStackResource: resource }) => String(resource?.stack.resolve(resource.logicalId)));
    // Stacks that are nested in the same stack are deployed together, so its name makes no difference between them.
    return [outermost === nestingOf(this.stack)[0] ? '' : this.nameOfOther(outermost), ...names].join('/');
  }

  /** The name of a stack that is not nested, with its account and region if they are known to be others than those of this stack. */
  private nameOfOther(other: Stack): string {
    const { account, region } = this.stack;
    const elsewhere = [[other.account, account], [other.region, region]].filter(([there, here]) => !isDeferred(there) && there !== here);
    return [...elsewhere.map(([there]) => there), other.stackName].join(':');
  }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value) ?? '';
}
