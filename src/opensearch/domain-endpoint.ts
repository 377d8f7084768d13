import type { aws_opensearchservice } from 'aws-cdk-lib/interfaces';
import { InvalidPropertyError, type Owner } from '../private/invalid-property-error';

/** The endpoint that the service gives a domain. A custom endpoint may be anything. */
const ENDPOINT = /^(?<prefixed>(?:search|vpc)-(?<name>[a-z0-9-]+))-[a-z0-9]+\.(?:[a-z0-9-]+\.es\.amazonaws\.com|aos\.[a-z0-9-]+\.on\.aws)/;

/**
 * Refuses what `Domain.fromDomainEndpoint` returns. The CDK takes the beginning of the endpoint for the name of the domain, so the
 * ARN is that of another domain.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/vpc.html#vpc-architecture
 */
export function checkDomainEndpoint(scope: Owner | undefined, domain: aws_opensearchservice.IDomainRef): void {
  const endpoint = 'domainEndpoint' in domain ? String(domain.domainEndpoint) : '';
  const { prefixed, name } = ENDPOINT.exec(endpoint)?.groups ?? {};
  if (prefixed === undefined || !domain.domainRef.domainArn.endsWith(`:domain/${prefixed}`)) return;
  throw new InvalidPropertyError(scope, 'domain', endpoint,
    `is the endpoint of the domain "${name}", but Domain.fromDomainEndpoint makes the ARN of a domain "${prefixed}"; `
    + `write CfnDomain.fromDomainName(scope, id, "${name}") or Domain.fromDomainAttributes(…)`);
}
