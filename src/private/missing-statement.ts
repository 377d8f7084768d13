import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Stack, Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** A statement that the policy of a resource lacks. */
interface MissingStatement {
  readonly type: 'bucket' | 'key';
  readonly resource: IConstruct;
  readonly statement: PolicyStatement;
  /** What happens without it. */
  readonly otherwise: string;
}

/** Warns of a policy that cannot be changed from this app, and shows what has to be added to it. */
export function warnOfMissingStatement(scope: IConstruct, { type, resource, statement, otherwise }: MissingStatement): void {
  const text = JSON.stringify(readable(Stack.of(scope).resolve(statement.toStatementJson())));
  Validations.of(scope).addWarning(`cdk-data-attachments:${type}Policy`,
    `the policy of the ${type} ${JSON.stringify(resource.node.path)} cannot be changed from here; unless it has this statement, `
    + `${otherwise}: ${text}; add it before you deploy, and acknowledge this`);
}

/** Writes what is only known at deployment as a person would: `${Name}`, or `${…}` around the expression. */
function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  if ('Ref' in value) return `\${${String(value.Ref)}}`;
  if ('Fn::Join' in value && Array.isArray(value['Fn::Join'])) return value['Fn::Join'][1].map(readable).join('');
  if (Object.keys(value).some((name) => name.startsWith('Fn::'))) return `\${${JSON.stringify(value)}}`;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, readable(member)]));
}
