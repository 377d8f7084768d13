/**
 * The part of CloudFormation's API that the local cloud accepts. It refuses everything else in one sentence. If it ignored a
 * parameter silently, the deployment would look the same as in AWS and not be.
 */
import { ServiceError } from '../core';
import { NO_ALARMS, NO_BOOTSTRAP, NO_DRIFT, NO_IMPORT, NO_OTHER_ROLE, NO_REFACTORING, NO_SCAN } from '../refusals';
import { ValidationError } from './template';

const TEMPLATE = ['TemplateBody', 'TemplateURL'];
const DEPLOYMENT = ['StackName', ...TEMPLATE, 'UsePreviousTemplate', 'Parameters', 'Tags', 'NotificationARNs', 'DeploymentConfig', 'RoleARN'];
/** Accepted, but without effect: a caller here may do everything, and no request comes twice. */
const IDLE = ['Action', 'Version', 'Capabilities', 'ClientRequestToken', 'ClientToken', 'Description'];

const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  CreateChangeSet: [
    ...DEPLOYMENT, 'ChangeSetName', 'ChangeSetType', 'IncludeNestedStacks', 'ImportExistingResources', 'ResourcesToImport', 'DeploymentMode',
    'RollbackConfiguration',
  ],
  DescribeChangeSet: ['StackName', 'ChangeSetName', 'NextToken', 'IncludePropertyValues'],
  ExecuteChangeSet: ['StackName', 'ChangeSetName', 'DisableRollback', 'RetainExceptOnCreate'],
  DeleteChangeSet: ['StackName', 'ChangeSetName'],
  ListChangeSets: ['StackName', 'NextToken'],
  CreateStack: [...DEPLOYMENT, 'DisableRollback', 'RetainExceptOnCreate', 'EnableTerminationProtection', 'RollbackConfiguration'],
  UpdateStack: [...DEPLOYMENT, 'DisableRollback', 'RetainExceptOnCreate', 'RollbackConfiguration'],
  DeleteStack: ['StackName', 'RetainResources', 'RoleARN', 'DeploymentConfig'],
  RollbackStack: ['StackName', 'RoleARN', 'RetainExceptOnCreate'],
  ContinueUpdateRollback: ['StackName', 'RoleARN', 'ResourcesToSkip', 'ForceRollback'],
  CancelUpdateStack: ['StackName'],
  UpdateTerminationProtection: ['StackName', 'EnableTerminationProtection'],
  DescribeStacks: ['StackName', 'NextToken'],
  ListStacks: ['StackStatusFilter', 'NextToken'],
  DescribeStackEvents: ['StackName', 'NextToken'],
  DescribeStackResources: ['StackName', 'LogicalResourceId'],
  ListStackResources: ['StackName', 'NextToken'],
  GetTemplate: ['StackName', 'TemplateStage'],
  GetTemplateSummary: ['StackName', ...TEMPLATE],
  ListExports: ['NextToken'],
};

/** Actions that people may ask for, with the reason why they are refused. */
const REFUSED_ACTIONS: Readonly<Record<string, string>> = {
  DetectStackDrift: NO_DRIFT,
  DetectStackResourceDrift: NO_DRIFT,
  DescribeStackDriftDetectionStatus: NO_DRIFT,
  DescribeStackResourceDrifts: NO_DRIFT,
  CreateStackRefactor: NO_REFACTORING,
  DescribeStackRefactor: NO_REFACTORING,
  ExecuteStackRefactor: NO_REFACTORING,
  ListResourceScans: NO_SCAN,
  StartResourceScan: NO_SCAN,
};

/** Refused values of parameters whose other values are accepted, with the reason. */
const REFUSED_VALUES: Readonly<Record<string, (value: string) => string | undefined>> = {
  ImportExistingResources: (value) => value === 'true' ? NO_IMPORT : undefined,
  ResourcesToImport: (value) => value === '' ? undefined : NO_IMPORT,
  ChangeSetType: (value) => value === 'IMPORT' ? NO_IMPORT : undefined,
  DeploymentMode: () => NO_DRIFT,
  RollbackConfiguration: (value) => value === '' ? undefined : NO_ALARMS,
  RoleARN: (value) => /:role\/cdk-[a-z0-9]+-cfn-exec-role-/.test(value) ? undefined : NO_OTHER_ROLE,
};

/** The stack that `cdk bootstrap` deploys. */
const BOOTSTRAP_STACK = 'CDKToolkit';

/** Refuses everything that the local cloud would not do. */
export function checkRequest(action: string, parameters: URLSearchParams): void {
  const known = PARAMETERS[action];
  if (known === undefined) {
    throw new ServiceError('InvalidAction', REFUSED_ACTIONS[action] ?? `The local cloud's CloudFormation does not know the action ${action}.`);
  }
  if (action === 'CreateChangeSet' && parameters.get('StackName') === BOOTSTRAP_STACK) throw new ValidationError(NO_BOOTSTRAP);
  for (const [key, value] of parameters) {
    const [name = ''] = key.split('.');
    if (!known.includes(name) && !IDLE.includes(name)) {
      throw new ValidationError(`The local cloud's CloudFormation does not know the parameter ${name} of ${action}.`);
    }
    const reason = REFUSED_VALUES[name]?.(value);
    if (reason !== undefined) throw new ValidationError(reason);
  }
}
