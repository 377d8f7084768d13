import { CfnApplicationAssignment } from 'aws-cdk-lib/aws-sso';
import { CfnResource } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { IdentityCenterPrincipal } from './identity-center';
import {
  IDENTITY_CENTER_APPLICATION, type IdentityCenterApplicationReturnValues, type IdentityCenterApplicationProperties,
} from './identity-center-properties';
import { IDENTITY_CENTER_APPLICATION_TARGET } from './target-types';
import { Backend } from '../../backend/backend';
import { followConditions } from '../../private/condition';
import { Identity } from '../../private/identity';
import { KnownArn } from '../../private/known-arn';
import { checkMember } from '../../private/untyped';
import { OPENSEARCH } from '../service';

const ARN: keyof IdentityCenterApplicationReturnValues = 'IdentityCenterApplicationArn';

/** An OpenSearch UI application, and the application that IAM Identity Center created for it. */
interface Assignable extends Construct {
  readonly applicationArn: string;
  readonly identityCenterApplicationArn: string;
}

/** The ARN of the Identity Center application, which a custom resource reads at deployment. The scope has one such resource. */
export function readIdentityCenterApplication(scope: Construct, applicationArn: string, instanceArn: string): string {
  const id = 'IdentityCenterApplication';
  const existing = scope.node.tryFindChild(id);
  // For anything else with this id, the CDK says that the id is taken.
  if (CfnResource.isCfnResource(existing) && existing.cfnResourceType === IDENTITY_CENTER_APPLICATION) return existing.getAtt(ARN).toString();
  const backend = Backend.of(scope, OPENSEARCH);
  const application = new KnownArn(applicationArn);
  const properties: IdentityCenterApplicationProperties = { ApplicationArn: applicationArn, InstanceArn: instanceArn };
  const resource = new CfnResource(scope, id, {
    type: IDENTITY_CENTER_APPLICATION,
    properties: { ServiceToken: backend.serviceToken, ...properties },
  });
  new Identity(resource, { noun: 'IdentityCenterApplication', arns: [application] });
  resource.node.addDependency(backend.permit(IDENTITY_CENTER_APPLICATION_TARGET, application, resource));
  followConditions(scope, resource, application.resources);
  return resource.getAtt(ARN).toString();
}

/**
 * Lets somebody sign in. AWS identifies an assignment by the application and the principal, so its logical id is made from these
 * two.
 */
export function assign(application: Assignable, id: string, principal: IdentityCenterPrincipal): CfnApplicationAssignment {
  checkMember(application, 'principal', principal, '_validate', 'function', 'IdentityCenterPrincipal.fromUserId(…) or fromGroupId(…)');
  principal._validate(application, 'principal');
  const { principalId, _type: principalType } = principal;
  const assignment = new CfnApplicationAssignment(application, id, {
    applicationArn: application.identityCenterApplicationArn, principalId, principalType,
  });
  const arn = new KnownArn(application.applicationArn);
  followConditions(application, assignment, arn.resources);
  const identity = new Identity(assignment, { noun: 'Assignment', arns: [arn], details: { principalId, principalType } });
  assignment.node.addValidation({
    validate: () => {
      const other = identity.claim(assignment);
      return other ? [`assigns the same ${principalType.toLowerCase()} as ${JSON.stringify(other.node.path)}; remove one of them`] : [];
    },
  });
  return assignment;
}
