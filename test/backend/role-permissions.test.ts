/** The policies of the handler's role for all types of targets together. */
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { CfnDomain } from 'aws-cdk-lib/aws-opensearchservice';
import type { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { ApplicationCapability, DataSource, DefaultApplication } from '../../src/opensearch';
import { readIdentityCenterApplication } from '../../src/opensearch/application/identity-center-application';
import { attach, importedApplication, targetPermissions, testStack } from '../opensearch/fixture';
import { policyBytes } from '../stack';

const GOVERNMENT = { region: 'us-gov-west-1', account: '111111111111' };
const LIMIT = 10_240;
const COLLECTION = 'arn:aws-us-gov:aoss:us-gov-west-1:111111111111:collection/abc123def456';
const APPLICATIONS = 'arn:aws-us-gov:opensearch:us-gov-west-1:111111111111:application/';

/** The number of targets of each type. */
interface Targets {
  /** Applications to which a collection is attached. */
  readonly attached?: number;
  /** Domains of the stack, each with a policy of its own. */
  readonly domains?: number;
  /** Domains that the stack does not make, which share a policy. */
  readonly otherDomains?: number;
  readonly capable?: number;
  readonly signIn?: number;
}

/** ARNs and names of full length, because they count against the quota. */
function applicationArn(index: number): string {
  return `${APPLICATIONS}${`app${String.fromCharCode(97 + index)}`.padEnd(30, 'x')}`;
}

/** What defines the resources of a stack, one after the other. */
function steps({ attached = 0, domains = 0, otherDomains = 0, capable = 0, signIn = 0 }: Targets): ((stack: Stack) => void)[] {
  const each = (count: number, define: (stack: Stack, index: number) => void) => (
    Array.from({ length: count }, (_, index) => (stack: Stack) => define(stack, index))
  );
  const ui = (stack: Stack, id: string, index: number) => importedApplication(stack, id, applicationArn(index % Math.max(attached, 1)));
  return [
    ...each(attached, (stack, index) => {
      attach(stack, `A${index}`, { application: ui(stack, `A${index}`, index), dataSource: DataSource.fromArn(COLLECTION) });
    }),
    ...each(domains, (stack, index) => {
      const id = `D${index}`;
      attach(stack, id, { application: ui(stack, id, index), dataSource: DataSource.fromDomain(new CfnDomain(stack, `Domain${index}`)) });
    }),
    ...each(otherDomains, (stack, index) => {
      const arn = `arn:aws-us-gov:es:us-gov-west-1:111111111111:domain/${`logs${index}-`.padEnd(28, 'x')}`;
      attach(stack, `O${index}`, { application: ui(stack, `O${index}`, index), dataSource: DataSource.fromArn(arn) });
    }),
    ...each(capable, (stack, index) => {
      new ApplicationCapability(stack, `C${index}`, { application: importedApplication(stack, `C${index}`, applicationArn(index)) });
    }),
    ...each(signIn, (stack, index) => {
      readIdentityCenterApplication(new Construct(stack, `I${index}`), applicationArn(index), 'arn:aws:sso:::instance/ssoins-0123456789abcdef');
    }),
  ];
}

function built(all: readonly ((stack: Stack) => void)[]): Stack {
  const stack = testStack(GOVERNMENT);
  all.forEach((define) => define(stack));
  return stack;
}

const stackOf = (targets: Targets) => built(steps(targets));

function warnings(stack: Stack): string[] {
  return Annotations.fromStack(stack).findWarning('*', Match.anyValue())
    .map(({ entry }) => String(entry.data)).filter((text) => text.includes('cdk-data-attachments:all'));
}

/** The names of the types that have one policy on all resources, as their warnings show. */
function replaced(stack: Stack): string[] {
  return warnings(stack).map((text) => /cdk-data-attachments:all(\w+)/.exec(text)?.[1] ?? '').sort();
}

/** The bytes of the function's policies for all its settings, and of a policy that is being replaced. */
const FURTHER = 849 + 256;

test.each<[string, Targets, string[]]>([
  ['of applications and the stack\'s own domains', { attached: 20, domains: 20 }, ['Domains']],
  ['of applications and capabilities', { attached: 20, capable: 20 }, ['CapabilityApplications']],
  ['of each type, fourteen', { attached: 14, domains: 14, capable: 14, signIn: 14 }, ['Domains', 'IdentityCenterApplications']],
  ['of each type, twenty', { attached: 20, domains: 20, capable: 20, signIn: 20 }, ['CapabilityApplications', 'Domains', 'IdentityCenterApplications']],
  ['of each type, too many', { attached: 21, domains: 21, capable: 21, signIn: 21 },
    ['Applications', 'CapabilityApplications', 'Domains', 'IdentityCenterApplications']],
])('targets %s: their policies fit into the role, and one on all resources replaces those that would not', (_, targets, expected) => {
  const stack = stackOf(targets);
  expect(policyBytes(stack, 'OpenSearch') + FURTHER).toBeLessThan(LIMIT);
  expect(replaced(stack)).toEqual(expected);
});

test('twenty applications and twenty domains of other stacks keep their exact permissions, beside a collection and a default application', () => {
  const stack = stackOf({ attached: 20, otherDomains: 20 });
  new DefaultApplication(stack, 'Default', { application: importedApplication(stack, 'Default', applicationArn(0)) });
  expect(replaced(stack)).toEqual([]);
  expect(policyBytes(stack, 'OpenSearch') + FURTHER).toBeLessThan(LIMIT);
});

test('the warning says why a few targets have no exact permissions', () => {
  expect(warnings(stackOf({ attached: 20, domains: 20 }))).toEqual([expect.stringMatching(
    /^this stack uses many resources besides its domains, and exact permissions for so many could exceed the 10,240 bytes .* on all domains of .* \[ack: .*:allDomains\]/)]);
});

test('permissions that only read are the first that apply to all resources', () => {
  expect(targetPermissions(stackOf({ attached: 14, signIn: 14, capable: 14 })).filter(([, resource]) => String(resource).endsWith('*'))).toEqual([
    ['aoss:BatchGetCollection', '*'], ['es:GetApplication', `${APPLICATIONS}*`],
  ]);
});

test('whatever a stack uses, the policies fit into the role, and are the same for every order of definition', () => {
  const count = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 22 }), fc.integer({ min: 12, max: 21 }));
  const mixes = fc.record({ attached: count, domains: count, otherDomains: count, capable: count, signIn: count })
    .filter((targets) => Object.values(targets).some((some) => some > 0))
    .chain((targets) => {
      const all = steps(targets);
      return fc.record({ all: fc.constant(all), shuffled: fc.shuffledSubarray(all, { minLength: all.length }) });
    });
  fc.assert(fc.property(mixes, ({ all, shuffled }) => {
    const [stack, other] = [built(all), built(shuffled)];
    expect(policyBytes(stack, 'OpenSearch') + FURTHER).toBeLessThan(LIMIT);
    const texts = (each: Stack) => targetPermissions(each).map((permission) => JSON.stringify(permission)).sort();
    expect(texts(other)).toEqual(texts(stack));
    expect(warnings(other).sort()).toEqual(warnings(stack).sort());
  }), { numRuns: 40, seed: 1 });
});
