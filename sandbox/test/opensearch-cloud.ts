import './outputs';
import { OpenSearchClient } from '@aws-sdk/client-opensearch';
import { OpenSearch } from '../cloud/services/opensearch';
import { Clock, Principal } from '../platform/core';
import { Credentials } from '../platform/credentials';
import { Server } from '../platform/server';
import { Iam } from '../platform/services/iam';
import { Traffic } from '../platform/traffic';

export const PLACE = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };

/** Time passes only when a test says so, or when something waits. */
export class SteppedClock implements Clock {
  public readonly startedAt = Date.now();
  private passed = 0;

  public now(): number {
    return this.startedAt + this.passed;
  }

  public async sleep(ms: number): Promise<void> {
    this.passed += ms;
  }

  public async during<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  public pass(seconds: number): void {
    this.passed += seconds * 1000;
  }
}

/** OpenSearch Service and IAM behind a real endpoint, for real clients. */
export class OpenSearchCloud {
  public static async start(): Promise<OpenSearchCloud> {
    const cloud = new OpenSearchCloud();
    cloud.endpoint = `http://127.0.0.1:${await cloud.server.listen(0)}`;
    return cloud;
  }

  public endpoint = '';
  public readonly clock = new SteppedClock();
  public readonly iam = new Iam({ clock: this.clock, place: PLACE });
  public readonly openSearch = new OpenSearch({ clock: this.clock, place: PLACE, authorizer: this.iam });
  private readonly credentials = new Credentials(PLACE);
  private readonly server = new Server({
    traffic: new Traffic(this.clock),
    credentials: this.credentials,
    servicesIn: () => [this.openSearch],
    responses: { receive: () => ({ status: 404 }) },
  });

  /** A client of a principal, or of the administrator. */
  public client(principal: Principal = this.credentials.administrator): OpenSearchClient {
    return new OpenSearchClient({ endpoint: this.endpoint, region: PLACE.region, credentials: this.credentials.issue(principal), maxAttempts: 1 });
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

/** An AWS error as a client sees it, in one line. */
export async function failure(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(() => new Error('the call succeeded'), (reason: unknown) => reason);
  if (!(error instanceof Error)) return String(error);
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return `${error.name} ${status}: ${error.message}`;
}
