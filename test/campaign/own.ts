import type { Pair } from '../../lambda/opensearch/data-source-attachment/attachments';
import { parsePhysicalId } from '../../lambda/opensearch/data-source-attachment/physical-id';
import type { CustomResourceEvent } from '../../sandbox/platform/cloudformation/custom-resources';
import type { Stack } from '../../sandbox/platform/cloudformation/stack';

/** The attachments that a stack's resources hold as made. Those that they only adopted are never detached. */
export function ownAttachments({ resources }: Stack): ReadonlySet<string | undefined> {
  const held = [...resources.values()].map(({ live }) => live && parsePhysicalId(live.state.physicalId));
  return new Set(held.flatMap((id) => id?.ownership === 'made' ? id.attachmentId : []));
}

/** The pair of a request for an attachment. */
export function pairOf({ ResourceProperties: { ApplicationArn, DataSourceArn } }: CustomResourceEvent): Pair {
  return { applicationId: String(ApplicationArn).split('/').at(-1) ?? '', dataSourceArn: String(DataSourceArn) };
}
