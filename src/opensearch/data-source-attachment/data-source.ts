import { Aws, type Stack } from 'aws-cdk-lib/core';
import type { aws_opensearchserverless, aws_opensearchservice } from 'aws-cdk-lib/interfaces';
import { Dependable, type IConstruct, type IDependable } from 'constructs';
import { COLLECTION_ARN, DOMAIN_ARN } from '../arns';
import type { CollectionAccess } from './collection-access';
import { engineProblems, warnOfMissingAccess } from './domain-of-the-app';
import { collectionIn, warnOfPrivateCollection } from './private-collection';
import { COLLECTION, DOMAIN } from './target-types';
import type { TargetType } from '../../backend/target-permissions';
import { isDeferred } from '../../private/deferred';
import { InvalidPropertyError } from '../../private/invalid-property-error';
import { type ArnShape, KnownArn } from '../../private/known-arn';
import { checkMember, checkProps, checkString } from '../../private/untyped';
import { accessesTo } from '../vpc-endpoint-access/accesses-of-the-app';
import type { VpcAccess } from '../vpc-endpoint-access/vpc-access';

/** A type of data source: what its ARNs look like, and what the handler has to be permitted. */
interface DataSourceKind {
  readonly shape: ArnShape;
  readonly targetType: TargetType;
}

const DOMAIN_KIND: DataSourceKind = { shape: DOMAIN_ARN, targetType: DOMAIN };
const COLLECTION_KIND: DataSourceKind = { shape: COLLECTION_ARN, targetType: COLLECTION };
const ALL_KINDS = [DOMAIN_KIND, COLLECTION_KIND];

const DOMAIN_NAME = /^[a-z][a-z0-9-]{2,27}$/;

const COLLECTION_NAME = /^[a-z][a-z0-9-]{2,31}$/;

/** Options of a domain as a data source. */
export interface DomainDataSourceOptions {
  /**
   * How OpenSearch UI gets access to a domain in a VPC. The access is given before the domain is attached, and revoked after it was
   * detached.
   *
   * @default - none is given with the attachment; a `VpcEndpointAccess` may do it, or somebody outside of this app
   */
  readonly vpcAccess?: VpcAccess;
}

/** Options of a collection as a data source. */
export interface CollectionDataSourceOptions {
  /**
   * How OpenSearch UI, and those who use it, get access to the collection. It is given before the collection is attached.
   *
   * @default - none is given with the attachment: the collection's policies are made elsewhere
   */
  readonly access?: CollectionAccess;

  /**
   * The name of the collection, by which its policies know it; may be a token.
   *
   * @default - that of a `CfnCollection`. Any other collection needs it if it has `access`
   */
  readonly collectionName?: string;
}

/**
 * What can be attached to an OpenSearch UI application: an Amazon OpenSearch Service domain of engine version 1.3 or
 * later, or an Amazon OpenSearch Serverless collection. It has to be in the application's region and account.
 *
 * A domain in a VPC has to authorize the service `application.opensearchservice.amazonaws.com`, which `vpcAccess` does, and a
 * private collection needs a network policy that lets it in, which `access` makes.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/application.html
 */
export class DataSource {
  /**
   * A domain of Amazon OpenSearch Service.
   *
   * @param domain a domain of this app or of elsewhere, in the application's region and account
   * @param options what comes with it
   */
  public static fromDomain(domain: aws_opensearchservice.IDomainRef, options: DomainDataSourceOptions = {}): DataSource {
    checkMember(undefined, 'domain', domain, 'domainRef.domainArn', 'string', 'a Domain, a CfnDomain or a reference to one');
    checkProps(undefined, 'options', options);
    if (options.vpcAccess !== undefined) checkMember(undefined, 'vpcAccess', options.vpcAccess, '_bind', 'function', 'VpcAccess.authorize(…)');
    return new DataSource(new KnownArn(domain.domainRef.domainArn, domain.env), [DOMAIN_KIND], {}, { ...options, domain });
  }

  /**
   * A domain of Amazon OpenSearch Service that is not defined in this app, in the region and account of the attachment's stack.
   *
   * @param domainName 3 to 28 lower-case letters, digits and hyphens, the first a letter; may be a token
   * @throws if a literal name is not one that a domain can have
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
   * An OpenSearch Serverless collection. Newer versions of the service's documentation only speak of domains: the
   * service decides, at deployment.
   *
   * @param collection a collection of this app or of elsewhere, in the application's region and account
   * @param options what comes with it
   */
  public static fromCollection(collection: aws_opensearchserverless.ICollectionRef, options: CollectionDataSourceOptions = {}): DataSource {
    checkMember(undefined, 'collection', collection, 'collectionRef.collectionArn', 'string', 'a CfnCollection or a reference to one');
    checkProps(undefined, 'options', options);
    if (options.access !== undefined) checkMember(undefined, 'access', options.access, '_bind', 'function', 'CollectionAccess.forPrincipals(…)');
    return new DataSource(new KnownArn(collection.collectionRef.collectionArn, collection.env), [COLLECTION_KIND], options);
  }

  /**
   * A domain or a collection, by its ARN. Where the ARN is a token that does not tell which of the two it is, the
   * handler gets the permissions for both.
   *
   * @param dataSourceArn `arn:<partition>:es:<region>:<account>:domain/<name>` or
   * `arn:<partition>:aoss:<region>:<account>:collection/<id>`, which may be a token
   */
  public static fromArn(dataSourceArn: string): DataSource {
    checkString(undefined, 'dataSourceArn', dataSourceArn, ALL_KINDS.map(({ shape }) => shape.description).join(' or '));
    const arn = new KnownArn(dataSourceArn);
    const kinds = ALL_KINDS.filter(({ shape }) => shape.service === arn.service);
    return new DataSource(arn, kinds.length > 0 ? kinds : ALL_KINDS);
  }

  /** The ARN of the domain or collection. */
  public readonly dataSourceArn: string;

  private constructor(
    /** @internal */ public readonly _arn: KnownArn,
    private readonly kinds: DataSourceKind[],
    private readonly ofCollection: CollectionDataSourceOptions = {},
    private readonly ofDomain: DomainDataSourceOptions & { readonly domain?: aws_opensearchservice.IDomainRef } = {},
  ) {
    this.dataSourceArn = _arn.value;
  }

  /** @internal */
  public get _targetTypes(): TargetType[] {
    return this.kinds.map(({ targetType }) => targetType);
  }

  /**
   * What an attachment in this stack has to wait for besides its permissions.
   *
   * @internal
   */
  public _access(stack: Stack): IDependable[] {
    const { ofCollection: { access }, ofDomain: { domain, vpcAccess } } = this;
    if (domain) vpcAccess?._bind(stack, domain);
    return [
      ...access ? [access._bind(stack, this._arn, String(this.collectionName))] : [],
      ...this.kinds.includes(DOMAIN_KIND) ? [accesses(stack, this.dataSourceArn)] : [],
    ];
  }

  /** @internal */
  public _validateDataSource(scope: IConstruct): void {
    this._arn.checkShape(scope, 'dataSource', ...this.kinds.map(({ shape }) => shape));
    if (this.ofCollection.access) this.checkCollectionName(scope);
  }

  /**
   * Warns of what keeps OpenSearch UI from using it, as far as the app shows that. To be called at synthesis.
   *
   * @internal
   */
  public _warn(scope: IConstruct): void {
    if (this.kinds.includes(COLLECTION_KIND)) warnOfPrivateCollection(scope, this.dataSourceArn);
    if (this.kinds.includes(DOMAIN_KIND)) warnOfMissingAccess(scope, this.dataSourceArn, this.ofDomain.domain);
  }

  /**
   * What is known to be refused by the service. To be called at synthesis.
   *
   * @internal
   */
  public _problems(): string[] {
    return this.kinds.includes(DOMAIN_KIND) ? engineProblems(this.dataSourceArn, this.ofDomain.domain) : [];
  }

  private get collectionName(): string | undefined {
    return this.ofCollection.collectionName ?? collectionIn(this.dataSourceArn)?.name;
  }

  private checkCollectionName(scope: IConstruct): void {
    const name = this.collectionName;
    const write = 'the name of the collection, which its policies need';
    checkString(scope, 'dataSource.collectionName', name, write);
    if (isDeferred(name) || COLLECTION_NAME.test(String(name))) return;
    throw new InvalidPropertyError(scope, 'dataSource.collectionName', name, `is not a name that a collection can have; write ${write}`);
  }
}

/** What lets OpenSearch UI reach a domain, anywhere in the app. Asked at synthesis, when all of it is there. */
function accesses(stack: Stack, domainArn: string): IDependable {
  const dependable: IDependable = {};
  Dependable.implement(dependable, { get dependencyRoots() { return accessesTo(stack, domainArn); } });
  return dependable;
}
