import type { IConstruct } from 'constructs';
import type { Administrator, AdministratorList } from './administrator';
import { InvalidPropertyError } from '../../private/invalid-property-error';
import { replaceTokens } from '../../private/references';
import { checkMember } from '../../private/untyped';

/** How many characters CloudFormation takes for the value of one setting. The service itself takes 4,096. */
const LONGEST_VALUE = 256;

const WRITE = 'at least one of Administrator.fromRole(…), fromUser(…), fromIdentityCenter(…) and everyone()';

/** One setting of an application, as CloudFormation takes it. */
interface Setting {
  readonly key: string;
  readonly value: string;
}

/** Names the administrators as the settings of an application do: as lists in JSON. */
export function administratorSettings(scope: IConstruct, administrators: readonly Administrator[], withIdentityCenter: boolean): Setting[] {
  if (!Array.isArray(administrators) || administrators.length === 0) {
    throw new InvalidPropertyError(scope, 'administrators', administrators, `names nobody who could make a workspace; write ${WRITE}`);
  }
  for (const administrator of administrators as readonly Administrator[]) {
    checkMember(scope, 'administrators', administrator, '_validateAdministrator', 'function', WRITE);
    administrator._validateAdministrator(scope);
    if (administrator._isOfIdentityCenter && !withIdentityCenter) {
      throw new InvalidPropertyError(scope, 'administrators', administrator._name,
        'is of IAM Identity Center, by which nobody signs in to this application; set "identityCenter" too, or name a role or a user of IAM');
    }
  }
  return (['users', 'groups'] as const).flatMap((list) => settingOf(scope, list, administrators));
}

function settingOf(scope: IConstruct, list: AdministratorList, administrators: readonly Administrator[]): Setting[] {
  const names = new Set(administrators.filter(({ _lists }) => _lists.includes(list)).map(({ _name }) => _name));
  if (names.size === 0) return [];
  const value = JSON.stringify([...names]);
  // What is only known at deployment is longer than nothing.
  if (replaceTokens(value, () => '').length > LONGEST_VALUE) {
    throw new InvalidPropertyError(scope, 'administrators', [...names],
      `takes more than the ${LONGEST_VALUE} characters that CloudFormation lets the names of all ${list} have; name a role or a group that has them all`);
  }
  return [{ key: `opensearchDashboards.dashboardAdmin.${list}`, value }];
}
