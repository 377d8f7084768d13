/** The properties of the custom resource, parsed. */
import * as v from 'valibot';
import type { ApplicationCapabilityProperties } from '../../../src/opensearch/application-capability/capability-properties';
import type { Wanted } from '../../lifecycle/presence/presence';
import { idOf, parseOrRefuse } from '../../lifecycle/properties';

const PROPERTIES = v.object({
  ApplicationArn: v.pipe(v.string(), v.regex(/^arn:.+\/[a-z0-9]{3,30}$/, 'must be the ARN of an application')),
  CapabilityName: v.pipe(v.string(), v.regex(/^[a-zA-Z0-9-]{3,30}$/, 'must be 3 to 30 letters, digits and hyphens')),
  ExistingCapability: v.picklist(['FAIL', 'ADOPT']),
  MaxWaitSeconds: v.optional(v.pipe(v.string(), v.regex(/^\d{1,4}$/, 'must be a number of seconds'))),
}) satisfies v.GenericSchema<unknown, ApplicationCapabilityProperties>;

export interface WantedCapability extends Wanted {
  readonly applicationId: string;
  readonly capabilityName: string;
}

/** @throws Refusal if a property is invalid */
export function parseProperties(properties: Readonly<Record<string, unknown>>): WantedCapability {
  const { ApplicationArn, CapabilityName: capabilityName, ExistingCapability, MaxWaitSeconds } = parseOrRefuse(PROPERTIES, properties);
  const applicationId = idOf(ApplicationArn);
  return {
    key: `${applicationId}/${capabilityName}`,
    subject: `capability ${capabilityName} of application ${applicationId}`,
    arns: { application: ApplicationArn },
    adopt: ExistingCapability === 'ADOPT',
    maxWaitSeconds: MaxWaitSeconds === undefined ? undefined : Number(MaxWaitSeconds),
    applicationId,
    capabilityName,
  };
}
