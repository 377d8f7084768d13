import { type CfnResource, Validations } from 'aws-cdk-lib/core';

/** Where cdk-nag 2 reads the acknowledged findings of a resource: in its metadata, which is part of the template. */
const METADATA_OF_VERSION_2 = 'cdk_nag';

/** A finding in the format of cdk-nag 2. */
interface Suppression {
  readonly id: string;
  readonly reason: string;
  readonly applies_to?: readonly string[];
}

interface Suppressions {
  readonly rules_to_suppress?: readonly Suppression[];
}

/**
 * Acknowledges a finding of cdk-nag on the one resource that has it. The ids of findings contain colons, which
 * `Validations.acknowledge` does not accept. So this writes the acknowledgement where that method would write it, and cdk-nag 3
 * reads it there.
 *
 * @param resource the resource that has the finding
 * @param id the id of the finding in cdk-nag 3
 * @param reason why the finding is accepted
 */
export function acknowledge(resource: CfnResource, id: string, reason: string): void {
  resource.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [id]: reason });
  offerToVersion2(resource);
}

/**
 * Lets cdk-nag 2 read the same acknowledgements. Most apps do not use cdk-nag 2, so they must not be in the template. For that,
 * the metadata is not enumerable until somebody adds to it, as the `NagSuppressions` of cdk-nag 2 do.
 */
function offerToVersion2(resource: CfnResource): void {
  const metadata = resource.cfnOptions.metadata ??= {};
  if (METADATA_OF_VERSION_2 in metadata) return;
  let added: readonly Suppression[] = [];
  Object.defineProperty(metadata, METADATA_OF_VERSION_2, {
    configurable: true,
    get: (): Suppressions => {
      const all = [...suppressionsOf(resource), ...added].map((one): [string, Suppression] => [JSON.stringify(one), one]);
      return { rules_to_suppress: [...new Map(all).values()] };
    },
    set: ({ rules_to_suppress }: Suppressions) => {
      added = rules_to_suppress ?? [];
      Object.defineProperty(metadata, METADATA_OF_VERSION_2, { enumerable: true });
    },
  });
}

function suppressionsOf(resource: CfnResource): Suppression[] {
  return resource.node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data as Readonly<Record<string, string>>))
    // Acknowledgements of this library have no namespace in front. Those of others do, and version 2 may refuse their reasons.
    .filter(([name]) => name.startsWith('AwsSolutions-'))
    .map(([name, reason]) => {
      const [, id = name, finding] = /^(.*?)\[(.*)\]$/.exec(name) ?? [];
      return { id, reason, ...finding === undefined ? {} : { applies_to: [finding] } };
    });
}
