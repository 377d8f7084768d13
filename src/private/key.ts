/** Keys of AWS KMS. The CDK accepts an alias wherever it accepts a key. */
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { aws_kms } from 'aws-cdk-lib/interfaces';
import type { IConstruct } from 'constructs';
import { InvalidPropertyError } from './invalid-property-error';

const ALIAS = /alias\/.*/;
const MANAGED_BY_AWS = /alias\/aws\/.*/;

/** The key of an alias, or the key itself. An alias that is imported by its name does not know its key. */
export function targetOf<T extends aws_kms.IKeyRef>(key: T): T | IKey {
  if (!isAlias(key)) return key;
  try {
    return key.aliasTargetKey;
  } catch {
    return key;
  }
}

/** Returns the key itself, for a user that accepts no alias. Refuses what shows no customer managed key. */
export function customerManaged<T extends aws_kms.IKeyRef>(scope: IConstruct, property: string, key: T, user: string): T | IKey {
  checkNotManaged(scope, property, key, user, `leave ${property} out`);
  const target = targetOf(key);
  const alias = ALIAS.exec(target.keyRef.keyArn);
  if (!alias) return target;
  throw new InvalidPropertyError(scope, property, alias[0],
    `is an alias, and ${user} needs the key itself; write that key, such as Key.fromKeyArn(…) or Key.fromLookup(…)`);
}

/** Refuses a key that is known to be managed by AWS, because nobody can change its policy. */
export function checkNotManaged(scope: IConstruct, property: string, { keyRef }: aws_kms.IKeyRef, user: string, otherwise: string): void {
  const alias = MANAGED_BY_AWS.exec(keyRef.keyArn);
  if (!alias) return;
  throw new InvalidPropertyError(scope, property, alias[0],
    `is managed by AWS, and its policy cannot allow ${user} to use it; write a customer managed key, or ${otherwise}`);
}

function isAlias(key: aws_kms.IKeyRef): key is aws_kms.IKeyRef & { readonly aliasTargetKey: IKey } {
  return 'aliasTargetKey' in key;
}
