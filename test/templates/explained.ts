/** What cfn-lint and checkov find that stays as it is. The guide answers what checkov finds in what this library makes. */
import { document } from '../docs/documents';

export interface Explanation {
  /** As the tool names it. */
  readonly rule: string;
  readonly why: string;
  /** Whether it may be found where all settings are set. */
  readonly isSettled: boolean;
}

/** In the guide's table, what checkov names. */
const ofTheGuide = [...document('docs/security.md').text.matchAll(/^\| (.*`CKV_.*) \| .* \| (\w.*) \|$/gm)]
  .flatMap(([, found = '', answer = '']) => [...found.matchAll(/`(CKV_\w+)`/g)].map(([, rule = '']): Explanation => (
    { rule, why: answer, isSettled: answer.startsWith('set') }
  )));

export const EXPLAINED: readonly Explanation[] = [
  ...ofTheGuide,
  {
    rule: 'W3005',
    why: 'to depend on a bucket is to depend on its policy as well, which the export needs; the CDK names both, and that the bucket is referred to already does no harm',
    isSettled: false,
  },
  { rule: 'CKV_AWS_84', why: 'the domains of the examples are as small as they can be: logs of a domain take log groups and a policy of the account', isSettled: false },
  { rule: 'CKV_AWS_317', why: 'audit logs of a domain take fine-grained access control, and with it a user or a role that is the master', isSettled: false },
];
