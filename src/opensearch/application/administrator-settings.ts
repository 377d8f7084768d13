import type { IConstruct } from 'constructs';
import type { Administrator } from './administrator';
import { InvalidPropertyError } from '../../private/invalid-property-error';
import { replaceTokens } from '../../private/references';
import { checkMember } from '../../private/untyped';

/** The maximum length of the value of a setting in CloudFormation, in characters. The service itself accepts 4,096. */
const LONGEST_VALUE = 256;

const WRITE = 'at least one of Administrator.fromRole(…), fromUser(…), fromIdentityCenter(…) and everyone()';

/** A setting of an application, as CloudFormation accepts it. */
interface Setting {
  readonly key: string;
  readonly value: string;
}

/** Returns the settings that name the administrators: two lists in JSON, one of users and one of groups. */
export function administratorSettings(scope: IConstruct, administrators: readonly Administrator[], withIdentityCenter: boolean): Setting[] {
  const given: unknown = administrators ?? [];
  if (!Array.isArray(given)) {
    throw new InvalidPropertyError(scope, 'administrators', administrators, `is not a list; write a list of ${WRITE}`);
  }
  if (given.length === 0) {
    throw new InvalidPropertyError(scope, 'administrators', administrators, `names no administrator, so nobody could create a workspace; write ${WRITE}`);
  }
  for (const administrator of administrators) {
    checkMember(scope, 'administrators', administrator, '_validateAdministrator', 'function', WRITE);
    administrator._validateAdministrator(scope);
    if (administrator._isOfIdentityCenter && !withIdentityCenter) {
      throw new InvalidPropertyError(scope, 'administrators', administrator._name,
        'is a user or group of IAM Identity Center, which this application does not use; set "identityCenter" too, or write a role or a user of IAM');
    }
  }
  return (['users', 'groups'] as const).flatMap((list) => settingOf(scope, list, administrators));
}

function settingOf(scope: IConstruct, list: Administrator['_lists'][number], administrators: readonly Administrator[]): Setting[] {
  const names = new Set(administrators.filter(({ _lists }) => _lists.includes(list)).map(({ _name }) => _name));
  if (names.size === 0) return [];
  const value = JSON.stringify([...names]);
  // A token has at least no characters, so only the literal parts are counted.
  if (replaceTokens(value, () => '').length > LONGEST_VALUE) {
    throw new InvalidPropertyError(scope, 'administrators', [...names],
      `take more than ${LONGEST_VALUE} characters, which is CloudFormation's limit for the names of all ${list}; write a role or a group that contains them all`);
  }
  return [{ key: `opensearchDashboards.dashboardAdmin.${list}`, value }];
}
