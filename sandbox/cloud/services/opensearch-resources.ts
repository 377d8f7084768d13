/**
 * The CloudFormation resource types behind which OpenSearch Service and OpenSearch Serverless stand.
 */

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

/**
 * @param provision takes the time that making or changing a resource takes
 */
export function openSearchResourceTypes(
  openSearch: OpenSearch, provision: () => Promise<void>, surroundings: ApplicationSurroundings,
): ResourceType[] {
  return [applicationType(openSearch, provision, surroundings), domainType(openSearch, provision), collectionType(openSearch, provision)];
}

function domainType(openSearch: OpenSearch, provision: () => Promise<void>): ResourceType {
  const typeName = 'AWS::OpenSearchService::Domain';
  return {
    ...dataSourceType(openSearch, provision),
    typeName,
    createOnly: ['DomainName'],
    create: async (properties, context) => {
      const { DomainName, VPCOptions } = parse(DomainProperties, properties, `${context.logicalId} (${typeName})`);
      const domain = openSearch.createDomain(DomainName ?? physicalName(context, 28).toLowerCase(), 'CREATING', VPCOptions !== undefined);
      await stabilize(context, async () => {
        await provision();
        openSearch.setDataSourceStatus(domain.arn, 'ACTIVE');
      });
      return domainState(domain);
    },
  };
}

function collectionType(openSearch: OpenSearch, provision: () => Promise<void>): ResourceType {
  const typeName = 'AWS::OpenSearchServerless::Collection';
  return {
    ...dataSourceType(openSearch, provision),
    typeName,
    createOnly: ['Name', 'Type'],
    create: async (properties, context) => {
      const { Name } = parse(CollectionProperties, properties, `${context.logicalId} (${typeName})`);
      const collection = openSearch.createCollection(Name, 'CREATING');
      await stabilize(context, async () => {
        await provision();
        openSearch.setDataSourceStatus(collection.arn, 'ACTIVE');
      });
      return { physicalId: collection.id, attributes: { Arn: collection.arn, Id: collection.id } };
    },
  };
}

function dataSourceType(openSearch: OpenSearch, provision: () => Promise<void>): Pick<ResourceType, 'update' | 'delete'> {
  return {
    update: async (state) => {
      await provision();
      return state;
    },
    delete: async (state) => {
      await provision();
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
