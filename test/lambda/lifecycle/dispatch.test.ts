import { existsSync, readdirSync } from 'node:fs';
import { kinds as appIntegrations } from '../../../lambda/appintegrations/main';
import { dispatch, type Kind } from '../../../lambda/lifecycle/dispatch';
import type { InvocationContext } from '../../../lambda/lifecycle/entry';
import { kinds as openSearch } from '../../../lambda/opensearch/main';

const CONTEXT: InvocationContext = { invokedFunctionArn: 'an-arn', getRemainingTimeInMillis: () => 10_000 };

/** A resource type that records its requests and how often its engine was made. */
function kind(resourceType: string, seen: unknown[]): Kind {
  return {
    resourceType,
    createEngine: () => {
      seen.push(`${resourceType} is made`);
      return {
        start: async (event) => { seen.push([resourceType, 'start', event]); },
        advance: async (event) => { seen.push([resourceType, 'advance', event]); return 'an outcome'; },
      };
    },
  };
}

test('a request and its steps go to the engine of its type, which is made once and only when needed', async () => {
  const seen: unknown[] = [];
  const main = dispatch([kind('Custom::One', seen), kind('Custom::Two', seen)]);
  const request = { ResourceType: 'Custom::Two', RequestId: 'a-request' };
  const step = { step: 'advance', execution: { request } };
  await main.start(request, CONTEXT);
  const outcome = await main.advance(step, CONTEXT);

  expect(outcome).toBe('an outcome');
  expect(seen).toEqual(['Custom::Two is made', ['Custom::Two', 'start', request], ['Custom::Two', 'advance', step]]);
});

test('the error for an unknown type names the type and says what to do', async () => {
  const main = dispatch([kind('Custom::One', [])]);
  const sentence = 'this version of the handler does not know Custom::Two; deploy the stack with the version of the library that defines it';
  await expect(main.start({ ResourceType: 'Custom::Two' }, CONTEXT)).rejects.toThrow(sentence);
  await expect(main.advance({ execution: { request: { ResourceType: 'Custom::Two' } } }, CONTEXT)).rejects.toThrow(sentence);
});

test.each([undefined, null, 'Create', {}, { ResourceType: 1 }])('%j is not a request', async (event) => {
  const main = dispatch([]);
  await expect(main.start(event, CONTEXT)).rejects.toThrow('the request of CloudFormation is invalid: ');
  await expect(main.advance({ execution: { request: event } }, CONTEXT)).rejects.toThrow('the task of the state machine is invalid: ');
});

test('every folder of a kind of resource is served by the handler of its service, and also has a folder of constructs', () => {
  const kindsIn = (folder: string) => readdirSync(folder).filter((name) => existsSync(`${folder}/${name}/index.ts`)).sort();
  for (const [service, kinds] of Object.entries({ appintegrations: appIntegrations, opensearch: openSearch })) {
    expect(kinds).toHaveLength(kindsIn(`lambda/${service}`).length);
    expect(kindsIn(`lambda/${service}`)).toEqual(kindsIn(`src/${service}`));
  }
  expect([...appIntegrations, ...openSearch].map(({ resourceType }) => resourceType)).toEqual([
    'Custom::AppIntegrationsDataIntegrationAssociation', 'Custom::OpenSearchIdentityCenterApplication', 'Custom::OpenSearchApplicationCapability',
    'Custom::OpenSearchDataSourceAttachment', 'Custom::OpenSearchDefaultApplication', 'Custom::OpenSearchVpcEndpointAccess',
  ]);
});
