/** The properties of the custom resource, parsed. */
import * as v from 'valibot';
import type { Association, AssociationInput } from './associations';
import {
  ASSOCIATION_DEFAULTS, type DataIntegrationAssociationReturnValues, type DataIntegrationAssociationProperties, type ExecutionConfigurationProperty,
  unlessEmpty,
} from '../../../src/appintegrations/data-integration-association/association-properties';
import { canonical, idOf, ifValid, parseOrRefuse } from '../../lifecycle/properties';
import { hash, type Request } from '../../lifecycle/request';

const text = v.pipe(v.string(), v.minLength(1));
const millis = v.pipe(v.string(), v.regex(/^\d{1,16}$/, 'must be a time in epoch milliseconds'));

/** Names that `v.record` leaves out without an error. */
const UNUSABLE_NAMES = ['__proto__', 'constructor', 'prototype'];

function map<V extends v.GenericSchema>(values: V) {
  return v.pipe(
    v.unknown(),
    v.check(
      (value) => !UNUSABLE_NAMES.some((name) => Object.hasOwn(value ?? {}, name)),
      `must not have any of the names ${UNUSABLE_NAMES.join(', ')}`,
    ),
    v.record(v.string(), values),
  );
}

const EXECUTION = v.object({
  ExecutionMode: v.picklist(['ON_DEMAND', 'SCHEDULED']),
  OnDemandConfiguration: v.optional(v.object({ StartTime: millis, EndTime: v.optional(millis) })),
  ScheduleConfiguration: v.optional(v.object({ ScheduleExpression: text, Object: v.optional(text), FirstExecutionFrom: v.optional(text) })),
});

const DATA_INTEGRATION_ARN = v.pipe(
  v.string(),
  v.regex(/^arn:[^:]+:app-integrations:[^:]*:[^:]*:data-integration\/[^/]+$/, 'must be the ARN of a data integration'),
  v.regex(/\/[A-Za-z0-9-]{1,255}$/, 'must end in the id of a data integration, 1 to 255 letters, digits and hyphens'),
);

const PROPERTIES = v.object({
  DataIntegrationArn: DATA_INTEGRATION_ARN,
  ClientId: v.optional(text),
  ObjectConfiguration: v.optional(v.pipe(map(map(v.array(v.string()))), v.transform(unlessEmpty))),
  DestinationURI: v.optional(text),
  ClientAssociationMetadata: v.optional(v.pipe(map(v.string()), v.transform(unlessEmpty))),
  ExecutionConfiguration: v.optional(EXECUTION),
  ExistingAssociation: v.optional(v.picklist(['CREATE_ANOTHER', 'ADOPT']), ASSOCIATION_DEFAULTS.ExistingAssociation),
  RemainingAssociation: v.optional(v.picklist(['LEAVE', 'FAIL']), ASSOCIATION_DEFAULTS.RemainingAssociation),
  JobCompletion: v.optional(v.picklist(['IGNORE', 'WAIT']), ASSOCIATION_DEFAULTS.JobCompletion),
  MaxWaitSeconds: v.optional(v.pipe(v.string(), v.regex(/^\d{1,4}$/, 'must be a number of seconds')), ASSOCIATION_DEFAULTS.MaxWaitSeconds),
}) satisfies v.GenericSchema<unknown, DataIntegrationAssociationProperties>;

export interface Wanted {
  readonly dataIntegrationId: string;
  readonly dataIntegrationArn: string;
  readonly input: AssociationInput;
  /** The hash of the immutable properties. Two associations of a data integration with the same hash are the same to the user. */
  readonly identity: string;
  readonly adopt: boolean;
  readonly failWhileExists: boolean;
  readonly waitForJob: boolean;
  readonly maxWaitSeconds: number;
}

/** @throws Refusal if a property is invalid */
export function parseProperties(properties: Readonly<Record<string, unknown>>): Wanted {
  const parsed = parseOrRefuse(PROPERTIES, properties);
  const { ClientId, ObjectConfiguration, DestinationURI, ClientAssociationMetadata, ExecutionConfiguration: execution } = parsed;
  const immutable = { ClientId, ObjectConfiguration, DestinationURI, ClientAssociationMetadata };
  return {
    dataIntegrationId: idOf(parsed.DataIntegrationArn),
    dataIntegrationArn: parsed.DataIntegrationArn,
    input: { ...immutable, ExecutionConfiguration: execution },
    identity: hash(canonical(immutable)).slice(0, 32),
    adopt: parsed.ExistingAssociation === 'ADOPT',
    failWhileExists: parsed.RemainingAssociation === 'FAIL',
    waitForJob: parsed.JobCompletion === 'WAIT',
    maxWaitSeconds: Number(parsed.MaxWaitSeconds),
  };
}

/** The execution configuration before an update; undefined for a create. */
export function executionBefore(request: Request): ExecutionConfigurationProperty | undefined {
  // Stryker disable next-line ConditionalExpression: for the compiler; only an Update has old properties
  if (request.RequestType !== 'Update') return undefined;
  return ifValid(() => parseProperties(request.OldResourceProperties))?.input.ExecutionConfiguration;
}

/**
 * Whether the service has the wanted execution configuration. The service may add members that the request leaves out. A
 * member that the request has just removed counts as different only if the service still has its value from `before`.
 */
export function sameExecution(live: Association['execution'], wanted: ExecutionConfigurationProperty, before: ExecutionConfigurationProperty | undefined): boolean {
  if (live?.ExecutionMode !== wanted.ExecutionMode) return false;
  return sameMembers(live.OnDemandConfiguration, wanted.OnDemandConfiguration, before?.OnDemandConfiguration)
    && sameMembers(live.ScheduleConfiguration, wanted.ScheduleConfiguration, before?.ScheduleConfiguration);
}

type Members = Readonly<Record<string, string | undefined>>;

function sameMembers(live: Members = {}, wanted: Members = {}, before: Members = {}): boolean {
  return Object.entries(wanted).every(([name, value]) => sameValue(name, live[name], value))
    && Object.entries(live).every(([name, value]) => name in wanted || !sameValue(name, before[name], value));
}

/** Times are given in epoch milliseconds, and the service may return ISO 8601, or the other way round. */
function sameValue(name: string, one: string | undefined, other: string | undefined): boolean {
  if (one === other) return true;
  // The name of an object may look like a time; a schedule never does.
  return name !== 'Object' && instant(one) === instant(other);
}

/** The time that a value means. If it is no time: not a number, which is equal to nothing. */
function instant(value: string | undefined): number {
  const written = String(value);
  return /^\d+$/.test(written) ? Number(written) : Date.parse(written);
}

/** All attributes. They are always complete, because a missing one fails every resource that refers to it. */
export function attributes({ dataIntegrationArn, dataIntegrationId }: Wanted, associationId: string): Readonly<Record<string, string>> {
  const [arn, partition, service, region, account] = dataIntegrationArn.split(':');
  const data: DataIntegrationAssociationReturnValues = {
    AssociationId: associationId,
    AssociationArn: `${[arn, partition, service, region, account].join(':')}:data-integration-association/${dataIntegrationId}/${associationId}`,
    DataIntegrationArn: dataIntegrationArn,
  };
  return { ...data };
}
