import { ServiceError } from '../../platform/core';
import type { Region } from '../region';
import type { Sandbox } from '../sandbox';

/** Creates the resources that an app refers to by ARN in the local cloud. Returns a description of each for a person to read. */
export function makeImports(cloud: Sandbox, arns: readonly string[]): readonly string[] {
  return arns.flatMap((arn) => {
    const [service = '', region, account, ...rest] = arn.split(':').slice(2);
    const [type = '', id = ''] = rest.join(':').split('/');
    // Resources of another account cannot be created here. Their use fails as it would in AWS.
    if (region === undefined || !cloud.regions.some(({ place }) => place.region === region) || account !== cloud.place.account) return [];
    const make = MAKERS[`${service}:${type}`];
    if (make === undefined) return [];
    try {
      make(cloud.region(region), id);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      throw new Error(`${arn}, which the app refers to, cannot be made: ${error.message}`);
    }
    return [`${type} ${id}`];
  });
}

/** By the service and type in the ARN. An ARN names an application or collection by id, so its name is made up. */
const MAKERS: Readonly<Record<string, ((region: Region, id: string) => unknown) | undefined>> = {
  'opensearch:application': ({ openSearch }, id) => openSearch.createApplication(nameFor(id), 'ACTIVE', id),
  'es:domain': ({ openSearch }, id) => openSearch.createDomain(id),
  'aoss:collection': ({ openSearch }, id) => openSearch.createCollection(nameFor(id), 'ACTIVE', id),
  'app-integrations:data-integration': ({ appIntegrations }, id) => appIntegrations.createDataIntegration(nameFor(id), {}, id),
};

function nameFor(id: string): string {
  return `imported-${id}`.slice(0, 30).toLowerCase();
}
