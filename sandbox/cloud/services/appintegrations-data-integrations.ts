/** Data integrations: each says what data is read from which source. */

import { randomUUID } from 'node:crypto';
import { ClientTokens } from './appintegrations-tokens';
import { duplicate, Input, notFound, quotaExceeded } from './appintegrations-wire';
import { Place } from '../../platform/core';

/** The quota for one account and region. */
const DATA_INTEGRATIONS = 20;

export type DataIntegrationProperties = Omit<Input<'CreateDataIntegration'>, 'ClientToken'>;

export interface DataIntegration {
  readonly id: string;
  readonly arn: string;
  readonly properties: DataIntegrationProperties;
}

export class DataIntegrations {
  private readonly byId = new Map<string, DataIntegration>();
  private readonly tokens = new ClientTokens<DataIntegration>();

  public constructor(private readonly place: Place) {}

  public create({ ClientToken, ...properties }: Input<'CreateDataIntegration'>, id: string = randomUUID()): DataIntegration {
    return this.tokens.once(ClientToken, properties, () => {
      if (this.byId.size >= DATA_INTEGRATIONS) {
        throw quotaExceeded(`there are ${this.byId.size} data integrations in ${this.place.region}: no more than ${DATA_INTEGRATIONS} are allowed`);
      }
      return this.put(id, properties);
    });
  }

  public change(id: string, properties: DataIntegrationProperties): DataIntegration {
    return this.put(this.get(id).id, properties);
  }

  /** The ARN for an identifier. Nothing by that name has to exist. */
  public arn(identifier: string): string {
    return this.arnOf('data-integration', this.idOf(identifier));
  }

  /** The ARN of an association for two identifiers. Neither has to exist. Its resource type is not that of a data integration. */
  public associationArn(identifier: string, associationIdentifier: string): string {
    const prefix = this.arnOf('data-integration-association', `${this.idOf(identifier)}/`);
    return prefix + withoutPrefix(associationIdentifier, prefix);
  }

  public find(identifier: string): DataIntegration | undefined {
    return this.byId.get(this.idOf(identifier));
  }

  /** @param identifier an id or an ARN */
  public get(identifier: string): DataIntegration {
    const dataIntegration = this.find(identifier);
    if (dataIntegration === undefined) throw notFound(`there is no data integration with id or ARN ${identifier} in ${this.place.region}`);
    return dataIntegration;
  }

  public delete(id: string): void {
    this.byId.delete(id);
  }

  private put(id: string, properties: DataIntegrationProperties): DataIntegration {
    if ([...this.byId.values()].some(other => other.id !== id && other.properties.Name === properties.Name)) {
      throw duplicate(`a data integration named ${JSON.stringify(properties.Name)} exists already`);
    }
    const dataIntegration: DataIntegration = { id, arn: this.arn(id), properties };
    this.byId.set(id, dataIntegration);
    return dataIntegration;
  }

  private idOf(identifier: string): string {
    return withoutPrefix(identifier, this.arnOf('data-integration', ''));
  }

  private arnOf(type: 'data-integration' | 'data-integration-association', id: string): string {
    const { partition, region, account } = this.place;
    return `arn:${partition}:app-integrations:${region}:${account}:${type}/${id}`;
  }
}

function withoutPrefix(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}
