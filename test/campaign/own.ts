import { parsePhysicalId } from '../../lambda/opensearch/physical-id';
import type { Stack } from '../../sandbox/cloudformation/stack';

/** The attachments that a stack's resources stand for as their own. What they only adopted is never detached. */
export function ownAttachments({ resources }: Stack): ReadonlySet<string | undefined> {
  const held = [...resources.values()].map(({ live }) => live && parsePhysicalId(live.state.physicalId));
  return new Set(held.flatMap((id) => id?.ownership === 'made' ? id.attachmentId : []));
}
