import { CfnDomain } from 'aws-cdk-lib/aws-customerprofiles';
import { Alias, Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { App, Stack, Token } from 'aws-cdk-lib/core';
import { exportProfiles, exportStack, IRELAND, KEY_ARN, stackAt } from './fixture';
import { ExportTime } from '../../src/appintegrations';
import type { CustomerProfilesExportProps } from '../../src/customerprofiles';

type Overrides = Partial<CustomerProfilesExportProps>;

/** The error for a value, in a stack with the account and region of the tests, or in one without. */
function refusal(overrides: Overrides | ((stack: Stack) => Overrides), stack = exportStack()): string {
  try {
    exportProfiles(stack, typeof overrides === 'function' ? overrides(stack) : overrides);
  } catch (error) {
    return String(error);
  }
  throw new Error('nothing was refused');
}

function problem(property: string, value: unknown, explanation: string): string {
  return `InvalidPropertyError: [Stack/Export] ${property}: ${JSON.stringify(value)} ${explanation}`;
}

function window(startTime: string, endTime: string): Overrides {
  return { startTime: ExportTime.fromEpochMillis(startTime), endTime: ExportTime.fromEpochMillis(endTime) };
}

const importedKey = (stack: Stack, arn = KEY_ARN) => Key.fromKeyArn(stack, 'Key', arn);
const AMERICAN_KEY = KEY_ARN.replace('eu-west-1', 'us-east-1');

test.each(['', 'my shop', 'shop/', 'a'.repeat(65)])('a domain cannot be named %j', (name) => {
  const domain = { domainRef: { domainName: name } };
  expect(refusal((stack) => ({ domain: Object.assign(CfnDomain.fromDomainName(stack, 'Domain', 'x'), domain) }))).toBe(
    problem('domain', name, 'cannot be used here; write 1 to 64 letters, digits, _ or -'));
});

test.each([['region', 'us-east-1', 'eu-west-1'], ['account', '222222222222', '111111111111']])(
  'a domain of another %s than the stack\'s is refused', (part, given, wanted) => {
    const there = new Stack(new App(), 'There', { env: { ...IRELAND, [part]: given } });
    expect(refusal({ domain: CfnDomain.fromDomainName(there, 'Domain', 'shop') })).toBe(
      problem('domain', given, `is not the ${part} of the stack, "${wanted}"; both must be in the same ${part}`));
  });

describe('object types', () => {
  const explanation = 'cannot be used here; write the name of an object type, such as "_profile": 1 to 255 letters, digits, _ or -, with a letter or _ at the beginning';

  test.each(['', '1a', '-a', 'my order', 'a/b', 'a'.repeat(256)])('cannot be named %j', (name) => {
    expect(refusal({ objectTypes: ['_profile', name] })).toBe(problem('objectTypes[1]', name, explanation));
  });

  test('cannot be an empty list', () => {
    expect(refusal({ objectTypes: [] })).toBe(problem('objectTypes', [], 'leaves nothing to export; write the names of object types, such as "_profile"'));
  });

  test('cannot repeat one', () => {
    expect(refusal({ objectTypes: ['_profile', '_order', '_profile'] })).toBe(problem('objectTypes[2]', '_profile', 'is listed twice; write it once'));
  });

  test('cannot be tokens', () => {
    const token = Token.asString({ Ref: 'Type' });
    expect(refusal({ objectTypes: [token] })).toBe(
      problem('objectTypes[0]', token, 'is known only at deployment, but the synthesis defines resources for each object type; write its name'));
  });
});

test.each(['/daily', '', 'my exports', 'a:b', ',a'])('the prefix %j is refused', (prefix) => {
  expect(refusal({ prefix })).toBe(problem('prefix', prefix,
    'cannot be used here; write letters, digits, or any of _ / ! @ # + = . , - with no slash or comma at the beginning, or leave it out'));
});

describe('a window', () => {
  test.each([
    ['2', '2', '1970-01-01T00:00:00.002Z', '1970-01-01T00:00:00.002Z'],
    ['10', '9', '1970-01-01T00:00:00.010Z', '1970-01-01T00:00:00.009Z'],
  ])('cannot start at %s and end at %s', (startTime, endTime, start, end) => {
    expect(refusal(window(startTime, endTime))).toBe(
      problem('endTime', end, `is not later than the startTime "${start}"; write a later time, or leave it out`));
  });

  test('can be compared even if its times have different lengths', () => {
    expect(() => exportProfiles(exportStack(), window('9', '10'))).not.toThrow();
  });

  test('cannot have invalid times', () => {
    const explanation = 'cannot be used here; write milliseconds since 1970-01-01T00:00:00Z in digits, such as "1735689600000", or a valid Date from 1970 on';
    expect(refusal(window('today', '2'))).toBe(problem('startTime', 'today', explanation));
    expect(refusal(window('1', 'tomorrow'))).toBe(problem('endTime', 'tomorrow', explanation));
  });

  test.each(['soon', 1767312000000])('cannot be compared with a clock that says %j', (now) => {
    const stack = stackAt(now as string, IRELAND);
    expect(refusal({}, stack)).toBe(problem('context value cdk-data-attachments:now', now, 'is not a time; write one such as "2026-01-01T00:00:00Z", or leave it out'));
  });
});

describe('a key', () => {
  const MANAGED = 'is managed by AWS, and its policy cannot allow AppIntegrations to use it; write a customer managed key, or leave key and bucket out, and both are created';

  test.each(['alias/aws/s3', 'alias/aws/profile'])('cannot be %s', (alias) => {
    expect(refusal((stack) => ({ encryptionKey: Alias.fromAliasName(stack, 'Key', alias) }))).toBe(problem('encryptionKey', alias, MANAGED));
    expect(refusal((stack) => ({ encryptionKey: Alias.fromAliasName(stack, 'Key', alias) }), stackAt('2026-01-02T12:00:00Z'))).toBe(
      problem('encryptionKey', alias, MANAGED));
  });

  test('cannot be managed by AWS if it is the bucket\'s', () => {
    expect(refusal((stack) => ({
      bucket: Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'exports', encryptionKey: Alias.fromAliasName(stack, 'Key', 'alias/aws/s3') }),
    }))).toBe(problem('bucket.encryptionKey', 'alias/aws/s3', MANAGED));
  });

  test.each(['alias/awsome', 'alias/my/aws/key'])('can be %s', (alias) => {
    const stack = exportStack();
    expect(() => exportProfiles(stack, { encryptionKey: Alias.fromAliasName(stack, 'Key', alias) })).not.toThrow();
  });

  test('cannot have another region than the stack', () => {
    const explanation = 'is not the region of the stack, "eu-west-1"; both must be in the same region';
    expect(refusal((stack) => ({ encryptionKey: importedKey(stack, AMERICAN_KEY) }))).toBe(problem('encryptionKey', 'us-east-1', explanation));
    expect(refusal((stack) => ({
      bucket: Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'exports', encryptionKey: importedKey(stack, AMERICAN_KEY) }),
    }))).toBe(problem('bucket.encryptionKey', 'us-east-1', explanation));
  });

  test('cannot differ from the bucket\'s', () => {
    expect(refusal((stack) => ({
      bucket: new Bucket(stack, 'Bucket', { encryption: BucketEncryption.KMS }), encryptionKey: new Key(stack, 'Key'),
    }))).toBe(problem('encryptionKey', 'Stack/Key', 'is not "Stack/Bucket/Key", the key of the bucket; leave encryptionKey out to use that key'));
  });

  test('can be the bucket\'s by another reference', () => {
    const stack = exportStack();
    const bucket = Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'exports', encryptionKey: importedKey(stack) });
    expect(() => exportProfiles(stack, { bucket, encryptionKey: Key.fromKeyArn(stack, 'Same', KEY_ARN) })).not.toThrow();
  });
});

describe('a bucket', () => {
  test('cannot have another region than the stack', () => {
    expect(refusal((stack) => ({
      bucket: Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'exports', region: 'us-east-1' }), encryptionKey: importedKey(stack),
    }))).toBe(problem('bucket', 'us-east-1', 'is not the region of the stack, "eu-west-1"; both must be in the same region'));
  });

  test('cannot have another region than the key if that of the stack is unknown', () => {
    expect(refusal((stack) => ({
      bucket: Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'exports', region: 'us-east-1' }), encryptionKey: importedKey(stack),
    }), stackAt('2026-01-02T12:00:00Z'))).toBe(
      problem('bucket', 'us-east-1', 'is not the region of the encryptionKey, "eu-west-1"; both must be in the same region'));
  });

  test.each([BucketEncryption.S3_MANAGED, BucketEncryption.KMS_MANAGED, undefined])('cannot be encrypted by %s', (encryption) => {
    const explanation = 'is not encrypted with a customer managed key; give the bucket an encryptionKey, or leave bucket out, and one is created';
    const bucket = (stack: Stack) => new Bucket(stack, 'Bucket', { encryption });
    expect(refusal((stack) => ({ bucket: bucket(stack) }))).toBe(problem('bucket', 'Stack/Bucket', explanation));
    expect(refusal((stack) => ({ bucket: bucket(stack), encryptionKey: new Key(stack, 'Key') }))).toBe(problem('bucket', 'Stack/Bucket', explanation));
  });

  test('cannot be imported without its key', () => {
    expect(refusal((stack) => ({ bucket: Bucket.fromBucketName(stack, 'Bucket', 'exports') }))).toBe(problem('bucket', 'Stack/Bucket',
      'does not say which key encrypts it; write that key as encryptionKey'));
  });
});

describe('values that the types forbid, in a language without types', () => {
  test.each<[string, unknown, string]>([
    ['domain', 'shop', 'cannot be used here; write a CfnDomain or CfnDomain.fromDomainName(…)'],
    ['objectTypes', '_profile', 'is not a list; write a list of the names of object types, such as "_profile"'],
    ['bucket', 'exports', 'cannot be used here; write a Bucket or Bucket.fromBucketName(…)'],
    ['encryptionKey', 'alias/exports', 'cannot be used here; write a Key or Key.fromKeyArn(…)'],
    ['prefix', null, 'cannot be used here; write letters, digits, or any of _ / ! @ # + = . , - with no slash or comma at the beginning, or leave it out'],
  ])('%s cannot be %j', (property, value, explanation) => {
    expect(refusal({ [property]: value } as Overrides)).toBe(problem(property, value, explanation));
  });

  test('an object type cannot be missing in the list', () => {
    expect(refusal({ objectTypes: [undefined as unknown as string] })).toContain('[Stack/Export] objectTypes[0]: null cannot be used here; write the name');
  });
});
