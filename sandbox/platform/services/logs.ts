import * as v from 'valibot';
import { ApiRequest, ApiResponse, Authorizer, Clock, Place, Principal, ResourceType, Service, ServiceError } from '../core';
import { filterPattern, LineMatch } from '../filter-pattern';
import { physicalName } from '../names';
import { cfnNumber, jsonError, jsonResponse, parse, parseJson, targetOperation } from '../protocols';
import { Kms } from './kms';
import { decide } from './resource-policies';

/** The actions of CloudWatch Logs on the key of a log group. */
const KEY_ACTIONS = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey'];

export interface LogLine {
  readonly at: number;
  /**
   * By the real clock, like the times of a stack's events, because the CDK CLI searches for lines around the time of a failure.
   */
  readonly writtenAt: number;
  readonly group: string;
  readonly stream: string;
  readonly message: string;
  /** The line is below the function's log level, so no log group has it. */
  readonly isLeftOut?: boolean;
}

export interface LogsOptions {
  readonly clock: Clock;
  readonly place: Place;
  readonly authorizer: Authorizer;
  readonly kms: Kms;
}

interface LogGroup {
  /** The index of its first line in `written`. A group that is created again starts empty. */
  readonly first: number;
  readonly streams: Set<string>;
}

/** Counts the lines of a log group that match a pattern. */
interface MetricFilter {
  readonly group: string;
  readonly matches: LineMatch;
  readonly namespace: string;
  readonly metricName: string;
}

const filterLogEventsInput = v.object({
  logGroupName: v.string(),
  logStreamNames: v.optional(v.array(v.string())),
  startTime: v.optional(v.number(), 0),
  endTime: v.optional(v.number(), Infinity),
  filterPattern: v.optional(v.string(), ''),
  limit: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(10_000)), 10_000),
  nextToken: v.optional(v.pipe(v.string(), v.digits()), '0'),
});

const metricFilterProperties = v.object({
  LogGroupName: v.string(),
  FilterPattern: v.string(),
  MetricTransformations: v.pipe(
    v.array(v.object({ MetricNamespace: v.pipe(v.string(), v.regex(/^[^:*$]{1,255}$/)), MetricName: v.string(), MetricValue: v.literal('1') })), v.length(1)),
});

const logGroupProperties = v.object({
  LogGroupName: v.optional(v.string()), RetentionInDays: v.optional(cfnNumber), KmsKeyId: v.optional(v.string()),
});

/** CloudWatch Logs: log groups, the lines that functions and state machines write, and metric filters that count them. */
export class Logs implements Service {
  public readonly signingNames = ['logs'];
  /**
   * Every line ever written, including those of deleted groups and those below the log level. A text that must never be in a log
   * must not be in here.
   */
  public readonly written: LogLine[] = [];
  /** By name. */
  private readonly groups = new Map<string, LogGroup>();
  private readonly metricFilters = new Map<string, MetricFilter>();

  public constructor(private readonly options: LogsOptions) {}

  public operation(request: ApiRequest): string {
    return targetOperation(request);
  }

  public async handle(request: ApiRequest): Promise<ApiResponse> {
    if (targetOperation(request) !== 'FilterLogEvents') {
      throw new ServiceError('InvalidAction', `the local cloud has no logs:${targetOperation(request)}`);
    }
    const input = parse(
      filterLogEventsInput, parseJson(request.body.toString(), 'the request'), 'logs:FilterLogEvents', 'InvalidParameterException');
    await this.options.authorizer.authorize(request.principal, 'logs:FilterLogEvents', this.arn(input.logGroupName));
    if (!this.groups.has(input.logGroupName)) throw new ServiceError('ResourceNotFoundException', 'The specified log group does not exist.');
    return jsonResponse(this.filter(input), '1.1');
  }

  public renderError(error: ServiceError): ApiResponse {
    return jsonError(error, '1.1');
  }

  /** How many lines a metric filter has counted, or undefined if no such metric exists. */
  public metric(namespace: string, metricName: string): number | undefined {
    const filter = [...this.metricFilters.values()].find((candidate) => candidate.namespace === namespace && candidate.metricName === metricName);
    return filter && this.lines(filter.group).filter(({ message }) => filter.matches(message)).length;
  }

  /** The lines of a group, oldest first. */
  public lines(group: string): LogLine[] {
    const first = this.groups.get(group)?.first;
    return first === undefined ? [] : this.written.slice(first).filter((line) => line.group === group && !line.isLeftOut);
  }

  /** The name in a log group's ARN, which may end with `:*`. */
  public groupOfArn(arn: string): string | undefined {
    const name = /:log-group:([^:]+)/.exec(arn)?.[1];
    return name !== undefined && this.groups.has(name) ? name : undefined;
  }

  /** Writes as the service itself. The line is lost if the group does not exist. */
  public write(group: string, stream: string, message: string): void {
    if (this.groups.has(group)) this.written.push({ at: this.options.clock.now(), writtenAt: Date.now(), group, stream, message });
  }

  /** Writes with a role's permissions. Like Lambda, it silently drops every line that they do not allow. */
  public async deliver(principal: Principal, group: string, stream: string, message: string, isLeftOut = false): Promise<void> {
    const at = this.options.clock.now();
    const arn = this.arn(group);
    const streamArn = `${arn}:log-stream:${stream}`;
    try {
      if (!this.groups.has(group)) await this.options.authorizer.authorize(principal, 'logs:CreateLogGroup', arn);
      const { streams } = this.groups.get(group) ?? this.addGroup(group);
      if (!streams.has(stream)) {
        await this.options.authorizer.authorize(principal, 'logs:CreateLogStream', streamArn);
        streams.add(stream);
      }
      await this.options.authorizer.authorize(principal, 'logs:PutLogEvents', streamArn);
      this.written.push({ at, writtenAt: Date.now(), group, stream, message, isLeftOut });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
    }
  }

  public resourceTypes(): ResourceType[] {
    return [this.logGroupType(), this.metricFilterType()];
  }

  private addGroup(name: string): LogGroup {
    const group = { first: this.written.length, streams: new Set<string>() };
    this.groups.set(name, group);
    return group;
  }

  private logGroupType(): ResourceType {
    return {
      typeName: 'AWS::Logs::LogGroup',
      createOnly: ['LogGroupName'],
      create: async (properties, context) => {
        const { LogGroupName, KmsKeyId } = parse(logGroupProperties, properties, context.logicalId);
        const name = LogGroupName ?? physicalName(context, 512);
        if (this.groups.has(name)) throw new ServiceError('ResourceAlreadyExistsException', `The specified log group already exists: ${name}`);
        await this.checkKey(name, KmsKeyId);
        this.addGroup(name);
        return { physicalId: name, attributes: { Arn: `${this.arn(name)}:*` } };
      },
      update: async (state, properties, _old, { logicalId }) => {
        await this.checkKey(state.physicalId, parse(logGroupProperties, properties, logicalId).KmsKeyId);
        return state;
      },
      delete: async (state) => void this.groups.delete(state.physicalId),
    };
  }

  /** Refuses a key if its own policy does not let CloudWatch Logs use it for the group. */
  private async checkKey(group: string, keyId: string | undefined): Promise<void> {
    if (keyId === undefined) return;
    const { kms, place: { region, account } } = this.options;
    const key = kms.find(keyId);
    if (!key?.isEnabled) throw new ServiceError('InvalidParameterException', 'The specified KMS Key Id could not be found.');
    const context = { 'kms:EncryptionContext:aws:logs:arn': this.arn(group) };
    for (const action of KEY_ACTIONS) {
      if (await decide({ service: `logs.${region}.amazonaws.com`, action, resourceArn: key.arn, account, context }, key.policy) !== 'Allowed') {
        throw new ServiceError('InvalidParameterException',
          `The specified KMS key does not exist or is not allowed to be used with LogGroup '${this.arn(group)}' (${action})`);
      }
    }
  }

  private metricFilterType(): ResourceType {
    const put = (physicalId: string, properties: unknown, logicalId: string) => {
      const { LogGroupName, FilterPattern, MetricTransformations } = parse(metricFilterProperties, properties, logicalId);
      if (!this.groups.has(LogGroupName)) throw new ServiceError('ResourceNotFoundException', 'The specified log group does not exist.');
      const [{ MetricNamespace, MetricName }] = MetricTransformations;
      this.metricFilters.set(physicalId, {
        group: LogGroupName, matches: filterPattern(FilterPattern), namespace: MetricNamespace, metricName: MetricName,
      });
      return { physicalId, attributes: {} };
    };
    return {
      typeName: 'AWS::Logs::MetricFilter',
      createOnly: ['LogGroupName'],
      create: async (properties, context) => put(physicalName(context, 512), properties, context.logicalId),
      update: async ({ physicalId }, properties, _old, { logicalId }) => put(physicalId, properties, logicalId),
      delete: async ({ physicalId }) => void this.metricFilters.delete(physicalId),
    };
  }

  private filter(input: v.InferOutput<typeof filterLogEventsInput>): unknown {
    const { logStreamNames, startTime, endTime, limit } = input;
    const matches = filterPattern(input.filterPattern);
    const found = this.lines(input.logGroupName).flatMap((line, index) => {
      const isWanted = line.writtenAt >= startTime && line.writtenAt <= endTime && matches(line.message)
        && (logStreamNames === undefined || logStreamNames.includes(line.stream));
      return isWanted ? [{ ...line, eventId: String(index) }] : [];
    });
    const from = Number(input.nextToken);
    return {
      events: found.slice(from, from + limit).map(({ stream, writtenAt, message, eventId }) => (
        { logStreamName: stream, timestamp: writtenAt, ingestionTime: writtenAt, message, eventId }
      )),
      searchedLogStreams: [],
      ...from + limit < found.length ? { nextToken: String(from + limit) } : {},
    };
  }

  private arn(group: string): string {
    const { partition, region, account } = this.options.place;
    return `arn:${partition}:logs:${region}:${account}:log-group:${group}`;
  }
}
