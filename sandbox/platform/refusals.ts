/**
 * The reasons why the local cloud refuses operations that AWS supports. Each sentence is for the person who typed a command of
 * the CDK CLI.
 */
export const NO_IMPORT = 'The local cloud takes no existing resource into a stack: it makes what a template describes, and nothing else.';
export const NO_DRIFT = 'The local cloud detects no drift: compare its output with your template instead.';
export const NO_REFACTORING = 'The local cloud moves no resource to another stack or logical id.';
export const NO_HOTSWAP = 'The local cloud changes resources through CloudFormation only: deploy without --hotswap.';
export const NO_SCAN = 'The local cloud scans no account for resources.';
export const NO_BOOTSTRAP = 'The local cloud needs no bootstrap: bucket, roles and version parameter exist from the start.';
export const NO_ALARMS = 'The local cloud watches no alarms: deploy without rollback triggers.';
export const NO_OTHER_ROLE = 'The local cloud deploys as the role of the CDK\'s bootstrap only: deploy without --role-arn.';
