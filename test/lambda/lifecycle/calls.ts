import { StepFunctionsExecutions } from '../../../lambda/lifecycle/executions';
import { CloudFormationStacks } from '../../../lambda/lifecycle/stacks';
import type { Calls } from '../calls';

const EXECUTION = { arn: 'arn:aws:states:eu-west-1:123456789012:execution:machine:a-name', name: 'a-name', startedAt: 0 };

function executions(): StepFunctionsExecutions {
  return new StepFunctionsExecutions('arn:aws:states:eu-west-1:123456789012:stateMachine:machine');
}

export const CALLS: Calls = {
  acting: {
    StartExecution: async () => executions().start('a-name', '{}'),
    StopExecution: async () => executions().stop(EXECUTION, 'superseded'),
  },
  reading: {
    ListExecutions: async () => executions().list('', 'ALL'),
    DescribeExecution: async () => executions().exists('a-name'),
    GetExecutionHistory: async () => executions().lastInput(EXECUTION),
    ListStackResources: async () => new CloudFormationStacks().list('a-stack'),
    DescribeStacks: async () => new CloudFormationStacks().operation('a-stack'),
  },
};
