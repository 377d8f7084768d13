import { CfnRolePolicy } from 'aws-cdk-lib/aws-iam';
import { Aws, CfnResource, Fn, Lazy, Stack, Token, Tokenization } from 'aws-cdk-lib/core';
import { type Construct, Dependable, type IDependable } from 'constructs';
import { fixLogicalId } from './fixed-logical-id';
import { allow, policyDocument, type Resources, unwrapped } from './policy-document';
import { acknowledge } from '../private/acknowledge';
import { deriveCondition, whereAny } from '../private/condition';
import type { KnownArn } from '../private/known-arn';
import { atSynthesis, warn } from '../private/notices';
import { referenceIn } from '../private/references';

/**
 * Beyond how many targets of one type a single policy on all of the type takes the place of exact ones. A role's inline
 * policies share 10,240 bytes: two types of this many targets, with ARNs of full length, stay below that, also while a
 * policy that they share is replaced.
 */
const MAX_TARGETS = 20;

/** In JSON, a token that may stand for a resource of the stack that it is used in; a pseudo parameter does not. */
const NAMES_A_RESOURCE = /"(Ref|Fn::GetAtt|Fn::Sub)":(?!"AWS::)/;

/** A type of resource that the handler acts on. */
export type TargetType = NamedType & (TypeWithArn | TypeWithoutArn);

interface NamedType {
  /** In the singular and with a capital; part of logical ids and of the warning's id. */
  readonly name: string;
  readonly actions: readonly string[];
}

/** One that IAM knows no resource level for. */
interface TypeWithoutArn {
  readonly arn?: undefined;
  /** Why the actions are permitted on all resources, for those who look for that in a template. */
  readonly onAllBecause: string;
}

interface TypeWithArn {
  readonly arn: ArnOfType;
  /**
   * Whether targets share one policy, apart from those that the stack may make itself. Only for actions that no clean-up needs: the
   * policy loses a target before that.
   *
   * @default - each target has a policy of its own
   */
  readonly sharedPolicy?: boolean;
  /** What belongs to a target where some actions are on that: in its ARNs, the target's id comes before its own. */
  readonly subresource?: ArnOfType;
}

/** What is permitted on targets of one label. */
interface Permission {
  /** Several permissions may have the one that is shared. */
  readonly policy: CfnRolePolicy;
  /** More than one where the target is written in several ways, or where they were lazy and have turned out to differ. */
  readonly uses: Use[];
}

/** A target, and the resources that need permissions on it. */
interface Use {
  readonly target: KnownArn;
  readonly users: CfnResource[];
}

/** Service and resource type, as they stand in an ARN. */
interface ArnOfType {
  readonly service: string;
  readonly resource: string;
}

export interface TargetPermissionsProps {
  readonly targetType: TargetType;
  /** The role that gets the permissions. */
  readonly roleName: string;
  /** What has to be there before anybody uses a permission, and for as long. */
  readonly dependencies: readonly IDependable[];
}

/**
 * What the handler may do to targets of one type: exact ARNs, in a policy for each target or in one that they share.
 *
 * CloudFormation deletes a removed or replaced policy only after the resources that depended on it, whereas a statement
 * that is taken out of a policy is gone before what it was for is cleaned up. Hence also the type of policy, and a name
 * that holds the target's id, whose change replaces the policy: a target that is replaced itself has two ARNs until the end.
 * A policy that targets share is changed in place, for without rollback CloudFormation replaces nothing.
 */
export class TargetPermissions {
  /** By label. */
  private readonly exact = new Map<string, Permission>();
  /** By policy, what is depended on in its place. */
  private readonly dependables = new Map<CfnRolePolicy, IDependable>();
  private shared?: CfnRolePolicy;
  private wildcard?: CfnRolePolicy;

  public constructor(private readonly scope: Construct, private readonly props: TargetPermissionsProps) {}

  /**
   * Permits the type's actions on one target.
   *
   * @param user for which resource
   * @returns what the resource that needs the permission has to depend on
   */
  public permit(target: KnownArn, user: CfnResource): IDependable {
    const policy = this.policyFor({ target, users: [user] });
    const existing = this.dependables.get(policy);
    if (existing) return existing;
    const current = () => this.wildcard ?? policy;
    const dependable: IDependable = {};
    // Asked at synthesis, when it is settled whether the policies are exact.
    Dependable.implement(dependable, { get dependencyRoots() { return [current()]; } });
    this.dependables.set(policy, dependable);
    return dependable;
  }

  private policyFor(use: Use): CfnRolePolicy {
    const { target } = use;
    const { targetType } = this.props;
    const { name } = targetType;
    if (this.wildcard) return this.wildcard;
    if (!targetType.arn) {
      this.wildcard = this.createPolicy(`All${name}s`, `All${name}s`, ['*']);
      acknowledge(this.wildcard, 'AwsSolutions-IAM5[Resource::*]', targetType.onAllBecause);
      return this.wildcard;
    }

    // Part of the policy's logical id or name: derived from nothing but the target, it changes with nothing else.
    const label = target.labelIn(Stack.of(this.scope));
    const existing = this.exact.get(label);
    if (existing) return this.extend(existing, use);
    if (this.exact.size === MAX_TARGETS) return this.wildcard = this.replaceExact(targetType.arn);
    const isShared = targetType.sharedPolicy && this.isMadeElsewhere(target);
    const policy = isShared
      ? this.shared ??= this.createExactPolicy(`${name}s`, `${name}s`, [])
      : this.createExactPolicy(`${name}-${label}`, `${name}-${target.resourceId}`, this.resourcesOf([use]));
    this.exact.set(label, { policy, uses: [use] });
    if (isShared) this.renderShared(policy);
    return policy;
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

  /** One that is there where something uses it, for what it names may not be there otherwise. */
  private createExactPolicy(id: string, policyName: string, resources: Resources): CfnRolePolicy {
    const policy = this.createPolicy(id, policyName, resources);
    if (this.subresource) acknowledge(policy, 'AwsSolutions-IAM5', 'the service chooses the ids of subresources; their ARNs begin with the target');
    deriveCondition(policy, () => whereAny(this.scope, this.usesOf(policy).flatMap(({ users }) => users)));
    return policy;
  }

  private usesOf(policy: CfnRolePolicy): Use[] {
    return [...this.exact.values()].filter((permission) => permission.policy === policy).flatMap(({ uses }) => uses);
  }

  /**
   * Whether the target is certainly no resource of the stack, nor of one nested below it. By a shared policy, whatever needs
   * any target would wait for such a resource, and that is a cycle where it waits for something that needs another target.
   */
  private isMadeElsewhere(target: KnownArn): boolean {
    const stack = Stack.of(this.scope);
    return Tokenization.reverseString(target.value).tokens.every((token) => {
      const reference = referenceIn(token);
      if (!reference) return !NAMES_A_RESOURCE.test(JSON.stringify(stack.resolve(token)));
      return !CfnResource.isCfnResource(reference.target) || !isWithin(Stack.of(reference.target), stack);
    });
  }

  private renderShared(policy: CfnRolePolicy): void {
    // Whatever the order in which they were defined.
    const sharing = [...this.exact].filter(([, permission]) => permission.policy === policy).sort(([one], [other]) => (one < other ? -1 : 1));
    policy.policyDocument = policyDocument(allow(this.props.targetType.actions, this.resourcesOf(sharing.flatMap(([, { uses }]) => uses))));
  }

  private replaceExact(shape: ArnOfType): CfnRolePolicy {
    const { name } = this.props.targetType;
    const targets = `${name.replace(/\B[A-Z]/g, ' $&').toLowerCase()}s`;
    const all = Stack.of(this.scope).formatArn({ ...shape, resourceName: '*' });
    this.exact.forEach(({ policy }) => this.scope.node.tryRemoveChild(policy.node.id));
    atSynthesis(this.scope, () => warn(this.scope, `all${name}s`,
      `this stack uses more than ${MAX_TARGETS} ${targets}, and exact permissions for so many could exceed the 10,240 bytes of a role's inline `
      + `policies, so one policy on all ${targets} of the stack's account and region replaces them; `
      + 'spread them over several stacks, or acknowledge this warning'));
    const policy = this.createPolicy(`All${name}s`, `All${name}s`, this.withSubresources(all, '*'));
    acknowledge(policy, 'AwsSolutions-IAM5', `exact permissions for more than ${MAX_TARGETS} ${targets} could exceed the size limit of a role's inline policies`);
    return policy;
  }

  /** Whether two of them are the same is settled at synthesis. */
  private resourcesOf(uses: readonly Use[]): Resources {
    if (uses.length === 1) return this.arnsOf(uses[0].target);
    return Lazy.any({
      produce: () => {
        const byKey = new Map<string, Use>();
        for (const { target, users } of uses) {
          const key = target.keyIn(Stack.of(this.scope));
          byKey.set(key, { target, users: [...byKey.get(key)?.users ?? [], ...users] });
        }
        if (byKey.size === 1) return unwrapped([...byKey.values()].flatMap(({ target }) => this.arnsOf(target)));
        return [...byKey.values()].flatMap(({ target, users }) => {
          const condition = whereAny(this.scope, users);
          const arns = this.arnsOf(target);
          return condition ? arns.map((arn) => Token.asString(Fn.conditionIf(condition.logicalId, arn, Aws.NO_VALUE))) : arns;
        });
      },
    });
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

  private createPolicy(id: string, policyName: string, resources: Resources): CfnRolePolicy {
    const policy: CfnRolePolicy = new CfnRolePolicy(this.scope, id, {
      // A target may be known by two ARNs, of which one is a token: the end of the logical id tells their policies apart.
      policyName: `${policyName}-${Lazy.string({ produce: () => String(policy.stack.resolve(policy.logicalId)).slice(-8) })}`,
      policyDocument: policyDocument(allow(this.props.targetType.actions, resources)),
      roleName: this.props.roleName,
    });
    fixLogicalId(policy);
    policy.node.addDependency(...this.props.dependencies);
    return policy;
  }
}

function isWithin(inner: Stack | undefined, outer: Stack): boolean {
  return inner !== undefined && (inner === outer || isWithin(inner.nestedStackParent, outer));
}
