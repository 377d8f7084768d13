import type { Simulation } from '@cloud-copilot/iam-simulate';
import { Authorizer, Clock, Place, Principal, ServiceError } from '../core';
import { decide, PolicyDocument } from './resource-policies';
import { simulate } from './simulation';

/** The limit for the inline policies of one role together, without their white space. */
const INLINE_POLICY_BYTES = 10_240;
const MANAGED_POLICY_BYTES = 6_144;

/** The AWS managed policies that functions commonly have. Every other one is empty here. */
const AWS_MANAGED: Readonly<Record<string, PolicyDocument>> = {
  'service-role/AWSLambdaBasicExecutionRole': {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' }],
  },
};

/** A value whose changes count only some time after they were made. */
class Propagating<T> {
  private before?: T;

  public constructor(private value: T, public countsFrom: number) {}

  public change(value: T, now: number, countsFrom: number): void {
    this.before = this.at(now);
    this.value = value;
    this.countsFrom = countsFrom;
  }

  public at(now: number): T | undefined {
    return now >= this.countsFrom ? this.value : this.before;
  }

  public get latest(): T {
    return this.value;
  }
}

export interface RoleProps {
  readonly roleName: string;
  readonly path?: string;
  readonly trustPolicy: PolicyDocument;
  readonly permissionsBoundary?: string;
}

interface Role {
  readonly name: string;
  readonly arn: string;
  readonly trust: Propagating<PolicyDocument>;
  readonly inline: Map<string, Propagating<PolicyDocument>>;
  /** By policy ARN. */
  readonly attached: Map<string, Propagating<true>>;
  permissionsBoundary?: string;
}

/** Roles and policies, and the permissions that they grant. */
export class Iam implements Authorizer {
  /** Milliseconds until a creation or change counts. A deletion counts at once. */
  public propagationDelay = 0;
  private readonly roles = new Map<string, Role>();
  private readonly managed = new Map<string, Propagating<PolicyDocument>>();

  public constructor(private readonly options: { readonly clock: Clock; readonly place: Place }) {}

  /** Creates the role, or changes its trust policy and permissions boundary. Returns its ARN. */
  public putRole(props: RoleProps): string {
    const { partition, account } = this.options.place;
    const arn = `arn:${partition}:iam::${account}:role${props.path ?? '/'}${props.roleName}`;
    const role = this.roles.get(arn);
    if (role) {
      this.change(role.trust, props.trustPolicy);
      role.permissionsBoundary = props.permissionsBoundary;
    } else {
      this.roles.set(arn, {
        name: props.roleName,
        arn,
        trust: this.propagating(props.trustPolicy),
        inline: new Map(),
        attached: new Map(),
        permissionsBoundary: props.permissionsBoundary,
      });
    }
    return arn;
  }

  public deleteRole(roleName: string): void {
    this.roles.delete(this.roleNamed(roleName).arn);
  }

  public hasRole(roleName: string): boolean {
    return [...this.roles.values()].some(({ name }) => name === roleName);
  }

  /** Creates or changes an inline policy. */
  public putRolePolicy(roleName: string, policyName: string, document: PolicyDocument): void {
    const role = this.roleNamed(roleName);
    const others = [...role.inline].filter(([name]) => name !== policyName).map(([, policy]) => policy.latest);
    const bytes = [...others, document].reduce((total, policy) => total + Buffer.byteLength(JSON.stringify(policy)), 0);
    if (bytes > INLINE_POLICY_BYTES) {
      throw new ServiceError('LimitExceeded', `Maximum policy size of ${INLINE_POLICY_BYTES} bytes exceeded for role ${roleName}`, 409);
    }
    this.put(role.inline, policyName, document);
  }

  public hasRolePolicy(roleName: string, policyName: string): boolean {
    return this.roleNamed(roleName).inline.has(policyName);
  }

  public deleteRolePolicy(roleName: string, policyName: string): void {
    this.roleNamed(roleName).inline.delete(policyName);
  }

  public policyArn(policyName: string, path = '/'): string {
    return `arn:${this.options.place.partition}:iam::${this.options.place.account}:policy${path}${policyName}`;
  }

  /** Whether there is a managed policy with this name, on any path. */
  public hasManagedPolicy(policyName: string): boolean {
    return [...this.managed.keys()].some((arn) => arn.endsWith(`/${policyName}`));
  }

  /** Creates or changes a managed policy. Returns its ARN. */
  public putManagedPolicy(policyName: string, document: PolicyDocument, path = '/'): string {
    const arn = this.policyArn(policyName, path);
    if (Buffer.byteLength(JSON.stringify(document)) > MANAGED_POLICY_BYTES) {
      throw new ServiceError('LimitExceeded', `Cannot exceed quota for PolicySize: ${MANAGED_POLICY_BYTES}`, 409);
    }
    this.put(this.managed, arn, document);
    return arn;
  }

  /** Deletes the policy and detaches it from the roles that have it. */
  public deleteManagedPolicy(policyArn: string): void {
    this.managed.delete(policyArn);
    this.roles.forEach(({ attached }) => attached.delete(policyArn));
  }

  public attachRolePolicy(roleName: string, policyArn: string): void {
    const { attached } = this.roleNamed(roleName);
    if (!attached.has(policyArn)) attached.set(policyArn, this.propagating(true));
  }

  public detachRolePolicy(roleName: string, policyArn: string): void {
    this.roleNamed(roleName).attached.delete(policyArn);
  }


  /** A session of the role, as a caller. */
  public session(roleArn: string, sessionName: string): Principal {
    const { partition, account } = this.options.place;
    return { arn: `arn:${partition}:sts::${account}:assumed-role/${roleArn.split('/').pop()}/${sessionName}`, roleArn };
  }

  /** Resolves when every change of the role so far counts. CloudFormation's own handlers wait for this. */
  public async settled(roleArn: string): Promise<void> {
    const role = this.roles.get(roleArn);
    if (!role) return;
    const managed = [...role.attached.keys()].map((arn) => this.managed.get(arn)?.countsFrom ?? 0);
    const all = [role.trust, ...role.inline.values(), ...role.attached.values()].map(({ countsFrom }) => countsFrom);
    const wait = Math.max(...all, ...managed) - this.options.clock.now();
    if (wait > 0) await this.options.clock.sleep(wait);
  }

  /** Whether an AWS service, such as `lambda.amazonaws.com`, may assume the role. */
  public async trusts(roleArn: string, servicePrincipal: string): Promise<boolean> {
    const trustPolicy = this.roles.get(roleArn)?.trust.at(this.options.clock.now());
    if (!trustPolicy) return false;
    const { account } = this.options.place;
    const request = { service: servicePrincipal, action: 'sts:AssumeRole', resourceArn: roleArn, account };
    return await this.options.clock.during(async () => decide(request, trustPolicy)) === 'Allowed';
  }

  public async authorize(
    principal: Principal, action: string, resourceArn: string, context?: Readonly<Record<string, string>>, resourcePolicy?: PolicyDocument,
  ): Promise<void> {
    if (principal.roleArn === undefined) return;
    const now = this.options.clock.now();
    const role = this.roles.get(principal.roleArn);
    const inline = [...role?.inline ?? []].map(([name, policy]) => ({ name, policy: policy.at(now) }));
    const attached = [...role?.attached ?? []]
      .filter(([, attachment]) => attachment.at(now))
      .map(([name]) => ({ name, policy: this.managedPolicy(name, now) }));
    const boundary = role?.permissionsBoundary;
    const simulation: Simulation = {
      request: {
        principal: principal.arn,
        action,
        resource: { resource: resourceArn, accountId: this.options.place.account },
        contextVariables: { 'aws:PrincipalArn': principal.roleArn, 'aws:RequestedRegion': this.options.place.region, ...context },
      },
      identityPolicies: [...inline, ...attached].filter(({ policy }) => policy !== undefined),
      permissionBoundaryPolicies: boundary === undefined
        ? undefined
        : [{ name: boundary, policy: this.managedPolicy(boundary, now) ?? { Version: '2012-10-17', Statement: [] } }],
      resourcePolicy,
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    };
    const { allowed, reason } = await this.options.clock.during(async () => outcome(simulation));
    if (allowed) return;
    throw new ServiceError(
      'AccessDeniedException', `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resourceArn} ${reason}`, 403,
    );
  }

  private managedPolicy(arn: string, now: number): PolicyDocument | undefined {
    const ofAws = /:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
    return ofAws === undefined ? this.managed.get(arn)?.at(now) : AWS_MANAGED[ofAws];
  }

  private roleNamed(roleName: string): Role {
    const role = [...this.roles.values()].find(({ name }) => name === roleName);
    if (!role) throw new ServiceError('NoSuchEntity', `The role with name ${roleName} cannot be found.`, 404);
    return role;
  }

  private propagating<T>(value: T): Propagating<T> {
    return new Propagating(value, this.options.clock.now() + this.propagationDelay);
  }

  private change<T>(propagating: Propagating<T>, value: T): void {
    const now = this.options.clock.now();
    propagating.change(value, now, now + this.propagationDelay);
  }

  private put<T>(policies: Map<string, Propagating<T>>, key: string, value: T): void {
    const existing = policies.get(key);
    if (existing) this.change(existing, value);
    else policies.set(key, this.propagating(value));
  }
}

/** Anything that cannot be evaluated, such as a malformed policy, is denied. */
async function outcome(simulation: Simulation): Promise<{ allowed: boolean; reason: string }> {
  const { action } = simulation.request;
  const result = await simulate(simulation);
  if (result.resultType === 'error') {
    return { allowed: false, reason: `because the request or a policy is not valid: ${JSON.stringify(result.errors)}` };
  }
  if (result.resultType === 'wildcard') {
    return { allowed: false, reason: 'because the resource is a wildcard' };
  }
  const reason = {
    Allowed: '',
    ExplicitlyDenied: 'with an explicit deny in an identity-based policy',
    ImplicitlyDenied: `because no ${result.result.analysis.blockedBy?.includes('pb') ? 'permissions boundary' : 'identity-based policy'} `
      + `allows the ${action} action`,
  }[result.overallResult];
  return { allowed: result.overallResult === 'Allowed', reason };
}
