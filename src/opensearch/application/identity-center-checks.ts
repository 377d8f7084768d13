import type { IConstruct } from 'constructs';
import type { IdentityCenterOptions } from './identity-center';
import { isDeferred } from '../../private/deferred';
import { InvalidPropertyError } from '../../private/invalid-property-error';
import { checkMember, checkProps, checkString } from '../../private/untyped';

const INSTANCE_ARN = /^arn:aws(-[a-z]+)*:sso:::instance\/(sso)?ins-[a-zA-Z0-9.-]{16}$/;
const INSTANCE_SHAPE = 'arn:<partition>:sso:::instance/ssoins-<16 characters>';

/** Refuses options that cannot work. */
export function checkIdentityCenter(scope: IConstruct, options: IdentityCenterOptions): void {
  checkProps(scope, 'identityCenter', options);
  const { instanceArn, role } = options;
  checkString(scope, 'identityCenter.instanceArn', instanceArn, INSTANCE_SHAPE);
  if (!INSTANCE_ARN.test(instanceArn) && !isDeferred(instanceArn)) {
    throw new InvalidPropertyError(scope, 'identityCenter.instanceArn', instanceArn,
      `is not the ARN of an instance of IAM Identity Center; write ${INSTANCE_SHAPE}`);
  }
  if (role !== undefined) checkMember(scope, 'identityCenter.role', role, 'roleRef.roleArn', 'string', 'a Role, a CfnRole or Role.fromRoleArn(…)');
}
