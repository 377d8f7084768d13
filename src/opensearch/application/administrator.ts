import type { aws_iam } from 'aws-cdk-lib/interfaces';
import type { IConstruct } from 'constructs';
import type { IdentityCenterPrincipal } from './identity-center';
import { checkMember } from '../../private/untyped';

/** The lists of the application that can contain an administrator. */
type AdministratorList = 'users' | 'groups';

/**
 * An administrator of an OpenSearch UI application. Administrators create, change and delete workspaces, and see everything in
 * them.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/application-getting-started.html#managing-application-administrators
 */
export class Administrator {
  /**
   * Everybody who assumes an IAM role. AWS does not document whether an application looks for a role among its users or its
   * groups, so the role is added to both.
   *
   * @param role a role of this app or a reference to another one
   */
  public static fromRole(role: aws_iam.IRoleRef): Administrator {
    checkMember(undefined, 'role', role, 'roleRef.roleArn', 'string', 'a Role, a CfnRole or Role.fromRoleArn(…)');
    return new Administrator(role.roleRef.roleArn, ['users', 'groups']);
  }

  /**
   * An IAM user.
   *
   * @param user a user of this app or a reference to another one
   */
  public static fromUser(user: aws_iam.IUserRef): Administrator {
    checkMember(undefined, 'user', user, 'userRef.userArn', 'string', 'a User, a CfnUser or User.fromUserArn(…)');
    return new Administrator(user.userRef.userArn, ['users']);
  }

  /**
   * A user or a group of IAM Identity Center. The constructor of the application throws if its users do not sign in by IAM
   * Identity Center.
   *
   * @param principal the user or the group
   */
  public static fromIdentityCenter(principal: IdentityCenterPrincipal): Administrator {
    checkMember(undefined, 'principal', principal, '_validate', 'function', 'IdentityCenterPrincipal.fromUserId(…) or fromGroupId(…)');
    return new Administrator(principal.principalId, [principal._type === 'USER' ? 'users' : 'groups'], principal);
  }

  /** Everybody who can open the application. */
  public static everyone(): Administrator {
    return new Administrator('*', ['users']);
  }

  private constructor(
    /** @internal */ public readonly _name: string,
    /** @internal */ public readonly _lists: readonly AdministratorList[],
    private readonly principal?: IdentityCenterPrincipal,
  ) {}

  /** @internal */
  public get _isOfIdentityCenter(): boolean {
    return this.principal !== undefined;
  }

  /** @internal */
  public _validateAdministrator(scope: IConstruct): void {
    this.principal?._validate(scope, 'administrators');
  }
}
