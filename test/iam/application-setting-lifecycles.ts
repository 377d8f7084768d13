/**
 * The lifecycles of capabilities and the default application. An account has one default, so the trials use it one after the
 * other.
 */
import { CfnOutput, RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import { type Lifecycle, STRANGER, type Trial } from './cloud';
import { Administrator, Application, ApplicationCapability, DefaultApplication, ExistingCapability } from '../../src';

function application(trial: Trial, name = 'ui') {
  const { arn, id } = trial.cloud.openSearch.createApplication(`${name}-${trial.name.toLowerCase()}`);
  return { id, in: (stack: Stack) => Application.fromApplicationArn(stack, name, arn) };
}

/** Outputs the ARN that the handler reads. Reading it takes a permission. */
export function readIdentityCenter(stack: Stack, applicationName = 'own'): void {
  const own = new Application(stack, 'Own', {
    applicationName,
    administrators: [Administrator.everyone()],
    identityCenter: { instanceArn: 'arn:aws:sso:::instance/ssoins-0123456789abcdef' },
    removalPolicy: RemovalPolicy.DESTROY,
  });
  new CfnOutput(stack, 'Arn', { value: own.identityCenterApplicationArn });
}

const held = (trial: Trial, id: string) => trial.cloud.openSearch.capabilities().some(({ applicationId }) => applicationId === id);

/** The end of the previous trial, which has the default. */
let turn: Promise<unknown> = Promise.resolve();

function inTurn(lifecycle: Lifecycle): Lifecycle {
  return async (trial) => {
    const mine = turn.then(async () => {
      const { openSearch } = trial.cloud;
      if (openSearch.defaultApplication) openSearch.setDefaultApplication(openSearch.defaultApplication, false);
      await lifecycle(trial);
    });
    turn = mine.catch(() => {});
    return mine;
  };
}

export const APPLICATION_SETTING_LIFECYCLES = {
  'to register a capability': async (trial: Trial) => {
    const { in: of } = application(trial);
    await trial.deploy((stack) => { new ApplicationCapability(stack, 'Ai', { application: of(stack) }); });
  },

  'to deregister a capability': async (trial: Trial) => {
    const { id, in: of } = application(trial);
    await trial.deploy((stack) => { new ApplicationCapability(stack, 'Ai', { application: of(stack) }); });
    await trial.destroy();
    trial.check(!held(trial, id), 'it is still registered');
  },

  'to give another application the capability': async (trial: Trial) => {
    const [one, other] = [application(trial), application(trial, 'other')];
    await trial.deploy((stack) => { new ApplicationCapability(stack, 'Ai', { application: one.in(stack) }); });
    const { failures } = await trial.deploy((stack) => { new ApplicationCapability(stack, 'Ai', { application: other.in(stack) }); });
    trial.check(failures.length === 0 && !held(trial, one.id) && held(trial, other.id), 'the old one still has it');
  },

  'to adopt a capability': async (trial: Trial) => {
    const { id, in: of } = application(trial);
    trial.cloud.openSearch.registerAs(STRANGER, id, 'ai-capability');
    await trial.deploy((stack) => { new ApplicationCapability(stack, 'Ai', { application: of(stack), existingCapability: ExistingCapability.ADOPT }); });
    await trial.destroy();
    trial.check(held(trial, id), 'it was deregistered');
  },

  'to set the default application': inTurn(async (trial) => {
    const [one, other] = [application(trial), application(trial, 'other')];
    await trial.deploy((stack) => { new DefaultApplication(stack, 'Default', { application: one.in(stack) }); });
    await trial.failToDeploy((stack) => { new DefaultApplication(stack, 'Default', { application: other.in(stack) }); });
    trial.check(trial.cloud.openSearch.defaultApplication?.endsWith(`/${one.id}`) === true, 'the rollback did not reverse it');
    const { failures } = await trial.deploy((stack) => { new DefaultApplication(stack, 'Default', { application: other.in(stack) }); });
    trial.check(failures.length === 0, failures.map(({ reason }) => reason).join('\n'));
    trial.check(trial.cloud.openSearch.defaultApplication?.endsWith(`/${other.id}`) === true, 'it is another one');
    await trial.destroy();
    trial.check(trial.cloud.openSearch.defaultApplication === undefined, 'it is still set');
  }),

  'to read the ARN of the application of IAM Identity Center': async (trial: Trial) => {
    await trial.deploy((stack) => { readIdentityCenter(stack, `ui-${trial.name.toLowerCase()}`); });
  },
};
