import { checkError, checkOutput } from './appintegrations-outputs';
import { PLACE, SteppedClock } from './opensearch-cloud';
import { AppIntegrations } from '../cloud/services/appintegrations';
import { Principal } from '../platform/core';
import { Credentials } from '../platform/credentials';
import { Server } from '../platform/server';
import { Iam } from '../platform/services/iam';
import { Kms } from '../platform/services/kms';
import { S3 } from '../platform/services/s3';
import { Traffic } from '../platform/traffic';

export const OUTSIDER = `arn:aws:sts::${PLACE.account}:assumed-role/outsider/session`;
const PREFIX = `arn:aws:app-integrations:${PLACE.region}:${PLACE.account}`;

/** The export of one hour, and of the next. */
export const HOUR = { ExecutionMode: 'ON_DEMAND', OnDemandConfiguration: { StartTime: '1767225600000', EndTime: '1767229200000' } } as const;
export const NEXT_HOUR = { ExecutionMode: 'ON_DEMAND', OnDemandConfiguration: { StartTime: '1767229200000', EndTime: '1767232800000' } } as const;
export const HOURLY = { ExecutionMode: 'SCHEDULED', ScheduleConfiguration: { ScheduleExpression: 'rate(1 hour)', Object: 'Account' } } as const;

type Json = Readonly<Record<string, unknown>>;

/**
 * Amazon AppIntegrations and IAM behind a real endpoint. Requests are written by hand because no published client has all
 * operations.
 */
export class AppIntegrationsCloud {
  public static async start(): Promise<AppIntegrationsCloud> {
    const cloud = new AppIntegrationsCloud();
    cloud.endpoint = `http://127.0.0.1:${await cloud.server.listen(0)}`;
    return cloud;
  }

  public endpoint = '';
  public readonly clock = new SteppedClock();
  public readonly iam = new Iam({ clock: this.clock, place: PLACE });
  public readonly appIntegrations = new AppIntegrations({
    clock: this.clock, place: PLACE, authorizer: this.iam, s3: new S3(PLACE), kms: new Kms(PLACE),
  });
  private readonly credentials = new Credentials(PLACE);
  private readonly traffic = new Traffic(this.clock);
  private readonly server = new Server({
    traffic: this.traffic,
    credentials: this.credentials,
    servicesIn: () => [this.appIntegrations],
    responses: { receive: () => ({ status: 404 }) },
  });

  /** The names of the called operations, as in the log. */
  public get operations(): string[] {
    return this.traffic.calls.map(({ operation }) => operation);
  }

  /** The output, or an error in one line. */
  public async send(method: string, path: string, body?: unknown, principal: Principal = this.credentials.administrator): Promise<Json | string> {
    const scope = `${this.credentials.issue(principal).accessKeyId}/20260101/${PLACE.region}/app-integrations/aws4_request`;
    const response = await fetch(this.endpoint + path, {
      method,
      headers: { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0` },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const output = await response.json() as Json;
    const operation = this.operations.at(-1) ?? '';
    if (response.ok) {
      checkOutput(operation, output);
      return output;
    }
    const error = response.headers.get('x-amzn-errortype') ?? '';
    checkError(operation, error);
    return `${error} ${response.status}: ${String(output.message)}`;
  }

  public async create(identifier: string, input: Json = {}, principal?: Principal) {
    return this.send('POST', `/dataIntegrations/${encodeURIComponent(identifier)}/associations`, input, principal);
  }

  public async update(identifier: string, associationIdentifier: string, ExecutionConfiguration: Json, principal?: Principal) {
    const path = `/dataIntegrations/${encodeURIComponent(identifier)}/associations/${encodeURIComponent(associationIdentifier)}`;
    return this.send('PATCH', path, { ExecutionConfiguration }, principal);
  }

  public async list(identifier: string, query = '', principal?: Principal) {
    return this.send('GET', `/dataIntegrations/${encodeURIComponent(identifier)}/associations${query}`, undefined, principal);
  }

  /** A caller with a role that allows exactly these actions on these resources. */
  public role(name: string, allowed: Readonly<Record<string, string>>): Principal {
    const Statement = Object.entries(allowed).map(([Action, Resource]) => ({ Effect: 'Allow', Action, Resource }));
    const roleArn = this.iam.putRole({ roleName: name, trustPolicy: { Version: '2012-10-17', Statement: [] } });
    if (Statement.length > 0) this.iam.putRolePolicy(name, 'Allowed', { Version: '2012-10-17', Statement });
    return this.iam.session(roleArn, 'test');
  }

  public async stop(): Promise<void> {
    await this.server.close();
  }
}

export function associationArn(dataIntegrationId: string, associationId: string): string {
  return `${PREFIX}:data-integration-association/${dataIntegrationId}/${associationId}`;
}

export function dataIntegrationArn(id: string): string {
  return `${PREFIX}:data-integration/${id}`;
}

/** One member of a list's entries, or of an output that is no list. */
export function member(output: Json | string, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string | number, unknown> | undefined)?.[key], output);
}
