/** The CloudFormation resource type of Amazon AppIntegrations. Associations have none. */

import * as v from 'valibot';
import type { AppIntegrations } from './appintegrations';
import { DataIntegration, DataIntegrationProperties } from './appintegrations-data-integrations';
import { INVALID, operations } from './appintegrations-wire';
import { Properties, ResourceContext, ResourceState, ResourceType } from '../../platform/core';
import { parse } from '../../platform/protocols';
import { parseInput } from '../../platform/wire-model';

const TYPE_NAME = 'AWS::AppIntegrations::DataIntegration';

/** The properties of CloudFormation that differ from those of the API. */
const OwnProperties = v.looseObject({
  SourceURI: v.string(),
  Tags: v.optional(v.array(v.object({ Key: v.string(), Value: v.string() })), []),
});

export function appIntegrationsResourceTypes(appIntegrations: AppIntegrations): ResourceType[] {
  const stateOf = (dataIntegration: DataIntegration): ResourceState => {
    const { id, arn } = dataIntegration;
    return { physicalId: id, ref: appIntegrations.ref(dataIntegration), attributes: { Id: id, DataIntegrationArn: arn } };
  };
  return [{
    typeName: TYPE_NAME,
    createOnly: ['KmsKey', 'ScheduleConfig', 'SourceURI'],
    create: async (properties, context) => {
      const { Name, ...options } = inputOf(properties, context);
      const dataIntegration = appIntegrations.createDataIntegration(Name, options);
      await appIntegrations.provision();
      return stateOf(dataIntegration);
    },
    update: async (state, properties, _old, context) => {
      const dataIntegration = appIntegrations.updateDataIntegration(state.physicalId, inputOf(properties, context));
      await appIntegrations.provision();
      return stateOf(dataIntegration);
    },
    delete: async (state) => {
      await appIntegrations.provision();
      appIntegrations.deleteDataIntegration(state.physicalId);
    },
  }];
}

function inputOf(properties: Properties, { logicalId }: ResourceContext): DataIntegrationProperties {
  const { Tags, ...others } = parse(OwnProperties, properties, `${logicalId} (${TYPE_NAME})`, INVALID);
  const input = { ...others, Tags: Tags.length > 0 ? Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])) : undefined };
  const { path } = operations.CreateDataIntegration;
  return parseInput(operations.CreateDataIntegration, { path, query: new URLSearchParams(), body: Buffer.from(JSON.stringify(input)) }, INVALID);
}
