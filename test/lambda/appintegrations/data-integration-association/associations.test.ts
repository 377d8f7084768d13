import { AppIntegrationsAssociations } from '../../../../lambda/appintegrations/data-integration-association/associations';
import { Wire } from '../../wire';

const EXECUTION = { ExecutionMode: 'ON_DEMAND', OnDemandConfiguration: { StartTime: '1767225600000' } } as const;
const FAILING = { status: 500, error: 'InternalServiceError', body: { Message: 'sorry' } };

let wire: Wire;
let associations: AppIntegrationsAssociations;
beforeEach(async () => {
  wire = new Wire();
  await wire.start('eu-west-1');
  associations = new AppIntegrationsAssociations();
});
afterEach(async () => wire.stop());

function arnOf(associationId: string): string {
  return `arn:aws:app-integrations:eu-west-1:123456789012:data-integration-association/di-1/${associationId}`;
}

function asked(): string[] {
  return wire.seen.map(({ line }) => line);
}

describe('a listing', () => {
  test('reads all pages, and skips entries without an ARN', async () => {
    wire.replies = [
      { body: { DataIntegrationAssociations: [{ DataIntegrationAssociationArn: arnOf('a-1') }, {}], NextToken: 'more' } },
      { body: { DataIntegrationAssociations: [{ DataIntegrationAssociationArn: arnOf('a-2') }] } },
    ];

    expect((await associations.list('di-1')).map(({ associationId }) => associationId)).toEqual(['a-1', 'a-2']);
    expect(asked()).toEqual([
      'GET /dataIntegrations/di-1/associations?maxResults=50', 'GET /dataIntegrations/di-1/associations?maxResults=50&nextToken=more',
    ]);
  });

  test('returns everything that is compared, and the state of the last job', async () => {
    wire.replies = [{
      body: {
        DataIntegrationAssociations: [{
          DataIntegrationAssociationArn: arnOf('a-1'),
          ClientId: 'me',
          DestinationURI: 's3://exports',
          ExecutionConfiguration: EXECUTION,
          LastExecutionStatus: { ExecutionStatus: 'FAILED', StatusMessage: 'no such bucket' },
        }],
      },
    }];

    expect(await associations.list('di-1')).toEqual([{
      associationId: 'a-1', clientId: 'me', destinationUri: 's3://exports', execution: EXECUTION, jobStatus: 'FAILED', jobMessage: 'no such bucket',
    }]);
  });

  test('may be empty', async () => {
    expect(await associations.list('di-1')).toEqual([]);
  });

  test('fails with the message from AWS', async () => {
    wire.replies = [{ status: 404, error: 'ResourceNotFoundException', body: { Message: 'no such data integration' } }];

    await expect(associations.list('di-1')).rejects.toThrow('ListDataIntegrationAssociations failed with ResourceNotFoundException: no such data integration');
  });
});

describe('a create', () => {
  test('is repeated with the same token after throttling, and returns the id', async () => {
    wire.replies = [{ status: 429, error: 'ThrottlingException' }, { body: { DataIntegrationAssociationId: 'a-1' } }];

    expect(await associations.create('di-1', { DestinationURI: 's3://exports' }, 'a-token')).toBe('a-1');
    expect(asked()).toEqual(Array(2).fill('POST /dataIntegrations/di-1/associations'));
    expect(wire.inputs).toEqual(Array(2).fill({ DestinationURI: 's3://exports', ClientToken: 'a-token' }));
  });

  test('is not repeated before a check if it may have acted', async () => {
    wire.replies = [FAILING];

    await expect(associations.create('di-1', {}, 'a-token')).rejects.toMatchObject({
      message: 'CreateDataIntegrationAssociation failed with InternalServiceError: sorry', mayHaveActed: true,
    });
    expect(asked()).toHaveLength(1);
  });

  test('may have acted if the output has no id', async () => {
    await expect(associations.create('di-1', {}, 'a-token')).rejects.toMatchObject({
      message: 'CreateDataIntegrationAssociation failed with InternalError: AWS returned no DataIntegrationAssociationId', mayHaveActed: true,
    });
  });

  test('is not repeated after a quota error, because waiting does not raise a quota', async () => {
    wire.replies = [{ status: 429, error: 'ResourceQuotaExceededException', body: { Message: 'too many' } }];

    await expect(associations.create('di-1', {}, 'a-token')).rejects.toMatchObject({ code: 'ResourceQuotaExceededException', trouble: 'refused' });
    expect(asked()).toHaveLength(1);
  });
});

describe('an update', () => {
  test('gives the association another execution configuration', async () => {
    await associations.update('di-1', 'a-1', EXECUTION);

    expect(asked()).toEqual(['PATCH /dataIntegrations/di-1/associations/a-1']);
    expect(wire.inputs).toEqual([{ ExecutionConfiguration: EXECUTION }]);
  });

  test('is not repeated before a check if it may have run a job', async () => {
    wire.replies = [FAILING];

    await expect(associations.update('di-1', 'a-1', EXECUTION)).rejects.toMatchObject({
      message: 'UpdateDataIntegrationAssociation failed with InternalServiceError: sorry', mayHaveActed: true,
    });
    expect(asked()).toHaveLength(1);
  });
});
