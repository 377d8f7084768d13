import { Schedule } from 'aws-cdk-lib/aws-events';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { App, Aws, Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib/core';
import { ARN, associate, associationResource, dataIntegration, ID, imported, IRELAND, testStack } from './fixture';
import {
  DataIntegrationAssociation, type DataIntegrationAssociationProps, Destination, ExecutionConfiguration, ExportTime, JobCompletion,
} from '../../src/appintegrations';

const SHAPE = 'write arn:<partition>:app-integrations:<region>:<account>:data-integration/<id>, where the id is a UUID in lower case';
const NOT_BLANK = 'cannot be used here; write 1 to 255 characters, not all of them blank';
const OBJECT_TEXT = 'cannot be used here; write 1 to 255 letters, digits, or any of / . _ -';

function refusal(overrides: Partial<DataIntegrationAssociationProps>): string {
  try {
    associate(testStack(IRELAND), 'Association', overrides);
  } catch (error) {
    return String(error);
  }
  throw new Error('nothing was refused');
}

function accepted(overrides: Partial<DataIntegrationAssociationProps>): Record<string, unknown> {
  const stack = testStack(IRELAND);
  associate(stack, 'Association', overrides);
  return associationResource(stack).Properties;
}

function problem(property: string, value: unknown, explanation: string): string {
  return `InvalidPropertyError: [Stack/Association] ${property}: ${JSON.stringify(value)} ${explanation}`;
}

function bucket(): Destination {
  return Destination.s3(Bucket.fromBucketName(testStack(), 'Bucket', 'exports'));
}

function onDemand(startTime: string, endTime?: string): ExecutionConfiguration {
  return ExecutionConfiguration.onDemand({
    startTime: ExportTime.fromEpochMillis(startTime), endTime: endTime === undefined ? undefined : ExportTime.fromEpochMillis(endTime),
  });
}

describe('a client id', () => {
  test.each(['', 'a'.repeat(256), 'two\nlines'])('cannot be %j', (clientId) => {
    expect(refusal({ clientId })).toBe(problem('clientId', clientId, 'cannot be used here; write 1 to 255 characters without a line break'));
  });

  test.each(['a', ' ', 'ü'.repeat(255), '😀'.repeat(255)])('can be %j', (clientId) => {
    expect(accepted({ clientId }).ClientId).toBe(clientId);
  });
});

describe('client association metadata', () => {
  test.each(['', ' \n', 'a'.repeat(256)])('cannot have the name %j', (name) => {
    expect(refusal({ clientAssociationMetadata: { ok: 'ok', [name]: 'x' } })).toBe(problem('clientAssociationMetadata', name, NOT_BLANK));
  });

  test.each(['', '\t', 'a'.repeat(256)])('cannot have the value %j', (value) => {
    expect(refusal({ clientAssociationMetadata: { note: value } })).toBe(problem('clientAssociationMetadata.note', value, NOT_BLANK));
  });

  test('can have full length', () => {
    const metadata = { ['n'.repeat(255)]: ` ${'v'.repeat(254)}` };
    expect(accepted({ clientAssociationMetadata: metadata }).ClientAssociationMetadata).toEqual(metadata);
  });
});

describe('an object configuration', () => {
  test.each(['', '  ', 'a'.repeat(256)])('cannot have the object %j', (object) => {
    expect(refusal({ objectConfiguration: { [object]: {} } })).toBe(problem('objectConfiguration', object, NOT_BLANK));
  });

  test.each(['', '  ', 'a'.repeat(256)])('cannot have the name %j', (name) => {
    expect(refusal({ objectConfiguration: { Account: { [name]: ['x'] } } })).toBe(problem('objectConfiguration.Account', name, NOT_BLANK));
  });

  test.each([[0, []], [2049, Array<string>(2049).fill('x')]])('cannot have %d values', (count, values) => {
    expect(refusal({ objectConfiguration: { Account: { fields: values } } })).toBe(
      problem('objectConfiguration.Account.fields', count, 'values are given; write a list of 1 to 2048 values'));
  });

  test.each(['', 'a b', 'a*', 'ü', 'a'.repeat(256)])('cannot have the value %j', (value) => {
    expect(refusal({ objectConfiguration: { Account: { fields: ['Id', value] } } })).toBe(
      problem('objectConfiguration.Account.fields[1]', value, OBJECT_TEXT));
  });

  test('can have 2048 values, blanks in names, and objects without details', () => {
    const configuration = { 'My Account': { 'a name': Array<string>(2048).fill('x'.repeat(255)) }, 'Contact': {} };
    expect(accepted({ objectConfiguration: configuration }).ObjectConfiguration).toEqual(configuration);
  });
});

describe('a destination', () => {
  test.each(['/profiles', '', 'my profiles', 'a:b', 'ü', ',a'])('cannot have the prefix %j', (prefix) => {
    const destination = Destination.s3(Bucket.fromBucketName(testStack(), 'Bucket', 'exports'), prefix);
    expect(refusal({ destination })).toBe(problem('destination.prefix', prefix,
      'cannot be used here; write letters, digits, or any of _ / ! @ # + = . , - with no slash or comma at the beginning, or leave it out'));
  });

  test.each(['', 'exports', 's3://', 's3://a', 's3:/exports/a', 's3://exports/a b', '://exports', `s3://${'a'.repeat(996)}`])('cannot be %j', (uri) => {
    expect(refusal({ destination: Destination.fromUri(uri) })).toBe(problem('destination.uri', uri,
      'cannot be used here; write a URI such as s3://bucket/prefix of up to 1000 letters, digits, or any of _ / ! @ # + = . , - after the scheme'));
  });

  test.each(['s3://ab', 's3://exports', 's3://exports/a!@#+=.-_/b,', 's3://my.bucket-1/', `s3://${'a'.repeat(995)}`])('can be %j', (uri) => {
    expect(accepted({ destination: Destination.fromUri(uri) }).DestinationURI).toBe(uri);
  });

  test('cannot be longer than a URI may be, even if its prefix is not', () => {
    const destination = Destination.s3(Bucket.fromBucketName(testStack(), 'Bucket', 'exports'), 'a'.repeat(990));
    expect(refusal({ destination })).toContain('[Stack/Association] destination.uri: "s3://exports/aaa');
  });
});

describe('a time', () => {
  const explanation = 'cannot be used here; write milliseconds since 1970-01-01T00:00:00Z in digits, such as "1735689600000", '
    + 'or a valid Date from 1970 on';

  test.each(['', 'now', '2025-01-01T00:00:00Z', '-1', '1.5', '1735689600000000'])('cannot be %j', (time) => {
    expect(refusal({ executionConfiguration: onDemand(time) })).toBe(problem('executionConfiguration.startTime', time, explanation));
    expect(refusal({ executionConfiguration: onDemand('0', time) })).toBe(problem('executionConfiguration.endTime', time, explanation));
    const firstExecutionFrom = ExportTime.fromEpochMillis(time);
    const executionConfiguration = ExecutionConfiguration.scheduled({ schedule: Schedule.rate(Duration.hours(1)), firstExecutionFrom });
    expect(refusal({ executionConfiguration })).toBe(
      problem('executionConfiguration.firstExecutionFrom', time, explanation));
  });

  const unusable = (given: string) => `date: ${JSON.stringify(given)} is not a time that can be used here; write a Date that is valid and from 1970 on, `
    + 'or ExportTime.fromIso8601("2026-01-01T00:00:00Z")';

  test.each([
    ['an invalid Date', new Date('never'), 'Invalid Date'],
    ['a Date before 1970', new Date(-1), '1969-12-31T23:59:59.999Z'],
    ['a Date of 16 digits', new Date(8.64e15), '+275760-09-13T00:00:00.000Z'],
  ])('cannot be %s, and the error is at the line that writes it', (_, date, given) => {
    expect(() => ExportTime.fromDate(date)).toThrow(unusable(given));
  });

  test.each([
    ['2026-01-01T00:00:00Z', '1767225600000'],
    ['2026-01-01T00:00Z', '1767225600000'],
    ['2026-01-01T01:00:00+01:00', '1767225600000'],
    ['2025-12-31T18:29:59.9995-05:30', '1767225599999'],
    ['2024-02-29T23:59:59.123Z', '1709251199123'],
    ['1970-01-01T00:00:00Z', '0'],
  ])('can be the text %s', (text, millis) => {
    expect(ExportTime.fromIso8601(text).epochMillis).toBe(millis);
  });

  test.each([
    '2026-01-01', '2026-01-01T00:00:00', '2026-01-01 00:00:00Z', '2026-01-01T00:00:00 Z', '2026-01-01T00:00:00z', '20260101T000000Z', '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z', '2026-13-01T00:00:00Z', '2026-01-01T24:00:00Z', '2026-01-01T00:60:00Z', '1969-12-31T23:59:59Z', '1970-01-01T00:00:00+01:00',
    '+012026-01-01T00:00:00Z', 'Thu, 01 Jan 2026 00:00:00 GMT', 'tomorrow', '',
  ])('cannot be the text %j', (text) => {
    expect(() => ExportTime.fromIso8601(text)).toThrow(`text: ${JSON.stringify(text)} is not a time that can be used here; `
      + 'write a date and time from 1970 on, with a time zone, such as "2026-01-01T00:00:00Z" or "2026-01-01T00:00:00+01:00"');
  });

  test('cannot be a text that is known only at deployment, but can be one that the CLI looks up', () => {
    expect(() => ExportTime.fromIso8601(Token.asString({ Ref: 'Start' }))).toThrow('is known only at deployment; pass its milliseconds to ExportTime.fromEpochMillis');
    expect(() => ExportTime.fromIso8601('{{resolve:ssm:/start}}')).toThrow('is known only at deployment');
    expect(ExportTime.fromIso8601('dummy-value-for-/start').epochMillis).toBe('dummy-value-for-/start');
  });
});

test.each([
  ['2', '2', '1970-01-01T00:00:00.002Z', '1970-01-01T00:00:00.002Z'],
  ['10', '9', '1970-01-01T00:00:00.010Z', '1970-01-01T00:00:00.009Z'],
  ['999999999999999', '1767225600000', '+033658-09-27T01:46:39.999Z', '2026-01-01T00:00:00.000Z'],
])('a window cannot start at %s and end at %s, and the error has the times in the form in which people write them', (startTime, endTime, start, end) => {
  expect(refusal({ executionConfiguration: onDemand(startTime, endTime) })).toBe(
    problem('executionConfiguration.endTime', end, `is not later than the startTime "${start}"; write a later time, or leave it out`));
});

test('a window can be compared even if its times have different lengths', () => {
  expect(accepted({ executionConfiguration: onDemand('9', '10') }).ExecutionConfiguration).toMatchObject({ OnDemandConfiguration: { StartTime: '9', EndTime: '10' } });
});

test.each(['', 'hourly', 'at(2025-01-01T00:00:00)', 'rate()', 'rate(1 hour', 'rate(1 hour) UTC', 'at rate(1 hour)', `cron(${'*'.repeat(250)})`])('%j is not a schedule', (expression) => {
  expect(refusal({ executionConfiguration: ExecutionConfiguration.scheduled({ schedule: Schedule.expression(expression) }) })).toBe(
    problem('executionConfiguration.schedule', expression, 'cannot be used here; write a rate(…) or cron(…) expression of up to 255 characters'));
});

test.each(['', 'My Account', 'a'.repeat(256)])('%j is not an object', (object) => {
  expect(refusal({ executionConfiguration: ExecutionConfiguration.scheduled({ schedule: Schedule.rate(Duration.hours(1)), object }) })).toBe(
    problem('executionConfiguration.object', object, OBJECT_TEXT));
});

test.each([
  ['no execution', undefined],
  ['a scheduled execution', ExecutionConfiguration.scheduled({ schedule: Schedule.rate(Duration.hours(1)) })],
])('waiting for a job with %s is refused', (_, execution) => {
  expect(refusal({ destination: bucket(), executionConfiguration: execution, jobCompletion: JobCompletion.waitUntilCompleted() })).toBe(problem('jobCompletion', 'WAIT',
    'needs a job that the deployment starts; write ExecutionConfiguration.onDemand(…) as the executionConfiguration, or leave jobCompletion out'));
});

test.each([
  [Duration.seconds(0), '0 seconds'],
  [Duration.millis(1500), '1 second 500 millis'],
  [Duration.minutes(51), '51 minutes'],
])('waiting for %s is refused', (maxWait, given) => {
  expect(refusal({ executionConfiguration: onDemand('0'), jobCompletion: JobCompletion.waitUntilCompleted(maxWait) })).toBe(problem('jobCompletion.maxWait', given,
    'is not a possible maximum wait; write whole seconds, from 1 second to 50 minutes'));
});

test.each([RemovalPolicy.SNAPSHOT, 'Retain' as RemovalPolicy])('the removal policy %s is refused', (removalPolicy) => {
  expect(refusal({ removalPolicy })).toBe(problem(
    'removalPolicy', removalPolicy, 'does not apply to an association; write DESTROY, RETAIN or RETAIN_ON_UPDATE_OR_DELETE'));
});

test.each([
  ['profiles', ''],
  [ARN.replace('app-integrations', 'appintegrations'), ': its service is "appintegrations"'],
  [ARN.replace('data-integration', 'event-integration'), `: its resource is "event-integration/${ID}"`],
  [ARN.replace(ID, 'profiles'), ': its resource is "data-integration/profiles"'],
  [ARN.replace('111111111111', '1234'), ': its account is "1234"'],
  [ARN.replace('eu-west-1', ''), ': its region is ""'],
])('%s is not the ARN of a data integration', (arn, part) => {
  const explanation = `dataIntegrationArn: ${JSON.stringify(arn)} is not an ARN that can be used here${part}; ${SHAPE}`;
  expect(() => imported(testStack(IRELAND), '', arn)).toThrow(`[Stack/DataIntegration] ${explanation}`);
  expect(() => DataIntegrationAssociation.fromDataIntegrationAssociationAttributes(testStack(IRELAND), 'Imported', {
    associationId: 'a', dataIntegrationArn: arn,
  })).toThrow(`[Stack/Imported] ${explanation}`);
});

test('an imported data integration with another ARN is refused by the association itself', () => {
  const stack = testStack(IRELAND);
  const foreign = dataIntegration(stack);
  Object.defineProperty(foreign, 'dataIntegrationRef', { value: { dataIntegrationArn: `${ARN}/x`, dataIntegrationId: ID } });
  expect(() => associate(stack, 'Association', { dataIntegration: foreign })).toThrow(
    `[Stack/Association] dataIntegration: ${JSON.stringify(`${ARN}/x`)} is not an ARN that can be used here: its resource is "data-integration/${ID}/x"; ${SHAPE}`);
});

test('the known parts of an ARN are checked even if the rest is a token', () => {
  const arn = `arn:${Aws.PARTITION}:app-integrations:${Aws.REGION}:${Aws.ACCOUNT_ID}:data-integration/profiles`;
  expect(() => imported(testStack(IRELAND), '', arn)).toThrow(`is not an ARN that can be used here: its resource is "data-integration/profiles"; ${SHAPE}`);
});

test.each([
  ['region', ARN.replace('eu-west-1', 'us-east-1'), 'us-east-1', 'eu-west-1'],
  ['account', ARN.replace('111111111111', '222222222222'), '222222222222', '111111111111'],
])('a data integration of another %s than the stack\'s is refused', (part, arn, given, wanted) => {
  const stack = testStack(IRELAND);
  expect(() => associate(stack, 'Association', { dataIntegration: imported(stack, '', arn) })).toThrow(
    `[Stack/Association] dataIntegration: "${given}" is not the ${part} of the stack, "${wanted}"; both must be in the same ${part}`);
});

test('a data integration of another stack is refused if that stack has another account', () => {
  const app = new App();
  const here = new Stack(app, 'Here', { env: IRELAND });
  const there = new Stack(app, 'There', { env: { ...IRELAND, account: '222222222222' } });
  expect(() => associate(here, 'A', { dataIntegration: dataIntegration(there) })).toThrow(
    '[Here/A] dataIntegration: "222222222222" is not the account of the stack, "111111111111"; both must be in the same account');
});

describe('two associations of one data integration in a stack', () => {
  const SAME = /\[Stack\/Second\] differs from "Stack\/First" only in its execution configuration and behaviour, so the two would share one association; give one of them another destination, object configuration, client id or metadata, or remove it/;

  test('may not differ only in properties that can be changed', () => {
    const stack = testStack();
    const one = imported(stack);
    associate(stack, 'First', { dataIntegration: one, destination: Destination.fromUri('s3://exports/a') });
    associate(stack, 'Second', {
      dataIntegration: one, destination: Destination.fromUri('s3://exports/a'), executionConfiguration: ExecutionConfiguration.onDemand({ startTime: ExportTime.fromEpochMillis('1') }),
    });

    expect(() => (stack.node.root as App).synth()).toThrow(SAME);
  });

  test('may differ in the destination', () => {
    const stack = testStack();
    const one = imported(stack);
    associate(stack, 'First', { dataIntegration: one, destination: Destination.fromUri('s3://exports/a') });
    associate(stack, 'Second', { dataIntegration: one, destination: Destination.fromUri('s3://exports/b') });

    expect(() => (stack.node.root as App).synth()).not.toThrow();
  });
});

describe('values that the types forbid, in a language without types', () => {
  /** Properties with values of a wrong type. */
  const untyped = (value: unknown) => value as never;
  const cannot = (property: string, value: unknown, write: string) => problem(property, value, `cannot be used here; write ${write}`);
  const schedule = Schedule.rate(Duration.hours(1));

  test.each<[string, unknown, string]>([
    ['dataIntegration', 'profiles', 'a CfnDataIntegration or DataIntegration.fromDataIntegrationArn(…)'],
    ['destination', 's3://exports', 'Destination.s3(…) or Destination.fromUri(…)'],
    ['executionConfiguration', { startTime: '1' }, 'ExecutionConfiguration.onDemand(…) or ExecutionConfiguration.scheduled(…)'],
    ['jobCompletion', 'WAIT', 'JobCompletion.waitUntilCompleted(…) or JobCompletion.ignore()'],
    ['clientId', null, '1 to 255 characters without a line break'],
    ['clientId', 1, '1 to 255 characters without a line break'],
    ['clientAssociationMetadata', 'note', 'names and values, like { <name>: <value> }'],
    ['objectConfiguration', ['Account'], 'an object configuration like { <object>: { <name>: [<value>, …] } }'],
  ])('%s cannot be %j', (property, value, write) => {
    expect(refusal(untyped({ [property]: value }))).toBe(cannot(property, value, write));
  });

  test.each([
    ['existingAssociation', 'CREATE_ANOTHER or ADOPT'],
    ['remainingAssociation', 'LEAVE or FAIL'],
  ])('%s has to be one of its values', (property, values) => {
    expect(refusal(untyped({ [property]: 'OTHER' }))).toBe(problem(property, 'OTHER', `is not a possible value; write ${values}`));
  });

  test('the contents of metadata and an object configuration are checked', () => {
    expect(refusal({ clientAssociationMetadata: { note: untyped(undefined) } })).toBe(problem('clientAssociationMetadata.note', null, NOT_BLANK));
    const objects = 'an object configuration like { <object>: { <name>: [<value>, …] } }';
    expect(refusal({ objectConfiguration: { Account: untyped('fields') } })).toBe(cannot('objectConfiguration.Account', 'fields', objects));
    expect(refusal({ objectConfiguration: { Account: { fields: untyped('Id') } } })).toBe(
      problem('objectConfiguration.Account.fields', 'Id', 'is not a list; write a list of values'));
    expect(refusal({ objectConfiguration: { Account: { fields: [untyped(undefined)] } } })).toBe(
      problem('objectConfiguration.Account.fields[0]', null, OBJECT_TEXT));
  });

  test.each([
    [ExecutionConfiguration.onDemand(untyped(undefined)), 'executionConfiguration', undefined, 'an object with its properties'],
    [ExecutionConfiguration.scheduled(untyped(undefined)), 'executionConfiguration', undefined, 'an object with its properties'],
    [ExecutionConfiguration.onDemand({ startTime: untyped('1') }), 'executionConfiguration.startTime', '1', 'ExportTime.fromIso8601(…), fromDate(…) or fromEpochMillis(…)'],
    [ExecutionConfiguration.onDemand({ startTime: ExportTime.fromEpochMillis('1'), endTime: untyped('2') }), 'executionConfiguration.endTime', '2',
      'ExportTime.fromIso8601(…), fromDate(…) or fromEpochMillis(…)'],
    [ExecutionConfiguration.scheduled({ schedule: untyped('rate(1 hour)') }), 'executionConfiguration.schedule', 'rate(1 hour)', 'a Schedule of aws-cdk-lib/aws-events, such as Schedule.rate(Duration.hours(1))'],
    [ExecutionConfiguration.scheduled({ schedule, firstExecutionFrom: untyped('1') }), 'executionConfiguration.firstExecutionFrom', '1',
      'ExportTime.fromIso8601(…), fromDate(…) or fromEpochMillis(…)'],
  ])('the contents of an execution are checked: %#', (execution, property, value, write) => {
    expect(refusal({ executionConfiguration: execution })).toBe(cannot(property, value, write));
  });

  test('a destination has to be a bucket or a URI', () => {
    expect(() => Destination.s3(untyped('exports'))).toThrow('bucket: "exports" cannot be used here; write a Bucket, a CfnBucket or a reference to one');
    expect(() => Destination.s3(Bucket.fromBucketName(testStack(), 'Bucket', 'exports'), untyped(1))).toThrow(
      'prefix: 1 is not a string; write letters, digits, or any of _ / ! @ # + = . , - with no slash or comma at the beginning, or leave it out');
    expect(() => Destination.fromUri(untyped(1))).toThrow('uri: 1 is not a string; write a URI such as s3://bucket/prefix of up to 1000 letters');
  });
});

test.each(['__proto__', 'constructor', 'prototype'])('the name %s is refused because JavaScript has another use for it', (name) => {
  const named = (value: unknown) => Object.fromEntries([[name, value]]) as never;
  const explanation = 'is a name that cannot be sent to the service; write another name';
  expect(refusal({ clientAssociationMetadata: named('x') })).toBe(problem('clientAssociationMetadata', name, explanation));
  expect(refusal({ objectConfiguration: named({}) })).toBe(problem('objectConfiguration', name, explanation));
  expect(refusal({ objectConfiguration: { Account: named(['x']) } })).toBe(problem('objectConfiguration.Account', name, explanation));
});

test('metadata and an object configuration may be known only at deployment, in full or in part', () => {
  const token = (name: string) => Token.asAny({ Ref: name }) as never;
  expect(accepted({ clientAssociationMetadata: token('Metadata'), objectConfiguration: token('Objects') })).toMatchObject({
    ClientAssociationMetadata: { Ref: 'Metadata' }, ObjectConfiguration: { Ref: 'Objects' },
  });
  expect(accepted({ objectConfiguration: { Account: token('Names'), Contact: { fields: token('Fields') } } })).toMatchObject({
    ObjectConfiguration: { Account: { Ref: 'Names' }, Contact: { fields: { Ref: 'Fields' } } },
  });
});
