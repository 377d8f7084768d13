import { AttachmentLifecycle } from './attachment-lifecycle';
import { OpenSearchAttachments } from './attachments';
import { StepFunctionsEngine } from '../lifecycle/engine';
import type { Main } from '../lifecycle/entry';
import { required } from '../lifecycle/environment';
import { StepFunctionsExecutions } from '../lifecycle/executions';
import { CloudFormationStackResources } from '../lifecycle/stack-resources';

let main: Main | undefined;

/** Made once for each environment of the function, so that clients keep their connections. */
export function createMain(): Main {
  main ??= new StepFunctionsEngine(
    new AttachmentLifecycle(new OpenSearchAttachments(), { region: required('AWS_REGION') }),
    {
      executions: new StepFunctionsExecutions(required('STATE_MACHINE_ARN')),
      stackResources: new CloudFormationStackResources(),
      functionTimeout: Number(required('FUNCTION_TIMEOUT_SECONDS')),
    },
  );
  return main;
}
