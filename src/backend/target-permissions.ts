import { CfnRolePolicy } from 'aws-cdk-lib/aws-iam';
import { Aws, type CfnResource, Fn, Lazy, Stack, Token } from 'aws-cdk-lib/core';
import { type Construct, Dependable, type IDependable } from 'constructs';
import { isDefinedElsewhere } from './defined-elsewhere';
import { fixLogicalId } from './fixed-logical-id';
import { allow, policyDocument, type Resources, unwrapped } from './policy-document';
import { acknowledge } from '../private/acknowledge';
import { labelOf, MARK } from '../private/canonical';
import { conditionOfAny, followUsers } from '../private/condition';
import type { KnownArn } from '../private/known-arn';
import { atSynthesis, warn } from '../private/notices';
import { isPresent } from '../private/removed';
import { sortedBy } from '../private/sorted';

/**
 * The maximum number of targets of one type that get exact permissions. With more, one policy on all resources of the type
 * replaces them. The inline policies of a role share 10,240 bytes, so there may be fewer if the role has several types.
 */
const MAX_TARGETS = 20;

/** A partition, a region and an account that are as long as any, and an id as long as that of any application or domain. */
const LONGEST = { prefix: (service: string) => `arn:aws-us-gov:${service}:ap-southeast-2:111111111111`, id: 'x'.repeat(30) };

/** A type of resource that the handler acts on. */
export type TargetType = NamedType & (TypeWithArn | TypeWithoutArn);

interface NamedType {
  /** The name in the singular and with a capital. It is part of logical ids and of the id of the warning. */
  readonly name: string;
  readonly actions: readonly string[];
}

/** A type whose actions have no resource level in IAM. */
interface TypeWithoutArn {
  readonly arn?: undefined;
  /** The reason why the actions are permitted on all resources, for readers of the template. */
  readonly onAllBecause: string;
}

interface TypeWithArn {
  readonly arn: ArnOfType;
  /**
   * The types of a service with the lowest numbers are the first that lose their exact permissions if all of them need too much
   * space: those that only read, and among these the ones that need more.
   */
  readonly precedence: number;
  /**
   * Whether targets share one policy. Targets that the stack may define itself are excluded: everything that needs any of the
   * targets waits for all of them, and this would be a cycle if one of them waited for something that needs another. Use it only
   * for actions that the clean-up after an update does not need, because a target is taken out of the policy before the clean-up.
   *
   * @default - each target has a policy of its own
   */
  readonly sharedPolicy?: boolean;
  /**
   * A type of resource that belongs to a target, if some actions are on it. Its ARNs contain the id of the target before its own
   * id.
   */
  readonly subresource?: ArnOfType;
}

/** The permission for the targets with one key. */
interface Permission {
  /** The policy. If it is shared, several permissions have the same. */
  readonly policy: CfnRolePolicy;
  /** More than one if the target is written in several ways, or if lazy targets have the same label but different values. */
  readonly uses: Use[];
}

/** A target, and the resources that need permission to act on it. */
interface Use {
  readonly target: KnownArn;
  readonly users: CfnResource[];
}

/** The service and the resource type, as ARNs write them. */
interface ArnOfType {
  readonly service: string;
  readonly resource: string;
}

export interface TargetPermissionsProps {
  readonly targetType: TargetType;
  /** The role that gets the permissions. */
  readonly roleName: string;
  /** The resources that must exist whenever a permission is used. */
  readonly dependencies: readonly IDependable[];
}

/**
 * The permissions of the handler on targets of one type: exact ARNs, in one policy for each target or in a shared policy.
 *
 * CloudFormation deletes a removed or replaced policy only after the resources that depended on it. But if a statement is taken
 * out of a policy, it no longer applies when its target is cleaned up. So the policies are resources of their own. The name of a
 * policy contains the id of its target, so another target replaces the policy. A target that is itself replaced has two ARNs, and
 * so two policies, until the end of the update. A shared policy is changed in place, because CloudFormation replaces nothing in a
 * deployment without rollback.
 */
export class TargetPermissions {
  /** Whether each target shares a policy, by key. It is complete up to one more than the limit. */
  private readonly targets = new Map<string, boolean>();
  /** The permissions by key: the label of the target, and whether it shares a policy. */
  private readonly exact = new Map<string, Permission>();
  /** For each policy, the dependency that resources get in place of the policy. */
  private readonly dependables = new Map<CfnRolePolicy, IDependable>();
  private shared?: CfnRolePolicy;
  private wildcard?: CfnRolePolicy;

  public constructor(private readonly scope: Construct, private readonly props: TargetPermissionsProps) {}

  /**
   * Permits the type's actions on one target.
   *
   * @param user the resource that needs the permission
   * @returns what this resource must depend on
   */
  public permit(target: KnownArn, user: CfnResource): IDependable {
    const policy = this.policyFor({ target, users: [user] });
    const existing = this.dependables.get(policy);
    if (existing) return existing;
    const current = () => this.wildcard ?? policy;
    const dependable: IDependable = {};
    // Evaluated at synthesis, when it is known whether the policies are exact.
    Dependable.implement(dependable, { get dependencyRoots() { return [current()]; } });
    this.dependables.set(policy, dependable);
    return dependable;
  }

  /** The number of targets, up to one more than the limit. */
  public get targetCount(): number {
    return this.targets.size;
  }

  /** The place of the type in the order in which types lose their exact permissions. */
  public get precedence(): number {
    return this.props.targetType.arn ? this.props.targetType.precedence : 0;
  }

  /**
   * The bytes of the exact policies with the longest ARNs. More targets never need fewer bytes. So with too many targets these
   * are still the bytes of exact policies, although there are none.
   */
  public get exactBytes(): number {
    if (!this.props.targetType.arn) return this.wildcardBytes;
    if (this.targets.size > MAX_TARGETS) return MAX_TARGETS * this.bytesOf(1);
    const sharing = [...this.targets.values()].filter((isShared) => isShared).length;
    return (this.targets.size - sharing) * this.bytesOf(1) + (sharing > 0 ? this.bytesOf(sharing) : 0);
  }

  /** The bytes of the policy on all resources, or a few more. */
  public get wildcardBytes(): number {
    return this.bytesOf(1);
  }

  /** Replaces the exact policies by one on all resources of the type. */
  public replaceExact(): void {
    const { targetType } = this.props;
    if (targetType.arn) this.wildcard ??= this.createWildcard(targetType.arn);
  }

  /** The bytes of a policy on this many targets. */
  private bytesOf(targets: number): number {
    const { arn, actions } = this.props.targetType;
    const longest = ({ service, resource }: ArnOfType, end = '') => `${LONGEST.prefix(service)}:${resource}/${LONGEST.id}${end}`;
    const arns = arn ? [longest(arn), ...this.subresource ? [longest(this.subresource, '/*')] : []] : ['*'];
    return JSON.stringify(policyDocument(allow(actions, Array.from({ length: targets }, () => arns).flat()))).length;
  }

  private policyFor(use: Use): CfnRolePolicy {
    const { target } = use;
    const { targetType } = this.props;
    const { name } = targetType;
    if (!targetType.arn) {
      if (this.wildcard) return this.wildcard;
      this.wildcard = this.createPolicy(`All${name}s`, () => `All${name}s`, ['*']);
      acknowledge(this.wildcard, 'AwsSolutions-IAM5[Resource::*]', targetType.onAllBecause);
      return this.wildcard;
    }
    if (this.wildcard && this.targets.size > MAX_TARGETS) return this.wildcard;

    const label = this.labelOf(use);
    const isShared = targetType.sharedPolicy === true && isDefinedElsewhere(target.value, Stack.of(this.scope));
    // Other words for the same target may be about a resource of the stack. Then it is in both policies.
    const key = isShared ? `shared ${label}` : label;
    const existing = this.exact.get(key);
    if (existing) return this.wildcard ?? this.extend(existing, use);
    this.targets.set(key, isShared);
    if (this.targets.size > MAX_TARGETS) this.replaceExact();
    if (this.wildcard) return this.wildcard;
    const uses = [use];
    const policy = isShared
      ? this.shared ??= this.createExactPolicy(`${name}s`, () => `${name}s`, [])
      : this.createExactPolicy(`${name}-${label}`, () => `${name}-${this.distinct(uses)[0].target.resourceId}`, this.resourcesOf(uses));
    this.exact.set(key, { policy, uses });
    if (isShared) this.renderShared(policy);
    return policy;
  }

  /**
   * Part of the policy's logical id or name. It is made only from the target, so it changes only with the target. But whether two
   * lazy targets are one is not known yet, and a policy on two targets could be a cycle. So each of their users has its own.
   */
  private labelOf({ target, users: [user] }: Use): string {
    const label = target.labelIn(Stack.of(this.scope));
    return target.hasLazyLabel(this.scope) ? `${label}-${labelOf(user.node.path)}` : label;
  }

  private extend({ policy, uses }: Permission, use: Use): CfnRolePolicy {
    const same = uses.find(({ target }) => target.value === use.target.value);
    if (same) {
      same.users.push(...use.users);
      return policy;
    }
    uses.push(use);
    if (policy === this.shared) this.renderShared(policy);
    else policy.policyDocument = policyDocument(allow(this.props.targetType.actions, this.resourcesOf(uses)));
    return policy;
  }

  /** A policy that exists only if something uses it, because its target may not exist otherwise. */
  private createExactPolicy(id: string, policyName: () => string, resources: Resources): CfnRolePolicy {
    const policy = this.createPolicy(id, policyName, resources);
    if (this.subresource) acknowledge(policy, 'AwsSolutions-IAM5', 'the service chooses the ids of subresources; their ARNs begin with the target');
    followUsers(this.scope, policy, () => this.usersOf(policy));
    return policy;
  }

  private* usersOf(policy: CfnRolePolicy): Iterable<CfnResource> {
    for (const { users } of this.usesOf(policy)) yield* users;
  }

  private usesOf(policy: CfnRolePolicy): Use[] {
    return [...this.exact.values()].filter((permission) => permission.policy === policy).flatMap(({ uses }) => uses);
  }

  private renderShared(policy: CfnRolePolicy): void {
    policy.policyDocument = policyDocument(allow(this.props.targetType.actions, this.resourcesOf(this.usesOf(policy))));
  }

  private createWildcard(shape: ArnOfType): CfnRolePolicy {
    const { name } = this.props.targetType;
    const targets = `${name.replace(/\B[A-Z]/g, ' $&').toLowerCase()}s`;
    const all = Stack.of(this.scope).formatArn({ ...shape, resourceName: '*' });
    this.exact.forEach(({ policy }) => this.scope.node.tryRemoveChild(policy.node.id));
    atSynthesis(this.scope, () => warn(this.scope, `all${name}s`,
      `this stack uses ${this.targets.size > MAX_TARGETS ? `more than ${MAX_TARGETS} ${targets}` : `many resources besides its ${targets}`}, `
      + 'and exact permissions for so many could exceed the 10,240 bytes of a role\'s inline policies, '
      + `so one policy on all ${targets} of the stack's account and region replaces them; `
      + 'spread them over several stacks, or acknowledge this warning'));
    const policy = this.createPolicy(`All${name}s`, () => `All${name}s`, this.withSubresources(all, '*'));
    acknowledge(policy, 'AwsSolutions-IAM5', 'exact permissions on everything that this stack uses could exceed the size limit of a role\'s inline policies');
    return policy;
  }

  /** The ARNs of the targets. Whether two of them are the same is known only at synthesis. */
  private resourcesOf(uses: readonly Use[]): Resources {
    if (uses.length === 1) return this.arnsOf(uses[0].target);
    return Lazy.uncachedAny({
      produce: () => {
        const distinct = this.distinct(uses);
        if (distinct.length === 1) return unwrapped(this.arnsOf(distinct[0].target));
        return distinct.flatMap(({ target, users }) => {
          const condition = conditionOfAny(this.scope, users);
          const arns = this.arnsOf(target);
          return condition ? arns.map((arn) => Token.asString(Fn.conditionIf(condition.logicalId, arn, Aws.NO_VALUE))) : arns;
        });
      },
    });
  }

  /** The targets that are used, without repetition. The order of definition must not matter. To be called at synthesis. */
  private distinct(uses: readonly Use[]): readonly Use[] {
    if (uses.length === 1 || !uses.some(({ users }) => users.some(isPresent))) return uses;
    const stack = Stack.of(this.scope);
    const byKey = new Map<string, Use[]>();
    for (const { target, users } of uses) {
      const key = target.keyIn(stack);
      const present = users.filter(isPresent);
      if (present.length > 0) byKey.set(key, [...byKey.get(key) ?? [], { target, users: present }]);
    }
    const distinct = [...byKey].map(([key, same]) => {
      // A target may be known by several texts. The template has the first one.
      const [{ target }] = sortedBy(same, (use) => JSON.stringify(stack.resolve(use.target.value)));
      return { key, target, users: same.flatMap(({ users }) => users) };
    });
    return sortedBy(distinct, ({ key, target }) => target.labelIn(stack) + MARK + key);
  }

  private arnsOf(target: KnownArn): string[] {
    return this.withSubresources(target.value, `${target.resourceId}/*`);
  }

  private withSubresources(target: string, subresources: string): string[] {
    const { subresource } = this;
    return subresource ? [target, Stack.of(this.scope).formatArn({ ...subresource, resourceName: subresources })] : [target];
  }

  private get subresource(): ArnOfType | undefined {
    const { targetType } = this.props;
    return targetType.arn && targetType.subresource;
  }

  private createPolicy(id: string, policyName: () => string, resources: Resources): CfnRolePolicy {
    const policy: CfnRolePolicy = new CfnRolePolicy(this.scope, id, {
      // The same target may be written as two ARNs, one of them a token. The end of the logical id distinguishes their policies.
      policyName: Lazy.uncachedString({ produce: () => `${policyName()}-${String(policy.stack.resolve(policy.logicalId)).slice(-8)}` }),
      policyDocument: policyDocument(allow(this.props.targetType.actions, resources)),
      roleName: this.props.roleName,
    });
    fixLogicalId(policy);
    policy.node.addDependency(...this.props.dependencies);
    return policy;
  }
}
