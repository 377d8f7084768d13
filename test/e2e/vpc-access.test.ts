import { CfnDomain } from 'aws-cdk-lib/aws-opensearchservice';
import { CfnParameter, CfnResource, RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import { STRANGER, World } from './world';
import {
  Application, DataSource, DataSourceAttachment, ExistingAccess, ExistingAttachment, VpcAccess, VpcEndpointAccess, type VpcEndpointAccessProps,
  VpcEndpointPrincipal,
} from '../../src';

const OPENSEARCH_UI = 'application.opensearchservice.amazonaws.com';

let world: World;
beforeEach(async () => { world = await World.start(); });
afterEach(async () => world.stop());

interface AccessSpec extends Partial<Omit<VpcEndpointAccessProps, 'domain'>> {
  readonly domain?: string;
  readonly pinned?: string;
}

/** A stack with these accesses, by construct id. On request, a resource fails after they are granted. */
function accesses(specs: Readonly<Record<string, AccessSpec>>, fail = false) {
  return (stack: Stack): void => {
    const made = Object.entries(specs).map(([id, { domain = 'logs', pinned, ...rest }]) => {
      const access = new VpcEndpointAccess(stack, id, { domain: CfnDomain.fromDomainArn(stack, `Domain${id}`, world.arn(domain)), ...rest });
      if (pinned !== undefined) (access.node.defaultChild as CfnResource).overrideLogicalId(pinned);
      return access;
    });
    if (!fail) return;
    const failing = new CfnResource(stack, 'Failing', { type: 'Sandbox::Failing', properties: { Fail: 'true' } });
    failing.node.addDependency(...made);
  };
}

async function deploy(specs: Readonly<Record<string, AccessSpec>>, options: { readonly fail?: boolean; readonly stack?: string } = {}) {
  return world.deploy({ build: accesses(specs, options.fail) }, options.stack);
}

/** Who may reach the domains, and whether a stranger granted it. */
function given(): string[] {
  return world.cloud.openSearch.accesses().map(({ domainName, principal, regions, givenBy }) => (
    [domainName, principal, ...regions ?? [], ...givenBy === STRANGER ? ['by a stranger'] : []].join(' ')
  ));
}

const regions = (...applicationRegions: string[]) => ({ principal: VpcEndpointPrincipal.openSearchUi({ applicationRegions }) });
const asStranger = (...SupportedRegions: string[]) => world.cloud.openSearch.authorizeAs(STRANGER, {
  DomainName: 'logs', Service: OPENSEARCH_UI, ...SupportedRegions.length > 0 ? { ServiceOptions: { SupportedRegions } } : {},
});

describe('create', () => {
  test('OpenSearch UI gets access with two calls, and loses it with the stack', async () => {
    const { status, resources } = await deploy({ Access: {} });

    expect(status).toBe('CREATE_COMPLETE');
    expect(given()).toEqual([`logs ${OPENSEARCH_UI}`]);
    expect(world.calls('AuthorizeVpcEndpointAccess').map(({ input }) => input)).toEqual([{ Service: OPENSEARCH_UI }]);
    expect(world.calls('ListVpcEndpointAccess')).toHaveLength(1);
    expect(resources.find(({ type }) => type === 'Custom::OpenSearchVpcEndpointAccess')?.physicalId).toBe(`logs/${OPENSEARCH_UI}/made`);

    expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
    expect(given()).toEqual([]);
  });

  test('an account and a service, with regions, exist side by side', async () => {
    await deploy({ Access: regions('eu-west-1', 'us-east-1'), Partner: { principal: VpcEndpointPrincipal.account('111111111111') } });
    expect(given().sort()).toEqual(['logs 111111111111', `logs ${OPENSEARCH_UI} eu-west-1 us-east-1`]);

    await deploy({ Partner: { principal: VpcEndpointPrincipal.account('111111111111') } });
    expect(given()).toEqual(['logs 111111111111']);
  });

  test('an existing access of somebody else is refused, and remains', async () => {
    asStranger();
    const { status, failures } = await deploy({ Access: {} });

    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(failures[0]?.reason).toMatch(new RegExp(`: access of ${OPENSEARCH_UI} to the domain logs already exists \\(authorized\\), and this resource has no record of creating it; .* set existingAccess to ADOPT`));
    expect(given()).toEqual([`logs ${OPENSEARCH_UI} by a stranger`]);
  });

  test('an existing access of somebody else is adopted on request, and remains', async () => {
    asStranger();
    expect((await deploy({ Access: { existingAccess: ExistingAccess.ADOPT } })).status).toBe('CREATE_COMPLETE');
    expect(world.calls('AuthorizeVpcEndpointAccess')).toEqual([]);
    await world.destroy();
    expect(given()).toEqual([`logs ${OPENSEARCH_UI} by a stranger`]);
  });

  test('an access that lacks a region is not adopted', async () => {
    asStranger('eu-west-1');
    const { failures } = await deploy({ Access: { existingAccess: ExistingAccess.ADOPT, ...regions('eu-west-1', 'us-east-1') } });

    expect(failures[0]?.reason).toContain('exists but differs from the properties of this resource (authorized for eu-west-1)');
    expect(given()).toEqual([`logs ${OPENSEARCH_UI} eu-west-1 by a stranger`]);
  });

  test('a domain that does not exist is named', async () => {
    world.cloud.openSearch.deleteDataSource(world.arn('logs'));
    const { failures } = await deploy({ Access: {} });
    expect(failures[0]?.reason).toContain(`access of ${OPENSEARCH_UI} to the domain logs: AuthorizeVpcEndpointAccess failed with ResourceNotFoundException`);
  });

  test('an access is revoked if its stack fails', async () => {
    expect((await deploy({ Access: {} }, { fail: true })).status).toBe('ROLLBACK_COMPLETE');
    expect(given()).toEqual([]);
  });

  test('an access whose grant got no response is recognized as made by the stack, and granted once', async () => {
    world.cloud.faults.add({ service: 'es', operation: 'AuthorizeVpcEndpointAccess', effect: { kind: 'cut', when: 'after' } });
    expect((await deploy({ Access: {} })).status).toBe('CREATE_COMPLETE');
    await world.destroy();
    expect(given()).toEqual([]);
  });

  test('an access is found on a later page of a list', async () => {
    world.cloud.openSearch.behaveOnAccess({ pageSize: 1 });
    ['111111111111', '222222222222'].forEach((Account) => world.cloud.openSearch.authorizeAs(STRANGER, { DomainName: 'logs', Account }));
    await deploy({ Access: {} });
    await world.destroy();
    expect(given()).toEqual(['logs 111111111111 by a stranger', 'logs 222222222222 by a stranger']);
  });
});

describe('change', () => {
  test.each(['keep', 'replace', 'merge', 'refuse'] as const)('other regions are requested, if granting it again would %s', async (again) => {
    world.cloud.openSearch.behaveOnAccess({ again });
    await deploy({ Access: regions('eu-west-1') });
    expect((await deploy({ Access: regions('us-east-1') })).status).toBe('UPDATE_COMPLETE');
    expect(given()).toEqual([`logs ${OPENSEARCH_UI} us-east-1`]);
    await world.destroy();
    expect(given()).toEqual([]);
  });

  test.each(['with its own', 'none'] as const)('regions that are listed in another way (%s) prevent neither a change nor a revocation', async (listed) => {
    world.cloud.openSearch.behaveOnAccess({ listed });
    await deploy({ Access: regions('eu-central-1') });
    await deploy({ Access: regions('eu-central-1', 'eu-west-1') });
    expect(given()).toEqual([`logs ${OPENSEARCH_UI} eu-central-1 eu-west-1`]);
    await world.destroy();
    expect(given()).toEqual([]);
  });

  test('a rollback restores the old regions', async () => {
    await deploy({ Access: regions('eu-west-1') });
    expect((await deploy({ Access: regions('us-east-1') }, { fail: true })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(given()).toEqual([`logs ${OPENSEARCH_UI} eu-west-1`]);
  });

  test('an adopted access keeps its regions', async () => {
    asStranger('eu-west-1');
    await deploy({ Access: { existingAccess: ExistingAccess.ADOPT } });
    const { status, failures } = await deploy({ Access: { existingAccess: ExistingAccess.ADOPT, ...regions('us-east-1') } });
    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(failures[0]?.reason).toContain('somebody else may have created or changed it, so nothing was changed');
    expect(given()).toEqual([`logs ${OPENSEARCH_UI} eu-west-1 by a stranger`]);
  });

  test('an access that somebody revoked is granted again by the next update', async () => {
    await deploy({ Access: {} });
    world.cloud.openSearch.revoke({ DomainName: 'logs', Service: OPENSEARCH_UI });
    expect((await deploy({ Access: { existingAccess: ExistingAccess.ADOPT } })).status).toBe('UPDATE_COMPLETE');
    expect(given()).toEqual([`logs ${OPENSEARCH_UI}`]);
  });

  test('another domain is another access', async () => {
    await deploy({ Access: {} });
    await deploy({ Access: { domain: 'metrics' } });
    expect(given()).toEqual([`metrics ${OPENSEARCH_UI}`]);
  });

  test('a construct with a new id changes nothing', async () => {
    await deploy({ Access: {} });
    await deploy({ Renamed: {} });
    expect(world.calls('AuthorizeVpcEndpointAccess')).toHaveLength(1);
    expect(world.calls('RevokeVpcEndpointAccess')).toEqual([]);
  });

  test('a resource of another logical id takes it over, and the old one does not revoke it', async () => {
    await deploy({ Access: { pinned: 'Old' } });
    expect((await deploy({ Access: { pinned: 'New' } })).status).toBe('UPDATE_COMPLETE');
    expect(given()).toEqual([`logs ${OPENSEARCH_UI}`]);
    await world.destroy();
    expect(given()).toEqual([]);
  });

  test('a resource with a pinned id that fails on its way to another domain revokes the access that it granted there', async () => {
    await deploy({ Access: { pinned: 'Pinned' } });
    expect((await deploy({ Access: { pinned: 'Pinned', domain: 'metrics' } }, { fail: true })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(given()).toEqual([`logs ${OPENSEARCH_UI}`]);
    await world.destroy();
    expect(given()).toEqual([]);
  });

  test('a domain can be named by a parameter', async () => {
    const build = (name: string, fail = false) => (stack: Stack): void => {
      const { valueAsString } = new CfnParameter(stack, 'DomainName', { default: name });
      const access = new VpcEndpointAccess(stack, 'Access', { domain: CfnDomain.fromDomainName(stack, 'Domain', valueAsString) });
      if (fail) new CfnResource(stack, 'Failing', { type: 'Sandbox::Failing', properties: { Fail: 'true' } }).node.addDependency(access);
    };
    await world.deploy({ build: build('logs') });
    expect((await world.deploy({ build: build('metrics', true) })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(given()).toEqual([`logs ${OPENSEARCH_UI}`]);
    expect((await world.deploy({ build: build('metrics') })).status).toBe('UPDATE_COMPLETE');
    expect(given()).toEqual([`metrics ${OPENSEARCH_UI}`]);
  });
});

describe('delete', () => {
  test('a retained access remains, and is refused by the next stack', async () => {
    await deploy({ Access: { removalPolicy: RemovalPolicy.RETAIN } });
    await world.destroy();
    expect(given()).toEqual([`logs ${OPENSEARCH_UI}`]);
    expect((await deploy({ Access: {} })).status).toBe('ROLLBACK_COMPLETE');
    expect(given()).toEqual([`logs ${OPENSEARCH_UI}`]);
  });

  test('if the domain is gone, nothing has to be revoked', async () => {
    await deploy({ Access: {} });
    world.cloud.openSearch.deleteDataSource(world.arn('logs'));
    expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
  });

  test('a second stack that adopted it does not revoke it', async () => {
    await deploy({ Access: {} });
    await deploy({ Access: { existingAccess: ExistingAccess.ADOPT } }, { stack: 'Second' });
    await world.destroy('Second');
    expect(given()).toEqual([`logs ${OPENSEARCH_UI}`]);
    await world.destroy();
    expect(given()).toEqual([]);
  });

  test('an access whose revocation gets no response is revoked', async () => {
    world.cloud.openSearch.behaveOnAccess({ revokeOfNone: 'notFound' });
    await deploy({ Access: {} });
    world.cloud.faults.add({ service: 'es', operation: 'RevokeVpcEndpointAccess', effect: { kind: 'cut', when: 'after' } });
    expect((await world.destroy()).status).toBe('DELETE_COMPLETE');
    expect(given()).toEqual([]);
  });
});

describe('with an attachment', () => {
  const attach = (stack: Stack, id: string, application: string, domain: CfnDomain): void => {
    new DataSourceAttachment(stack, id, {
      application: Application.fromApplicationArn(stack, `Application${id}`, world.arn(application)),
      dataSource: DataSource.fromDomain(domain, { vpcAccess: VpcAccess.authorize() }),
    });
  };
  const inVpc = (stack: Stack): CfnDomain => new CfnDomain(stack, 'Domain', { domainName: 'private', vpcOptions: { subnetIds: ['subnet-1'] } });

  test('a domain in a VPC can be reached before it is attached, and until it is detached', async () => {
    const { status } = await world.deploy({ build: (stack) => attach(stack, 'Logs', 'search-ui', inVpc(stack)) });
    expect(status).toBe('CREATE_COMPLETE');
    expect(world.cloud.openSearch.isReachable('private')).toBe(true);
    await world.destroy();

    const order = world.cloud.calls.map(({ operation }) => operation).filter((name) => /^(AttachDataSource|DetachDataSource|\w+izeVpcEndpointAccess|RevokeVpcEndpointAccess)$/.test(name));
    expect(order).toEqual(['AuthorizeVpcEndpointAccess', 'AttachDataSource', 'DetachDataSource', 'RevokeVpcEndpointAccess']);
    expect(given()).toEqual([]);
  });

  test('two attachments of a stack share one access, which remains until the last of them is detached', async () => {
    await world.deploy({
      build: (stack) => {
        const domain = inVpc(stack);
        attach(stack, 'Logs', 'search-ui', domain);
        attach(stack, 'Other', 'other-ui', domain);
      },
    });
    expect(world.calls('AuthorizeVpcEndpointAccess')).toHaveLength(1);
    await world.deploy({ build: (stack) => attach(stack, 'Other', 'other-ui', inVpc(stack)) });
    expect(given()).toEqual([`private ${OPENSEARCH_UI}`]);
    await world.deploy({ build: (stack) => { inVpc(stack); } });
    expect(given()).toEqual([]);
  });

  test('a retained attachment can be moved to another stack and then deleted with it, and the domain can be reached all the time', async () => {
    const build = (removalPolicy?: RemovalPolicy, adopts = false) => (stack: Stack): void => {
      new DataSourceAttachment(stack, 'Logs', {
        application: Application.fromApplicationArn(stack, 'Application', world.arn('search-ui')),
        dataSource: DataSource.fromDomain(CfnDomain.fromDomainArn(stack, 'Domain', world.arn('logs')), {
          vpcAccess: VpcAccess.authorize(adopts ? { existingAccess: ExistingAccess.ADOPT } : {}),
        }),
        existingAttachment: adopts ? ExistingAttachment.ADOPT : undefined,
        removalPolicy,
      });
    };
    const other = (stack: Stack): void => { new CfnResource(stack, 'Other', { type: 'Sandbox::Failing', properties: { Fail: 'false' } }); };
    const steps = [
      () => world.deploy({ build: build() }, 'Old'),
      () => world.deploy({ build: build(RemovalPolicy.RETAIN) }, 'Old'),
      () => world.deploy({ build: other }, 'Old'),
      () => world.deploy({ build: build(undefined, true) }, 'New'),
      () => world.destroy('New'),
    ];
    for (const step of steps) {
      expect((await step()).status).toMatch(/^(CREATE|UPDATE|DELETE)_COMPLETE$/);
      expect([world.attachment()?.status, given()]).toEqual(['ATTACHED', [`logs ${OPENSEARCH_UI}`]]);
    }
  });
});

test('each access is granted and revoked once if every event is delivered twice', async () => {
  world.cloud.cloudFormation.customResources.deliver = 'twice';
  const created = await deploy({ Access: regions('eu-west-1') });
  const changed = await deploy({ Access: { domain: 'metrics' } });
  const destroyed = await world.destroy();

  expect([created.status, changed.status, destroyed.status]).toEqual(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'DELETE_COMPLETE']);
  expect(given()).toEqual([]);
  expect(world.calls('AuthorizeVpcEndpointAccess')).toHaveLength(2);
  expect(world.calls('RevokeVpcEndpointAccess')).toHaveLength(2);
  for (const { bodies } of world.responses()) expect(new Set(bodies).size).toBe(1);
});
