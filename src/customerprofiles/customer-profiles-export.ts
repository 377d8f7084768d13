import { CfnDataIntegration } from 'aws-cdk-lib/aws-appintegrations';
import { CfnDomain } from 'aws-cdk-lib/aws-customerprofiles';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, CfnBucket, type IBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Aws, CfnResource, Fn, Lazy, Names, RemovalPolicy, type RemovalPolicyOptions, Stack } from 'aws-cdk-lib/core';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { aws_appintegrations, aws_customerprofiles } from 'aws-cdk-lib/interfaces';
import { Construct, type IDependable, RootConstruct } from 'constructs';
import { checkDomain, checkObjectTypes, checkPrefix, checkStorage } from './export-checks';
import { permitOnBucket, permitOnKey } from './export-permissions';
import { checkWindow } from './export-window';
import { DataIntegrationAssociation } from '../appintegrations/data-integration-association/data-integration-association';
import type { IDataIntegrationAssociation } from '../appintegrations/data-integration-association/data-integration-association-ref';
import { Destination } from '../appintegrations/data-integration-association/destination';
import { ExecutionConfiguration, type OnDemandConfiguration } from '../appintegrations/data-integration-association/execution-configuration';
import type { JobCompletion } from '../appintegrations/data-integration-association/job-completion';
import { RemainingAssociation } from '../appintegrations/data-integration-association/remaining-association';
import { acknowledge } from '../private/acknowledge';
import { canonicalText } from '../private/canonical';
import { followConditions } from '../private/condition';
import { atSynthesis, inform } from '../private/notices';
import { resourcesIn } from '../private/references';
import { checkRemovalPolicy } from '../private/removal-policy';
import { checkProps, freeId } from '../private/untyped';

/** The maximum length of a logical id, in characters. */
const LONGEST_ID = 255;

/** Properties of a `CustomerProfilesExport`. */
export interface CustomerProfilesExportProps extends OnDemandConfiguration {
  /**
   * The Customer Profiles domain, which must be in the account and region of the export's stack. To refer to a domain that is not
   * defined in this app, use `CfnDomain.fromDomainName`.
   *
   * Another domain means another export: new data integrations and associations are created, and the old ones remain.
   *
   * If the domain has a CloudFormation condition, everything that the export creates gets it too.
   */
  readonly domain: aws_customerprofiles.IDomainRef;

  /**
   * The names of the object types to export, such as `_profile`. At least one, each only once. A name has 1 to 255 letters,
   * digits, `_` or `-`, and begins with a letter or `_`. A name must not be a token, because resources are created for each
   * object type.
   */
  readonly objectTypes: string[];

  /**
   * The bucket to export to. It must be in the region of the export's stack, must be encrypted by default with a customer managed
   * key, and must not have ACLs.
   *
   * Another bucket means another export: new data integrations and associations are created, and the old ones remain.
   *
   * The policy of the bucket gets the statement that AppIntegrations needs. The policy of a bucket that is defined elsewhere
   * cannot be changed here, so a warning shows the statement. For such a bucket, pass its key as `encryptionKey`.
   *
   * @default - a new bucket, which is encrypted with the key, has no public access and no ACLs, and accepts only TLS
   */
  readonly bucket?: IBucket;

  /**
   * The beginning of the keys of the objects: letters, digits, or any of `_/!@#+=.,-`, with no slash and no comma at the
   * beginning. It may be a token. After it comes the object type, and then a path that the service makes from account, domain, time
   * and window.
   *
   * Another prefix means another export: new data integrations and associations are created, and the old ones remain.
   *
   * @default - the keys begin with the object type
   */
  readonly prefix?: string;

  /**
   * The customer managed key of the data integrations and of the bucket. It must be in the region of the export's stack.
   *
   * Another key means another export: new data integrations and associations are created, and the old ones remain.
   *
   * The policy of the key gets the statement that AppIntegrations needs. The policy of a key that is defined elsewhere cannot be
   * changed here, so a warning shows the statement.
   *
   * @default - the key of the bucket, or a new key with rotation
   */
  readonly encryptionKey?: IKey;

  /**
   * Whether to wait for the exports that a deployment starts, and how long.
   *
   * @default JobCompletion.ignore()
   */
  readonly jobCompletion?: JobCompletion;

  /**
   * Whether to delete the bucket and the key that the export creates, when the export is removed from its stack or the stack is
   * deleted. With `DESTROY`, the deletion fails if the bucket is not empty.
   *
   * Data integrations are always retained, because AWS does not delete a data integration that has an association, and has no
   * operation to delete an association.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Exports objects of an Amazon Connect Customer Profiles domain to a bucket. For each object type, it exports the objects that
 * were updated in a time window. If you change the window, the export runs again.
 *
 * It creates a data integration and an association for each object type, and a bucket and a key if you pass none. AppIntegrations
 * gets permission to use the bucket and the key before an association needs them. The handler may also need permissions on the
 * domain, which AWS does not document. To add them, call `AppIntegrationsHandlerConfig.of(scope).apply({ functionStatements: […]
 * })`.
 *
 * When the export is removed, these remain:
 *
 * - Its associations and data integrations. They cost nothing, but they count against the quotas of AppIntegrations: by default,
 *   a region has 20 data integrations. AWS has no operation to delete an association, and does not delete a data integration that
 *   has one. They also remain if another domain, bucket, prefix or key makes another export.
 * - The key and the bucket with its policy, unless `removalPolicy` says otherwise. The key costs money each month until you
 *   schedule its deletion. The bucket costs storage until you empty it.
 *
 * If a deployment fails after the data integrations were created, they also remain, and their names stay in use. Before you try
 * again in the same stack, delete them or give the construct another id.
 *
 * The constructor throws in these cases: the domain is known to be in another account or region than the stack; the bucket or the
 * key is known to be in another region; the key is managed by AWS; the bucket is known to be encrypted with another key or
 * without one; the bucket's key is not known and `encryptionKey` is missing; a property is outside of a limit of the service.
 *
 * @see https://docs.aws.amazon.com/connect/latest/adminguide/set-up-bulk-export.html
 * @exampleMetadata fixture=customerprofiles
 * @example
 * new CustomerProfilesExport(stack, 'Export', {
 *   domain: CfnDomain.fromDomainName(stack, 'Domain', 'my-domain'),
 *   objectTypes: ['_profile', '_order'],
 *   startTime: ExportTime.fromIso8601('2026-01-01T00:00:00Z'),
 *   endTime: ExportTime.fromIso8601('2026-01-02T00:00:00Z'),
 *   jobCompletion: JobCompletion.waitUntilCompleted(),
 * });
 */
@propertyInjectable
export class CustomerProfilesExport extends Construct {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-data-attachments.customerprofiles.CustomerProfilesExport';

  /** The bucket that the objects are exported to. */
  public readonly bucket: IBucket;

  /** The key that encrypts the objects. */
  public readonly encryptionKey: IKey;

  /** The data integrations, in the order of the object types. */
  public readonly dataIntegrations: aws_appintegrations.IDataIntegrationRef[];

  /** The associations, in the order of the object types. */
  public readonly associations: IDataIntegrationAssociation[];

  /**
   * @param scope the construct to define the export in
   * @param id the id of the construct
   * @param props what to export, and to which bucket
   */
  constructor(scope: Construct, id: string, props: CustomerProfilesExportProps) {
    super(scope, freeId(scope, id));
    checkProps(this, 'props', props);
    checkDomain(this, props.domain);
    checkObjectTypes(this, props.objectTypes);
    checkPrefix(this, props.prefix);
    checkWindow(this, props);
    checkStorage(this, props.bucket, props.encryptionKey);

    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    checkRemovalPolicy(this, 'removalPolicy', removalPolicy, 'a bucket and a key');
    this.encryptionKey = props.encryptionKey ?? props.bucket?.encryptionKey ?? this.#createKey(removalPolicy);
    this.bucket = props.bucket ?? this.#createBucket(removalPolicy);
    permitOnKey(this, this.encryptionKey);
    const permissions = permitOnBucket(this, this.bucket);
    const made = this.node.findAll().filter((construct) => CfnResource.isCfnResource(construct));
    made.forEach((resource) => followConditions(this, resource, resourcesIn(props.domain.domainRef.domainName)));

    const exports = props.objectTypes.map((objectType) => this.#createExport(objectType, props, permissions));
    this.dataIntegrations = exports.map(({ dataIntegration }) => dataIntegration);
    this.associations = exports.map(({ association }) => association);

    atSynthesis(this, () => inform(this, 'remainingExport',
      'AWS has no operation to delete an association, and does not delete a data integration that has one, so both remain when this construct '
      + 'is removed, and when a change of the domain, bucket, prefix or key creates a new export'));
  }

  #createKey(removalPolicy: RemovalPolicy): Key {
    return new Key(this, 'Key', { description: `Customer Profiles export ${this.node.path}`, enableKeyRotation: true, removalPolicy });
  }

  #createBucket(removalPolicy: RemovalPolicy): Bucket {
    const bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.KMS,
      encryptionKey: this.encryptionKey,
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      removalPolicy,
    });
    // A bucket that remains still needs its policy, which allows only TLS.
    bucket.policy?.applyRemovalPolicy(removalPolicy);
    if (CfnBucket.isCfnBucket(bucket.node.defaultChild)) {
      acknowledge(bucket.node.defaultChild, 'AwsSolutions-S1',
        'access logs need another bucket, which the owner has to choose; to have access logs, pass a bucket with them');
    }
    return bucket;
  }

  #createExport(objectType: string, props: CustomerProfilesExportProps, permissions: IDependable[]) {
    const { domain, prefix, startTime, endTime, jobCompletion } = props;
    const { domainName } = domain.domainRef;
    const destination = Destination.s3(this.bucket, prefix === undefined ? objectType : `${prefix.replace(/\/$/, '')}/${objectType}`);
    // Everything that AWS cannot change about an association is part of the logical ids. This includes the id of the data
    // integration, because the service may refuse to associate a data integration again.
    const hash = () => this.#hash(CfnDomain.isCfnDomain(domain) ? domain.domainName : domainName, destination.uri, this.encryptionKey.keyArn);
    const scope = new Construct(this, `ObjectType-${objectType}`);

    const dataIntegration = new RetainedDataIntegration(scope, 'DataIntegration', {
      name: Lazy.uncachedString({ produce: () => uniqueName(scope, hash()) }),
      sourceUri: 'AmazonConnect://AppIntegrations',
      kmsKey: this.encryptionKey.keyArn,
      objectConfiguration: { CustomerProfiles: { domainName: [domainName], objectType: [objectType] } },
    });
    const { stack } = dataIntegration;
    dataIntegration.overrideLogicalId(Lazy.uncachedString({ produce: () => `${stack.getLogicalId(dataIntegration)}${hash()}`.slice(-LONGEST_ID) }));
    dataIntegration.applyRemovalPolicy(RemovalPolicy.RETAIN);
    followConditions(scope, dataIntegration, resourcesIn([domainName, destination.uri, this.encryptionKey.keyArn].join()));

    const association = new DataIntegrationAssociation(scope, 'Association', {
      dataIntegration,
      destination,
      executionConfiguration: ExecutionConfiguration.onDemand({ startTime, endTime }),
      jobCompletion,
      remainingAssociation: RemainingAssociation.LEAVE,
    });
    association.node.addDependency(...permissions);
    return { dataIntegration, association };
  }

  /** A hash that is final only at synthesis, because ids may be overridden. */
  #hash(...values: string[]): string {
    const stack = Stack.of(this);
    // The address of a construct is a hash of its id.
    return new RootConstruct(values.map((value) => canonicalText(value, stack, 'stack')).join()).node.addr.slice(-8);
  }
}

/**
 * A data integration that is always retained, even if another removal policy is applied to everything around it. AWS does not
 * delete a data integration that has an association.
 */
class RetainedDataIntegration extends CfnDataIntegration {
  public override applyRemovalPolicy(_policy: RemovalPolicy | undefined, options?: RemovalPolicyOptions): void {
    super.applyRemovalPolicy(RemovalPolicy.RETAIN, options);
  }
}

/** A name that no retained data integration has, not even one of a deleted stack with the same name. */
function uniqueName(scope: Construct, hash: string): string {
  const stackUuid = Fn.select(2, Fn.split('/', Aws.STACK_ID));
  return `${Names.uniqueResourceName(scope, { maxLength: 200, separator: '-', allowedSpecialCharacters: '_-' })}-${hash}-${stackUuid}`;
}
