/** The smallest construct that writes the same as this library. It checks nothing, and its references are empty. */
import { CfnResource, Resource, type Stack } from 'aws-cdk-lib/core';
import { custom } from './custom';
import type { Pair } from './pair';

class Bare extends Resource {}

export function build(stack: Stack, pairs: readonly Pair[]): void {
  const empty = (id: string) => new CfnResource(stack, id, { type: 'AWS::CloudFormation::WaitConditionHandle' });
  const handler = empty('Handler');
  const policies = [empty('ApplicationPolicy'), empty('DomainPolicy')];
  pairs.forEach((pair, index) => {
    new CfnResource(new Bare(stack, `Attachment${index}`), 'Resource', custom(pair, handler.getAtt('Arn'))).node.addDependency(...policies);
  });
}
