import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Annotations, Aws, Fn, type Stack, Token, Validations } from 'aws-cdk-lib/core';
import { BUCKET_STATEMENT, exportProfiles, exportStack, infos, IRELAND, KEY_ARN, KEY_STATEMENT, NOW, stackAt, warnings } from './fixture';
import { ExportTime } from '../../src/appintegrations';
import { testStack } from '../stack';

const HINT = 'the export may lack data that was ingested in the thirty minutes before it runs; '
  + 'write an endTime at least thirty minutes before the deployment, or acknowledge this warning [ack: ';

/** The statement in a warning's text. */
function statementIn(text: string): unknown {
  return JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1));
}

function endingAt(time: string): { endTime: ExportTime } {
  return { endTime: ExportTime.fromDate(new Date(time)) };
}

describe('a window', () => {
  test.each([
    ['that ends in the future', '2026-01-02T12:00:00.001Z', 'in the future'],
    ['that ends now', '2026-01-02T12:00:00.000Z', 'less than thirty minutes ago'],
    ['that ended less than thirty minutes ago', '2026-01-02T11:30:00.001Z', 'less than thirty minutes ago'],
  ])('that %s causes a warning', (_, endTime, when) => {
    const stack = exportStack();
    exportProfiles(stack, endingAt(endTime));
    expect(warnings(stack)).toEqual([expect.stringContaining(`the window ends at ${endTime}, which is ${when}: ${HINT}`)]);
    expect(warnings(stack)[0]).toContain('cdk-data-attachments:exportWindowEnd]');
  });

  test('without an end causes a warning, because it ends when the export runs', () => {
    const stack = exportStack();
    exportProfiles(stack, { endTime: undefined });
    expect(warnings(stack)).toEqual([expect.stringContaining(`the window has no endTime, so it ends when the export runs: ${HINT}`)]);
  });

  test('that ended thirty minutes ago causes no warning', () => {
    const stack = exportStack();
    exportProfiles(stack, endingAt('2026-01-02T11:30:00Z'));
    expect(warnings(stack)).toEqual([]);
  });

  test('that is known only at deployment causes no warning', () => {
    const stack = exportStack();
    exportProfiles(stack, { endTime: ExportTime.fromEpochMillis(Token.asString({ Ref: 'End' })) });
    expect(warnings(stack)).toEqual([]);
  });

  test('is compared with the clock if no context replaces it', () => {
    const [past, future] = [testStack(IRELAND), testStack(IRELAND)];
    exportProfiles(past, { endTime: ExportTime.fromEpochMillis(String(Date.now() - 31 * 60_000)) });
    exportProfiles(future, { endTime: ExportTime.fromEpochMillis(String(Date.now() + 60_000)) });
    expect([warnings(past).length, warnings(future).length]).toEqual([0, 1]);
  });

  test('can be acknowledged', () => {
    const stack = exportStack();
    exportProfiles(stack, endingAt(NOW));
    Validations.of(stack).acknowledge({ id: 'cdk-data-attachments:exportWindowEnd', reason: 'the missing data comes tomorrow' });
    expect(warnings(stack)).toEqual([]);
  });
});

describe('an imported bucket and an imported key', () => {
  const elsewhere = (stack: Stack, bucketName = 'exports', keyArn = KEY_ARN) => ({
    bucket: Bucket.fromBucketName(stack, 'Bucket', bucketName), encryptionKey: Key.fromKeyArn(stack, 'Key', keyArn),
  });

  test('cause warnings, with the statement that each policy needs', () => {
    const stack = exportStack();
    exportProfiles(stack, elsewhere(stack));
    const [key, bucket, ...others] = warnings(stack);
    expect(others).toEqual([]);
    expect(key).toMatch(/^this app cannot change the policy of the key "Stack\/Key"; unless that policy has the following statement, the export fails: \{.*\}; add it before you deploy, then acknowledge this warning \[ack: .*cdk-data-attachments:keyPolicy\]/);
    expect(statementIn(key)).toEqual(KEY_STATEMENT);
    expect(bucket).toMatch(/^this app cannot change the policy of the bucket "Stack\/Bucket"; unless that policy has the following statement, the export fails: \{.*\}; add it before you deploy, then acknowledge this warning \[ack: .*cdk-data-attachments:bucketPolicy\]/);
    expect(statementIn(bucket)).toEqual({ ...BUCKET_STATEMENT, Resource: ['arn:aws:s3:::exports', 'arn:aws:s3:::exports/*'] });
  });

  test('cause separate warnings if only the key is imported', () => {
    const stack = exportStack();
    exportProfiles(stack, { encryptionKey: elsewhere(stack).encryptionKey });
    expect(warnings(stack)).toEqual([expect.stringContaining('cdk-data-attachments:keyPolicy]')]);
  });

  test('are shown with names for values that are known only at deployment', () => {
    const stack = stackAt(NOW);
    exportProfiles(stack, elsewhere(stack, Token.asString({ Ref: 'Name' }), `arn:${Aws.PARTITION}:kms:${Aws.REGION}:${Aws.ACCOUNT_ID}:key/k`));
    const [key, bucket] = warnings(stack).map(statementIn);
    const Condition = {
      StringEquals: { 'aws:SourceAccount': '${AWS::AccountId}' },
      ArnLike: { 'aws:SourceArn': 'arn:${AWS::Partition}:app-integrations:${AWS::Region}:${AWS::AccountId}:data-integration/*' },
    };
    expect(key).toEqual({ ...KEY_STATEMENT, Condition });
    expect(bucket).toEqual({ ...BUCKET_STATEMENT, Condition, Resource: ['arn:${AWS::Partition}:s3:::${Name}', 'arn:${AWS::Partition}:s3:::${Name}/*'] });
  });

  test('are shown with the expression for values without a name', () => {
    const stack = stackAt(NOW, IRELAND);
    exportProfiles(stack, elsewhere(stack, Fn.importValue('Name')));
    expect(warnings(stack)[1]).toContain('arn:aws:s3:::${{\\"Fn::ImportValue\\":\\"Name\\"}}/*');
  });

  test.each(['bucketPolicy', 'keyPolicy'])('can be acknowledged by %s', (id) => {
    const stack = exportStack();
    exportProfiles(stack, elsewhere(stack));
    Validations.of(stack).acknowledge({ id: `cdk-data-attachments:${id}`, reason: 'the owner has added it' });
    expect(warnings(stack)).toEqual([expect.not.stringContaining(`cdk-data-attachments:${id}`)]);
  });
});

describe('the notice that associations and data integrations outlive an export', () => {
  test('is written once', () => {
    const stack = exportStack();
    exportProfiles(stack, { objectTypes: ['_profile', '_order'] });
    expect(infos(stack)).toEqual(['AWS has no operation to delete an association, and does not delete a data integration that has one, so both remain when '
      + 'this construct is removed, and when a change of the domain, bucket, prefix or key creates a new export [ack: cdk-data-attachments:remainingExport]']);
  });

  test('can be acknowledged', () => {
    const stack = exportStack();
    exportProfiles(stack);
    Annotations.of(stack).acknowledgeInfo('cdk-data-attachments:remainingExport');
    expect(infos(stack)).toEqual([]);
  });
});
