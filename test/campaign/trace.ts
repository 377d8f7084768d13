import type { Cloud } from './cloud';

/** The events in order, one line each, for a person who reads a counterexample. */
export function trace(cloud: Cloud): string {
  const start = cloud.functions.deliveries[0]?.issuedAt ?? 0;
  const lines: { readonly at: number; readonly text: string }[] = [];
  for (const { event, issuedAt } of cloud.functions.deliveries) {
    const { ApplicationArn, DataSourceArn, DataIntegrationArn } = event.ResourceProperties;
    const pair = `${String(ApplicationArn ?? DataIntegrationArn).split('/').at(-1)?.slice(0, 4)}/${String(DataSourceArn ?? '').split('/').at(-1)}`;
    lines.push({
      at: issuedAt,
      text: `${event.StackId.split('/').at(1)} ▶ ${event.RequestType} ${event.LogicalResourceId} ${pair} ${short(event.PhysicalResourceId)} (${event.RequestId.slice(0, 4)})`,
    });
  }
  for (const { request, body, at, counted } of cloud.cloudFormation.customResources.responses) {
    const { Status, Reason, PhysicalResourceId } = JSON.parse(body) as { Status: string; Reason?: string; PhysicalResourceId: string };
    const text = `${request.StackId.split('/').at(1)} ◀ ${Status} ${request.LogicalResourceId} ${short(PhysicalResourceId)} (${request.RequestId.slice(0, 4)})`;
    lines.push({ at, text: `${text}${counted ? '' : ', for which CloudFormation no longer waits'}${Reason ? `: ${Reason.slice(0, 160)}` : ''}` });
  }
  for (const { at, operation, status, error } of cloud.traffic.calls) {
    if (operation === 'Invoke' && !error && status === 200) continue;
    lines.push({ at, text: `    ${operation} ${error ?? status}` });
  }
  for (const { startedAt, endedAt, status, props: { name, input } } of cloud.executions.values()) {
    const record = JSON.stringify((JSON.parse(input) as { record: unknown }).record);
    lines.push({ at: startedAt, text: `  execution ${name.split('-').slice(1).join('-').slice(0, 4)} starts: ${record.slice(0, 200)}` });
    if (endedAt !== undefined) lines.push({ at: endedAt, text: `  execution ${name.split('-').slice(1).join('-').slice(0, 4)} ends: ${status}` });
  }
  for (const { name, events } of cloud.cloudFormation.stacks.all()) {
    for (const { at, logicalId, status, reason } of events) {
      if (logicalId === name) lines.push({ at, text: `${name} is ${status} ${reason ?? ''}` });
    }
  }
  return lines.sort((one, other) => one.at - other.at).map(({ at, text }) => `${((at - start) / 1000).toFixed(2).padStart(9)} ${text}`).join('\n');
}

function short(physicalId = ''): string {
  const parts = physicalId.split('/');
  return parts.length === 4 ? `${parts[0]?.slice(0, 4)}/${parts[2]?.slice(0, 4)}/${parts[3]}` : physicalId;
}
