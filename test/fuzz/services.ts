/**
 * The handlers with all services in memory. The input is as Lambda would pass it, the responses go by HTTPS to a server of the
 * test, and the services refuse everything that their API references exclude.
 */
import { setImmediate } from 'node:timers/promises';
import { problems } from './limits';
import { AssociationLifecycle } from '../../lambda/appintegrations/data-integration-association/association-lifecycle';
import type { Association, AssociationInput, Associations } from '../../lambda/appintegrations/data-integration-association/associations';
import { calling } from '../../lambda/lifecycle/calling';
import { StepFunctionsEngine } from '../../lambda/lifecycle/engine';
import { entry, type Engine } from '../../lambda/lifecycle/entry';
import type { Execution, Executions } from '../../lambda/lifecycle/executions';
import { AttachmentLifecycle } from '../../lambda/opensearch/data-source-attachment/attachment-lifecycle';
import type { Attachment, Attachments, Pair, Workspace } from '../../lambda/opensearch/data-source-attachment/attachments';
import type { ExecutionConfigurationProperty } from '../../src/appintegrations/data-integration-association/association-properties';
import { stackOf } from '../lambda/lifecycle/executions-fixture';

export type Handler = ReturnType<typeof entry>;
export type Json = Readonly<Record<string, unknown>>;

export const PLACE = { region: 'us-east-1' };
const CONTEXT = { invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:handler', getRemainingTimeInMillis: () => 110_000 };
const STARTED = new Date().toISOString();
const LARGEST_INPUT = 262_144;

function refuse(name: string, message: string): never {
  throw Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } });
}

function refuseProblems(name: string, type: string, properties: Json): void {
  const found = problems({ Resources: { It: { Type: type, Properties: properties } } }).filter((problem) => !problem.endsWith(' is missing'));
  if (found.length > 0) refuse(name, found.join().slice(0, 300));
}

/** The actions of a service. */
export interface Service {
  readonly acts: string[];
}

export class InMemoryAttachments implements Attachments, Service {
  public readonly acts: string[] = [];
  public readonly held = new Map<string, Attachment>();

  public async describe(pair: Pair): Promise<Attachment | undefined> {
    return this.held.get(keyOf(pair));
  }

  public async attach(pair: Pair, workspace: Workspace | undefined, clientToken: string): Promise<Attachment> {
    return calling('AttachDataSource', async () => {
      refuseProblems('ValidationException', 'Custom::OpenSearchDataSourceAttachment', {
        ApplicationId: pair.applicationId,
        DataSourceArn: pair.dataSourceArn,
        WorkspaceId: workspace && 'id' in workspace ? workspace.id : undefined,
        WorkspaceConfiguration: workspace && 'name' in workspace ? { Name: workspace.name, WorkspaceType: workspace.type } : undefined,
      });
      if (clientToken.length < 1 || clientToken.length > 64) refuse('ValidationException', 'clientToken');
      this.acts.push(`attach ${keyOf(pair)}`);
      const attachment = { attachmentId: `attachment-${this.acts.length}`, status: 'ATTACHED' };
      this.held.set(keyOf(pair), attachment);
      return attachment;
    }, { acts: true });
  }

  public async detach(pair: Pair): Promise<void> {
    this.acts.push(`detach ${keyOf(pair)}`);
    this.held.delete(keyOf(pair));
  }
}

export class InMemoryAssociations implements Associations, Service {
  public readonly acts: string[] = [];
  public readonly held: Association[] = [];

  public async create(dataIntegrationId: string, input: AssociationInput, clientToken: string): Promise<string> {
    return calling('CreateDataIntegrationAssociation', async () => {
      refuseProblems('InvalidRequestException', 'Custom::AppIntegrationsDataIntegrationAssociation', { DataIntegrationId: dataIntegrationId, ...input });
      if (clientToken.length < 1 || clientToken.length > 2048) refuse('InvalidRequestException', 'ClientToken');
      this.acts.push(`create ${dataIntegrationId}`);
      const associationId = `association-${this.acts.length}`;
      const { ClientId: clientId, DestinationURI: destinationUri, ExecutionConfiguration: execution } = input;
      this.held.push({ associationId, clientId, destinationUri, execution } as Association);
      return associationId;
    }, { acts: true });
  }

  public async update(dataIntegrationId: string, associationId: string, execution: ExecutionConfigurationProperty): Promise<void> {
    await calling('UpdateDataIntegrationAssociation', async () => {
      refuseProblems('InvalidRequestException', 'Custom::AppIntegrationsDataIntegrationAssociation', { ExecutionConfiguration: execution });
      this.acts.push(`update ${dataIntegrationId} ${associationId}`);
    }, { acts: true });
  }

  public async list(): Promise<readonly Association[]> {
    return this.held;
  }
}

function keyOf({ applicationId, dataSourceArn }: Pair): string {
  return `${applicationId} ${dataSourceArn}`;
}

/** The state machine. It runs every started execution to its end. */
export class Machine implements Executions {
  private readonly inputs = new Map<string, string>();

  public async start(name: string, input: string): Promise<void> {
    await calling('StartExecution', async () => {
      if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) refuse('InvalidName', name);
      if (Buffer.byteLength(input) > LARGEST_INPUT) refuse('ValidationException', `the input is larger than ${LARGEST_INPUT} bytes`);
      if (this.inputs.has(name)) refuse('ExecutionAlreadyExists', name);
      this.inputs.set(name, input);
    });
  }

  public async exists(name: string): Promise<boolean> {
    return this.inputs.has(name);
  }

  public async list(): Promise<readonly Execution[]> {
    return [];
  }

  public async describe(): Promise<Json> {
    return {};
  }

  public async lastInput(): Promise<undefined> {}

  public async stop(): Promise<void> {}

  /** @returns the errors of failed tasks */
  public async settle(handler: Handler, edit: (execution: Json) => Json = (execution) => execution): Promise<string[]> {
    const errors: string[] = [];
    for (const input of this.inputs.values()) {
      const execution = edit(JSON.parse(input) as Json);
      const error = await this.drive(handler, execution);
      if (error !== undefined) errors.push(error);
    }
    return errors;
  }

  private async drive(handler: Handler, execution: Json): Promise<string | undefined> {
    let state = execution;
    let elapsed = 0;
    for (let step = 0; step < 100; step += 1) {
      let payload: Json;
      try {
        payload = await this.invoke(handler, 'advance', state, elapsed);
      } catch (error) {
        const { name, message } = error as Error;
        await this.invoke(handler, 'respond', { ...state, error: { Error: name, Cause: JSON.stringify({ errorType: name, errorMessage: message }) } });
        return `${name}: ${message}`;
      }
      state = { ...state, last: { Payload: payload } };
      if (payload.response !== undefined) {
        await this.invoke(handler, 'respond', state);
        return undefined;
      }
      if (payload.wait === undefined) return undefined;
      elapsed += payload.wait as number;
      await setImmediate();
    }
    throw new Error('the execution does not end');
  }

  private async invoke(handler: Handler, step: string, execution: Json, elapsed = 0): Promise<Json> {
    const enteredAt = new Date(Date.parse(STARTED) + elapsed * 1000).toISOString();
    const task = JSON.stringify({ step, repeated: false, startedAt: STARTED, enteredAt, execution });
    return JSON.parse(JSON.stringify(await handler(JSON.parse(task), CONTEXT))) as Json;
  }
}

/** A handler of each kind, with its services. */
export function attachmentHandler(): { handler: Handler; service: InMemoryAttachments; machine: Machine } {
  const service = new InMemoryAttachments();
  return { service, ...handlerOf((options) => new StepFunctionsEngine(new AttachmentLifecycle(service, PLACE), options)) };
}

export function associationHandler(): { handler: Handler; service: InMemoryAssociations; machine: Machine } {
  const service = new InMemoryAssociations();
  return { service, ...handlerOf((options) => new StepFunctionsEngine(new AssociationLifecycle(service, PLACE), options)) };
}

type EngineOptions = ConstructorParameters<typeof StepFunctionsEngine>[1];

function handlerOf(engine: (options: EngineOptions) => Engine): { handler: Handler; machine: Machine } {
  const machine = new Machine();
  const main = engine({ executions: machine, stacks: stackOf(), functionTimeout: 120 });
  return { handler: entry(async () => main), machine };
}

/** Passes an event to a handler as Lambda does: as JSON. */
export async function deliver(handler: Handler, event: string): Promise<Error | undefined> {
  try {
    await handler(JSON.parse(event), CONTEXT);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(`threw ${String(error)}`);
  }
}
