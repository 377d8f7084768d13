/** OpenSearch UI applications, and the list of data sources that each one shows. */

import { conflict, Input, invalid, notFound } from './opensearch-wire';
import { randomId } from './random-id';
import { Clock, Place } from '../../platform/core';

export type ApplicationStatus = 'CREATING' | 'UPDATING' | 'DELETING' | 'ACTIVE' | 'FAILED';

/** One entry of an application's data sources, in the form of the API. */
export type ListedDataSource = NonNullable<Input<'UpdateApplication'>['dataSources']>[number];

/** The settings of an application other than its name and its data sources. */
export interface ApplicationSettings {
  readonly appConfigs: readonly { readonly key: string; readonly value: string }[];
  /** Undefined if users sign in with IAM. */
  readonly identityCenter?: { readonly instanceArn: string; readonly roleArn: string };
  readonly kmsKeyArn?: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

/** The application that IAM Identity Center creates for an OpenSearch UI application. */
export interface IdentityCenterApplication {
  readonly instanceArn: string;
  readonly arn: string;
  /** The time from which it is reported, in epoch milliseconds. */
  readonly since: number;
}

export interface Application {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly status: ApplicationStatus;
  readonly dataSources: readonly ListedDataSource[];
  readonly settings: ApplicationSettings;
  readonly identityCenterApplication?: IdentityCenterApplication;
  /** Epoch milliseconds of the local cloud's clock. */
  readonly createdAt: number;
  readonly lastUpdatedAt: number;
}

export class Applications {
  /** How long IAM Identity Center takes to create its application, in milliseconds of the local cloud's clock. */
  public identityCenterDelay = 0;

  private readonly byId = new Map<string, Application>();

  public constructor(private readonly clock: Clock, private readonly place: Place) {}

  public create(name: string, status: ApplicationStatus, id = randomId(20)): Application {
    if (!/^[a-z][a-z0-9-]{2,29}$/.test(name)) {
      throw invalid(`application name ${JSON.stringify(name)} must be 3 to 30 lower-case letters, digits and hyphens and begin with a letter`);
    }
    if ([...this.byId.values()].some(other => other.name === name)) {
      throw conflict(`an application named ${JSON.stringify(name)} exists already`);
    }
    const now = this.clock.now();
    const application: Application = {
      id, arn: this.arn(id), name, status, dataSources: [], settings: { appConfigs: [], tags: [] }, createdAt: now, lastUpdatedAt: now,
    };
    this.byId.set(id, application);
    return application;
  }

  /** The action's prefix is `es`, but the service in the ARN is `opensearch`. */
  public arn(id: string): string {
    return `arn:${this.place.partition}:opensearch:${this.place.region}:${this.place.account}:application/${id}`;
  }

  public find(id: string): Application | undefined {
    return this.byId.get(id);
  }

  public all(): readonly Application[] {
    return [...this.byId.values()];
  }

  public get(id: string): Application {
    const application = this.find(id);
    if (application === undefined) throw notFound(`there is no application with id ${id}`);
    return application;
  }

  public change(id: string, changes: Partial<Pick<Application, 'status' | 'dataSources' | 'settings' | 'identityCenterApplication'>>): Application {
    const changed = { ...this.get(id), ...changes, lastUpdatedAt: this.clock.now() };
    this.byId.set(id, changed);
    return changed;
  }

  /** Changes the settings. Another instance of IAM Identity Center creates another application there. */
  public configure(id: string, settings: ApplicationSettings): void {
    const { identityCenterApplication: before } = this.get(id);
    const instanceArn = settings.identityCenter?.instanceArn;
    const made = () => instanceArn === undefined ? undefined : this.register(instanceArn);
    this.change(id, { settings, identityCenterApplication: before?.instanceArn === instanceArn ? before : made() });
  }

  public delete(id: string): void {
    this.byId.delete(id);
  }

  private register(instanceArn: string): IdentityCenterApplication {
    const { partition, account } = this.place;
    const arn = `arn:${partition}:sso::${account}:application/${instanceArn.split('/')[1]}/apl-${randomId(16)}`;
    return { instanceArn, arn, since: this.clock.now() + this.identityCenterDelay };
  }
}
