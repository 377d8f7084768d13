import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { ResourceContext, ResourceState, ResourceType, ServiceError } from '../core';
import { physicalName } from '../names';
import { jsonObject, parse } from '../protocols';
import { Iam } from './iam';

const roleProperties = v.object({
  RoleName: v.optional(v.string()),
  Path: v.optional(v.string()),
  AssumeRolePolicyDocument: jsonObject,
  ManagedPolicyArns: v.optional(v.array(v.string()), []),
  PermissionsBoundary: v.optional(v.string()),
  Policies: v.optional(v.array(v.object({ PolicyName: v.string(), PolicyDocument: jsonObject })), []),
});
const policyProperties = v.object({ PolicyName: v.string(), PolicyDocument: jsonObject, Roles: v.optional(v.array(v.string()), []) });
const rolePolicyProperties = v.object({ PolicyName: v.string(), PolicyDocument: v.optional(jsonObject, {}), RoleName: v.string() });
const managedPolicyProperties = v.object({
  ManagedPolicyName: v.optional(v.string()),
  Path: v.optional(v.string()),
  PolicyDocument: jsonObject,
  Roles: v.optional(v.array(v.string()), []),
});

export function iamResourceTypes(iam: Iam): ResourceType[] {
  return [roleType(iam), policyType(iam), rolePolicyType(iam), managedPolicyType(iam)];
}

function roleType(iam: Iam): ResourceType {
  const put = (name: string, properties: unknown, old: unknown, context: ResourceContext, roleId: unknown): ResourceState => {
    const role = parse(roleProperties, properties, context.logicalId);
    const before = old === undefined ? undefined : parse(roleProperties, old, context.logicalId);
    const arn = iam.putRole({
      roleName: name, path: role.Path, trustPolicy: role.AssumeRolePolicyDocument, permissionsBoundary: role.PermissionsBoundary,
    });
    const inline = new Set(role.Policies.map(({ PolicyName }) => PolicyName));
    before?.Policies.filter(({ PolicyName }) => !inline.has(PolicyName)).forEach(({ PolicyName }) => iam.deleteRolePolicy(name, PolicyName));
    before?.ManagedPolicyArns.filter((policy) => !role.ManagedPolicyArns.includes(policy)).forEach((policy) => iam.detachRolePolicy(name, policy));
    role.Policies.forEach(({ PolicyName, PolicyDocument }) => iam.putRolePolicy(name, PolicyName, PolicyDocument));
    role.ManagedPolicyArns.forEach((policy) => iam.attachRolePolicy(name, policy));
    return { physicalId: name, attributes: { Arn: arn, RoleId: roleId } };
  };
  return {
    typeName: 'AWS::IAM::Role',
    createOnly: ['RoleName', 'Path'],
    create: async (properties, context) => {
      const name = parse(roleProperties, properties, context.logicalId).RoleName ?? physicalName(context, 64);
      if (iam.hasRole(name)) throw new ServiceError('EntityAlreadyExists', `Role with name ${name} already exists.`, 409);
      // Unlike its name, the id of a role is never used again.
      const roleId = `AROA${randomBytes(8).toString('hex').toUpperCase()}`;
      return completely(() => put(name, properties, undefined, context, roleId), () => iam.deleteRole(name));
    },
    update: async (state, properties, old, context) => put(state.physicalId, properties, old, context, state.attributes.RoleId),
    delete: async (state) => iam.deleteRole(state.physicalId),
  };
}

/** Reverses a creation that fails half-way. Otherwise the name would remain taken. */
function completely<T>(create: () => T, reverse: () => void): T {
  try {
    return create();
  } catch (error) {
    reverse();
    throw error;
  }
}

/** The same inline policy in several roles. */
function policyType(iam: Iam): ResourceType {
  type Policy = v.InferOutput<typeof policyProperties>;
  const withdraw = ({ PolicyName, Roles }: Policy, keep?: Policy): void => {
    const kept = keep?.PolicyName === PolicyName ? keep.Roles : [];
    // A deleted role took its inline policies along.
    Roles.filter((role) => !kept.includes(role) && iam.hasRole(role)).forEach((role) => iam.deleteRolePolicy(role, PolicyName));
  };
  const put = (properties: unknown, context: ResourceContext): Policy => {
    const policy = parse(policyProperties, properties, context.logicalId);
    policy.Roles.forEach((role) => iam.putRolePolicy(role, policy.PolicyName, policy.PolicyDocument));
    return policy;
  };
  return {
    typeName: 'AWS::IAM::Policy',
    createOnly: [],
    create: async (properties, context) => {
      put(properties, context);
      return { physicalId: physicalName(context, 64), attributes: {} };
    },
    update: async (state, properties, old, context) => {
      withdraw(parse(policyProperties, old, context.logicalId), put(properties, context));
      return state;
    },
    delete: async (_state, properties, context) => withdraw(parse(policyProperties, properties, context.logicalId)),
  };
}

function rolePolicyType(iam: Iam): ResourceType {
  const put = (properties: unknown, context: ResourceContext, isNew = false): ResourceState => {
    const { RoleName, PolicyName, PolicyDocument } = parse(rolePolicyProperties, properties, context.logicalId);
    if (isNew && iam.hasRolePolicy(RoleName, PolicyName)) {
      throw new ServiceError('AlreadyExists', `The policy ${PolicyName} already exists in role ${RoleName}.`, 409);
    }
    iam.putRolePolicy(RoleName, PolicyName, PolicyDocument);
    return { physicalId: `${PolicyName}|${RoleName}`, attributes: {} };
  };
  return {
    typeName: 'AWS::IAM::RolePolicy',
    createOnly: ['PolicyName', 'RoleName'],
    create: async (properties, context) => put(properties, context, true),
    update: async (_state, properties, _old, context) => put(properties, context),
    delete: async (_state, properties, context) => {
      const { RoleName, PolicyName } = parse(rolePolicyProperties, properties, context.logicalId);
      if (iam.hasRole(RoleName)) iam.deleteRolePolicy(RoleName, PolicyName);
    },
  };
}

function managedPolicyType(iam: Iam): ResourceType {
  const put = (name: string, properties: unknown, old: unknown, context: ResourceContext): ResourceState => {
    const policy = parse(managedPolicyProperties, properties, context.logicalId);
    const arn = iam.putManagedPolicy(name, policy.PolicyDocument, policy.Path);
    policy.Roles.forEach((role) => iam.attachRolePolicy(role, arn));
    if (old !== undefined) {
      const before = parse(managedPolicyProperties, old, context.logicalId);
      before.Roles.filter((role) => !policy.Roles.includes(role)).forEach((role) => iam.detachRolePolicy(role, arn));
    }
    return { physicalId: arn, attributes: { PolicyArn: arn } };
  };
  return {
    typeName: 'AWS::IAM::ManagedPolicy',
    createOnly: ['ManagedPolicyName', 'Path'],
    create: async (properties, context) => {
      const { ManagedPolicyName, Path } = parse(managedPolicyProperties, properties, context.logicalId);
      const name = ManagedPolicyName ?? physicalName(context, 128);
      if (iam.hasManagedPolicy(name)) {
        throw new ServiceError('EntityAlreadyExists', `A policy called ${name} already exists. Duplicate names are not allowed.`, 409);
      }
      return completely(() => put(name, properties, undefined, context), () => iam.deleteManagedPolicy(iam.policyArn(name, Path)));
    },
    update: async (state, properties, old, context) => put(state.physicalId.split('/').pop() ?? '', properties, old, context),
    delete: async (state) => iam.deleteManagedPolicy(state.physicalId),
  };
}
