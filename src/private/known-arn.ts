import { type CfnResource, Fn, type IResolvable, type Stack } from 'aws-cdk-lib/core';
import type { ResourceEnvironment } from 'aws-cdk-lib/interfaces';
import type { IConstruct } from 'constructs';
import { canonicalText, labelOf, MARK, type View, withoutEnvironment } from './canonical';
import { dynamicReferenceIn, hasLazyPart, isDeferred, replacePlaceholders } from './deferred';
import { InvalidPropertyError, type Owner } from './invalid-property-error';
import { referredTo, replaceTokens, withStrongReferences } from './references';

/** Replaces every part of an ARN that is known only at deployment. */
const UNKNOWN = MARK;

const PARTITION = /^aws(-[a-z]+)*$/;
const REGION = /^[a-z]{2,}(-[a-z]+)+-\d+$/;
const ACCOUNT = /^\d{12}$/;

const PARTS = ['beginning', 'partition', 'service', 'region', 'account', 'resource'] as const;

/** The form of the ARNs of one type of resource. */
export interface ArnShape {
  readonly service: string;
  /** The form of everything after the account. */
  readonly resource: RegExp;
  /** The form in words, for error messages. */
  readonly description: string;
}

/** The region and account, if they are known at synthesis. */
export interface KnownEnvironment {
  readonly region?: string;
  readonly account?: string;
}

/** An ARN, and the parts of it that are known at synthesis. Any part, or the whole ARN, may be a token. */
export class KnownArn implements KnownEnvironment {
  public readonly region?: string;
  public readonly account?: string;
  public readonly service?: string;
  /** The text after the last slash, if it is known. */
  private readonly knownId?: string;
  /** The ARN with a mark in place of each part that is known only at deployment. */
  private readonly text: string;
  private readonly tokens: IResolvable[] = [];

  /**
   * @param value the ARN
   * @param env the environment of its resource, for the parts that the ARN does not show
   */
  public constructor(public readonly value: string, private readonly env?: ResourceEnvironment) {
    this.text = replacePlaceholders(replaceTokens(value, (token) => {
      this.tokens.push(token);
      return UNKNOWN;
    }), UNKNOWN);
    const [,, service, region, account] = this.parts() ?? [];
    this.service = known(service);
    this.region = known(region) ?? resolved(env?.region);
    this.account = known(account) ?? resolved(env?.account);
    this.knownId = known(this.text.slice(this.text.lastIndexOf('/') + 1));
  }

  /** The same ARN, with strong references to the resources of other stacks. */
  public withStrongReferences(scope: IConstruct): KnownArn {
    if (!this.hasTokens) return this;
    const value = withStrongReferences(this.value, scope);
    return value === this.value ? this : new KnownArn(value, this.env);
  }

  /** The last part of the ARN; a token if it is not known. */
  public get resourceId(): string {
    if (this.knownId !== undefined) return this.knownId;
    return this.hasTokens ? Fn.select(1, Fn.split('/', this.value)) : this.value.slice(this.value.lastIndexOf('/') + 1);
  }

  /** The ARN for code that reads its region and account; undefined if a context lookup has not been done yet. */
  public get readable(): string | undefined {
    return this.parts() || this.hasTokens ? this.value : undefined;
  }

  /** The resources of this app that the ARN refers to. */
  public get resources(): CfnResource[] {
    return this.tokens.flatMap((token) => referredTo(token) ?? []);
  }

  /** Whether any part of the ARN is a token. */
  public get hasTokens(): boolean {
    return this.tokens.length > 0;
  }

  /** The ARN in canonical form, from a point of view. */
  public canonicalIn(stack: Stack, view: View): string {
    return this.hasTokens ? canonicalText(this.value, stack, view) : this.value;
  }

  /**
   * The ARN in canonical form, without its partition, region and account, which do not matter within a stack. It is final only at
   * synthesis.
   */
  public keyIn(stack: Stack): string {
    return withoutEnvironment(this.canonicalIn(stack, 'stack'));
  }

  /**
   * A label for the id of a construct: the last part of the ARN if it is known, else the key as far as it is known during
   * construction. So ARNs that differ only in lazy values have the same label.
   */
  public labelIn(stack: Stack): string {
    if (this.knownId !== undefined) return this.knownId;
    return labelOf(withoutEnvironment(this.canonicalIn(stack, 'construction')));
  }

  /** Whether another ARN may have the same label. */
  public hasLazyLabel(scope: IConstruct): boolean {
    return this.knownId === undefined && this.hasLazyToken(scope);
  }

  /** Refuses an ARN that cannot belong to a resource of any of these types. */
  public checkShape(scope: Owner, property: string, ...shapes: ArnShape[]): void {
    this.refuseDynamicReference(scope, property);
    if (shapes.some((shape) => this.mayHave(shape))) return;
    // If several types are possible, the message is about the one with the fewest wrong parts.
    const [wrong = []] = shapes.map((shape) => this.wrongParts(shape)).sort((one, other) => one.length - other.length);
    throw new InvalidPropertyError(scope, property, this.value,
      `is not an ARN that can be used here${wrong.length > 0 ? `: ${wrong.join(', ')}` : ''}; write ${shapes.map((shape) => shape.description).join(', or ')}`);
  }

  /** Refuses an ARN that is known to be in another region or account. */
  public checkEnvironment(scope: IConstruct, property: string, expected: KnownEnvironment, whose: string): void {
    for (const part of ['region', 'account'] as const) {
      if (this[part] === undefined || expected[part] === undefined || this[part] === expected[part]) continue;
      throw new InvalidPropertyError(scope, property, this[part],
        `is not the ${part} of ${whose}, ${JSON.stringify(expected[part])}; both must be in the same ${part}`);
    }
  }

  /** CloudFormation splits texts before it resolves dynamic references, and resolves them for each resource at another time. */
  private refuseDynamicReference(scope: Owner, property: string): void {
    const construct = 'node' in scope ? scope : scope.scope;
    const error = (owner: Owner | undefined, reference: string) => new InvalidPropertyError(owner, property, reference,
      'is a dynamic reference, and CloudFormation resolves those only after it has split the ARN, and separately for each resource; '
      + (reference.includes('{{resolve:ssm:')
        ? 'write StringParameter.valueForStringParameter(scope, name), without a version, or pass a CfnParameter'
        : 'an ARN is no secret: pass a CfnParameter'));
    const now = dynamicReferenceIn(this.value, this.tokens, construct, 'construction');
    if (now !== undefined) throw error(scope, now);
    if (!this.hasLazyToken(construct)) return;
    construct.node.addValidation({
      validate: () => {
        const later = dynamicReferenceIn(this.value, this.tokens, construct, 'synthesis');
        // The CDK adds the path of the construct.
        return later === undefined ? [] : [error('node' in scope ? undefined : scope, later).message];
      },
    });
  }

  /**
   * The beginning, partition, service, region, account and resource; undefined if the borders between them are not known because
   * of a token.
   */
  private parts(): readonly string[] | undefined {
    const [prefix, partition, service, region, account, ...resource] = this.text.split(':');
    return resource.length > 0 ? [prefix, partition, service, region, account, resource.join(':')] : undefined;
  }

  private hasLazyToken(scope: IConstruct): boolean {
    return this.tokens.some((token) => hasLazyPart(token, scope));
  }

  private mayHave(shape: ArnShape): boolean {
    if (this.value.includes(UNKNOWN)) return false;
    // An ARN that begins as a literal must show where its parts end, because the CDK reads the region and account from it.
    if (!this.parts()) return known(this.text) === undefined && !this.value.startsWith('arn:');
    return this.wrongParts(shape).length === 0;
  }

  /**
   * The parts that do not have the expected form, in words. If the service is wrong, only the service is named, because another
   * service has other resources and possibly no region.
   */
  private wrongParts(shape: ArnShape): string[] {
    const expected = ['arn', PARTITION, shape.service, REGION, ACCOUNT, shape.resource];
    const parts = this.parts();
    const wrong = PARTS.flatMap((name, index) => {
      const part = known(parts?.[index]);
      return part === undefined || fits(part, expected[index]) ? [] : [{ name, text: `its ${name} is ${JSON.stringify(part)}` }];
    });
    const service = wrong.filter(({ name }) => name === 'service');
    return (service.length > 0 ? service : wrong).map(({ text }) => text);
  }
}

function fits(part: string, expected: string | RegExp): boolean {
  return typeof expected === 'string' ? part === expected : expected.test(part);
}

/** A cache by stack, of which an app may have fewer than it has attachments. */
const ENVIRONMENTS = new WeakMap<Stack, KnownEnvironment>();

/** The region and account of a stack, if they are known. */
export function environmentOf(stack: Stack): KnownEnvironment {
  const environment = ENVIRONMENTS.get(stack) ?? { region: resolved(stack.region), account: resolved(stack.account) };
  ENVIRONMENTS.set(stack, environment);
  return environment;
}

function known(part: string | undefined): string | undefined {
  return part === undefined || part.includes(UNKNOWN) ? undefined : part;
}

function resolved(value: string | undefined): string | undefined {
  return isDeferred(value) ? undefined : value;
}
