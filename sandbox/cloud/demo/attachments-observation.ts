import { equal, Observation, type Observed, type Table } from './observation';
import type { Call } from '../../platform/core';
import type { Attachment } from '../services/opensearch-attachments';

/** Observes the attachments of OpenSearch Service. */
export class AttachmentsObservation extends Observation {
  private readonly before: readonly Attachment[];

  /** @param changing further operations that change anything */
  public constructor(cloud: Observed, changing: readonly string[] = []) {
    super(cloud, 'es', ['AttachDataSource', 'DetachDataSource', ...changing]);
    this.before = cloud.openSearch.attachments();
  }

  public table(): Table {
    const rows = this.cloud.openSearch.table()
      .map(({ application, dataSource, attachmentId, status, workspaces, attachedBy }) =>
        [application, dataSource, attachmentId, status, workspaces, this.nameOf(attachedBy)])
      .sort(([, one], [, other]) => one.localeCompare(other));
    return { columns: ['application', 'data source', 'attachment id', 'status', 'workspaces', 'attached by'], rows };
  }

  /** One string for each attachment: `domain STATUS workspaces`. */
  public held(): readonly string[] {
    return this.cloud.openSearch.table().map(({ dataSource, status, workspaces }) => `${dataSource} ${status} ${workspaces}`);
  }

  /** How often an operation was called for a domain. */
  public countOf(operation: string, domain: string): number {
    return this.callsOf(operation, domain).length;
  }

  /** Seconds of the local cloud's clock from the first attach of a domain to the last poll of its status. */
  public secondsUntilAttached(domain: string): number {
    const attached = this.callsOf('AttachDataSource', domain)[0]?.at ?? NaN;
    const settled = this.callsOf('DescribeDataSourceAttachment', domain).at(-1)?.at ?? NaN;
    return Math.round((settled - attached) / 1000);
  }

  /** How often the status of a domain's attachment was polled after the attach. */
  public pollsAfterAttach(domain: string): number {
    const attached = this.calls.indexOf(this.callsOf('AttachDataSource', domain)[0]);
    return this.callsOf('DescribeDataSourceAttachment', domain).filter((call) => this.calls.indexOf(call) > attached).length;
  }

  /** @throws Unexpected if a domain does not have the same attachment as before */
  public checkSame(domain: string): void {
    equal(`the attachment of ${domain}`, idOf(this.before, domain), idOf(this.cloud.openSearch.attachments(), domain));
  }

  /** @throws Unexpected unless one domain was attached before the other was detached */
  public checkOrder({ attached, detached }: { readonly attached: string; readonly detached: string }): void {
    const first = this.calls.indexOf(this.callsOf('AttachDataSource', attached)[0]);
    const second = this.calls.indexOf(this.callsOf('DetachDataSource', detached)[0]);
    equal(`that ${attached} was attached before ${detached} was detached`, true, first >= 0 && first < second);
  }

  protected callsOf(operation: string, domain: string): readonly Call[] {
    return this.calls.filter((call) => call.operation === operation && domainOf(call) === domain);
  }
}

function domainOf({ input }: Call): string | undefined {
  const arn = typeof input === 'object' && input !== null && 'dataSourceArn' in input ? input.dataSourceArn : undefined;
  return typeof arn === 'string' ? arn.split('/').at(-1) : undefined;
}

function idOf(attachments: readonly Attachment[], domain: string): string | undefined {
  return attachments.find(({ dataSourceArn }) => dataSourceArn.endsWith(`/${domain}`))?.attachmentId;
}
