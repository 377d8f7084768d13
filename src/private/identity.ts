import { createHash } from 'crypto';
import { type CfnResource, Lazy, type Stack, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { canonical, canonicalText, MARK, withoutEnvironment } from './canonical';
import { environmentOf, type KnownArn, type KnownEnvironment } from './known-arn';
import { claim } from './shared-state';

/** How much of a name a logical id shows, in characters. */
const LONGEST_NAME = 40;

/** What CloudFormation puts around a name. */
const SYNTAX = new RegExp(`Fn::|\\.\\w+(?=${MARK})`, 'g');

/** What a custom resource stands for. */
export interface IdentityProps {
  /** What its logical id begins with. */
  readonly noun: string;
  /** What it belongs to. */
  readonly arns: readonly KnownArn[];
  /**
   * By what else it differs from another one.
   *
   * @default - nothing
   */
  readonly details?: object;
}

/**
 * Claims ARNs in the whole app. What stands for the same by another text, such as one with pseudo parameters, is found where it
 * is known to be in the same region and account: those of the stack or, if it does not say, of all the ARNs.
 *
 * @param stack the stack in whose template they stand
 * @param write makes a key of the ARNs. It must never change: other copies of this package use it too.
 * @returns the construct that claimed the same before
 */
export function claimInApp(
  claimant: IConstruct, stack: Stack, arns: readonly KnownArn[], write: (arns: readonly string[]) => string,
): IConstruct | undefined {
  const texts = arns.map(({ value }) => canonicalText(value, stack, 'app'));
  const here = environmentOf(stack);
  const ofAllArns = (part: keyof KnownEnvironment) => arns.every((arn) => arn[part] !== undefined) ? arns[0]?.[part] : undefined;
  const [region, account] = (['region', 'account'] as const).map((part) => here[part] ?? ofAllArns(part));
  const other = claim(claimant, write(texts));
  if (other || region === undefined || account === undefined) return other;
  return claim(claimant, `${account} ${region} ${write(texts.map(withoutEnvironment))}`);
}

/**
 * Gives a custom resource a logical id that is made of what it stands for, and not of where its construct is. For
 * CloudFormation, renaming and moving the construct is then no change at all, and what stands for something else is another
 * resource, which comes before the old one goes.
 *
 * What the id is made of must never change: with another id, all that is deployed would be made anew.
 */
export class Identity {
  public constructor(private readonly resource: CfnResource, private readonly props: IdentityProps) {
    // What has no tokens is settled now, and then costs nothing each time that the id is asked for.
    const settled = props.details === undefined && props.arns.every(({ value }) => !Token.isUnresolved(value));
    resource.overrideLogicalId(settled ? this.logicalId() : Lazy.uncachedString({ produce: () => this.logicalId() }));
  }

  /**
   * Claims what the resource stands for. To be called at synthesis, when all that it is made of is settled.
   *
   * @returns the construct of the same stack that stands for the same already
   */
  public claim(claimant: IConstruct): IConstruct | undefined {
    return claim(claimant, `${this.resource.stack.node.path} ${this.key(this.arns())}`);
  }

  /**
   * Claims it in the whole app, where there can be only one.
   *
   * @param write makes a key of the ARNs. It must never change: other copies of this package use it too.
   * @returns the construct that stands for the same already
   */
  public claimInApp(claimant: IConstruct, write: (arns: readonly string[]) => string): IConstruct | undefined {
    return this.claim(claimant) ?? claimInApp(claimant, this.resource.stack, this.props.arns, write);
  }

  private logicalId(): string {
    const arns = this.arns();
    const digest = createHash('sha256').update(this.key(arns)).digest('hex').slice(0, 10).toUpperCase();
    return [this.props.noun, ...arns.map(readable), digest].join('');
  }

  private arns(): string[] {
    return this.props.arns.map((arn) => arn.keyIn(this.resource.stack));
  }

  private key(arns: readonly string[]): string {
    const { details = {} } = this.props;
    return JSON.stringify([this.resource.cfnResourceType, arns, canonical(details, this.resource.stack, 'stack')]);
  }
}

/** What a person would call it: the last part of an ARN, or the logical id that it refers to. */
function readable(arn: string): string {
  const name = arn.slice(arn.lastIndexOf('/') + 1).replace(SYNTAX, '');
  const words = name.split(/[^A-Za-z0-9]+/);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('').slice(0, LONGEST_NAME);
}
