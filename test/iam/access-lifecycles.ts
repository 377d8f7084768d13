/** The lifecycles of accesses to domains in a VPC. */
import { CfnDomain } from 'aws-cdk-lib/aws-opensearchservice';
import type { Stack } from 'aws-cdk-lib/core';
import { type Lifecycle, once, STRANGER, type Trial } from './cloud';
import { ExistingAccess, VpcEndpointAccess, type VpcEndpointAccessProps, VpcEndpointPrincipal } from '../../src';

type Accesses = Readonly<Record<string, Partial<Omit<VpcEndpointAccessProps, 'domain'>> & { readonly domain?: string }>>;

class Targets {
  private readonly arns = new Map<string, string>();

  public constructor(private readonly trial: Trial) {}

  public get openSearch(): Trial['cloud']['openSearch'] {
    return this.trial.cloud.openSearch;
  }

  public nameOf(name: string): string {
    return `${name}-${this.trial.name.toLowerCase()}`;
  }

  public stack(accesses: Accesses) {
    return (stack: Stack): void => {
      for (const [id, { domain: name = 'logs', ...props }] of Object.entries(accesses)) {
        const arn = this.arns.get(name) ?? this.openSearch.createDomain(this.nameOf(name)).arn;
        this.arns.set(name, arn);
        new VpcEndpointAccess(stack, id, { domain: once(stack, name, () => CfnDomain.fromDomainArn(stack, name, arn)), ...props });
      }
    };
  }

  /** Checks that access is granted to exactly these domains. */
  public check(...names: string[]): void {
    const given = [...this.arns.keys()].filter((name) => this.openSearch.accesses(this.nameOf(name)).length > 0);
    this.trial.check(given.sort().join() === names.sort().join(), `access is granted to ${given.join()}`);
  }
}

function lifecycle(go: (trial: Trial, targets: Targets) => Promise<void>): Lifecycle {
  return async (trial) => go(trial, new Targets(trial));
}

const europe = { principal: VpcEndpointPrincipal.openSearchUi({ applicationRegions: ['eu-west-1'] }) };

export const ACCESS_LIFECYCLES = {
  'to grant access': lifecycle(async (trial, targets) => {
    await trial.deploy(targets.stack({ Access: {} }));
  }),

  'to revoke access': lifecycle(async (trial, targets) => {
    await trial.deploy(targets.stack({ Access: {} }));
    await trial.destroy();
    targets.check();
  }),

  'to grant access to the applications of other regions': lifecycle(async (trial, targets) => {
    await trial.deploy(targets.stack({ Access: {} }));
    await trial.deploy(targets.stack({ Access: europe }));
    await trial.failToDeploy(targets.stack({ Access: {} }));
    targets.check('logs');
  }),

  'to grant access to another domain, and to remove the last one': lifecycle(async (trial, targets) => {
    await trial.deploy(targets.stack({ Access: {}, Metrics: { domain: 'metrics' } }));
    await trial.failToDeploy(targets.stack({ Access: { domain: 'traces' } }));
    targets.check('logs', 'metrics');
    const { failures } = await trial.deploy(targets.stack({ Access: { domain: 'traces' } }));
    trial.check(failures.length === 0, failures.map(({ reason }) => reason).join('\n'));
    targets.check('traces');
  }),

  'to adopt an access': lifecycle(async (trial, targets) => {
    targets.openSearch.createDomain(targets.nameOf('shared'));
    targets.openSearch.authorizeAs(STRANGER, { DomainName: targets.nameOf('shared'), Service: 'application.opensearchservice.amazonaws.com' });
    const arn = `arn:aws:es:us-east-1:123456789012:domain/${targets.nameOf('shared')}`;
    await trial.deploy((stack) => {
      new VpcEndpointAccess(stack, 'Access', { domain: CfnDomain.fromDomainArn(stack, 'Shared', arn), existingAccess: ExistingAccess.ADOPT });
    });
    await trial.destroy();
    trial.check(targets.openSearch.accesses(targets.nameOf('shared')).length === 1, 'it was revoked');
  }),
};
