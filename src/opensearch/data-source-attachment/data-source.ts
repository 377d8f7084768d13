import type { aws_opensearchserverless, aws_opensearchservice } from 'aws-cdk-lib/interfaces';
import type { IConstruct } from 'constructs';
import { COLLECTION_ARN, DOMAIN_ARN } from '../arns';
import { COLLECTION, DOMAIN } from './target-types';
import { type ArnShape, KnownArn } from '../../private/known-arn';
import { checkMember, checkString } from '../../private/untyped';
import type { TargetType } from '../../provider/target-permissions';

/** A type of data source: what its ARNs look like, and what the handler has to be permitted. */
interface DataSourceKind {
  readonly shape: ArnShape;
  readonly targetType: TargetType;
}

const DOMAIN_KIND: DataSourceKind = { shape: DOMAIN_ARN, targetType: DOMAIN };
const COLLECTION_KIND: DataSourceKind = { shape: COLLECTION_ARN, targetType: COLLECTION };
const ALL_KINDS = [DOMAIN_KIND, COLLECTION_KIND];

/**
 * What can be attached to an OpenSearch UI application: an Amazon OpenSearch Service domain of engine version 1.3 or
 * later, or an Amazon OpenSearch Serverless collection. It has to be in the application's region and account.
 *
 * A domain in a VPC has to authorize the service `application.opensearchservice.amazonaws.com`, and a private
 * collection needs a network policy that lets it in.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/application.html
 */
export class DataSource {
  /**
   * A domain of Amazon OpenSearch Service.
   *
   * @param domain a domain of this app or of elsewhere, in the application's region and account
   */
  public static fromDomain(domain: aws_opensearchservice.IDomainRef): DataSource {
    checkMember(undefined, 'domain', domain, 'domainRef.domainArn', 'string', 'a Domain, a CfnDomain or a reference to one');
    return new DataSource(new KnownArn(domain.domainRef.domainArn, domain.env), [DOMAIN_KIND]);
  }

  /**
   * An OpenSearch Serverless collection. Newer versions of the service's documentation only speak of domains: the
   * service decides, at deployment.
   *
   * @param collection a collection of this app or of elsewhere, in the application's region and account
   */
  public static fromCollection(collection: aws_opensearchserverless.ICollectionRef): DataSource {
    checkMember(undefined, 'collection', collection, 'collectionRef.collectionArn', 'string', 'a CfnCollection or a reference to one');
    return new DataSource(new KnownArn(collection.collectionRef.collectionArn, collection.env), [COLLECTION_KIND]);
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
  ) {
    this.dataSourceArn = _arn.value;
  }

  /** @internal */
  public get _targetTypes(): TargetType[] {
    return this.kinds.map(({ targetType }) => targetType);
  }

  /** @internal */
  public _validate(scope: IConstruct): void {
    this._arn.checkShape(scope, 'dataSource', ...this.kinds.map(({ shape }) => shape));
  }
}
