import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnApplication } from 'aws-cdk-lib/aws-opensearchservice';
import type { CfnApplicationAssignment } from 'aws-cdk-lib/aws-sso';
import { type IResource, RemovalPolicy, Resource } from 'aws-cdk-lib/core';
import { propertyInjectable } from 'aws-cdk-lib/core/lib/prop-injectable';
import type { aws_iam, aws_opensearchservice } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import type { Administrator } from './administrator';
import { administratorSettings } from './administrator-settings';
import { ApplicationGrants } from './application-grants';
import { permitOnKey } from './encryption-key';
import { checkIdentityCenter, type IdentityCenterOptions, type IdentityCenterPrincipal } from './identity-center';
import { assign, readIdentityCenterApplication } from './identity-center-application';
import { createIdentityCenterRole, permitAccess } from './identity-center-role';
import { followConditions } from '../../private/condition';
import { isDeferred } from '../../private/deferred';
import { InvalidPropertyError } from '../../private/invalid-property-error';
import { KnownArn } from '../../private/known-arn';
import { checkRemovalPolicy } from '../../private/removal-policy';
import { checkProps, checkString, freeId } from '../../private/untyped';
import { APPLICATION_ARN } from '../arns';
import type { DataSource } from '../data-source-attachment/data-source';
import { DataSourceAttachment, type DataSourceAttachmentOptions } from '../data-source-attachment/data-source-attachment';

const NAME = /^[a-z][a-z0-9-]{2,29}$/;

/**
 * An OpenSearch UI application.
 *
 * @subclassable
 */
export interface IApplication extends IResource, aws_opensearchservice.IApplicationRef {
  /**
   * The ARN of the application.
   *
   * @attribute
   */
  readonly applicationArn: string;

  /**
   * The id of the application: the last part of its ARN.
   *
   * @attribute
   */
  readonly applicationId: string;
}

/** What is known of an application that is defined elsewhere. */
export interface ApplicationAttributes {
  /** The ARN of the application, `arn:<partition>:opensearch:<region>:<account>:application/<id>`, which may be a token. */
  readonly applicationArn: string;

  /** The name of the application, which may be a token. */
  readonly applicationName: string;
}

/** Properties of an OpenSearch UI application. */
export interface ApplicationProps {
  /**
   * The name of the application, unique in its account and region: 3 to 30 lower-case letters, digits and hyphens, of which
   * the first is a letter. It is a part of the application's URL. Another name means another application, without what
   * people made in the old one.
   */
  readonly applicationName: string;

  /**
   * Who administers the application: at least one, for otherwise only the role that deploys the stack would. CloudFormation
   * takes no more than 256 characters for all users, and for all groups: where that is too little, name a role or a group.
   */
  readonly administrators: Administrator[];

  /**
   * Signs users in by IAM Identity Center.
   *
   * @default - users sign in by IAM
   */
  readonly identityCenter?: IdentityCenterOptions;

  /**
   * The customer managed key, in the application's region, that encrypts what people make in the application, such as
   * dashboards. Another key means another application, for which it takes another name, too.
   *
   * Its policy is given what OpenSearch UI needs. That of a key which is defined elsewhere cannot be changed: a warning
   * shows the statement to add.
   *
   * @default - a key that AWS owns
   */
  readonly encryptionKey?: IKey;

  /**
   * What becomes of the application, and of all that people made in it, when it is removed from its stack or deleted with
   * it: `RETAIN_ON_UPDATE_OR_DELETE` keeps it unless its creation fails, `RETAIN` even then, `DESTROY` deletes it.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * An OpenSearch UI application: where people look at the data of several domains and collections.
 *
 * It has no list of data sources, since an update of such a list detaches what is not in it: `attach` makes an
 * attachment for each data source instead.
 *
 * Its constructor throws if the name or an administrator breaks a limit of the service, and if a user or group of IAM Identity
 * Center is named without `identityCenter`.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/application.html
 * @exampleMetadata fixture=opensearch
 * @example
 * const ui = new Application(stack, 'Ui', {
 *   applicationName: 'observability',
 *   administrators: [Administrator.fromRole(role)],
 * });
 * ui.grants.access(role);
 * ui.attach('Logs', DataSource.fromDomain(domain), {
 *   workspace: Workspace.create({ name: 'Logs', type: WorkspaceType.OBSERVABILITY }),
 * });
 */
@propertyInjectable
export class Application extends Resource implements IApplication {
  /** Identifies this class to property injectors. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-data-attachments.opensearch.Application';

  /**
   * Refers to an existing application by its ARN.
   *
   * An ARN holds the application's id but not its name, so that the reference's `applicationName` is the id.
   *
   * @param scope the construct to define the reference in
   * @param id the id of the construct
   * @param applicationArn `arn:<partition>:opensearch:<region>:<account>:application/<id>`, which may be a token
   * @throws if a literal ARN is not the ARN of an application
   */
  public static fromApplicationArn(scope: Construct, id: string, applicationArn: string): IApplication {
    return Application.imported(scope, id, applicationArn);
  }

  /**
   * Refers to an existing application by its ARN and its name.
   *
   * @param scope the construct to define the reference in
   * @param id the id of the construct
   * @param attributes what is known of the application
   * @throws if a literal ARN is not the ARN of an application
   */
  public static fromApplicationAttributes(scope: Construct, id: string, attributes: ApplicationAttributes): IApplication {
    checkProps({ scope, id }, 'attributes', attributes);
    checkString({ scope, id }, 'applicationName', attributes.applicationName, 'the name of the application');
    return Application.imported(scope, id, attributes.applicationArn, attributes.applicationName);
  }

  private static imported(scope: Construct, id: string, applicationArn: string, applicationName?: string): IApplication {
    checkString({ scope, id }, 'applicationArn', applicationArn, APPLICATION_ARN.description);
    const arn = new KnownArn(applicationArn);
    arn.checkShape({ scope, id }, 'applicationArn', APPLICATION_ARN);

    class Import extends Resource implements IApplication {
      public readonly applicationRef = { applicationArn, applicationName: applicationName ?? arn.resourceId };
      public readonly applicationArn = applicationArn;
      public readonly applicationId = arn.resourceId;
    }
    return new Import(scope, freeId(scope, id), { environmentFromArn: arn.readable });
  }

  /** Grants permissions on the application. */
  public readonly grants = ApplicationGrants.fromApplication(this);

  /** The role by which the application reads data sources for the users of IAM Identity Center, if it signs them in. */
  public readonly identityCenterRole?: aws_iam.IRoleRef;

  private readonly resource: CfnApplication;
  /** The instance of IAM Identity Center. */
  private readonly instanceArn?: string;

  /**
   * @param scope the construct to define the application in
   * @param id the id of the construct
   * @param props its name, its administrators, and how users sign in
   */
  constructor(scope: Construct, id: string, props: ApplicationProps) {
    super(scope, freeId(scope, id));
    checkProps(this, 'props', props);
    const { applicationName, administrators, identityCenter, encryptionKey, removalPolicy } = props;
    this.checkName(applicationName);
    if (identityCenter !== undefined) checkIdentityCenter(this, identityCenter);
    const appConfigs = administratorSettings(this, administrators, identityCenter !== undefined);
    checkRemovalPolicy(this, 'removalPolicy', removalPolicy, 'an application');
    if (encryptionKey !== undefined) permitOnKey(this, encryptionKey);

    const madeRole = identityCenter && !identityCenter.role ? createIdentityCenterRole(this) : undefined;
    this.instanceArn = identityCenter?.instanceArn;
    this.identityCenterRole = identityCenter?.role ?? madeRole;
    this.resource = new CfnApplication(this, 'Resource', {
      name: applicationName,
      appConfigs,
      iamIdentityCenterOptions: identityCenter && {
        enabled: true,
        iamIdentityCenterInstanceArn: identityCenter.instanceArn,
        iamRoleForIdentityCenterApplicationArn: this.identityCenterRole?.roleRef.roleArn,
      },
      kmsKeyArn: encryptionKey?.keyArn,
    });
    this.resource.applyRemovalPolicy(removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    if (!madeRole) return;
    for (const made of [madeRole, permitAccess(this, madeRole, this.applicationArn)]) followConditions(this, made, [this.resource]);
  }

  /**
   * The ARN of the application.
   *
   * @attribute
   */
  public get applicationArn(): string {
    return this.resource.attrArn;
  }

  /**
   * The id of the application: the last part of its ARN.
   *
   * @attribute
   */
  public get applicationId(): string {
    return this.resource.attrId;
  }

  /**
   * The name of the application.
   *
   * @attribute
   */
  public get applicationName(): string {
    return this.resource.ref;
  }

  /**
   * The ARN of the application that IAM Identity Center has made for this one. CloudFormation does not return it: a custom resource
   * reads it, which is defined when this is first asked for.
   *
   * Throws if users do not sign in by IAM Identity Center.
   *
   * @attribute
   */
  public get identityCenterApplicationArn(): string {
    if (this.instanceArn === undefined) {
      throw new InvalidPropertyError(this, 'identityCenter', undefined,
        'means that this application does not use IAM Identity Center, but this needs it; give it "identityCenter"');
    }
    return readIdentityCenterApplication(this, this.applicationArn, this.instanceArn);
  }

  /** A reference to the application. */
  public get applicationRef(): aws_opensearchservice.ApplicationReference {
    return this.resource.applicationRef;
  }

  /**
   * Attaches a data source to the application.
   *
   * @param id the id of the attachment's construct, within that of the application
   * @param dataSource what to attach, in the application's region and account
   * @param options the workspace that it can be used in, and how to attach it
   */
  public attach(id: string, dataSource: DataSource, options: DataSourceAttachmentOptions = {}): DataSourceAttachment {
    return new DataSourceAttachment(this, id, { ...options, application: this, dataSource });
  }

  /**
   * Lets a user or a group of IAM Identity Center sign in to the application.
   *
   * Its logical id is made of the application and the principal: it may be renamed, and nobody is shut out for it.
   *
   * @param id the id of the assignment's construct, within that of the application
   * @param principal who may sign in
   * @throws if users do not sign in by IAM Identity Center, or if the id of the principal is not one of its ids
   * @see https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreateApplicationAssignment.html
   */
  public assign(id: string, principal: IdentityCenterPrincipal): CfnApplicationAssignment {
    return assign(this, id, principal);
  }

  private checkName(name: string): void {
    const write = '3 to 30 lower-case letters, digits and hyphens, beginning with a letter';
    checkString(this, 'applicationName', name, write);
    if (NAME.test(name) || isDeferred(name)) return;
    throw new InvalidPropertyError(this, 'applicationName', name, `is not a name that an application can have; write ${write}`);
  }
}
