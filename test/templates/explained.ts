/** The findings of cfn-lint and checkov that remain. The guide explains checkov's findings in this library's resources. */
import { document } from '../docs/documents';

export interface Explanation {
  /** The tool's name for it. */
  readonly rule: string;
  readonly why: string;
  /** Whether it may be found if all settings are set. */
  readonly isSettled: boolean;
}

/** The rules of checkov in the guide's table. */
const ofTheGuide = [...document('docs/security.md').text.matchAll(/^\| (.*`CKV_.*) \| .* \| (\w.*) \|$/gm)]
  .flatMap(([, found = '', advice = '']) => [...found.matchAll(/`(CKV_\w+)`/g)].map(([, rule = '']): Explanation => (
    { rule, why: advice, isSettled: advice.startsWith('set') }
  )));

export const EXPLAINED: readonly Explanation[] = [
  ...ofTheGuide,
  {
    rule: 'W3005',
    why: 'a dependency on a bucket includes one on its policy, which the export needs; the CDK names both, and the additional reference to the bucket does no harm',
    isSettled: false,
  },
  { rule: 'CKV_AWS_84', why: 'the domains of the examples are as small as possible: logs of a domain need log groups and a policy of the account', isSettled: false },
  { rule: 'CKV_AWS_317', why: 'audit logs of a domain need fine-grained access control, and with it a master user or role', isSettled: false },
];
