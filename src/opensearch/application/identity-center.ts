import type { aws_iam } from 'aws-cdk-lib/interfaces';
import type { IConstruct } from 'constructs';
import { isDeferred } from '../../private/deferred';
import { InvalidPropertyError } from '../../private/invalid-property-error';
import { checkString } from '../../private/untyped';

/** The form of the ids that an identity store assigns to its users and groups. */
const PRINCIPAL_ID = /^([0-9a-f]{10}-)?[A-Fa-f0-9]{8}(-[A-Fa-f0-9]{4}){3}-[A-Fa-f0-9]{12}$/;

/** Options for an application whose users sign in by IAM Identity Center. */
export interface IdentityCenterOptions {
  /**
   * The ARN of the instance of IAM Identity Center, `arn:<partition>:sso:::instance/ssoins-…`. It may be a token. An organization
   * instance must be in the region of the application.
   */
  readonly instanceArn: string;

  /**
   * The role with which the application reads data sources for the users of IAM Identity Center.
   *
   * @default - a new role, which may use the domains and collections of the application's account and region
   */
  readonly role?: aws_iam.IRoleRef;
}

/**
 * A user or a group of IAM Identity Center, identified by its id in the identity store. The construct that uses it throws if a
 * literal id does not have the form of such an id.
 *
 * @see https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_GetUserId.html
 */
export class IdentityCenterPrincipal {
  /**
   * A user of IAM Identity Center.
   *
   * @param userId the id of the user in the identity store, such as `01234567-89ab-cdef-0123-456789abcdef`; may be a token
   */
  public static fromUserId(userId: string): IdentityCenterPrincipal {
    return new IdentityCenterPrincipal('USER', userId);
  }

  /**
   * A group of IAM Identity Center.
   *
   * @param groupId the id of the group in the identity store, such as `01234567-89ab-cdef-0123-456789abcdef`; may be a token
   */
  public static fromGroupId(groupId: string): IdentityCenterPrincipal {
    return new IdentityCenterPrincipal('GROUP', groupId);
  }

  private constructor(
    /** @internal */ public readonly _type: 'USER' | 'GROUP',
    /** The id of the user or group in the identity store. */
    public readonly principalId: string,
  ) {}

  /** @internal */
  public _validate(scope: IConstruct, property: string): void {
    const write = `the id that the identity store gave to the ${this._type.toLowerCase()}, such as 01234567-89ab-cdef-0123-456789abcdef`;
    checkString(scope, property, this.principalId, write);
    if (PRINCIPAL_ID.test(this.principalId) || isDeferred(this.principalId)) return;
    throw new InvalidPropertyError(scope, property, this.principalId, `is not an id of IAM Identity Center; write ${write}`);
  }
}
