/** The properties of the custom resource, parsed. */
import * as v from 'valibot';
import type { VpcEndpointAccessProperties } from '../../../src/opensearch/vpc-endpoint-access/access-properties';
import type { Wanted } from '../../lifecycle/presence/presence';
import { idOf, parseOrRefuse } from '../../lifecycle/properties';

const PROPERTIES = v.pipe(v.object({
  DomainArn: v.pipe(v.string(), v.regex(/^arn:[^:]+:es:[^:]*:[^:]*:domain\/[a-z][a-z0-9-]{2,27}$/, 'must be the ARN of a domain')),
  Service: v.optional(v.string()),
  Account: v.optional(v.pipe(v.string(), v.regex(/^\d{12}$/, 'must be the 12 digits of an account'))),
  SupportedRegions: v.optional(v.array(v.string())),
  ExistingAccess: v.picklist(['FAIL', 'ADOPT']),
}), v.forward(
  v.check(({ Service, Account }) => (Service === undefined) !== (Account === undefined), 'either a service or an account is needed'), ['Service'],
)) satisfies v.GenericSchema<unknown, VpcEndpointAccessProperties>;

export interface WantedAccess extends Wanted {
  readonly domainName: string;
  /** A service or an account. */
  readonly principal: { readonly Service?: string; readonly Account?: string };
  readonly regions?: readonly string[];
}

/** @throws Refusal if a property is invalid */
export function parseProperties(properties: Readonly<Record<string, unknown>>): WantedAccess {
  const { DomainArn, Service, Account, SupportedRegions, ExistingAccess } = parseOrRefuse(PROPERTIES, properties);
  const domainName = idOf(DomainArn);
  const name = Service ?? Account ?? '';
  const regions = SupportedRegions && [...SupportedRegions].sort();
  return {
    key: `${domainName}/${name}`,
    subject: `access of ${name} to the domain ${domainName}`,
    details: regions?.join(),
    arns: { domain: DomainArn },
    adopt: ExistingAccess === 'ADOPT',
    domainName,
    principal: { Service, Account },
    regions,
  };
}
