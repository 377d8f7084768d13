import type { Observation } from './observation';

/** The events in order, one line each, for a person who reads a counterexample. */
export function trace(observation: Observation): string {
  const lines: { readonly at: number; readonly text: string }[] = [];
  for (const { at, event: { StackId, RequestType, LogicalResourceId, PhysicalResourceId, RequestId } } of observation.deliveries()) {
    lines.push({ at, text: `${nameOf(StackId)} ▶ ${RequestType} ${LogicalResourceId} ${PhysicalResourceId ?? ''} (${RequestId.slice(0, 4)})` });
  }
  for (const { at, request, body, counted } of observation.responses()) {
    const { Status, Reason = '', PhysicalResourceId } = JSON.parse(body) as { Status: string; Reason?: string; PhysicalResourceId: string };
    const text = `${nameOf(request.StackId)} ◀ ${Status} ${request.LogicalResourceId} ${PhysicalResourceId} (${request.RequestId.slice(0, 4)})`;
    lines.push({ at, text: `${text}${counted ? '' : ', for which CloudFormation no longer waits'} ${Reason}` });
  }
  for (const { at, principal, operation, status, error } of observation.calls()) {
    if (operation === 'Invoke' && status === 200) continue;
    lines.push({ at, text: `    ${operation} ${error ?? status} of ${nameOf(observation.stackOf(principal.arn) ?? principal.arn)}` });
  }
  for (const { startedAt, endedAt, status, props: { name, input } } of observation.executions()) {
    const { record } = JSON.parse(input) as { readonly record: unknown };
    const request = name.split('-')[1]?.slice(0, 4);
    lines.push({ at: startedAt, text: `  execution of ${request} starts: ${JSON.stringify(record).slice(0, 200)}` });
    if (endedAt !== undefined) lines.push({ at: endedAt, text: `  execution of ${request} ends: ${status}` });
  }
  for (const { name, events } of observation.stacks()) {
    for (const { cloudTime, logicalId, status, reason = '' } of events) {
      if (logicalId === name) lines.push({ at: cloudTime, text: `${name} is ${status} ${reason}` });
    }
  }
  lines.sort((one, other) => one.at - other.at);
  const start = lines[0]?.at ?? 0;
  return lines.map(({ at, text }) => `${((at - start) / 1000).toFixed(1).padStart(9)} ${text}`).join('\n');
}

function nameOf(arn: string): string {
  return arn.split('/').at(1) ?? arn;
}
