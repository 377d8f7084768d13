import { Arn, ArnFormat, CfnResource, Resource } from 'aws-cdk-lib/core';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { Construct } from 'constructs';
import { DATA_INTEGRATION_ARN } from '../arns';
import {
  DATA_INTEGRATION_ASSOCIATION, type DataIntegrationAssociationProperties, type DataIntegrationAssociationReturnValues, unlessEmpty,
} from './association-properties';
import { informOfRemainingAssociation, warnOfDataIntegration } from './association-warnings';
import { DataIntegrationAssociationGrants } from './data-integration-association-grants';
import type { DataIntegrationAssociationProps } from './data-integration-association-props';
import type { DataIntegrationAssociationAttributes, IDataIntegrationAssociation } from './data-integration-association-ref';
import { ExistingAssociation } from './existing-association';
import { JobCompletion } from './job-completion';
import { checkClientId, checkMetadata, checkObjectConfiguration } from './limits';
import { RemainingAssociation } from './remaining-association';
import { ASSOCIATION_LIST, DATA_INTEGRATION } from './target-types';
import { checkTypes } from './type-checks';
import { Backend } from '../../backend/backend';
import { followConditions } from '../../private/condition';
import { Identity } from '../../private/identity';
import { environmentOf, KnownArn } from '../../private/known-arn';
import { resourcesIn, warnOfWeakReference, withStrongReferences } from '../../private/references';
import { checkRemovalPolicy, isRetained } from '../../private/removal-policy';
import { defineTraced } from '../../private/traced-resource';
import { checkProps, checkString, freeId } from '../../private/untyped';
import { APPINTEGRATIONS } from '../service';

/**
 * Associates an AppIntegrations data integration with the client that uses its data, for example to export the profiles of an
 * Amazon Connect Customer Profiles domain to a bucket.
 *
 * CloudFormation has no resource type for this, so the construct defines a custom resource. In each stack, one Lambda function
 * and one state machine handle all such resources for AppIntegrations. `AppIntegrationsHandlerConfig` has their settings.
 *
 * AWS has no operation to delete an association, so the association remains when the construct is removed.
 *
 * Some sources require more permissions of the principal that associates them: on Amazon AppFlow flows, on the notifications of a
 * bucket, on Customer Profiles, or `kms:CreateGrant`. None of these is granted by default. To add them, call
 * `AppIntegrationsHandlerConfig.of(scope).apply({ functionStatements: […] })`.
 *
 * The constructor throws if the data integration is known to be in another account or region than the stack, or if a property is
 * outside of a limit of the service. Synthesis fails if two constructs of one stack differ only in their execution configuration
 * and in what they do about existing and remaining associations and about the job: they would share one association.
 *
 * The logical id of the resource is made from the data integration, the destination, the object configuration, the client id and
 * the metadata. So you can rename and move the construct, and no job runs. A change of one of these five is another resource.
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
   * Refers to an association that is defined elsewhere. This creates and changes nothing.
   *
   * @param scope the construct to define the reference in
   * @param id the id of the construct
   * @param attributes the id of the association and the ARN of its data integration
   * @throws if the data integration's ARN is a literal that is not the ARN of a data integration, or if an attribute is missing
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

  /** Grants permissions on this association. */
  public readonly grants = DataIntegrationAssociationGrants.fromDataIntegrationAssociation(this);

  readonly #resource: CfnResource;
  readonly #dataIntegration: KnownArn;

  /**
   * @param scope the construct to define the association in
   * @param id the id of the construct
   * @param props the data integration to associate, and how
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
    this.#dataIntegration = dataIntegration;

    const execution = props.executionConfiguration?._renderExecution(this);
    const reference = dataIntegration.withStrongReferences(this);
    const properties: DataIntegrationAssociationProperties = {
      DataIntegrationArn: reference.value,
      ClientId: props.clientId,
      ObjectConfiguration: unlessEmpty(props.objectConfiguration),
      DestinationURI: props.destination && withStrongReferences(props.destination.uri, this),
      ClientAssociationMetadata: unlessEmpty(props.clientAssociationMetadata),
      ExecutionConfiguration: execution,
      // The handler's defaults are left out of the template.
      ExistingAssociation: props.existingAssociation === ExistingAssociation.CREATE_ANOTHER ? undefined : props.existingAssociation,
      RemainingAssociation: props.remainingAssociation === RemainingAssociation.LEAVE ? undefined : props.remainingAssociation,
      ...(props.jobCompletion ?? JobCompletion.ignore())._renderJobCompletion(this, execution?.ExecutionMode),
    };
    const backend = Backend.of(this, APPINTEGRATIONS);
    this.#resource = defineTraced(this, new.target, () => new CfnResource(this, 'Resource', {
      type: DATA_INTEGRATION_ASSOCIATION,
      properties: { ServiceToken: backend.serviceToken, ...properties },
    }));
    if (removalPolicy) this.#resource.applyRemovalPolicy(removalPolicy);
    const { ClientId, ObjectConfiguration, DestinationURI, ClientAssociationMetadata } = properties;
    const identity = new Identity(this.#resource, {
      noun: 'Association',
      arns: [dataIntegration],
      details: { ClientId, ObjectConfiguration, DestinationURI, ClientAssociationMetadata },
    });

    this.#resource.node.addDependency(
      backend.permit(DATA_INTEGRATION, reference, this.#resource),
      backend.permit(ASSOCIATION_LIST, reference, this.#resource),
    );
    followConditions(this, this.#resource, [...dataIntegration.resources, ...resourcesIn(DestinationURI ?? '')]);
    this.node.addValidation({
      validate: () => {
        warnOfDataIntegration(this, dataIntegration);
        warnOfWeakReference(this, 'the data integration', reference.value);
        warnOfWeakReference(this, 'the destination', properties.DestinationURI ?? '');
        if (props.remainingAssociation === undefined && !isRetained(this.#resource)) informOfRemainingAssociation(this);
        return this.#validateIdentity(identity);
      },
    });
  }

  /**
   * The id of the association, which the service assigned.
   *
   * @attribute
   */
  public get associationId(): string {
    return this.#attribute('AssociationId');
  }

  /**
   * The ARN of the association.
   *
   * @attribute
   */
  public get associationArn(): string {
    return this.#attribute('AssociationArn');
  }

  /**
   * The ARN of the data integration, as it was passed to the construct.
   *
   * @attribute
   */
  public get dataIntegrationArn(): string {
    return this.#dataIntegration.value;
  }

  /** Reports another construct of the stack with the same properties. The two would have the same logical id. */
  #validateIdentity(identity: Identity): string[] {
    const other = identity.claim(this);
    if (!other) return [];
    return [`differs from ${JSON.stringify(other.node.path)} only in its execution configuration and behaviour, so the two would share one `
      + 'association; give one of them another destination, object configuration, client id or metadata, or remove it'];
  }

  #attribute(name: keyof DataIntegrationAssociationReturnValues): string {
    return this.#resource.getAtt(name).toString();
  }
}
