import { type CfnResource, type RemovalPolicy, Resource } from 'aws-cdk-lib/core';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { aws_opensearchservice } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import { warnOfDataSourceList } from './application-data-sources';
import { APPLICATION_ARN } from '../arns';
import {
  DATA_SOURCE_ATTACHMENT, type DataSourceAttachmentProperties, type DataSourceAttachmentReturnValues,
} from './attachment-properties';
import type { DataSource } from './data-source';
import { DataSourceAttachmentGrants } from './data-source-attachment-grants';
import type { DataSourceAttachmentAttributes, IDataSourceAttachment } from './data-source-attachment-ref';
import { ExistingAttachment } from './existing-attachment';
import { PendingAttachment } from './pending-attachment';
import { APPLICATION } from './target-types';
import type { Workspace } from './workspace';
import { Backend } from '../../backend/backend';
import { defineCustomResource } from '../../backend/custom-resource';
import { followConditions } from '../../private/condition';
import { Identity } from '../../private/identity';
import { environmentOf, KnownArn } from '../../private/known-arn';
import { warnOfWeakReference } from '../../private/references';
import { checkRemovalPolicy } from '../../private/removal-policy';
import { checkMember, checkOneOf, checkProps, checkString, freeId } from '../../private/untyped';
import { OPENSEARCH } from '../service';

/** Options for attaching a data source. */
export interface DataSourceAttachmentOptions {
  /**
   * The workspace in which the data source can be used.
   *
   * If you change it, the new workspace is requested for the existing attachment, and nothing is detached. AWS does not document
   * whether the service creates a workspace for an existing attachment.
   *
   * @default - no workspace
   */
  readonly workspace?: Workspace;

  /**
   * What to do if the data source is already attached to the application.
   *
   * @default ExistingAttachment.FAIL
   */
  readonly existingAttachment?: ExistingAttachment;

  /**
   * Whether to wait for an attachment that does not complete at once, and how long.
   *
   * @default PendingAttachment.waitUntilAttached() - for up to 30 minutes
   */
  readonly pendingAttachment?: PendingAttachment;

  /**
   * Whether to detach the data source when the construct is removed, or gets another application or data source. `DESTROY`
   * detaches it, unless the attachment was adopted. `RETAIN` and `RETAIN_ON_UPDATE_OR_DELETE` leave it attached, with
   * the access that it brought.
   *
   * If the deployment that attached the data source fails, it is detached whatever the policy is, unless the attachment was
   * adopted.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** Properties of a `DataSourceAttachment`. */
export interface DataSourceAttachmentProps extends DataSourceAttachmentOptions {
  /**
   * The application, which must be in the account and region of the attachment's stack. To refer to an application that is not
   * defined in this app, use `Application.fromApplicationArn`.
   *
   * Another application means another attachment: the new one is created before the old one is detached.
   *
   * If the application has a CloudFormation condition, the attachment gets it too, unless you set another condition on the
   * attachment's own resource.
   */
  readonly application: aws_opensearchservice.IApplicationRef;

  /**
   * The data source to attach, which must be in the account and region of the application. If it has a CloudFormation condition,
   * the attachment gets it too.
   *
   * Another data source means another attachment: the new one is created before the old one is detached.
   */
  readonly dataSource: DataSource;
}

/**
 * Attaches a data source to an OpenSearch UI application. The data source is an OpenSearch Service domain or an OpenSearch
 * Serverless collection.
 *
 * CloudFormation has no resource type for this, so the construct defines a custom resource. In each stack, one Lambda function
 * and one state machine handle all such resources for OpenSearch Service. `OpenSearchHandlerConfig` has their settings.
 *
 * The constructor throws if the application or the data source is known to be in another account or region than the stack, or if
 * a property is outside of a limit of the service. Synthesis fails if the app contains two constructs for the same application
 * and data source.
 *
 * The logical id of the resource is made from the application and the data source. So you can rename and move the construct, and
 * nothing is attached or detached. Another application or data source is another resource, which is created before the old one is
 * removed.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_AttachDataSource.html
 * @exampleMetadata fixture=opensearch
 * @example
 * const attachment = new DataSourceAttachment(stack, 'Logs', {
 *   application,
 *   dataSource: DataSource.fromDomain(domain),
 *   workspace: Workspace.create({ name: 'Logs', type: WorkspaceType.OBSERVABILITY }),
 * });
 * new CfnOutput(stack, 'AttachmentId', { value: attachment.attachmentId });
 */
@propertyInjectable
export class DataSourceAttachment extends Resource implements IDataSourceAttachment {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-data-attachments.opensearch.DataSourceAttachment';

  /**
   * Refers to an attachment that is defined elsewhere. This attaches and detaches nothing.
   *
   * @param scope the construct to define the reference in
   * @param id the id of the construct
   * @param attributes the attachment's id, and the ARNs of its application and data source
   * @throws if the application's ARN is a literal that is not the ARN of an application, or if an attribute is missing
   */
  public static fromDataSourceAttachmentAttributes(
    scope: Construct, id: string, attributes: DataSourceAttachmentAttributes,
  ): IDataSourceAttachment {
    const imported = { scope, id };
    checkProps(imported, 'attributes', attributes);
    for (const name of ['attachmentId', 'applicationArn', 'dataSourceArn'] as const) {
      checkString(imported, name, attributes[name], 'this attribute of the attachment');
    }
    const application = new KnownArn(attributes.applicationArn);
    application.checkShape(imported, 'applicationArn', APPLICATION_ARN);

    class Import extends Resource implements IDataSourceAttachment {
      public readonly attachmentId = attributes.attachmentId;
      public readonly applicationId = application.resourceId;
      public readonly applicationArn = attributes.applicationArn;
      public readonly dataSourceArn = attributes.dataSourceArn;
    }
    return new Import(scope, freeId(scope, id), { environmentFromArn: application.readable });
  }

  /** Grants permissions on this attachment. */
  public readonly grants = DataSourceAttachmentGrants.fromDataSourceAttachment(this);

  readonly #resource: CfnResource;
  readonly #application: KnownArn;
  readonly #dataSource: KnownArn;

  /**
   * @param scope the construct to define the attachment in
   * @param id the id of the construct
   * @param props what to attach, to which application, and how
   */
  constructor(scope: Construct, id: string, props: DataSourceAttachmentProps) {
    super(scope, freeId(scope, id));
    checkProps(this, 'props', props);
    const { dataSource, workspace, existingAttachment, removalPolicy, pendingAttachment = PendingAttachment.waitUntilAttached() } = props;
    checkMember(this, 'application', props.application, 'applicationRef.applicationArn', 'string',
      'a CfnApplication or Application.fromApplicationArn(…)');
    checkMember(this, 'dataSource', dataSource, '_validateDataSource', 'function', 'DataSource.fromDomain(…), fromDomainName(…), fromCollection(…) or fromArn(…)');
    if (workspace !== undefined) {
      checkMember(this, 'workspace', workspace, '_renderWorkspace', 'function', 'Workspace.create(…) or Workspace.fromWorkspaceId(…)');
    }
    checkMember(this, 'pendingAttachment', pendingAttachment, '_renderPendingAttachment', 'function', 'PendingAttachment.waitUntilAttached(…) or PendingAttachment.accept()');
    checkOneOf(this, 'existingAttachment', existingAttachment, ExistingAttachment);
    const application = new KnownArn(props.application.applicationRef.applicationArn, props.application.env);
    application.checkShape(this, 'application', APPLICATION_ARN);
    dataSource._validateDataSource(this);
    const here = environmentOf(this.stack);
    application.checkEnvironment(this, 'application', here, 'the stack');
    dataSource._arn.checkEnvironment(this, 'dataSource', application, 'the application');
    dataSource._arn.checkEnvironment(this, 'dataSource', here, 'the stack');
    checkRemovalPolicy(this, 'removalPolicy', removalPolicy, 'an attachment');

    this.#application = application;
    this.#dataSource = dataSource._arn;

    const [applicationReference, dataSourceReference] = [application.withStrongReferences(this), dataSource._arn.withStrongReferences(this)];
    const properties: DataSourceAttachmentProperties = {
      ApplicationArn: applicationReference.value,
      DataSourceArn: dataSourceReference.value,
      ...workspace?._renderWorkspace(this),
      // The handler's default is left out of the template.
      ExistingAttachment: existingAttachment === ExistingAttachment.FAIL ? undefined : existingAttachment,
      ...pendingAttachment._renderPendingAttachment(this),
    };
    const backend = Backend.of(this, OPENSEARCH);
    this.#resource = defineCustomResource(this, new.target, { backend, type: DATA_SOURCE_ATTACHMENT, properties, removalPolicy });
    const identity = new Identity(this.#resource, { noun: 'Attachment', arns: [this.#application, this.#dataSource] });

    this.#resource.node.addDependency(
      backend.permit(APPLICATION, applicationReference, this.#resource),
      ...dataSource._targetTypes.map((type) => backend.permit(type, dataSourceReference, this.#resource)),
      ...dataSource._dependencies(this.#resource),
    );
    followConditions(this, this.#resource, [...application.resources, ...dataSource._arn.resources]);
    this.node.addValidation({
      validate: () => {
        warnOfDataSourceList(this, application);
        dataSource._warn(this);
        warnOfWeakReference(this, 'the application', applicationReference.value);
        warnOfWeakReference(this, 'the data source', dataSourceReference.value);
        return [...dataSource._problems(), ...this.#validatePair(identity)];
      },
    });
  }

  /**
   * The id of the attachment, which the service assigned.
   *
   * @attribute
   */
  public get attachmentId(): string {
    return this.#attribute('AttachmentId');
  }

  /**
   * The id of the application: the last part of its ARN.
   *
   * @attribute
   */
  public get applicationId(): string {
    return this.#application.resourceId;
  }

  /**
   * The ARN of the application, as it was passed to the construct.
   *
   * @attribute
   */
  public get applicationArn(): string {
    return this.#application.value;
  }

  /**
   * The ARN of the data source, as it was passed to the construct.
   *
   * @attribute
   */
  public get dataSourceArn(): string {
    return this.#dataSource.value;
  }

  /**
   * The status of the attachment at the last deployment: `ATTACHED`, or `PENDING` if that was accepted. It does not follow later
   * changes of the attachment.
   *
   * An update that changes nothing about the attachment returns the status that it finds, which may also be `FAILED`.
   *
   * @attribute
   */
  public get status(): string {
    return this.#attribute('Status');
  }

  #attribute(name: keyof DataSourceAttachmentReturnValues): string {
    return this.#resource.getAtt(name).toString();
  }

  /** Reports another construct for the same pair. In the same stack, the two would also have the same logical id. */
  #validatePair(identity: Identity): string[] {
    const other = identity.claimInApp(this, (pair) => pair.join(' '));
    if (!other) return [];
    return [`attaches the same data source to the same application as ${JSON.stringify(other.node.path)}, `
      + 'and each of the two would detach it although the other needs it; remove one of them'];
  }
}
