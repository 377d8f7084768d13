import { Arn, ArnFormat, CfnResource, type IResource, type RemovalPolicy, Resource } from 'aws-cdk-lib/core';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { aws_appintegrations } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import { DATA_INTEGRATION_ARN } from '../arns';
import {
  DATA_INTEGRATION_ASSOCIATION, type DataIntegrationAssociationReturnValues as HandlerAttributes, type DataIntegrationAssociationProperties,
} from './association-properties';
import { informOfRemainingAssociation, warnOfDataIntegration } from './association-warnings';
import { DataIntegrationAssociationGrants } from './data-integration-association-grants';
import type { Destination } from './destination';
import type { ExecutionConfiguration } from './execution-configuration';
import { ExistingAssociation } from './existing-association';
import { JobCompletion } from './job-completion';
import { checkClientId, checkMetadata, checkObjectConfiguration, checkTypes } from './limits';
import { RemainingAssociation } from './remaining-association';
import { ASSOCIATION_LIST, DATA_INTEGRATION } from './target-types';
import { Backend } from '../../backend/backend';
import { followConditions, resourcesIn } from '../../private/condition';
import { Identity } from '../../private/identity';
import { environmentOf, KnownArn } from '../../private/known-arn';
import { warnOfWeakReference } from '../../private/references';
import { checkRemovalPolicy, isRetained } from '../../private/removal-policy';
import { defineTraced } from '../../private/traced-resource';
import { checkProps, checkString, freeId } from '../../private/untyped';
import { APPINTEGRATIONS } from '../service';

/**
 * An association of an AppIntegrations data integration with what uses its data.
 *
 * @subclassable
 */
export interface IDataIntegrationAssociation extends IResource {
  /**
   * The id that the service gave the association.
   *
   * @attribute
   */
  readonly associationId: string;

  /**
   * The ARN of the association.
   *
   * @attribute
   */
  readonly associationArn: string;

  /**
   * The ARN of the data integration.
   *
   * @attribute
   */
  readonly dataIntegrationArn: string;
}

/** What is known of an association that is defined elsewhere. */
export interface DataIntegrationAssociationAttributes {
  /** The id that the service gave the association, which may be a token. */
  readonly associationId: string;

  /** The data integration's ARN, `arn:<partition>:app-integrations:<region>:<account>:data-integration/<id>`, which may be a token. */
  readonly dataIntegrationArn: string;
}

/** Properties of a data integration association. */
export interface DataIntegrationAssociationProps {
  /**
   * The data integration, in the region and account of the association's stack. One that is not defined in this app can
   * be referred to with `DataIntegration.fromDataIntegrationArn` or with `CfnDataIntegration.fromDataIntegrationId`.
   * Another data integration means another association, and the old one stays behind.
   *
   * The service deletes no data integration that has an association: one that is defined in this app needs
   * `applyRemovalPolicy(RemovalPolicy.RETAIN)`, or its stack cannot be deleted.
   */
  readonly dataIntegration: aws_appintegrations.IDataIntegrationRef;

  /**
   * What the association's client is known by, 1 to 255 characters. Another id means another association, and the old one
   * stays behind.
   *
   * @default - no client id
   */
  readonly clientId?: string;

  /**
   * What data to pull from the source: for each object, names and for each of them up to 2048 values. Another
   * configuration means another association, and the old one stays behind.
   *
   * @default - no configuration besides the data integration's own
   */
  readonly objectConfiguration?: { [object: string]: { [name: string]: string[] } };

  /**
   * Where the data goes. Another destination means another association, and the old one stays behind.
   *
   * @default - no destination
   */
  readonly destination?: Destination;

  /**
   * What the association's client notes about it: names and values of 1 to 255 characters. Other metadata means another
   * association, and the old one stays behind.
   *
   * @default - no metadata
   */
  readonly clientAssociationMetadata?: { [name: string]: string };

  /**
   * When the association's job runs. A change is made on the association that is there, and runs the job again; so does
   * the rollback of a change. Taking it out changes nothing: the last one goes on.
   *
   * @default - no execution
   */
  readonly executionConfiguration?: ExecutionConfiguration;

  /**
   * What to do when the data integration has an association with this client id and destination already.
   *
   * @default ExistingAssociation.CREATE_ANOTHER
   */
  readonly existingAssociation?: ExistingAssociation;

  /**
   * What to do about an association that has to go, which AWS has no operation for.
   *
   * @default RemainingAssociation.LEAVE
   */
  readonly remainingAssociation?: RemainingAssociation;

  /**
   * Whether, and for how long, to wait for the job that a deployment starts.
   *
   * @default JobCompletion.ignore()
   */
  readonly jobCompletion?: JobCompletion;

  /**
   * Whether the handler is told that the construct was removed or its association replaced: `DESTROY` lets it do what
   * `remainingAssociation` says, `RETAIN` leaves the association behind without a word, and so does
   * `RETAIN_ON_UPDATE_OR_DELETE` unless the deployment that made it fails.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Associates an AppIntegrations data integration, e.g. to export the profiles of an Amazon Connect Customer Profiles
 * domain to a bucket.
 *
 * CloudFormation has no resource for this. The construct is a custom resource; one function and one state machine
 * serve all resources of the service in a stack, see `AppIntegrationsHandlerConfig` for their settings. AWS has no operation
 * to delete an association: it stays behind when the construct is removed.
 *
 * Some sources ask more of who associates them: permissions on Amazon AppFlow flows, on a bucket's notifications, on
 * Customer Profiles, or `kms:CreateGrant`. None of these is granted by default; add what a source needs with
 * `AppIntegrationsHandlerConfig.of(scope).apply({ functionStatements: […] })`.
 *
 * Its constructor throws if the data integration is known to be of another region or account than the stack, or if a
 * property breaks a limit of the service. Two constructs of one stack that differ in nothing but execution and behaviour
 * fail the synthesis.
 *
 * The logical id of the resource is made of the data integration, the destination, the object configuration, the client id
 * and the metadata: the construct may be renamed and moved, and another of these is another resource.
 *
 * @see https://docs.aws.amazon.com/appintegrations/latest/APIReference/API_CreateDataIntegrationAssociation.html
 * @exampleMetadata fixture=appintegrations
 * @example
 * new DataIntegrationAssociation(stack, 'Export', {
 *   dataIntegration,
 *   destination: Destination.s3(bucket, 'profiles'),
 *   executionConfiguration: ExecutionConfiguration.onDemand({
 *     startTime: ExportTime.fromIso8601('2026-01-01T00:00:00Z'),
 *     endTime: ExportTime.fromIso8601('2026-01-02T00:00:00Z'),
 *   }),
 *   jobCompletion: JobCompletion.waitUntilCompleted(),
 * });
 */
@propertyInjectable
export class DataIntegrationAssociation extends Resource implements IDataIntegrationAssociation {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-data-attachments.appintegrations.DataIntegrationAssociation';

  /**
   * Refers to an association that is defined elsewhere. Nothing is associated.
   *
   * @param scope the construct to define the reference in
   * @param id the id of the construct
   * @param attributes what is known of the association
   * @throws if the data integration's ARN is a literal and not the ARN of a data integration
   */
  public static fromDataIntegrationAssociationAttributes(
    scope: Construct, id: string, attributes: DataIntegrationAssociationAttributes,
  ): IDataIntegrationAssociation {
    const imported = { scope, id };
    checkProps(imported, 'attributes', attributes);
    const { associationId, dataIntegrationArn } = attributes;
    checkString(imported, 'associationId', associationId, 'the id of the association');
    checkString(imported, 'dataIntegrationArn', dataIntegrationArn, DATA_INTEGRATION_ARN.description);
    const dataIntegration = new KnownArn(dataIntegrationArn);
    dataIntegration.checkShape(imported, 'dataIntegrationArn', DATA_INTEGRATION_ARN);

    class Import extends Resource implements IDataIntegrationAssociation {
      public readonly associationId = associationId;
      public readonly associationArn = Arn.format({
        service: 'app-integrations',
        ...dataIntegration.readable === undefined ? {} : Arn.split(dataIntegration.readable, ArnFormat.SLASH_RESOURCE_NAME),
        resource: 'data-integration-association',
        resourceName: `${dataIntegration.resourceId}/${associationId}`,
      }, this.stack);
      public readonly dataIntegrationArn = dataIntegrationArn;
    }
    return new Import(scope, freeId(scope, id), { environmentFromArn: dataIntegration.readable });
  }

  /** Grants permissions on the association. */
  public readonly grants = DataIntegrationAssociationGrants.fromDataIntegrationAssociation(this);

  private readonly resource: CfnResource;
  private readonly dataIntegration: KnownArn;

  /**
   * @param scope the construct to define the association in
   * @param id the id of the construct
   * @param props what to associate, and how
   */
  constructor(scope: Construct, id: string, props: DataIntegrationAssociationProps) {
    super(scope, freeId(scope, id));
    checkProps(this, 'props', props);
    checkTypes(this, props);
    const { removalPolicy } = props;
    const dataIntegration = new KnownArn(props.dataIntegration.dataIntegrationRef.dataIntegrationArn, props.dataIntegration.env);
    dataIntegration.checkShape(this, 'dataIntegration', DATA_INTEGRATION_ARN);
    dataIntegration.checkEnvironment(this, 'dataIntegration', environmentOf(this.stack), 'the stack');
    checkClientId(this, props.clientId);
    checkObjectConfiguration(this, props.objectConfiguration);
    checkMetadata(this, props.clientAssociationMetadata);
    props.destination?._validateDestination(this);
    checkRemovalPolicy(this, 'removalPolicy', removalPolicy, 'an association');
    this.dataIntegration = dataIntegration;

    const execution = props.executionConfiguration?._renderExecution(this);
    const standing = dataIntegration.stronglyIn(this);
    const properties: DataIntegrationAssociationProperties = {
      DataIntegrationArn: standing.value,
      ClientId: props.clientId,
      ObjectConfiguration: props.objectConfiguration,
      DestinationURI: props.destination?.uri,
      ClientAssociationMetadata: props.clientAssociationMetadata,
      ExecutionConfiguration: execution,
      // What the handler takes by itself is left out.
      ExistingAssociation: props.existingAssociation === ExistingAssociation.ADOPT ? props.existingAssociation : undefined,
      RemainingAssociation: props.remainingAssociation === RemainingAssociation.FAIL ? props.remainingAssociation : undefined,
      ...(props.jobCompletion ?? JobCompletion.ignore())._renderJobCompletion(this, execution?.ExecutionMode),
    };
    const provider = Backend.of(this, APPINTEGRATIONS);
    this.resource = defineTraced(this, new.target, () => new CfnResource(this, 'Resource', {
      type: DATA_INTEGRATION_ASSOCIATION,
      properties: { ServiceToken: provider.serviceToken, ...properties },
    }));
    if (removalPolicy) this.resource.applyRemovalPolicy(removalPolicy);
    const { ClientId, ObjectConfiguration, DestinationURI, ClientAssociationMetadata } = properties;
    const identity = new Identity(this.resource, {
      noun: 'Association',
      arns: [dataIntegration],
      details: { ClientId, ObjectConfiguration, DestinationURI, ClientAssociationMetadata },
    });

    this.resource.node.addDependency(
      provider.permit(DATA_INTEGRATION, standing, this.resource),
      provider.permit(ASSOCIATION_LIST, standing, this.resource),
    );
    followConditions(this, this.resource, [...dataIntegration.resources, ...resourcesIn(DestinationURI ?? '')]);
    this.node.addValidation({
      validate: () => {
        warnOfDataIntegration(this, dataIntegration);
        warnOfWeakReference(this, 'the data integration', standing.value);
        if (props.remainingAssociation === undefined && !isRetained(this.resource)) informOfRemainingAssociation(this);
        return this.validateIdentity(identity);
      },
    });
  }

  /**
   * The id that the service gave the association.
   *
   * @attribute
   */
  public get associationId(): string {
    return this.attribute('AssociationId');
  }

  /**
   * The ARN of the association.
   *
   * @attribute
   */
  public get associationArn(): string {
    return this.attribute('AssociationArn');
  }

  /**
   * The ARN of the data integration, as it was given.
   *
   * @attribute
   */
  public get dataIntegrationArn(): string {
    return this.dataIntegration.value;
  }

  /** A second one would have the same logical id. */
  private validateIdentity(identity: Identity): string[] {
    const other = identity.claim(this);
    if (!other) return [];
    return [`differs from ${JSON.stringify(other.node.path)} only in its execution configuration and behaviour, so the two would share one `
      + 'association; give one of them another destination, object configuration, client id or metadata, or remove it'];
  }

  private attribute(name: keyof HandlerAttributes): string {
    return this.resource.getAtt(name).toString();
  }
}
