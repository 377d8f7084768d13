import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Stack } from 'aws-cdk-lib/core';
import type { aws_customerprofiles, ResourceEnvironment } from 'aws-cdk-lib/interfaces';
import type { IConstruct } from 'constructs';
import { PREFIX } from '../appintegrations/data-integration-association/limits';
import { canonicalText } from '../private/canonical';
import { isDeferred, isKnownOnlyAtDeployment } from '../private/deferred';
import { InvalidPropertyError } from '../private/invalid-property-error';
import { checkNotManaged } from '../private/key';
import { checkText, type TextLimit } from '../private/text-limit';
import { checkMember } from '../private/untyped';

const DOMAIN_NAME: TextLimit = { pattern: /^[a-zA-Z0-9_-]{1,64}$/, description: '1 to 64 letters, digits, _ or -' };

const OBJECT_TYPE: TextLimit = {
  pattern: /^[a-zA-Z_][a-zA-Z0-9_-]{0,254}$/,
  description: 'the name of an object type, such as "_profile": 1 to 255 letters, digits, _ or -, with a letter or _ at the beginning',
};

/** Refuses a domain that the data integrations of the scope's stack cannot read. */
export function checkDomain(scope: IConstruct, domain: aws_customerprofiles.IDomainRef): void {
  checkMember(scope, 'domain', domain, 'domainRef.domainName', 'string', 'a CfnDomain or CfnDomain.fromDomainName(…)');
  checkText(scope, 'domain', domain.domainRef.domainName, DOMAIN_NAME);
  for (const part of ['region', 'account'] as const) {
    checkShared(scope, 'domain', part, domain.env, Stack.of(scope), 'the stack');
  }
}

export function checkObjectTypes(scope: IConstruct, objectTypes: string[]): void {
  if (!Array.isArray(objectTypes)) {
    throw new InvalidPropertyError(scope, 'objectTypes', objectTypes, 'is not a list; write a list of the names of object types, such as "_profile"');
  }
  if (isKnownOnlyAtDeployment(objectTypes)) throw unknownObjectType(scope, 'objectTypes', objectTypes, 'their names');
  if (objectTypes.length === 0) {
    throw new InvalidPropertyError(scope, 'objectTypes', objectTypes, 'leaves nothing to export; write the names of object types, such as "_profile"');
  }
  objectTypes.forEach((objectType, index) => {
    const property = `objectTypes[${index}]`;
    if (isKnownOnlyAtDeployment(objectType)) throw unknownObjectType(scope, property, objectType, 'its name');
    checkText(scope, property, objectType ?? null, OBJECT_TYPE);
    if (objectTypes.indexOf(objectType) < index) throw new InvalidPropertyError(scope, property, objectType, 'is listed twice; write it once');
  });
}

function unknownObjectType(scope: IConstruct, property: string, value: unknown, write: string): InvalidPropertyError {
  return new InvalidPropertyError(scope, property, value,
    `is known only at deployment, but the synthesis defines resources for each object type; write ${write}`);
}

export function checkPrefix(scope: IConstruct, prefix: string | undefined): void {
  checkText(scope, 'prefix', prefix, PREFIX);
}

/**
 * Refuses a bucket and a key that an export cannot use. The bucket must be encrypted with the key of the export. If a bucket does
 * not show its key, the given key is assumed to be its key.
 */
export function checkStorage(scope: IConstruct, bucket: IBucket | undefined, encryptionKey: IKey | undefined): void {
  const stack = Stack.of(scope);
  if (encryptionKey !== undefined) {
    checkMember(scope, 'encryptionKey', encryptionKey, 'addToResourcePolicy', 'function', 'a Key or Key.fromKeyArn(…)');
    checkKey(scope, 'encryptionKey', encryptionKey);
  }
  if (bucket === undefined) return;
  checkMember(scope, 'bucket', bucket, 'addToResourcePolicy', 'function', 'a Bucket or Bucket.fromBucketName(…)');
  checkShared(scope, 'bucket', 'region', bucket.env, stack, 'the stack');
  if (encryptionKey) checkShared(scope, 'bucket', 'region', bucket.env, encryptionKey.env, 'the encryptionKey');
  if (bucket.encryptionKey) checkKey(scope, 'bucket.encryptionKey', bucket.encryptionKey);
  checkEncryption(scope, bucket, encryptionKey);
}

function checkEncryption(scope: IConstruct, bucket: IBucket, encryptionKey: IKey | undefined): void {
  const stack = Stack.of(scope);
  if (bucket.encryptionKey) {
    const [own, given] = [bucket.encryptionKey, encryptionKey].map((key) => key && canonicalText(key.keyArn, stack, 'construction'));
    if (!encryptionKey || own === given) return;
    throw new InvalidPropertyError(scope, 'encryptionKey', encryptionKey.node.path,
      `is not ${JSON.stringify(bucket.encryptionKey.node.path)}, the key of the bucket; leave encryptionKey out to use that key`);
  }
  // Other kinds of IBucket, such as imported buckets, do not show their encryption.
  if (bucket instanceof Bucket) {
    throw new InvalidPropertyError(scope, 'bucket', bucket.node.path,
      'is not encrypted with a customer managed key; give the bucket an encryptionKey, or leave bucket out, and one is created');
  }
  if (!encryptionKey) {
    throw new InvalidPropertyError(scope, 'bucket', bucket.node.path,
      'does not say which key encrypts it; write that key as encryptionKey');
  }
}

function checkKey(scope: IConstruct, property: string, key: IKey): void {
  checkNotManaged(scope, property, key, 'AppIntegrations', 'leave key and bucket out, and both are created');
  checkShared(scope, property, 'region', key.env, Stack.of(scope), 'the stack');
}

function checkShared(
  scope: IConstruct,
  property: string,
  part: keyof ResourceEnvironment,
  actual: ResourceEnvironment | undefined,
  expected: ResourceEnvironment,
  whose: string,
): void {
  const [given, wanted] = [actual?.[part], expected[part]];
  if (given === undefined || isDeferred(given) || isDeferred(wanted) || given === wanted) return;
  throw new InvalidPropertyError(scope, property, given, `is not the ${part} of ${whose}, ${JSON.stringify(wanted)}; both must be in the same ${part}`);
}
