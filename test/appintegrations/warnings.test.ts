import { Annotations as Assertions, Match } from 'aws-cdk-lib/assertions';
import { CfnDataIntegration } from 'aws-cdk-lib/aws-appintegrations';
import { Schedule } from 'aws-cdk-lib/aws-events';
import {
  Annotations, App, Aspects, Aws, type CfnResource, Duration, MissingRemovalPolicies, RemovalPolicies, RemovalPolicy, Stack, Token, Validations,
} from 'aws-cdk-lib/core';
import { ARN, associate, dataIntegration, ID, imported, IRELAND, testStack } from './fixture';
import { DataIntegration, type DataIntegrationAssociation, ExecutionConfiguration, ExportTime, RemainingAssociation } from '../../src/appintegrations';

/** The messages of a synthesis, without those of the CDK itself. */
function warnings(stack: Stack): string[] {
  return texts(Assertions.fromStack(stack).findWarning('*', Match.anyValue()));
}

function infos(stack: Stack): string[] {
  return texts(Assertions.fromStack(stack).findInfo('*', Match.anyValue()));
}

function texts(messages: { entry: { data?: unknown } }[]): string[] {
  return messages.map(({ entry }) => String(entry.data)).filter((text) => text.includes('cdk-data-attachments:'));
}

describe('a data integration of this app that is deleted with its stack', () => {
  const WARNING = /^the data integration "Stack\/Integration" is deleted with its stack, but AWS refuses that as long as it has an association, which AWS has no operation to delete; call applyRemovalPolicy\(RemovalPolicy.RETAIN\) on the data integration so the stack can be deleted, or acknowledge this warning \[ack: .*cdk-data-attachments:dataIntegrationDeletion\]/;

  test('causes a warning', () => {
    const stack = testStack();
    associate(stack, 'Association', { dataIntegration: dataIntegration(stack) });
    expect(warnings(stack)).toEqual([expect.stringMatching(WARNING)]);
  });

  test('causes a warning if it is to be destroyed', () => {
    const stack = testStack();
    associate(stack, 'Association', { dataIntegration: dataIntegration(stack) });
    RemovalPolicies.of(stack).destroy();
    expect(warnings(stack)).toEqual([expect.stringMatching(WARNING)]);
  });

  test('causes a warning if only a failed deployment deletes it', () => {
    const stack = testStack();
    const integration = dataIntegration(stack);
    associate(stack, 'Association', { dataIntegration: integration });
    integration.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    expect(warnings(stack)).toEqual([expect.stringMatching(
      /^the data integration "Stack\/Integration" is deleted when the deployment that created it fails, but .* so that deployment can be rolled back, or acknowledge this warning/)]);
  });

  test('causes no warning if it is retained, even if that is set later or by an Aspect', () => {
    const later = testStack();
    const integration = dataIntegration(later);
    associate(later, 'Association', { dataIntegration: integration });
    integration.applyRemovalPolicy(RemovalPolicy.RETAIN);
    expect(warnings(later)).toEqual([]);

    const aspect = testStack();
    associate(aspect, 'Association', { dataIntegration: dataIntegration(aspect) });
    Aspects.of(aspect).add({
      visit(node) {
        if (CfnDataIntegration.isCfnDataIntegration(node)) node.applyRemovalPolicy(RemovalPolicy.RETAIN);
      },
    });
    expect(warnings(aspect)).toEqual([]);
  });

  test('is found through an import by ARN and by id', () => {
    const byArn = testStack();
    const one = dataIntegration(byArn);
    associate(byArn, 'Association', { dataIntegration: DataIntegration.fromDataIntegrationArn(byArn, 'Same', one.attrDataIntegrationArn) });
    expect(warnings(byArn)).toEqual([expect.stringMatching(WARNING)]);

    const byId = testStack();
    const other = dataIntegration(byId);
    associate(byId, 'Association', { dataIntegration: CfnDataIntegration.fromDataIntegrationId(byId, 'Same', other.attrId) });
    expect(warnings(byId)).toEqual([expect.stringMatching(WARNING)]);
  });

  test('is found in another stack', () => {
    const app = new App();
    const stack = new Stack(app, 'Other');
    associate(stack, 'Association', { dataIntegration: dataIntegration(new Stack(app, 'Stack')) });
    expect(warnings(stack)).toEqual([expect.stringMatching(WARNING)]);
  });

  test.each(['before', 'after'])('can be acknowledged %s the association is defined', (when) => {
    const stack = testStack();
    const acknowledge = () => Validations.of(stack).acknowledge({ id: 'cdk-data-attachments:dataIntegrationDeletion', reason: 'never deleted' });
    if (when === 'before') acknowledge();
    associate(stack, 'Association', { dataIntegration: dataIntegration(stack) });
    if (when === 'after') acknowledge();
    expect(warnings(stack)).toEqual([]);
  });
});

test('a data integration outside of the app causes no warning', () => {
  const stack = testStack();
  associate(stack);
  expect(warnings(stack)).toEqual([]);
});

describe('two associations of one data integration', () => {
  const warning = (other: string) => new RegExp(`^associates the same data integration as "${other}", and AWS may refuse a second association; `
    + 'define a data integration for each, or acknowledge this warning \\[ack: .*cdk-data-attachments:secondAssociation\\]');

  test('cause a warning by literal ARNs, also in different stacks', () => {
    const app = new App();
    const one = new Stack(app, 'One', { env: IRELAND });
    const two = new Stack(app, 'Two', { env: IRELAND });
    associate(one, 'A');
    associate(two, 'B', { clientId: 'another' });
    expect(warnings(one)).toEqual([]);
    expect(warnings(two)).toEqual([expect.stringMatching(warning('One/A'))]);
  });

  test('cause a warning with every kind of reference to the data integration', () => {
    const stack = testStack();
    const integration = dataIntegration(stack);
    integration.applyRemovalPolicy(RemovalPolicy.RETAIN);
    associate(stack, 'A', { dataIntegration: integration });
    associate(stack, 'B', { dataIntegration: CfnDataIntegration.fromDataIntegrationId(stack, 'Same', integration.attrId) });
    expect(warnings(stack)).toEqual([expect.stringMatching(warning('Stack/A'))]);
  });

  test.each([
    ['account, region and partition are pseudo parameters in one stack, and written out in the other', IRELAND],
    ['a stack without an environment has an ARN that does', undefined],
  ])('cause a warning if %s', (_, env) => {
    const app = new App();
    const one = new Stack(app, 'One', { env: IRELAND });
    const two = new Stack(app, 'Two', { env });
    const formatted = `arn:${Aws.PARTITION}:app-integrations:${Aws.REGION}:${Aws.ACCOUNT_ID}:data-integration/${ID}`;
    associate(one, 'A', { dataIntegration: DataIntegration.fromDataIntegrationArn(one, 'Formatted', formatted) });
    associate(two, 'B', { dataIntegration: DataIntegration.fromDataIntegrationArn(two, 'Literal', ARN) });
    expect(warnings(two)).toEqual([expect.stringMatching(warning('One/A'))]);
  });

  test('cause no warning if the same text means another region or account', () => {
    const app = new App();
    const stacks = [IRELAND, { ...IRELAND, region: 'us-east-1' }, { ...IRELAND, account: '222222222222' }, undefined].map((env, index) => {
      const stack = new Stack(app, `Stack${index}`, { env });
      const formatted = `arn:${Aws.PARTITION}:app-integrations:${Aws.REGION}:${Aws.ACCOUNT_ID}:data-integration/${ID}`;
      associate(stack, 'A', { dataIntegration: DataIntegration.fromDataIntegrationArn(stack, 'Formatted', formatted) });
      return stack;
    });
    expect(stacks.flatMap(warnings)).toEqual([]);
  });

  test('cause no warning if they only look the same', () => {
    const app = new App();
    const stacks = ['One', 'Two'].map((id) => new Stack(app, id));
    for (const stack of stacks) {
      const integration = dataIntegration(stack);
      integration.applyRemovalPolicy(RemovalPolicy.RETAIN);
      associate(stack, 'A', { dataIntegration: integration });
      associate(stack, 'B', { dataIntegration: CfnDataIntegration.fromDataIntegrationId(stack, 'Imported', ID) });
    }
    expect(stacks.flatMap(warnings)).toEqual([]);
  });

  test('can be acknowledged', () => {
    const stack = testStack(IRELAND);
    associate(stack, 'A');
    associate(stack, 'B', { clientId: 'b' });
    Validations.of(stack).acknowledge({ id: 'cdk-data-attachments:secondAssociation', reason: 'two clients' });
    expect(warnings(stack)).toEqual([]);
  });
});

describe('the notice that an association outlives its construct', () => {
  test('is written, and says what a replacement means', () => {
    const stack = testStack();
    associate(stack);
    expect(infos(stack)).toEqual([expect.stringMatching(
      /^AWS has no operation to delete an association, so it remains when this construct is removed\. It also remains when a change of anything but its execution configuration needs a new association, which AWS may refuse\. Set "remainingAssociation" to LEAVE to accept this, or to FAIL to let a deletion fail while the association exists \[ack: cdk-data-attachments:remainingAssociation\]/)]);
  });

  test.each([
    { remainingAssociation: RemainingAssociation.LEAVE },
    { remainingAssociation: RemainingAssociation.FAIL },
    { removalPolicy: RemovalPolicy.RETAIN },
  ])('is not written if %j shows that it is known', (known) => {
    const stack = testStack();
    associate(stack, 'Association', known);
    expect(infos(stack)).toEqual([]);
  });

  test.each<[string, (association: DataIntegrationAssociation) => void]>([
    ['its method', (association) => association.applyRemovalPolicy(RemovalPolicy.RETAIN)],
    ['that of its resource', (association) => (association.node.defaultChild as CfnResource).applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)],
    ['an Aspect', (association) => RemovalPolicies.of(Stack.of(association)).retain()],
    ['an Aspect that leaves no gap', (association) => MissingRemovalPolicies.of(association).retainOnUpdateOrDelete()],
  ])('is not written if the association is retained by %s', (_, retain) => {
    const stack = testStack();
    retain(associate(stack));
    expect(infos(stack)).toEqual([]);
  });

  test('is written if the property is overridden', () => {
    const stack = testStack();
    associate(stack, 'Association', { removalPolicy: RemovalPolicy.RETAIN });
    RemovalPolicies.of(stack).destroy();
    expect(infos(stack)).toHaveLength(1);
  });

  test('can be acknowledged', () => {
    const stack = testStack();
    associate(stack);
    Annotations.of(stack).acknowledgeInfo('cdk-data-attachments:remainingAssociation');
    expect(infos(stack)).toEqual([]);
  });
});

describe('more than 20 data integrations', () => {
  function stackWith(count: number): Stack {
    const stack = testStack(IRELAND);
    for (let i = 0; i < count; i++) {
      const id = ID.replace(/^../, String(10 + i));
      associate(stack, `A${i}`, { dataIntegration: imported(stack, `${i}`, `arn:aws:app-integrations:eu-west-1:111111111111:data-integration/${id}`) });
    }
    return stack;
  }

  test('cause a warning', () => {
    expect(warnings(stackWith(20))).toEqual([]);
    expect(warnings(stackWith(21))).toEqual([expect.stringMatching(
      /^this stack uses more than 20 data integrations, and exact permissions for so many could exceed the 10,240 bytes .* on all data integrations of .* \[ack: .*cdk-data-attachments:allDataIntegrations\]/)]);
  });

  test('can be acknowledged', () => {
    const stack = stackWith(21);
    Validations.of(stack.node.root).acknowledge({ id: 'cdk-data-attachments:allDataIntegrations', reason: 'all of them are associated anyway' });
    expect(warnings(stack)).toEqual([]);
  });
});

describe('a time in January 1970', () => {
  function warned(execution: ExecutionConfiguration): string[] {
    const stack = testStack();
    associate(stack, 'Association', { executionConfiguration: execution });
    return warnings(stack);
  }

  const hourly = Schedule.rate(Duration.hours(1));
  const scheduled = (firstExecutionFrom: ExportTime) => ExecutionConfiguration.scheduled({ schedule: hourly, firstExecutionFrom });

  test('causes a warning, because it must be in seconds', () => {
    const text = (name: string) => expect.stringMatching(new RegExp(`^the ${name} "1767225600" is in milliseconds and means 1970-01-21T10:53:45.600Z; if you meant seconds `
      + '\\(2026-01-01T00:00:00.000Z\\), write ExportTime.fromEpochMillis\\("1767225600000"\\); otherwise acknowledge this warning '
      + '\\[ack: .*cdk-data-attachments:timeInSeconds\\]')) as string;
    const seconds = ExportTime.fromEpochMillis('1767225600');
    expect(warned(ExecutionConfiguration.onDemand({ startTime: seconds }))).toEqual([text('startTime')]);
    expect(warned(ExecutionConfiguration.onDemand({ startTime: ExportTime.fromEpochMillis('0'), endTime: seconds }))).toEqual([text('endTime')]);
    expect(warned(scheduled(seconds))).toEqual([text('firstExecutionFrom')]);
  });

  test.each(['86400000', '2678399999'])('causes a warning: %s', (millis) => {
    expect(warned(scheduled(ExportTime.fromEpochMillis(millis)))).toHaveLength(1);
  });

  test.each(['0', '86399999', '2678400000', '1767225600000', Token.asString({ Ref: 'Time' })])('causes no warning: %s', (millis) => {
    expect(warned(scheduled(ExportTime.fromEpochMillis(millis)))).toEqual([]);
  });
});
