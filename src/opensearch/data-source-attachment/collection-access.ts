import { createHash } from 'crypto';
import { CfnAccessPolicy, CfnSecurityPolicy } from 'aws-cdk-lib/aws-opensearchserverless';
import { Lazy, type Stack } from 'aws-cdk-lib/core';
import { Construct, type IDependable } from 'constructs';
import { isDeferred } from '../../private/deferred';
import { InvalidPropertyError } from '../../private/invalid-property-error';
import type { KnownArn } from '../../private/known-arn';
import { findShared, sharedState } from '../../private/shared-state';
import { checkString } from '../../private/untyped';
import { OPENSEARCH_UI } from '../service';

/** How data access policies name principals. */
const PRINCIPAL = /^(arn:aws(-[a-z]+)*:(iam|sts)::\d{12}:.+|saml\/\d{12}\/.+|iamidentitycenter\/.+)$/;
const WRITE = 'the ARN of a role or a user, saml/<account>/<provider>/…, or iamidentitycenter/<instance>/…';

/** How many characters of a collection's name the names of its policies begin with, which have at most 32. */
const LONGEST_START = 19;

/** How OpenSearch UI, and those who use it, get access to an OpenSearch Serverless collection that is attached to an application. */
export class CollectionAccess {
  /**
   * Gives it with the attachment, in the attachment's stack: a network policy that lets OpenSearch UI reach the collection, and a
   * data access policy by which principals read its indexes. Both are made once for each collection of the stack, and the
   * principals of all its attachments add up.
   *
   * A role or a user of IAM needs `aoss:APIAccessAll` on the collection besides.
   *
   * @param principals who may read: ARNs of roles and users, `saml/…` and `iamidentitycenter/…`, as in data access policies; may be tokens
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
  public _bind(stack: Stack, collection: KnownArn, collectionName: string): IDependable {
    const id = `CollectionAccess-${collection.labelIn(stack)}`;
    const policies = findShared(stack, id, CollectionPolicies) ?? new CollectionPolicies(stack, id, collectionName);
    policies.permit(this.principals);
    return policies;
  }
}

/** The policies of one collection in one stack. Policies of a collection go by its name. */
class CollectionPolicies extends Construct {
  private readonly principals = new Set<string>();

  public constructor(private readonly stack: Stack, id: string, private readonly collectionName: string) {
    super(stack, id);
    sharedState(this);
    const name = this.policyName();
    new CfnSecurityPolicy(this, 'Network', {
      name,
      type: 'network',
      description: 'Lets OpenSearch UI reach a collection',
      policy: JSON.stringify([{
        Rules: [{ ResourceType: 'collection', Resource: [`collection/${collectionName}`] }],
        AllowFromPublic: false,
        SourceServices: [OPENSEARCH_UI],
      }]),
    });
    new CfnAccessPolicy(this, 'Data', {
      name,
      type: 'data',
      description: 'Lets users of OpenSearch UI read a collection',
      policy: Lazy.string({ produce: () => this.dataPolicy() }),
    });
  }

  public permit(principals: readonly string[]): void {
    principals.forEach((principal) => this.principals.add(principal));
  }

  private dataPolicy(): string {
    return JSON.stringify([{
      Rules: [
        { ResourceType: 'collection', Resource: [`collection/${this.collectionName}`], Permission: ['aoss:DescribeCollectionItems'] },
        { ResourceType: 'index', Resource: [`index/${this.collectionName}/*`], Permission: ['aoss:DescribeIndex', 'aoss:ReadDocument'] },
      ],
      Principal: [...this.principals],
    }]);
  }

  /** Unique in an account and region: other stacks may let principals of their own read the same collection. */
  private policyName(): string {
    const { stackName, node } = this.stack;
    const owner = isDeferred(stackName) ? node.path : stackName;
    const digest = createHash('sha256').update(JSON.stringify([owner, this.node.id])).digest('hex').slice(0, 8);
    return isDeferred(this.collectionName) ? `ui-${digest}` : `${this.collectionName.slice(0, LONGEST_START)}-ui-${digest}`;
  }
}
