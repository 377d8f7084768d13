import * as v from 'valibot';
import { ResourceType, ServiceError } from '../../platform/core';
import { cfnNumber, parse } from '../../platform/protocols';

const domainProperties = v.object({ DomainName: v.string(), DefaultExpirationDays: cfnNumber });

/** Domains of Amazon Connect Customer Profiles, as far as CloudFormation creates them. They have a name, but no profiles. */
export class CustomerProfiles {
  private readonly domains = new Set<string>();

  public resourceTypes(): ResourceType[] {
    return [{
      typeName: 'AWS::CustomerProfiles::Domain',
      createOnly: ['DomainName'],
      create: async (properties, { logicalId }) => {
        const { DomainName } = parse(domainProperties, properties, logicalId);
        if (this.domains.has(DomainName)) throw new ServiceError('BadRequestException', `Domain ${DomainName} already exists`);
        this.domains.add(DomainName);
        return { physicalId: DomainName, attributes: {} };
      },
      update: async (state, properties, _old, { logicalId }) => {
        parse(domainProperties, properties, logicalId);
        return state;
      },
      delete: async ({ physicalId }) => void this.domains.delete(physicalId),
    }];
  }
}
