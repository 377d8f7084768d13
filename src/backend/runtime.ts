import { Runtime } from 'aws-cdk-lib/aws-lambda';

/**
 * The name of the newest Node.js runtime that every region of every partition has, as far as the installed CDK knows.
 *
 * The CDK's `determineLatestNodeRuntime` comes to the same, and for that reads facts about all regions, which takes longer than
 * everything else that a first construct does.
 */
export function nodeRuntime(): string {
  return Runtime.NODEJS_LATEST.name;
}
