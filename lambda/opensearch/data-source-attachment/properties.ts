/** The properties of the custom resource, parsed. */
import * as v from 'valibot';
import type { Attachment, Pair, Workspace } from './attachments';
import {
  ATTACHMENT_DEFAULTS, type DataSourceAttachmentReturnValues, type DataSourceAttachmentProperties,
} from '../../../src/opensearch/data-source-attachment/attachment-properties';
import { idOf, parseOrRefuse } from '../../lifecycle/properties';

const arn = v.pipe(v.string(), v.regex(/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/, 'must be an ARN'), v.maxLength(2048));

const APPLICATION_ARN = v.pipe(arn, v.regex(/\/[a-z0-9]{3,30}$/, 'must end in the id of an application, 3 to 30 lower-case letters and digits'));

const PROPERTIES = v.object({
  ApplicationArn: APPLICATION_ARN,
  DataSourceArn: arn,
  WorkspaceId: v.optional(v.pipe(v.string(), v.minLength(1))),
  WorkspaceConfiguration: v.optional(v.object({ Name: v.string(), WorkspaceType: v.string() })),
  ExistingAttachment: v.optional(v.picklist(['FAIL', 'ADOPT']), ATTACHMENT_DEFAULTS.ExistingAttachment),
  PendingAttachment: v.optional(v.picklist(['WAIT', 'ACCEPT']), ATTACHMENT_DEFAULTS.PendingAttachment),
  MaxWaitSeconds: v.optional(v.pipe(v.string(), v.regex(/^\d{1,4}$/, 'must be a number of seconds')), ATTACHMENT_DEFAULTS.MaxWaitSeconds),
}) satisfies v.GenericSchema<unknown, DataSourceAttachmentProperties>;

export interface Wanted extends Pair {
  readonly applicationArn: string;
  readonly workspace?: Workspace;
  readonly adopt: boolean;
  readonly acceptPending: boolean;
  readonly maxWaitSeconds: number;
}

/** @throws Refusal if a property is invalid */
export function parseProperties(properties: Readonly<Record<string, unknown>>): Wanted {
  const parsed = parseOrRefuse(PROPERTIES, properties);
  return {
    applicationId: idOf(parsed.ApplicationArn),
    applicationArn: parsed.ApplicationArn,
    dataSourceArn: parsed.DataSourceArn,
    workspace: workspaceOf(parsed),
    adopt: parsed.ExistingAttachment === 'ADOPT',
    acceptPending: parsed.PendingAttachment === 'ACCEPT',
    maxWaitSeconds: Number(parsed.MaxWaitSeconds),
  };
}

function workspaceOf({ WorkspaceId, WorkspaceConfiguration }: DataSourceAttachmentProperties): Workspace | undefined {
  if (WorkspaceId !== undefined) return { id: WorkspaceId };
  return WorkspaceConfiguration && { name: WorkspaceConfiguration.Name, type: WorkspaceConfiguration.WorkspaceType };
}

export function samePair(one: Pair | undefined, other: Pair): boolean {
  return one?.applicationId === other.applicationId && one.dataSourceArn === other.dataSourceArn;
}

/** All attributes. They are always complete, because a missing one fails every resource that refers to it. */
export function attributes(wanted: Wanted, { attachmentId, status }: Attachment): Readonly<Record<string, string>> {
  const data: DataSourceAttachmentReturnValues = {
    AttachmentId: attachmentId,
    ApplicationId: wanted.applicationId,
    ApplicationArn: wanted.applicationArn,
    DataSourceArn: wanted.dataSourceArn,
    Status: status,
  };
  return { ...data };
}
