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
import type { IdentityCenterOptions, IdentityCenterPrincipal } from './identity-center';
import { assign, readIdentityCenterApplication } from './identity-center-application';
import { checkIdentityCenter } from './identity-center-checks';
import { createIdentityCenterRole, permitAccess } from './identity-center-role';
import { followConditions } from '../../private/condition';
import { isDeferred } from '../../private/deferred';
import { InvalidPropertyError } from '../../private/invalid-property-error';
import { KnownArn } from '../../private/known-arn';
import { checkRemovalPolicy, retainWithUsers } from '../../private/removal-policy';
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

/** Attributes of an application that is defined elsewhere. */
export interface ApplicationAttributes {
  /** The ARN of the application, `arn:<partition>:opensearch:<region>:<account>:application/<id>`, which may be a token. */
  readonly applicationArn: string;

  /** The name of the application. It may be a token. */
  readonly applicationName: string;
}

/** Properties of an `Application`. */
export interface ApplicationProps {
  /**
   * The name of the application: 3 to 30 lower-case letters, digits and hyphens, the first a letter. It may be a token. It is unique in
   * its account and region, and is a part of the application's URL.
   *
   * Another name means another application, without the workspaces and dashboards that people made in the old one.
   */
  readonly applicationName: string;

  /**
   * The administrators of the application. At least one is required, because otherwise only the role that deploys the stack would
   * be an administrator.
   *
   * The application keeps one list of users and one of groups. CloudFormation accepts at most 256 characters for each list, which
   * is enough for about four ARNs. If you need more administrators, name a role or a group.
   */
  readonly administrators: Administrator[];

  /**
   * Lets users sign in by IAM Identity Center.
   *
   * @default - users sign in by IAM
   */
  readonly identityCenter?: IdentityCenterOptions;

  /**
   * A customer managed key that encrypts what people make in the application, such as dashboards. It must be in the application's
   * region. If it is an alias, its key is used. An alias that is imported by its name is refused, because it does not show its key.
   *
   * The policy of the key gets the statement that OpenSearch UI needs. The policy of a key that is defined elsewhere cannot be
   * changed here, so a warning shows the statement.
   *
   * AWS cannot change the key of an application. Another key means another application, which also needs another name.
   *
   * @default - a key that AWS owns
   */
  readonly encryptionKey?: IKey;

  /**
   * Whether to delete the application, with everything that people made in it, when it is removed from its stack or the stack is
   * deleted. `RETAIN_ON_UPDATE_OR_DELETE` keeps it, unless its creation fails. `RETAIN` keeps it even then. `DESTROY` deletes it.
   *
   * The role that is created for IAM Identity Center remains as long as the application. Assignments do not: a person whose
   * assignment is removed can no longer sign in.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * An OpenSearch UI application, in which people work with the data of several domains and collections.
 *
 * It has no list of data sources, because an update of such a list detaches every data source that is not in it. Instead,
 * `attach` creates an attachment for each data source.
 *
 * The constructor throws if the name or the administrators are outside of a limit of the service or of CloudFormation, if an
 * administrator is a user or group of IAM Identity Center but `identityCenter` is not set, and if the key cannot be used.
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
   * The ARN contains the id of the application, but not its name. So `applicationName` in the `applicationRef` of the returned
   * object is the id. `fromApplicationAttributes` takes the name too.
   *
   * @param scope the construct to define the reference in
   * @param id the id of the construct
   * @param applicationArn `arn:<partition>:opensearch:<region>:<account>:application/<id>`; may be a token
   * @throws if a literal is not the ARN of an application
   */
  public static fromApplicationArn(scope: Construct, id: string, applicationArn: string): IApplication {
    return Application.imported(scope, id, applicationArn);
  }

  /**
   * Refers to an existing application by its ARN and its name.
   *
   * @param scope the construct to define the reference in
   * @param id the id of the construct
   * @param attributes the ARN and the name of the application
   * @throws if a literal is not the ARN of an application, or if an attribute is missing
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

  /** Grants permissions on this application. */
  public readonly grants = ApplicationGrants.fromApplication(this);

  /**
   * The role with which the application reads data sources for the users of IAM Identity Center. Use it in the access policies of
   * your domains. It is not set if users do not sign in by IAM Identity Center.
   */
  public readonly identityCenterRole?: aws_iam.IRoleRef;

  readonly #resource: CfnApplication;
  /** The ARN of the instance of IAM Identity Center. */
  readonly #instanceArn?: string;

  /**
   * @param scope the construct to define the application in
   * @param id the id of the construct
   * @param props the name and the administrators of the application, and how its users sign in
   */
  constructor(scope: Construct, id: string, props: ApplicationProps) {
    super(scope, freeId(scope, id));
    checkProps(this, 'props', props);
    const { applicationName, administrators, identityCenter, encryptionKey, removalPolicy } = props;
    this.#checkName(applicationName);
    if (identityCenter !== undefined) checkIdentityCenter(this, identityCenter);
    const appConfigs = administratorSettings(this, administrators, identityCenter !== undefined);
    checkRemovalPolicy(this, 'removalPolicy', removalPolicy, 'an application');
    const kmsKeyArn = encryptionKey === undefined ? undefined : permitOnKey(this, encryptionKey);

    const madeRole = identityCenter && !identityCenter.role ? createIdentityCenterRole(this) : undefined;
    this.#instanceArn = identityCenter?.instanceArn;
    this.identityCenterRole = identityCenter?.role ?? madeRole;
    this.#resource = new CfnApplication(this, 'Resource', {
      name: applicationName,
      appConfigs,
      iamIdentityCenterOptions: identityCenter && {
        enabled: true,
        iamIdentityCenterInstanceArn: identityCenter.instanceArn,
        iamRoleForIdentityCenterApplicationArn: this.identityCenterRole?.roleRef.roleArn,
      },
      kmsKeyArn,
    });
    this.#resource.applyRemovalPolicy(removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    if (!madeRole) return;
    for (const made of [madeRole, permitAccess(this, madeRole, this.applicationArn)]) {
      followConditions(this, made, [this.#resource]);
      retainWithUsers(made, () => [this.#resource]);
    }
  }

  /**
   * The ARN of the application.
   *
   * @attribute
   */
  public get applicationArn(): string {
    return this.#resource.attrArn;
  }

  /**
   * The id of the application: the last part of its ARN.
   *
   * @attribute
   */
  public get applicationId(): string {
    return this.#resource.attrId;
  }

  /**
   * The name of the application.
   *
   * @attribute
   */
  public get applicationName(): string {
    return this.#resource.ref;
  }

  /**
   * The ARN of the application that IAM Identity Center created for this one. CloudFormation does not return it, so a custom
   * resource reads it. That resource is defined when this property is first read.
   *
   * Reading this property throws an error if users do not sign in by IAM Identity Center.
   *
   * @attribute
   */
  public get identityCenterApplicationArn(): string {
    if (this.#instanceArn === undefined) {
      throw new InvalidPropertyError(this, 'identityCenter', undefined,
        'means that this application does not use IAM Identity Center, but this needs it; give it "identityCenter"');
    }
    return readIdentityCenterApplication(this, this.applicationArn, this.#instanceArn);
  }

  /** The reference to this application that other constructs accept. */
  public get applicationRef(): aws_opensearchservice.ApplicationReference {
    return this.#resource.applicationRef;
  }

  /**
   * Attaches a data source to the application.
   *
   * @param id the id of the attachment's construct, which is a child of the application
   * @param dataSource the data source to attach, in the account and region of the application
   * @param options the workspace in which it can be used, and how to attach it
   */
  public attach(id: string, dataSource: DataSource, options: DataSourceAttachmentOptions = {}): DataSourceAttachment {
    return new DataSourceAttachment(this, id, { ...options, application: this, dataSource });
  }

  /**
   * Lets a user or a group of IAM Identity Center sign in to the application.
   *
   * The logical id of the assignment is made from the application and the principal. So you can rename the assignment, and nobody
   * loses access.
   *
   * @param id the id of the assignment's construct, which is a child of the application
   * @param principal the user or the group that may sign in
   * @throws if users do not sign in by IAM Identity Center, or if the id of the principal is a literal that is not an id of the
   * identity store
   * @see https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreateApplicationAssignment.html
   */
  public assign(id: string, principal: IdentityCenterPrincipal): CfnApplicationAssignment {
    return assign(this, id, principal);
  }

  #checkName(name: string): void {
    const write = '3 to 30 lower-case letters, digits and hyphens, beginning with a letter';
    checkString(this, 'applicationName', name, write);
    if (NAME.test(name) || isDeferred(name)) return;
    throw new InvalidPropertyError(this, 'applicationName', name, `is not a name that an application can have; write ${write}`);
  }
}
