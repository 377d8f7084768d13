/** This library, as its users write it. */
import { Duration, type Stack } from 'aws-cdk-lib/core';
import { type BuildOptions, idOf, type Pair } from './pair';
import { Application, DataSource, DataSourceAttachment, PendingAttachment } from '../../src';

export function build(stack: Stack, pairs: readonly Pair[], { setting = 10 }: BuildOptions): void {
  const applications = new Map([...new Set(pairs.map(({ applicationArn }) => applicationArn))]
    .map((arn) => [arn, Application.fromApplicationArn(stack, idOf(arn), arn)]));
  pairs.forEach(({ applicationArn, dataSourceArn }, index) => new DataSourceAttachment(stack, `Attachment${index}`, {
    application: applications.get(applicationArn) ?? Application.fromApplicationArn(stack, applicationArn, applicationArn),
    dataSource: DataSource.fromArn(dataSourceArn),
    pendingAttachment: PendingAttachment.waitUntilAttached(Duration.minutes(20 + setting)),
  }));
}
