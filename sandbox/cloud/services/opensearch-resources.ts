/** The CloudFormation resource types of OpenSearch Service and OpenSearch Serverless. */

import * as v from 'valibot';
import type { OpenSearch } from './opensearch';
import { ApplicationSurroundings, applicationType, stabilize } from './opensearch-application-resource';
import { DataSource } from './opensearch-sources';
import { randomId } from './random-id';
import { ResourceState, ResourceType } from '../../platform/core';
import { physicalName } from '../../platform/names';
import { parse } from '../../platform/protocols';

const DomainProperties = v.object({ DomainName: v.optional(v.string()), VPCOptions: v.optional(v.unknown()) });
const CollectionProperties = v.object({ Name: v.string() });

export function openSearchResourceTypes(openSearch: OpenSearch, surroundings: ApplicationSurroundings): ResourceType[] {
  return [
    applicationType(openSearch, surroundings), domainType(openSearch), collectionType(openSearch), ...openSearch.collectionPolicies.resourceTypes(),
  ];
}

function domainType(openSearch: OpenSearch): ResourceType {
  const typeName = 'AWS::OpenSearchService::Domain';
  return {
    ...dataSourceType(openSearch),
    typeName,
    createOnly: ['DomainName'],
    create: async (properties, context) => {
      const { DomainName, VPCOptions } = parse(DomainProperties, properties, `${context.logicalId} (${typeName})`);
      const domain = openSearch.createDomain(DomainName ?? physicalName(context, 28).toLowerCase(), 'CREATING', VPCOptions !== undefined);
      await stabilize(context, async () => {
        await openSearch.provision();
        openSearch.setDataSourceStatus(domain.arn, 'ACTIVE');
      });
      return domainState(domain);
    },
  };
}

function collectionType(openSearch: OpenSearch): ResourceType {
  const typeName = 'AWS::OpenSearchServerless::Collection';
  return {
    ...dataSourceType(openSearch),
    typeName,
    createOnly: ['Name', 'Type'],
    create: async (properties, context) => {
      const { Name } = parse(CollectionProperties, properties, `${context.logicalId} (${typeName})`);
      const collection = openSearch.createCollection(Name, 'CREATING');
      await stabilize(context, async () => {
        await openSearch.provision();
        openSearch.setDataSourceStatus(collection.arn, 'ACTIVE');
      });
      return { physicalId: collection.id, attributes: { Arn: collection.arn, Id: collection.id } };
    },
  };
}

function dataSourceType(openSearch: OpenSearch): Pick<ResourceType, 'update' | 'delete'> {
  return {
    update: async (state) => {
      await openSearch.provision();
      return state;
    },
    delete: async (state) => {
      await openSearch.provision();
      openSearch.deleteDataSource(String(state.attributes.Arn));
    },
  };
}

function domainState({ name, arn }: DataSource): ResourceState {
  const region = arn.split(':')[3];
  return {
    physicalId: name,
    attributes: { Arn: arn, DomainArn: arn, DomainEndpoint: `search-${name}-${randomId(26)}.${region}.es.amazonaws.com` },
  };
}
