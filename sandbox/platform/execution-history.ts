import type { Execution, HistoryEvent } from './execution';

/** One event of an execution's history, in the members that `GetExecutionHistory` has for its type. */
export function historyEvent({ props }: Execution, event: HistoryEvent, includeData: boolean): Readonly<Record<string, unknown>> {
  const { id, at } = event;
  const type = wireType(event);
  const details = detailsOf(event, props.stateMachineArn.split(':')[3] ?? '', includeData);
  const state = /State(Entered|Exited)$/.exec(type)?.[0];
  const member = state ?? type;
  return {
    id,
    previousEventId: id - 1,
    timestamp: at / 1000,
    type,
    ...details === undefined ? {} : { [`${member.charAt(0).toLowerCase()}${member.slice(1)}EventDetails`]: details },
  };
}

/** A state that names a function instead of an integration has its own events. */
function wireType({ type, details: { resource } }: HistoryEvent): string {
  return isFunction(resource) ? type.replace(/^Task/, 'LambdaFunction') : type;
}

function detailsOf({ type, details, data }: HistoryEvent, region: string, includeData: boolean): Readonly<Record<string, unknown>> | undefined {
  const { name, roleArn, resource, error, cause } = details;
  const put = (member: 'input' | 'output', value: unknown): Readonly<Record<string, unknown>> => !includeData || value === undefined
    ? {} : { [member]: JSON.stringify(value), [`${member}Details`]: { truncated: false } };
  const input = put('input', data.input);
  const output = put('output', data.output);
  const integration = isFunction(resource) ? {} : integrationOf(String(resource));
  switch (type) {
    case 'ExecutionStarted': return { ...input, roleArn };
    case 'ExecutionSucceeded': return output;
    case 'ExecutionFailed': case 'ExecutionTimedOut': case 'ExecutionAborted': return { error, cause };
    case 'TaskScheduled': return isFunction(resource)
      ? { resource, ...put('input', data.parameters) }
      : { ...integration, region, parameters: includeData ? JSON.stringify(data.parameters) : '{}' };
    // The event that a function has started has no details.
    case 'TaskStarted': return isFunction(resource) ? undefined : integration;
    case 'TaskSucceeded': return { ...integration, ...output };
    case 'TaskFailed': return { ...integration, error, cause };
    default: return { name, ...input, ...output };
  }
}

function isFunction(resource: unknown): boolean {
  return typeof resource === 'string' && /^arn:[^:]+:lambda:/.test(resource);
}

/** `lambda` and `invoke` of `arn:aws:states:::lambda:invoke`. */
function integrationOf(resource: string): { readonly resourceType: string; readonly resource: string } {
  const [, , , , , resourceType = '', action = ''] = resource.split(':');
  return { resourceType, resource: action };
}
