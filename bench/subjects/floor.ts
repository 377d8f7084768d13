/** The floor: the least that CloudFormation needs in the template, and nothing that would carry it out. */
import { CfnResource, type Stack } from 'aws-cdk-lib/core';
import { custom } from './custom';
import type { Pair } from './pair';

export function build(stack: Stack, pairs: readonly Pair[]): void {
  pairs.forEach((pair, index) => (
    new CfnResource(stack, `Attachment${index}`, custom(pair, 'arn:aws:lambda:eu-west-1:111111111111:function:handler'))
  ));
}
