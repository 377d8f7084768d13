/**
 * The outputs and errors of Amazon AppIntegrations, with all their members.
 *
 * @see https://docs.aws.amazon.com/appintegrations/latest/APIReference/API_Operations.html
 */
import * as v from 'valibot';

const text = v.optional(v.string());
const fields = v.record(v.string(), v.array(v.string()));
const schedule = v.strictObject({ ScheduleExpression: v.string(), FirstExecutionFrom: text, Object: text });

const dataIntegration = {
  Arn: text,
  Id: text,
  Name: text,
  Description: text,
  KmsKey: text,
  SourceURI: text,
  ScheduleConfiguration: v.optional(schedule),
  Tags: v.optional(v.record(v.string(), v.string())),
  FileConfiguration: v.optional(v.strictObject({ Folders: v.array(v.string()), Filters: v.optional(fields) })),
  ObjectConfiguration: v.optional(v.record(v.string(), fields)),
};

const summary = v.strictObject({
  DataIntegrationAssociationArn: text,
  DataIntegrationArn: text,
  ClientId: text,
  DestinationURI: text,
  LastExecutionStatus: v.optional(v.strictObject({ ExecutionStatus: text, StatusMessage: text })),
  ExecutionConfiguration: v.optional(v.strictObject({
    ExecutionMode: v.string(),
    OnDemandConfiguration: v.optional(v.strictObject({ StartTime: v.string(), EndTime: text })),
    ScheduleConfiguration: v.optional(schedule),
  })),
});

const OUTPUTS: Readonly<Record<string, v.GenericSchema>> = {
  CreateDataIntegrationAssociation: v.strictObject({ DataIntegrationAssociationId: text, DataIntegrationArn: text }),
  UpdateDataIntegrationAssociation: v.strictObject({}),
  ListDataIntegrationAssociations: v.strictObject({ DataIntegrationAssociations: v.optional(v.array(summary)), NextToken: text }),
  CreateDataIntegration: v.strictObject({ ...dataIntegration, ClientToken: text }),
  GetDataIntegration: v.strictObject(dataIntegration),
  DeleteDataIntegration: v.strictObject({}),
};

/** These of all operations, those of creating, and those that any service of AWS has. */
const ERRORS = new Set([
  'AccessDeniedException', 'InternalServiceError', 'InvalidRequestException', 'ResourceNotFoundException', 'ThrottlingException',
  'DuplicateResourceException', 'ResourceQuotaExceededException',
  'MissingAuthenticationToken', 'SerializationException', 'UnknownOperationException',
]);

/** Throws if AWS could not return this output. */
export function checkOutput(operation: string, output: unknown): void {
  const { issues = [] } = v.safeParse(OUTPUTS[operation] ?? v.never(), output);
  if (issues.length > 0) throw new Error(`the output of ${operation} is not as in AWS: ${issues.map(({ message }) => message).join(', ')}`);
}

/** Throws if AWS could not return this error. */
export function checkError(operation: string, name: string): void {
  if (!ERRORS.has(name)) throw new Error(`${operation} has no error ${name}`);
}
