/**
 * The CloudFormation resource types behind which OpenSearch Service and OpenSearch Serverless stand.
 */

import * as v from 'valibot';
import { ResourceContext, ResourceState, ResourceType } from '../core';
import { physicalName } from '../names';
import { parse } from '../protocols';
import type { OpenSearch } from './opensearch';
import { Application } from './opensearch-applications';
import { DataSource } from './opensearch-sources';
import { randomId } from './random-id';

const ApplicationProperties = v.object({
  Name: v.string(),
  DataSources: v.optional(v.array(v.object({ DataSourceArn: v.string(), DataSourceDescription: v.optional(v.string()) }))),
});
const DomainProperties = v.object({ DomainName: v.optional(v.string()) });
const CollectionProperties = v.object({ Name: v.string() });

/**
 * @param provision takes the time that making or changing a resource takes
 */
export function openSearchResourceTypes(openSearch: OpenSearch, provision: () => Promise<void>): ResourceType[] {
  return [applicationType(openSearch, provision), domainType(openSearch, provision), collectionType(openSearch, provision)];
}

function applicationType(openSearch: OpenSearch, provision: () => Promise<void>): ResourceType {
  const typeName = 'AWS::OpenSearchService::Application';
  return {
    typeName,
    createOnly: ['Name'],
    create: async (properties, context) => {
      const { Name, DataSources } = parse(ApplicationProperties, properties, `${context.logicalId} (${typeName})`);
      const application = openSearch.createApplication(Name, 'CREATING');
      await stabilize(context, async () => {
        await provision();
        if (DataSources !== undefined) openSearch.updateApplication(application.id, DataSources.map(listed));
        openSearch.setApplicationStatus(application.id, 'ACTIVE');
      });
      return applicationState(application);
    },
    update: async (state, properties, old, context) => {
      const { DataSources } = parse(ApplicationProperties, properties, `${context.logicalId} (${typeName})`);
      const id = String(state.attributes.Id);
      openSearch.setApplicationStatus(id, 'UPDATING');
      await stabilize(context, async () => {
        await provision();
        // An application that never named its data sources keeps what others attached; one that ceases to name them has none.
        if (DataSources !== undefined || old.DataSources !== undefined) openSearch.updateApplication(id, (DataSources ?? []).map(listed));
        openSearch.setApplicationStatus(id, 'ACTIVE');
      });
      return state;
    },
    delete: async (state) => {
      await provision();
      openSearch.deleteApplication(String(state.attributes.Id));
    },
  };
}

function domainType(openSearch: OpenSearch, provision: () => Promise<void>): ResourceType {
  const typeName = 'AWS::OpenSearchService::Domain';
  return {
    ...dataSourceType(openSearch, provision),
    typeName,
    createOnly: ['DomainName'],
    create: async (properties, context) => {
      const { DomainName } = parse(DomainProperties, properties, `${context.logicalId} (${typeName})`);
      const domain = openSearch.createDomain(DomainName ?? physicalName(context, 28).toLowerCase(), 'CREATING');
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

/** Waits until a resource is ready. In express mode CloudFormation does not, and it becomes so, or not, in the background. */
async function stabilize({ express }: ResourceContext, becomeReady: () => Promise<void>): Promise<void> {
  const ready = becomeReady();
  if (express) ready.catch(() => {});
  else await ready;
}

function applicationState({ name, id, arn }: Application): ResourceState {
  return { physicalId: name, attributes: { Id: id, Arn: arn } };
}

function domainState({ name, arn }: DataSource): ResourceState {
  const region = arn.split(':')[3];
  return {
    physicalId: name,
    attributes: { Arn: arn, DomainArn: arn, DomainEndpoint: `search-${name}-${randomId(26)}.${region}.es.amazonaws.com` },
  };
}

function listed({ DataSourceArn, DataSourceDescription }: { readonly DataSourceArn: string; readonly DataSourceDescription?: string }) {
  return { dataSourceArn: DataSourceArn, dataSourceDescription: DataSourceDescription };
}
