import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { atSynthesis, warn } from './notices';

/** A statement that a resource's policy may lack. */
interface MissingStatement {
  readonly type: 'bucket' | 'key';
  readonly resource: IConstruct;
  readonly statement: PolicyStatement;
  /** What happens without the statement. */
  readonly otherwise: string;
  /**
   * Whether the statement is needed. It is asked at synthesis.
   *
   * @default - it is needed
   */
  readonly applies?: () => boolean;
}

/** Warns that the policy of a resource cannot be changed from this app, and shows the statement to add. */
export function warnOfMissingStatement(scope: IConstruct, { type, resource, statement, otherwise, applies = () => true }: MissingStatement): void {
  const text = JSON.stringify(readable(Stack.of(scope).resolve(statement.toStatementJson())));
  atSynthesis(scope, () => {
    if (!applies()) return;
    warn(scope, `${type}Policy`,
      `this app cannot change the policy of the ${type} ${JSON.stringify(resource.node.path)}; unless that policy has the following statement, `
      + `${otherwise}: ${text}; add it before you deploy, then acknowledge this warning`);
  });
}

/** Writes values that are known only at deployment for people: `${Name}`, or `${…}` around the expression. */
function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  if ('Ref' in value) return `\${${String(value.Ref)}}`;
  if ('Fn::Join' in value && Array.isArray(value['Fn::Join'])) return value['Fn::Join'][1].map(readable).join('');
  if (Object.keys(value).some((name) => name.startsWith('Fn::'))) return `\${${JSON.stringify(value)}}`;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, readable(member)]));
}
