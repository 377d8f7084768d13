import type { CfnResource } from 'aws-cdk-lib/core';
import type { Construct, IDependable } from 'constructs';
import { TargetPermissions, type TargetPermissionsProps, type TargetType } from './target-permissions';
import type { KnownArn } from '../private/known-arn';

/**
 * The bytes that policies for targets may have in a role, by estimate: three quarters of what IAM allows. The rest is for the
 * permissions that every handler needs, those of all settings but `functionStatements`, and a policy that an update replaces, which
 * exists twice until its end.
 */
const SPACE = 7_680;

/** The permissions of the handler's role on targets of all types. The types share the space of the role. */
export class RolePermissions {
  private readonly byType = new Map<string, TargetPermissions>();

  public constructor(private readonly scope: Construct, private readonly props: Omit<TargetPermissionsProps, 'targetType'>) {}

  /**
   * Permits a type's actions on one target.
   *
   * @param user the resource that needs the permission
   * @returns what this resource must depend on
   */
  public permit(targetType: TargetType, target: KnownArn, user: CfnResource): IDependable {
    const { name } = targetType;
    const known = this.byType.get(name);
    const permissions = known ?? new TargetPermissions(this.scope, { ...this.props, targetType });
    this.byType.set(name, permissions);
    const before = known?.targetCount;
    const dependable = permissions.permit(target, user);
    // A stack may have hundreds of resources with the same few targets.
    if (permissions.targetCount !== before) this.makeRoom();
    return dependable;
  }

  /**
   * Replaces the exact permissions of whole types until the others fit. The order of the types is fixed, and what a type needs
   * only grows with its targets. So the result is the same for every order of definition. A single type fits: its own limit sees
   * to that.
   */
  private makeRoom(): void {
    const types = [...this.byType.values()].sort((one, other) => one.precedence - other.precedence);
    if (types.filter(({ precedence }) => precedence > 0).length < 2) return;
    let bytes = types.reduce((sum, { exactBytes }) => sum + exactBytes, 0);
    for (const type of types) {
      if (bytes <= SPACE) return;
      bytes -= type.exactBytes - type.wildcardBytes;
      type.replaceExact();
    }
  }
}
