import { execFileSync } from 'node:child_process';
import { progress, type Row } from './figures';
import { HANDLER_FOLDER, scriptOf } from './workshop';

/** Findings of cdk-nag's AwsSolutions checks in a stack with one attachment. */
export function measureFindings(): Row {
  const findings = (subject: string) => Number(execFileSync(process.execPath, [scriptOf('nag-process'), subject, HANDLER_FOLDER], {
    encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'],
  }));
  const values = { library: findings('library'), awsCustomResource: findings('awsCustomResource'), provider: findings('provider') };
  progress('findings of cdk-nag');
  return { group: 'Deployed parts', name: 'findings of cdk-nag (AwsSolutions) that are left to the user', unit: 'for one', exact: true, values };
}
