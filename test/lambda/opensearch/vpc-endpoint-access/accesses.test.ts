import { OpenSearchAccesses } from '../../../../lambda/opensearch/vpc-endpoint-access/accesses';
import { Wire } from '../../wire';

const SERVICE = 'application.opensearchservice.amazonaws.com';
const DOMAIN = { DomainArn: 'arn:aws:es:eu-west-1:123456789012:domain/logs', ExistingAccess: 'FAIL' };

let wire: Wire;
let accesses: OpenSearchAccesses;
beforeEach(async () => {
  wire = new Wire();
  await wire.start('eu-west-1');
  accesses = new OpenSearchAccesses();
});
afterEach(async () => wire.stop());

const service = (SupportedRegions?: string[]) => accesses.parse({ ...DOMAIN, Service: SERVICE, SupportedRegions });
const listed = (...principals: object[]) => ({ body: { AuthorizedPrincipalList: principals, NextToken: '' } });
const given = (SupportedRegions?: string[]) => ({ PrincipalType: 'AWS_SERVICE', Principal: SERVICE, ServiceOptions: SupportedRegions && { SupportedRegions } });

describe('properties', () => {
  test('have a name for people, a principal and a key', () => {
    expect(service(['us-east-1', 'eu-west-1'])).toEqual({
      key: `logs/${SERVICE}`,
      subject: `access of ${SERVICE} to the domain logs`,
      details: 'eu-west-1,us-east-1',
      arns: { domain: DOMAIN.DomainArn },
      adopt: false,
      domainName: 'logs',
      principal: { Service: SERVICE },
      regions: ['eu-west-1', 'us-east-1'],
    });
    expect(accesses.parse({ ...DOMAIN, Account: '222222222222', ExistingAccess: 'ADOPT' })).toMatchObject({ key: 'logs/222222222222', adopt: true });
  });

  test.each([
    [{ DomainArn: 'arn:aws:es:eu-west-1:123456789012:application/logs' }, 'DomainArn: must be the ARN of a domain'],
    [{ Account: '1234' }, 'Account: must be the 12 digits of an account'],
    [{ Service: undefined }, 'Service: either a service or an account is needed'],
    [{ Account: '222222222222' }, 'Service: either a service or an account is needed'],
    [{ ExistingAccess: 'TAKE' }, 'ExistingAccess'],
  ])('%j are refused', (overrides, message) => {
    expect(() => accesses.parse({ ...DOMAIN, Service: SERVICE, ...overrides })).toThrow(message);
  });
});

describe('reading', () => {
  test('lists the accesses of the domain, and finds the principal on any page', async () => {
    wire.replies = [{ body: { AuthorizedPrincipalList: [{ PrincipalType: 'AWS_ACCOUNT', Principal: '222222222222' }], NextToken: 'a b' } }, listed(given())];

    expect(await accesses.describe(service())).toEqual({ status: 'there', fits: true, description: 'authorized' });
    expect(wire.seen.map(({ line }) => line)).toEqual([
      'GET /2021-01-01/opensearch/domain/logs/listVpcEndpointAccess', 'GET /2021-01-01/opensearch/domain/logs/listVpcEndpointAccess?nextToken=a%20b',
    ]);
  });

  test('finds nothing if the principal has no access, or if the domain does not exist', async () => {
    wire.replies = [listed({ PrincipalType: 'AWS_ACCOUNT', Principal: '222222222222' })];
    expect(await accesses.describe(service())).toBeUndefined();
    wire.replies = [{ status: 409, error: 'ResourceNotFoundException' }];
    expect(await accesses.describe(service())).toBeUndefined();
  });

  test.each([
    [['us-east-1'], ['us-east-1'], true],
    [['us-east-1'], ['eu-west-1', 'us-east-1'], true],
    [['us-east-1', 'eu-west-1'], ['us-east-1'], false],
    [['us-east-1'], undefined, true],
    [['us-east-1'], [], true],
    [undefined, ['us-east-1'], true],
  ])('with %j wanted and %j listed, it fits: %s', async (wanted, listedRegions, fits) => {
    wire.replies = [listed(given(listedRegions))];
    expect(await accesses.describe(service(wanted))).toMatchObject({ fits });
  });

  test('takes no other error and no other output for a missing access', async () => {
    wire.replies = [{ status: 409, error: 'DisabledOperationException' }];
    await expect(accesses.describe(service())).rejects.toThrow('ListVpcEndpointAccess failed with DisabledOperationException');
    wire.replies = [{ body: {} }];
    await expect(accesses.describe(service())).rejects.toThrow('AWS returned no AuthorizedPrincipalList');
  });
});

test('making names the principal and its regions, with one call', async () => {
  await accesses.make(service(['us-east-1']));
  await accesses.make(accesses.parse({ ...DOMAIN, Account: '222222222222' }));
  expect(wire.seen.map(({ line }) => line)).toEqual(Array(2).fill('POST /2021-01-01/opensearch/domain/logs/authorizeVpcEndpointAccess'));
  expect(wire.inputs).toEqual([{ Service: SERVICE, ServiceOptions: { SupportedRegions: ['us-east-1'] } }, { Account: '222222222222' }]);

  wire.replies = [{ status: 500, error: 'InternalException' }];
  await expect(accesses.make(service())).rejects.toMatchObject({ mayHaveActed: true });
  expect(wire.seen).toHaveLength(3);
});

test('removing takes away the whole access, with one call', async () => {
  await accesses.remove(service(['us-east-1']));
  expect(wire.seen.map(({ line }) => line)).toEqual(['POST /2021-01-01/opensearch/domain/logs/revokeVpcEndpointAccess']);
  expect(wire.inputs).toEqual([{ Service: SERVICE }]);

  wire.replies = [{ status: 500, error: 'InternalException' }];
  await expect(accesses.remove(service())).rejects.toThrow('RevokeVpcEndpointAccess failed with InternalException');
  expect(wire.seen).toHaveLength(2);
});
