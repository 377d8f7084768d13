/** Data sources that can be attached to an OpenSearch UI application: domains and OpenSearch Serverless collections. */

import { conflict, invalid, notFound } from './opensearch-wire';
import { randomId } from './random-id';
import { Place } from '../../platform/core';

export type DataSourceStatus = 'CREATING' | 'ACTIVE' | 'DELETING';

export interface DataSource {
  readonly arn: string;
  readonly kind: 'domain' | 'collection';
  readonly name: string;
  /** The ARN's last part: a domain's name or a collection's id. */
  readonly id: string;
  readonly status: DataSourceStatus;
}

/** The service in the ARN of each kind. */
const ARN_SERVICE = { domain: 'es', collection: 'aoss' } as const;

const NAME = { domain: /^[a-z][a-z0-9-]{2,27}$/, collection: /^[a-z][a-z0-9-]{2,31}$/ } as const;

export class DataSources {
  private readonly byArn = new Map<string, DataSource>();

  public constructor(private readonly place: Place) {}

  public create(kind: DataSource['kind'], name: string, status: DataSourceStatus, id = kind === 'domain' ? name : randomId(20)): DataSource {
    if (!NAME[kind].test(name)) throw invalid(`${kind} name ${JSON.stringify(name)} does not match ${NAME[kind].source}`);
    if ([...this.byArn.values()].some(other => other.kind === kind && other.name === name)) {
      throw conflict(`a ${kind} named ${JSON.stringify(name)} exists already`);
    }
    const { partition, region, account } = this.place;
    const source: DataSource = { arn: `arn:${partition}:${ARN_SERVICE[kind]}:${region}:${account}:${kind}/${id}`, kind, name, id, status };
    this.byArn.set(source.arn, source);
    return source;
  }

  public find(arn: string): DataSource | undefined {
    return this.byArn.get(arn);
  }

  public setStatus(arn: string, status: DataSourceStatus): DataSource {
    const source = this.find(arn);
    if (source === undefined) throw notFound(`there is no domain or collection ${arn}`);
    const changed = { ...source, status };
    this.byArn.set(arn, changed);
    return changed;
  }

  public delete(arn: string): void {
    this.byArn.delete(arn);
  }

  /** The kind of data source that an ARN names. The data source need not exist. */
  public kindOf(arn: string): DataSource['kind'] {
    const [prefix, partition, service, region, account, resource = ''] = arn.split(':');
    const kind = resource.startsWith('domain/') ? 'domain' : 'collection';
    if (prefix !== 'arn' || service !== ARN_SERVICE[kind] || !/^(domain|collection)\/[a-z0-9-]+$/.test(resource)) {
      throw invalid(`dataSourceArn ${arn} is neither the ARN of an OpenSearch Service domain nor that of an OpenSearch Serverless collection`);
    }
    if (partition !== this.place.partition || region !== this.place.region || account !== this.place.account) {
      throw invalid(`dataSourceArn ${arn} is not of the application's account and region: only data sources of ${this.place.account} in ${this.place.region} can be attached`);
    }
    return kind;
  }
}
