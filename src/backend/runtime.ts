import { Runtime } from 'aws-cdk-lib/aws-lambda';

/**
 * The name of the newest Node.js runtime that is available in every region of every partition, according to the installed CDK.
 *
 * The CDK's `determineLatestNodeRuntime` has the same result. But it reads facts about all regions, which takes longer than
 * everything else that the first construct does.
 */
export function nodeRuntime(): string {
  return Runtime.NODEJS_LATEST.name;
}
