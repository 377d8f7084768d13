import { Aws, type CfnResource, type Stack } from 'aws-cdk-lib/core';
import type { aws_opensearchserverless, aws_opensearchservice } from 'aws-cdk-lib/interfaces';
import { Dependable, type IConstruct, type IDependable } from 'constructs';
import { COLLECTION_ARN, DOMAIN_ARN } from '../arns';
import { checkDomainEndpoint } from '../domain-endpoint';
import type { CollectionAccess } from './collection-access';
import { engineProblems, warnOfMissingAccess } from './domain-of-the-app';
import { collectionIn, warnOfPrivateCollection } from './private-collection';
import { COLLECTION, DOMAIN } from './target-types';
import type { TargetType } from '../../backend/target-permissions';
import { isDeferred } from '../../private/deferred';
import { InvalidPropertyError } from '../../private/invalid-property-error';
import { type ArnShape, KnownArn } from '../../private/known-arn';
import { checkMember, checkProps, checkString } from '../../private/untyped';
import { accessesBefore } from '../vpc-endpoint-access/accesses-of-the-app';
import type { VpcAccess } from '../vpc-endpoint-access/vpc-access';

/** A type of data source: the form of its ARNs, and the permissions that the handler needs. */
interface DataSourceKind {
  readonly shape: ArnShape;
  readonly targetType: TargetType;
}

const DOMAIN_KIND: DataSourceKind = { shape: DOMAIN_ARN, targetType: DOMAIN };
const COLLECTION_KIND: DataSourceKind = { shape: COLLECTION_ARN, targetType: COLLECTION };
const ALL_KINDS = [DOMAIN_KIND, COLLECTION_KIND];

const DOMAIN_NAME = /^[a-z][a-z0-9-]{2,27}$/;

const COLLECTION_NAME = /^[a-z][a-z0-9-]{2,31}$/;

/** Options for a domain as a data source. */
export interface DomainDataSourceOptions {
  /**
   * Gives OpenSearch UI access to a domain in a VPC. The access is given before the domain is attached, and revoked after it is
   * detached. It is retained if the attachment is.
   *
   * @default - the attachment gives no access; a `VpcEndpointAccess` may give it, or somebody outside of this app
   */
  readonly vpcAccess?: VpcAccess;
}

/** Options for a collection as a data source. */
export interface CollectionDataSourceOptions {
  /**
   * Gives OpenSearch UI and its users access to the collection, before the collection is attached. It is retained if the attachment
   * is.
   *
   * @default - the attachment gives no access; the policies of the collection are defined elsewhere
   */
  readonly access?: CollectionAccess;

  /**
   * The name of the collection, 3 to 32 lower-case letters, digits and hyphens, the first a letter. It may be a token. It is used
   * only with `access`, because the policies of a collection identify it by name.
   *
   * @default - the name of the `CfnCollection`; required with `access` for any other collection
   */
  readonly collectionName?: string;
}

/**
 * A data source for an OpenSearch UI application: an Amazon OpenSearch Service domain with engine version OpenSearch 1.3 or
 * later, or an Amazon OpenSearch Serverless collection. It must be in the account and region of the application.
 *
 * A domain in a VPC must authorize the service `application.opensearchservice.amazonaws.com`; `vpcAccess` does that. A private
 * collection needs a network policy that names this service; `access` creates one.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/application.html
 */
export class DataSource {
  /**
   * Uses a domain of Amazon OpenSearch Service.
   *
   * If the domain is defined in this app and has an engine version that cannot be attached, synthesis fails.
   *
   * @param domain a domain of this app or a reference to another one, in the account and region of the application;
   * `Domain.fromDomainEndpoint` is refused, because it makes the ARN of a domain with another name
   * @param options whether the attachment also gives access to the domain
   */
  public static fromDomain(domain: aws_opensearchservice.IDomainRef, options: DomainDataSourceOptions = {}): DataSource {
    checkMember(undefined, 'domain', domain, 'domainRef.domainArn', 'string', 'a Domain, a CfnDomain or a reference to one');
    checkDomainEndpoint(undefined, domain);
    checkProps(undefined, 'options', options);
    if (options.vpcAccess !== undefined) checkMember(undefined, 'vpcAccess', options.vpcAccess, '_bind', 'function', 'VpcAccess.authorize(…)');
    return new DataSource(new KnownArn(domain.domainRef.domainArn, domain.env), [DOMAIN_KIND], {}, { ...options, domain });
  }

  /**
   * Uses a domain of Amazon OpenSearch Service that is not defined in this app. It must be in the account and region of the
   * attachment's stack.
   *
   * @param domainName 3 to 28 lower-case letters, digits and hyphens, the first a letter; may be a token
   * @throws if a literal is not a valid name of a domain
   */
  public static fromDomainName(domainName: string): DataSource {
    checkString(undefined, 'domainName', domainName, 'the name of a domain');
    if (!DOMAIN_NAME.test(domainName) && !isDeferred(domainName)) {
      throw new InvalidPropertyError(undefined, 'domainName', domainName,
        'is not a name that a domain can have; write 3 to 28 lower-case letters, digits and hyphens, beginning with a letter');
    }
    return new DataSource(new KnownArn(`arn:${Aws.PARTITION}:es:${Aws.REGION}:${Aws.ACCOUNT_ID}:domain/${domainName}`), [DOMAIN_KIND]);
  }

  /**
   * Uses a collection of Amazon OpenSearch Serverless.
   *
   * AWS's documentation leaves open whether a collection can be attached: the newest documentation of the API names only domains.
   * The service decides at deployment.
   *
   * @param collection a collection of this app or a reference to another one, in the account and region of the application
   * @param options whether the attachment also gives access to the collection
   */
  public static fromCollection(collection: aws_opensearchserverless.ICollectionRef, options: CollectionDataSourceOptions = {}): DataSource {
    checkMember(undefined, 'collection', collection, 'collectionRef.collectionArn', 'string', 'a CfnCollection or a reference to one');
    checkProps(undefined, 'options', options);
    if (options.access !== undefined) checkMember(undefined, 'access', options.access, '_bind', 'function', 'CollectionAccess.forPrincipals(…)');
    return new DataSource(new KnownArn(collection.collectionRef.collectionArn, collection.env), [COLLECTION_KIND], options);
  }

  /**
   * Uses the domain or collection with this ARN. If the ARN is a token that does not show which of the two it is, the handler
   * gets the permissions for both.
   *
   * The constructor of the attachment throws if a literal ARN has another form.
   *
   * @param dataSourceArn `arn:<partition>:es:<region>:<account>:domain/<name>` or
   * `arn:<partition>:aoss:<region>:<account>:collection/<id>`; may be a token
   */
  public static fromArn(dataSourceArn: string): DataSource {
    checkString(undefined, 'dataSourceArn', dataSourceArn, ALL_KINDS.map(({ shape }) => shape.description).join(', or '));
    const arn = new KnownArn(dataSourceArn);
    const kind = ALL_KINDS.find(({ shape }) => shape.service === arn.service);
    return new DataSource(arn, kind ? [kind] : ALL_KINDS);
  }

  /** The ARN of the domain or collection. */
  public readonly dataSourceArn: string;

  private constructor(
    /** @internal */ public readonly _arn: KnownArn,
    private readonly kinds: DataSourceKind[],
    private readonly collectionOptions: CollectionDataSourceOptions = {},
    private readonly domainOptions: DomainDataSourceOptions & { readonly domain?: aws_opensearchservice.IDomainRef } = {},
  ) {
    this.dataSourceArn = _arn.value;
  }

  /** @internal */
  public get _targetTypes(): TargetType[] {
    return this.kinds.map(({ targetType }) => targetType);
  }

  /**
   * Returns what an attachment must depend on, apart from its permissions.
   *
   * @param attachment the resource of the attachment
   * @internal
   */
  public _dependencies(attachment: CfnResource): IDependable[] {
    const { collectionOptions: { access }, domainOptions: { domain, vpcAccess } } = this;
    const { stack } = attachment;
    if (domain) vpcAccess?._bind(attachment, domain);
    return [
      ...access ? [access._bind(attachment, this._arn, String(this.collectionName))] : [],
      ...this.kinds.includes(DOMAIN_KIND) ? [new Accesses(stack, this.dataSourceArn)] : [],
    ];
  }

  /** @internal */
  public _validateDataSource(scope: IConstruct): void {
    this._arn.checkShape(scope, 'dataSource', ...this.kinds.map(({ shape }) => shape));
    if (this.collectionOptions.access) this.checkCollectionName(scope);
  }

  /**
   * Warns if the app shows that OpenSearch UI cannot reach the data source. To be called at synthesis.
   *
   * @internal
   */
  public _warn(scope: IConstruct): void {
    // Access includes a network policy.
    if (this.kinds.includes(COLLECTION_KIND) && !this.collectionOptions.access) warnOfPrivateCollection(scope, this._arn);
    if (this.kinds.includes(DOMAIN_KIND)) warnOfMissingAccess(scope, this._arn, this.domainOptions.domain);
  }

  /**
   * Returns the errors for a data source that the service is known to refuse. To be called at synthesis.
   *
   * @internal
   */
  public _problems(): string[] {
    return this.kinds.includes(DOMAIN_KIND) ? engineProblems(this._arn, this.domainOptions.domain) : [];
  }

  private get collectionName(): string | undefined {
    return this.collectionOptions.collectionName ?? collectionIn(this._arn)?.name;
  }

  private checkCollectionName(scope: IConstruct): void {
    const name = this.collectionName;
    const write = 'the name of the collection, which its policies need';
    checkString(scope, 'dataSource.collectionName', name, write);
    if (isDeferred(name) || COLLECTION_NAME.test(String(name))) return;
    throw new InvalidPropertyError(scope, 'dataSource.collectionName', name, `is not a name that a collection can have; write ${write}`);
  }
}

/**
 * A dependency on every construct of the app that lets OpenSearch UI reach a domain, as far as the stack can wait for it. It is
 * evaluated at synthesis, when all of them are defined.
 */
class Accesses extends Dependable {
  public constructor(private readonly stack: Stack, private readonly domainArn: string) {
    super();
    // One object is both, because there is one for each attachment.
    Dependable.implement(this, this);
  }

  public get dependencyRoots(): IConstruct[] {
    return accessesBefore(this.stack, this.domainArn);
  }
}
