import * as v from 'valibot';
import { Authorizer, Clock, Place, Principal, ResourceType, ServiceError } from '../core';
import { physicalName } from '../names';
import { cfnNumber, parse } from '../protocols';

export interface LogLine {
  readonly at: number;
  readonly group: string;
  readonly stream: string;
  readonly message: string;
}

export interface LogsOptions {
  readonly clock: Clock;
  readonly place: Place;
  readonly authorizer: Authorizer;
}

const logGroupProperties = v.object({ LogGroupName: v.optional(v.string()), RetentionInDays: v.optional(cfnNumber) });

/** Log groups, and the lines that functions and state machines write into them. */
export class Logs {
  /** Every line ever written, also of groups that are deleted by now: what may never be in a log is not in here. */
  public readonly written: LogLine[] = [];
  /** By name, the first of its lines in `written`: a group made anew begins empty. */
  private readonly groups = new Map<string, number>();

  public constructor(private readonly options: LogsOptions) {}

  /** The lines of a group, oldest first. */
  public lines(group: string): LogLine[] {
    const first = this.groups.get(group);
    return first === undefined ? [] : this.written.slice(first).filter((line) => line.group === group);
  }

  /** The name in a log group's ARN, which may end with `:*`. */
  public groupOfArn(arn: string): string | undefined {
    const name = /:log-group:([^:]+)/.exec(arn)?.[1];
    return name !== undefined && this.groups.has(name) ? name : undefined;
  }

  /** A service's own delivery. Lost when there is no such group. */
  public write(group: string, stream: string, message: string): void {
    if (this.groups.has(group)) this.written.push({ at: this.options.clock.now(), group, stream, message });
  }

  /** Writes with a role's permissions. What they do not allow is dropped without a word, as Lambda does it. */
  public async deliver(principal: Principal, group: string, stream: string, message: string): Promise<void> {
    const at = this.options.clock.now();
    const arn = this.arn(group);
    try {
      if (!this.groups.has(group)) {
        await this.options.authorizer.authorize(principal, 'logs:CreateLogGroup', arn);
        this.groups.set(group, this.written.length);
      }
      await this.options.authorizer.authorize(principal, 'logs:CreateLogStream', `${arn}:log-stream:${stream}`);
      await this.options.authorizer.authorize(principal, 'logs:PutLogEvents', `${arn}:log-stream:${stream}`);
      this.written.push({ at, group, stream, message });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
    }
  }

  public resourceTypes(): ResourceType[] {
    return [{
      typeName: 'AWS::Logs::LogGroup',
      createOnly: ['LogGroupName'],
      create: async (properties, context) => {
        const name = parse(logGroupProperties, properties, context.logicalId).LogGroupName ?? physicalName(context, 512);
        if (this.groups.has(name)) throw new ServiceError('ResourceAlreadyExistsException', `The specified log group already exists: ${name}`);
        this.groups.set(name, this.written.length);
        return { physicalId: name, attributes: { Arn: `${this.arn(name)}:*` } };
      },
      update: async (state) => state,
      delete: async (state) => void this.groups.delete(state.physicalId),
    }];
  }

  private arn(group: string): string {
    const { partition, region, account } = this.options.place;
    return `arn:${partition}:logs:${region}:${account}:log-group:${group}`;
  }
}
