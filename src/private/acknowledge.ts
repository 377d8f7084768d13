import { type CfnResource, Validations } from 'aws-cdk-lib/core';

/** Where cdk-nag 2 looks for what is known of a resource: in its metadata, which is part of the template. */
const METADATA_OF_VERSION_2 = 'cdk_nag';

/** A finding as cdk-nag 2 writes it. */
interface Suppression {
  readonly id: string;
  readonly reason: string;
  readonly applies_to?: readonly string[];
}

interface Suppressions {
  readonly rules_to_suppress?: readonly Suppression[];
}

/**
 * Tells cdk-nag that a finding is known, on the one resource that has it. Its ids hold colons, which
 * `Validations.acknowledge` does not take, so that they are written where it would write them: cdk-nag 3 reads them there.
 *
 * @param resource the resource that has the finding
 * @param id the finding, as cdk-nag 3 names it
 * @param reason why it is as it is
 */
export function acknowledge(resource: CfnResource, id: string, reason: string): void {
  resource.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [id]: reason });
  offerToVersion2(resource);
}

/**
 * Lets cdk-nag 2 read the same. No template holds it, for most apps have no cdk-nag 2: the metadata cannot be enumerated until
 * somebody adds to it, as its `NagSuppressions` do.
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
    // What is written here has no namespace in front; what others acknowledge has, and version 2 may refuse their reasons.
    .filter(([name]) => name.startsWith('AwsSolutions-'))
    .map(([name, reason]) => {
      const [, id = name, finding] = /^(.*?)\[(.*)\]$/.exec(name) ?? [];
      return { id, reason, ...finding === undefined ? {} : { applies_to: [finding] } };
    });
}
