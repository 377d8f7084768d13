/** With rollback disabled, CloudFormation refuses an update that has to replace anything. */
import { type AttachmentSpec, STACK, World } from './world';

let world: World;
beforeEach(async () => {
  world = await World.start();
  world.addDomain('traces');
});
afterEach(async () => world.stop());

/** Attachments of domains that the stack does not create, each by its position in the list. Rollback is disabled. */
async function deploy(...domains: string[]): Promise<string> {
  const attachments = Object.fromEntries(domains.map((domain, index): [string, AttachmentSpec] => [`A${index}`, { domain }]));
  const { status, failures } = await world.deploy({ attachments }, STACK, { disableRollback: true });
  expect(failures).toEqual([]);
  return status;
}

test.each([
  ['one more', ['metrics', 'logs']],
  ['another', ['traces']],
  ['each of two more', ['traces', 'metrics', 'logs']],
])('%s domain that the stack does not create is attached without rollback, and a domain that is no longer listed is detached', async (_, after) => {
  expect(await deploy('logs')).toBe('CREATE_COMPLETE');
  for (const list of [after, ['logs']]) {
    expect(await deploy(...list)).toBe('UPDATE_COMPLETE');
    const attached = ['logs', 'metrics', 'traces'].filter((domain) => world.attachment(domain)?.status === 'ATTACHED');
    expect(attached).toEqual([...list].sort());
  }
});
