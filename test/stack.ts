/** Test stacks, and the contents of their templates. */
import { Template } from 'aws-cdk-lib/assertions';
import { App, type Environment, Stack } from 'aws-cdk-lib/core';

export const IRELAND: Environment = { region: 'eu-west-1', account: '111111111111' };

export interface CfnResourceJson {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly Condition?: string;
  readonly DependsOn?: string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** A stack of its own app. If it has a region, ARNs in it are literal. */
export function testStack(env?: Environment): Stack {
  return new Stack(new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true } }), 'Stack', { env });
}

export function resources(stack: Stack, type?: string): Record<string, CfnResourceJson> {
  const all = Template.fromStack(stack).toJSON().Resources as Record<string, CfnResourceJson> | undefined ?? {};
  return Object.fromEntries(Object.entries(all).filter(([, resource]) => !type || resource.Type === type));
}

/** The policies of a stack for targets. */
export function targetPolicies(stack: Stack): Record<string, CfnResourceJson> {
  return Object.fromEntries(Object.entries(resources(stack, 'AWS::IAM::RolePolicy')).filter(([id]) => !/^DataAttachments[A-Za-z]+Invoke[0-9A-F]{8}$/.test(id)));
}

/** The permissions in the policies of a stack for targets: action to resource. */
export function targetPermissions(stack: Stack): [unknown, unknown][] {
  return Object.values(targetPolicies(stack)).flatMap(({ Properties }) => {
    const { Statement } = Properties.PolicyDocument as { Statement: { Action: unknown; Resource: unknown }[] };
    return Statement.map(({ Action, Resource }): [unknown, unknown] => [Action, Resource]);
  });
}

/** The bytes that a role's inline policies share, with the longest values of references. */
export function policyBytes(stack: Stack, service: string): number {
  const longest = (text: string) => text
    .replace(/\{"Fn::GetAtt":\["Domain\d+","Arn"\]\}/g, `"arn:aws-us-gov:es:us-gov-west-1:111111111111:domain/${'d'.repeat(28)}"`)
    .replace(/\{"Fn::GetAtt":\["[^"]*LogGroup[^"]*","Arn"\]\}/g,
      `"arn:aws-us-gov:logs:us-gov-west-1:111111111111:log-group:/aws/vendedlogs/states/${'s'.repeat(128)}-${service}-AROA${'0'.repeat(17)}:*"`)
    .replace(/\{"Ref":"[^"]*StateMachine[^"]*"\}/g, `"arn:aws-us-gov:states:us-gov-west-1:111111111111:stateMachine:${'m'.repeat(80)}"`)
    .replace(/\{"Fn::Sub":"([^"]*execution:)\$\{\w+\.Name\}:\*"\}/g, `"$1${'m'.repeat(80)}:*"`)
    .replace(/\{"Ref":"AWS::StackId"\}/g, `"arn:aws-us-gov:cloudformation:us-gov-west-1:111111111111:stack/${'s'.repeat(128)}/${'0'.repeat(36)}"`);
  const [, functionRole] = Object.values(resources(stack, 'AWS::IAM::Role'));
  const inline = functionRole.Properties.Policies as { PolicyDocument: unknown }[];
  const documents = [...inline, ...Object.values(targetPolicies(stack)).map(({ Properties }) => Properties)]
    .map(({ PolicyDocument }) => longest(JSON.stringify(PolicyDocument)));
  documents.forEach((document) => expect(document).not.toMatch(/Fn::|"Ref"/));
  return documents.join('').length;
}

/** The logical ids of everything that the custom resource of a stack refers to or depends on, including itself, in order. */
export function neededByCustomResource(stack: Stack): string[] {
  const all = resources(stack);
  const needed = new Set<string>();
  const visit = (id: string): void => {
    if (needed.has(id)) return;
    needed.add(id);
    referencesOf(all[id]).filter((reference) => reference in all).forEach(visit);
  };
  visit(Object.keys(all).find((id) => all[id].Type.startsWith('Custom::')) ?? '');
  return [...needed].sort();
}

function referencesOf(resource: CfnResourceJson): string[] {
  const text = JSON.stringify(resource);
  const matches = [/"Ref":"([^"]+)"/g, /"Fn::GetAtt":\["([^"]+)"/g, /\$\{(\w+)\.\w+\}/g].flatMap((form) => [...text.matchAll(form)]);
  return [...resource.DependsOn ?? [], ...matches.map(([, id]) => id)];
}
