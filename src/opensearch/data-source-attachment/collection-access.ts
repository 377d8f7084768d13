import { createHash } from 'crypto';
import { CfnAccessPolicy, CfnSecurityPolicy } from 'aws-cdk-lib/aws-opensearchserverless';
import { Aws, type CfnCondition, CfnDeletionPolicy, type CfnResource, Fn, Lazy, type Stack, Token } from 'aws-cdk-lib/core';
import { Construct, type IDependable } from 'constructs';
import { canonicalText, labelOf } from '../../private/canonical';
import { conditionOfAny, followUsers } from '../../private/condition';
import { isDeferred } from '../../private/deferred';
import { InvalidPropertyError } from '../../private/invalid-property-error';
import type { KnownArn } from '../../private/known-arn';
import { resolveKnown } from '../../private/lazy';
import { retainWithUsers } from '../../private/removal-policy';
import { isPresent } from '../../private/removed';
import { findShared, sharedState } from '../../private/shared-state';
import { sortedBy } from '../../private/sorted';
import { checkString } from '../../private/untyped';
import { OPENSEARCH_UI } from '../service';

/** The forms in which data access policies accept principals. */
const PRINCIPAL = /^(arn:aws(-[a-z]+)*:(iam|sts)::\d{12}:.+|saml\/\d{12}\/.+|iamidentitycenter\/.+)$/;
const WRITE = 'the ARN of a role or a user, saml/<account>/<provider>/…, or iamidentitycenter/<instance>/…';

/** The names of the two policies begin with at most this many characters of the collection's name. A policy name has at most 32. */
const LONGEST_START = 11;

/** Gives OpenSearch UI and its users access to an OpenSearch Serverless collection that is attached to an application. */
export class CollectionAccess {
  /**
   * Creates the access together with the attachment, in the stack of the attachment. It consists of two policies. A network
   * policy lets OpenSearch UI reach the collection. A data access policy lets the principals see the collection and its indexes,
   * and read documents.
   *
   * A stack has these two policies once for each collection. The data access policy contains the principals of all the stack's
   * attachments of the collection.
   *
   * A role or user of IAM also needs `aoss:APIAccessAll` on the collection.
   *
   * @param principals who may read: at least one ARN of a role or user, `saml/<account>/<provider>/…` or
   * `iamidentitycenter/<instance>/…`, as in data access policies; may be tokens
   * @throws if the list is empty, or if a literal is none of these forms
   * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-data-access.html
   */
  public static forPrincipals(principals: string[]): CollectionAccess {
    if (!Array.isArray(principals) || principals.length === 0) {
      throw new InvalidPropertyError(undefined, 'principals', principals, `names no principal; write at least one: ${WRITE}`);
    }
    for (const principal of principals as readonly string[]) {
      checkString(undefined, 'principals', principal, WRITE);
      if (isDeferred(principal) || PRINCIPAL.test(principal)) continue;
      throw new InvalidPropertyError(undefined, 'principals', principal, `is not a principal that a data access policy can name; write ${WRITE}`);
    }
    return new CollectionAccess([...principals]);
  }

  private constructor(private readonly principals: readonly string[]) {}

  /** @internal */
  public _bind(attachment: CfnResource, collection: KnownArn, collectionName: string): IDependable {
    const { stack } = attachment;
    // Collections whose ARNs are lazy are told apart by their names.
    const label = collection.hasLazyLabel(stack) ? `named-${labelOf(canonicalText(collectionName, stack, 'construction'))}` : collection.labelIn(stack);
    const id = `CollectionAccess-${label}`;
    const policies = findShared(stack, id, CollectionPolicies) ?? new CollectionPolicies(stack, id, collectionName);
    const [first, second] = [policies.collectionName, collectionName].map((name) => JSON.stringify(resolveKnown(name, stack)));
    if (first !== second) {
      throw new InvalidPropertyError(attachment.node.scope, 'dataSource.collectionName', collectionName,
        `contradicts ${JSON.stringify(policies.collectionName)}, with which the same stack already gives access to this collection; write the same name for both`);
    }
    policies.permit(this.principals, attachment);
    return policies;
  }
}

/** The two policies of one collection in one stack. They identify the collection by its name. */
class CollectionPolicies extends Construct {
  /** For each principal, the attachments that name it. */
  private readonly principals = new Map<string, CfnResource[]>();

  public constructor(private readonly stack: Stack, id: string, public readonly collectionName: string) {
    super(stack, id);
    sharedState(this);
    const name = this.policyName();
    const network = new CfnSecurityPolicy(this, 'Network', {
      name,
      type: 'network',
      description: 'Lets OpenSearch UI reach a collection',
      policy: JSON.stringify([{
        Rules: [{ ResourceType: 'collection', Resource: [`collection/${collectionName}`] }],
        AllowFromPublic: false,
        SourceServices: [OPENSEARCH_UI],
      }]),
    });
    const data = new CfnAccessPolicy(this, 'Data', {
      name,
      type: 'data',
      description: 'Lets users of OpenSearch UI read a collection',
      // Not cached: attachments may be defined between two syntheses.
      policy: Lazy.uncachedString({ produce: () => this.dataPolicy() }),
    });
    // Without any attachment, the collection and the principals may not exist either.
    for (const policy of [network, data]) {
      followUsers(this, policy, () => this.users);
      retainWithUsers(policy, () => this.users, CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE);
    }
  }

  public permit(principals: readonly string[], attachment: CfnResource): void {
    principals.forEach((principal) => this.principals.set(principal, [...this.principals.get(principal) ?? [], attachment]));
  }

  private dataPolicy(): string {
    const rules = JSON.stringify([
      { ResourceType: 'collection', Resource: [`collection/${this.collectionName}`], Permission: ['aoss:DescribeCollectionItems'] },
      { ResourceType: 'index', Resource: [`index/${this.collectionName}/*`], Permission: ['aoss:DescribeIndex', 'aoss:ReadDocument'] },
    ]);
    return `[{"Rules":${rules},"Principal":[${this.principalTexts().join('')}]}]`;
  }

  /**
   * The principals as parts of the policy's text. Each is left out if none of its attachments exists, because its role may not exist
   * then. A part includes the comma before it, if any part before it exists.
   */
  private principalTexts(): string[] {
    const used = [...this.principals]
      .map(([principal, users]): [string, CfnResource[]] => [principal, users.filter(isPresent)])
      .filter(([, users]) => users.length > 0);
    // Sorted as the template writes them, because the order of definition must not matter.
    const all = sortedBy(used, ([principal]) => JSON.stringify(this.stack.resolve(principal)))
      .map(([principal, users]) => ({ text: JSON.stringify(principal), users, condition: conditionOfAny(this, users) }));
    const ofPolicy = conditionOfAny(this, all.flatMap(({ users }) => users));
    const always = all.filter(({ condition }) => condition === ofPolicy);
    const sometimes = all.filter(({ condition }) => condition !== ofPolicy);
    return [
      always.map(({ text }) => text).join(),
      ...sometimes.map(({ text, condition }, index) => {
        const before = sometimes.slice(0, index).flatMap(({ users }) => users);
        const comma = always.length > 0 ? ',' : onlyIf(conditionOfAny(this, before), ',');
        return onlyIf(condition, comma + text);
      }),
    ];
  }

  /** All attachments of the collection, also those that have been removed from the app. */
  private get users(): CfnResource[] {
    return [...this.principals.values()].flat();
  }

  /**
   * A name that is unique in an account and region, because other stacks may give their own principals access to the same
   * collection. It contains a part of the stack's id, so policies that a deleted stack has left do not block a stack that gets its
   * name.
   */
  private policyName(): string {
    const digest = createHash('sha256').update(this.node.id).digest('hex').slice(0, 8);
    const stackUuid = Fn.select(2, Fn.split('/', Aws.STACK_ID));
    const start = isDeferred(this.collectionName) ? '' : `${this.collectionName.slice(0, LONGEST_START)}-`;
    return `${start}ui-${digest}-${Fn.select(0, Fn.split('-', stackUuid))}`;
  }
}

/** A text that is there under a condition. */
function onlyIf(condition: CfnCondition | undefined, text: string): string {
  return condition ? Token.asString(Fn.conditionIf(condition.logicalId, text, '')) : '';
}
