import { CfnDataIntegration } from 'aws-cdk-lib/aws-appintegrations';
import { CfnDomain } from 'aws-cdk-lib/aws-customerprofiles';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, CfnBucket, type IBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Aws, CfnResource, Fn, Names, RemovalPolicy, type RemovalPolicyOptions, Stack } from 'aws-cdk-lib/core';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { aws_appintegrations, aws_customerprofiles } from 'aws-cdk-lib/interfaces';
import { Construct, type IDependable, RootConstruct } from 'constructs';
import { checkDomain, checkObjectTypes, checkPrefix, checkStorage } from './export-checks';
import { permitOnBucket, permitOnKey } from './export-permissions';
import { checkWindow } from './export-window';
import { DataIntegrationAssociation, type IDataIntegrationAssociation } from '../appintegrations/data-integration-association/data-integration-association';
import { Destination } from '../appintegrations/data-integration-association/destination';
import { ExecutionConfiguration, type OnDemandConfiguration } from '../appintegrations/data-integration-association/execution-configuration';
import type { JobCompletion } from '../appintegrations/data-integration-association/job-completion';
import { RemainingAssociation } from '../appintegrations/data-integration-association/remaining-association';
import { acknowledge } from '../private/acknowledge';
import { canonicalText } from '../private/canonical';
import { followConditions, resourcesIn } from '../private/condition';
import { atSynthesis, inform } from '../private/notices';
import { checkRemovalPolicy } from '../private/removal-policy';
import { checkProps, freeId } from '../private/untyped';

/** Properties of an export from a Customer Profiles domain. */
export interface CustomerProfilesExportProps extends OnDemandConfiguration {
  /**
   * The domain, in the region and account of the export's stack. One that is not defined in this app can be referred to
   * with `CfnDomain.fromDomainName`. Another domain means another export, and the old one stays behind. All that the
   * export makes has the condition of a domain that has one.
   */
  readonly domain: aws_customerprofiles.IDomainRef;

  /** The names of the object types to export, e.g. `_profile`. The names may not be tokens. */
  readonly objectTypes: string[];

  /**
   * Where the objects go: a bucket in the region of the export's stack that is encrypted with a customer managed key by
   * default, and has no ACLs. Another bucket means another export, and the old one stays behind.
   *
   * Its policy is given what AppIntegrations needs. That of a bucket which is defined elsewhere cannot be changed: a
   * warning shows the statement to add. Such a bucket needs its key as the `encryptionKey`.
   *
   * @default - a new bucket: encrypted with the key, without public access or ACLs, by TLS only
   */
  readonly bucket?: IBucket;

  /**
   * What the keys of the objects begin with, without a slash at its beginning. What follows is the object type, and
   * below that what the service makes of account, domain, time and window. Another prefix means another export, and the
   * old one stays behind.
   *
   * @default - the object type comes first
   */
  readonly prefix?: string;

  /**
   * The customer managed key of the data integrations and of the bucket, in the region of the export's stack. Another
   * key means another export, and the old one stays behind.
   *
   * Its policy is given what AppIntegrations needs. That of a key which is defined elsewhere cannot be changed: a
   * warning shows the statement to add.
   *
   * @default - the bucket's key, or a new one that is rotated
   */
  readonly encryptionKey?: IKey;

  /**
   * Whether, and for how long, to wait for the exports that a deployment starts.
   *
   * @default JobCompletion.ignore()
   */
  readonly jobCompletion?: JobCompletion;

  /**
   * What becomes of the bucket and the key that the export makes, when it is removed from its stack or deleted with it.
   * With `DESTROY`, a bucket that holds anything fails the deletion. Data integrations are retained in any case: AWS
   * does not delete one that has an association, and has no operation to delete that.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Exports objects of an Amazon Connect Customer Profiles domain to a bucket: for each object type, what was updated in
 * a window. Another window runs the export again, in place.
 *
 * It makes a data integration and its association for each object type, a bucket and a key where none are given, and
 * lets AppIntegrations use both before an association asks it to. Whoever runs the export may need permissions on the
 * domain besides, which the service does not document: add them with
 * `AppIntegrationsHandlerConfig.of(scope).apply({ functionStatements: […] })`.
 *
 * When the export is removed, these stay behind:
 *
 * - its associations and data integrations. They cost nothing, but count against the quotas of AppIntegrations: by
 *   default, 20 data integrations in a region. AWS has no operation to delete an association, and deletes no data
 *   integration that has one. They stay as well when another domain, bucket, prefix or key makes another export.
 * - unless `removalPolicy` says otherwise, the key, which costs what a key costs each month until you schedule its
 *   deletion, and the bucket with its policy, which costs what is stored in it until you empty it.
 *
 * A deployment that fails after the data integrations were made leaves them behind too, and their names in use: delete
 * them, or give the construct another id, before it is tried again in the same stack.
 *
 * Its constructor throws if the domain, the bucket or the key is known to be of another region than the stack, if the
 * key is managed by AWS, if the bucket is known to be encrypted with another key or with none, or if a property breaks a
 * limit of the service.
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

  /** The bucket that the objects go to. */
  public readonly bucket: IBucket;

  /** The key that the objects are encrypted with. */
  public readonly encryptionKey: IKey;

  /** The data integrations, in the order of the object types. */
  public readonly dataIntegrations: aws_appintegrations.IDataIntegrationRef[];

  /** The associations, in the order of the object types. */
  public readonly associations: IDataIntegrationAssociation[];

  /**
   * @param scope the construct to define the export in
   * @param id the id of the construct
   * @param props what to export, and where to
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
    this.encryptionKey = props.encryptionKey ?? props.bucket?.encryptionKey ?? this.createKey(removalPolicy);
    this.bucket = props.bucket ?? this.createBucket(removalPolicy);
    permitOnKey(this, this.encryptionKey);
    const permissions = permitOnBucket(this, this.bucket);
    const made = this.node.findAll().filter((construct) => CfnResource.isCfnResource(construct));
    made.forEach((resource) => followConditions(this, resource, resourcesIn(props.domain.domainRef.domainName)));

    const exports = props.objectTypes.map((objectType) => this.createExport(objectType, props, permissions));
    this.dataIntegrations = exports.map(({ dataIntegration }) => dataIntegration);
    this.associations = exports.map(({ association }) => association);

    atSynthesis(this, () => inform(this, 'remainingExport',
      'AWS has no operation to delete an association, and does not delete a data integration that has one, so both remain when this construct '
      + 'is removed, and when a change of the domain, bucket, prefix or key creates a new export'));
  }

  private createKey(removalPolicy: RemovalPolicy): Key {
    return new Key(this, 'Key', { description: `Customer Profiles export ${this.node.path}`, enableKeyRotation: true, removalPolicy });
  }

  private createBucket(removalPolicy: RemovalPolicy): Bucket {
    const bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.KMS,
      encryptionKey: this.encryptionKey,
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      removalPolicy,
    });
    // A bucket that stays keeps to TLS.
    bucket.policy?.applyRemovalPolicy(removalPolicy);
    if (CfnBucket.isCfnBucket(bucket.node.defaultChild)) {
      acknowledge(bucket.node.defaultChild, 'AwsSolutions-S1',
        'access logs need another bucket, which the owner has to choose; to have access logs, pass a bucket with them');
    }
    return bucket;
  }

  private createExport(objectType: string, props: CustomerProfilesExportProps, permissions: IDependable[]) {
    const { domain, prefix, startTime, endTime, jobCompletion } = props;
    const { domainName } = domain.domainRef;
    const destination = Destination.s3(this.bucket, prefix === undefined ? objectType : `${prefix.replace(/\/$/, '')}/${objectType}`);
    // What an association cannot change is part of the ids, of the data integration's too: the service may refuse to
    // associate one again.
    const scope = new Construct(this, `${objectType}-${this.hash(
      CfnDomain.isCfnDomain(domain) ? domain.domainName : domainName, destination.uri, this.encryptionKey.keyArn)}`);

    const dataIntegration = new RetainedDataIntegration(scope, 'DataIntegration', {
      name: uniqueName(scope),
      sourceUri: 'AmazonConnect://AppIntegrations',
      kmsKey: this.encryptionKey.keyArn,
      objectConfiguration: { CustomerProfiles: { domainName: [domainName], objectType: [objectType] } },
    });
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

  private hash(...values: string[]): string {
    const stack = Stack.of(this);
    // The address of a construct is a hash of its id.
    return new RootConstruct(values.map((value) => canonicalText(value, stack, 'stack')).join()).node.addr.slice(-8);
  }
}

/** One that is retained whatever is asked for all that is around it: what has an association is not deleted. */
class RetainedDataIntegration extends CfnDataIntegration {
  public override applyRemovalPolicy(_policy: RemovalPolicy | undefined, options?: RemovalPolicyOptions): void {
    super.applyRemovalPolicy(RemovalPolicy.RETAIN, options);
  }
}

/** A name that no retained data integration has, not even one of a deleted stack of the same name. */
function uniqueName(scope: Construct): string {
  const stackUuid = Fn.select(2, Fn.split('/', Aws.STACK_ID));
  return `${Names.uniqueResourceName(scope, { maxLength: 200, separator: '-', allowedSpecialCharacters: '_-' })}-${stackUuid}`;
}
