/**
 * The operations that the lifecycle of an association needs, and their implementation with `AppIntegrationsClient`. AWS can
 * neither get nor delete a single association.
 */
import type { ExecutionConfigurationProperty } from '../../../src/appintegrations/data-integration-association/association-properties';
import { UnreadableOutput } from '../../lifecycle/aws-error';
import { calling } from '../../lifecycle/calling';
import { SENDING } from '../../lifecycle/client-options';
import {
  AppIntegrationsClient, CreateDataIntegrationAssociationCommand, type CreateDataIntegrationAssociationCommandInput,
  type DataIntegrationAssociationSummary, ListDataIntegrationAssociationsCommand, UpdateDataIntegrationAssociationCommand,
} from '../client';

/** An association as the service lists it. */
export interface Association {
  readonly associationId: string;
  readonly clientId?: string;
  readonly destinationUri?: string;
  readonly execution?: Partial<ExecutionConfigurationProperty>;
  /** The status of the last job: `COMPLETED`, `IN_PROGRESS` or `FAILED`. */
  readonly jobStatus?: string;
  readonly jobMessage?: string;
}

export type AssociationInput = Omit<CreateDataIntegrationAssociationCommandInput, 'DataIntegrationIdentifier' | 'ClientToken'>;

export interface Associations {
  /** All associations of a data integration. */
  list(dataIntegrationId: string): Promise<readonly Association[]>;
  /** Returns the id of the association. */
  create(dataIntegrationId: string, input: AssociationInput, clientToken: string): Promise<string>;
  /** Runs the job again if it is on demand. */
  update(dataIntegrationId: string, associationId: string, execution: ExecutionConfigurationProperty): Promise<void>;
}

/** The largest page. */
const PAGE = 50;

export class AppIntegrationsAssociations implements Associations {
  private readonly client = new AppIntegrationsClient(SENDING);

  public async list(dataIntegrationId: string): Promise<readonly Association[]> {
    const found: Association[] = [];
    let NextToken: string | undefined;
    do {
      const input = { DataIntegrationIdentifier: dataIntegrationId, MaxResults: PAGE, NextToken };
      const page = await calling('ListDataIntegrationAssociations', (options) => (
        this.client.send(new ListDataIntegrationAssociationsCommand(input), options)
      ));
      // Stryker disable next-line ArrayDeclaration: an element without an ARN is left out
      for (const summary of page.DataIntegrationAssociations ?? []) {
        const association = parseSummary(summary);
        if (association) found.push(association);
      }
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return found;
  }

  public async create(dataIntegrationId: string, input: AssociationInput, clientToken: string): Promise<string> {
    return calling('CreateDataIntegrationAssociation', async (options) => {
      const { DataIntegrationAssociationId } = await this.client.send(new CreateDataIntegrationAssociationCommand({
        DataIntegrationIdentifier: dataIntegrationId, ClientToken: clientToken, ...input,
      }), options);
      if (!DataIntegrationAssociationId) throw new UnreadableOutput('DataIntegrationAssociationId');
      return DataIntegrationAssociationId;
    }, { acts: true });
  }

  public async update(dataIntegrationId: string, associationId: string, execution: ExecutionConfigurationProperty): Promise<void> {
    await calling('UpdateDataIntegrationAssociation', (options) => this.client.send(new UpdateDataIntegrationAssociationCommand({
      DataIntegrationIdentifier: dataIntegrationId, DataIntegrationAssociationIdentifier: associationId, ExecutionConfiguration: execution,
    }), options), { acts: true });
  }
}

function parseSummary(summary: DataIntegrationAssociationSummary): Association | undefined {
  const associationId = summary.DataIntegrationAssociationArn?.split('/').at(-1);
  if (!associationId) return undefined;
  return {
    associationId,
    clientId: summary.ClientId,
    destinationUri: summary.DestinationURI,
    execution: summary.ExecutionConfiguration,
    jobStatus: summary.LastExecutionStatus?.ExecutionStatus,
    jobMessage: summary.LastExecutionStatus?.StatusMessage,
  };
}
