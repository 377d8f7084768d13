import { createHash } from 'crypto';
import { type CfnResource, Lazy, type Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { canonical, environmentIn, MARK, withoutEnvironment } from './canonical';
import { environmentOf, type KnownArn, type KnownEnvironment } from './known-arn';
import { claim } from './shared-state';

/** The maximum length of the name in a logical id, in characters. */
const LONGEST_NAME = 40;

/** The parts of a canonical reference that are syntax of CloudFormation. */
const SYNTAX = new RegExp(`Fn::|\\.\\w+(?=${MARK})`, 'g');

/** The properties that identify a custom resource. */
export interface IdentityProps {
  /** The beginning of the logical id. */
  readonly noun: string;
  /** The ARNs that identify the resource, such as those of an application and a data source. */
  readonly arns: readonly KnownArn[];
  /**
   * Further values that distinguish the resource from others with the same ARNs.
   *
   * @default - nothing
   */
  readonly details?: object;
}

/** The identifying values in canonical form. */
interface Identifying {
  readonly arns: readonly string[];
  /** All of them, with the type of the resource. */
  readonly key: string;
}

/**
 * Claims ARNs in the whole app: no other construct may claim the same ones. If another construct writes them in another way, such
 * as with pseudo parameters, this is found only if region and account are known: from the stack or, if it does not say, from all
 * the ARNs.
 *
 * @param stack the stack whose template contains the ARNs
 * @param write makes a key from the ARNs. It must never change, because other copies of this package use it too.
 * @returns the construct that claimed the same before, if any
 */
export function claimInApp(
  claimant: IConstruct, stack: Stack, arns: readonly KnownArn[], write: (arns: readonly string[]) => string,
): IConstruct | undefined {
  const texts = arns.map((arn) => arn.canonicalIn(stack, 'app'));
  const here = environmentOf(stack);
  const shown = texts.map(environmentIn);
  const ofAllArns = (part: keyof KnownEnvironment) => {
    const ofEach = arns.map((arn, index) => shown[index][part] ?? arn[part]);
    return ofEach.includes(undefined) ? undefined : ofEach[0];
  };
  const [region, account] = (['region', 'account'] as const).map((part) => here[part] ?? ofAllArns(part));
  if (region === undefined || account === undefined) return claim(claimant, write(texts));
  const other = claim(claimant, `${account} ${region} ${write(texts.map(withoutEnvironment))}`);
  // Every literal ARN shows its region and account, so another construct with the same ones has claimed the same.
  return other || texts.every((text) => !text.includes(MARK)) ? other : claim(claimant, write(texts));
}

/**
 * Gives a custom resource a logical id that is made from its identifying properties and not from the path of its construct. So
 * CloudFormation sees no change when the construct is renamed or moved. A resource with other identifying properties is
 * another resource for CloudFormation, which creates it before it deletes the old one.
 *
 * The way the id is made must never change, because another id would replace everything that is deployed.
 */
export class Identity {
  public constructor(private readonly resource: CfnResource, private readonly props: IdentityProps) {
    // If the identifying values are final, the id is made once, and not whenever the CDK asks.
    const isFinal = props.details === undefined && areLiteral(props.arns);
    resource.overrideLogicalId(isFinal ? this.logicalId() : Lazy.uncachedString({ produce: () => this.logicalId() }));
  }

  /**
   * Claims the identity of the resource in its stack. To be called at synthesis, when all values are final.
   *
   * @returns the construct of the same stack that claimed the same identity before, if any
   */
  public claim(claimant: IConstruct): IConstruct | undefined {
    return claim(claimant, `${this.resource.stack.node.path} ${this.identifying().key}`);
  }

  /**
   * Claims the identity in the whole app, for a resource that can exist only once.
   *
   * @param write makes a key from the ARNs. It must never change, because other copies of this package use it too.
   * @returns the construct that claimed the same before, if any
   */
  public claimInApp(claimant: IConstruct, write: (arns: readonly string[]) => string): IConstruct | undefined {
    const { arns } = this.props;
    const { stack } = this.resource;
    const { region, account } = environmentOf(stack);
    // In a stack that knows them, all resources claim their ARNs without them, and these make the logical id. Only references differ
    // between the views of the stack and of the app.
    const isCovered = region !== undefined && account !== undefined && areLiteral(arns);
    const ofStack = isCovered ? undefined : this.claim(claimant);
    const ofApp = claimInApp(claimant, stack, arns, write);
    return ofStack ?? ofApp;
  }

  private logicalId(): string {
    const { arns, key } = this.identifying();
    const digest = createHash('sha256').update(key).digest('hex').slice(0, 10).toUpperCase();
    return [this.props.noun, ...arns.map(readable), digest].join('');
  }

  private identifying(): Identifying {
    const { arns, details } = this.props;
    const { cfnResourceType, stack } = this.resource;
    const keys = arns.map((arn) => arn.keyIn(stack));
    return { arns: keys, key: JSON.stringify([cfnResourceType, keys, details ? canonical(details, stack, 'stack') : {}]) };
  }
}

function areLiteral(arns: readonly KnownArn[]): boolean {
  return arns.every(({ hasTokens }) => !hasTokens);
}

/** The name that a person would use: the last part of an ARN, or the logical id that it refers to. */
function readable(arn: string): string {
  const name = arn.slice(arn.lastIndexOf('/') + 1).replace(SYNTAX, '');
  const words = name.split(/[^A-Za-z0-9]+/);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('').slice(0, LONGEST_NAME);
}
