import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { Place, Properties, ResourceContext, ResourceState, ResourceType, ServiceError } from '../core';
import { cfnBoolean, jsonObject, parse } from '../protocols';
import { PolicyDocument } from './resource-policies';

const keyProperties = v.object({ KeyPolicy: jsonObject, Enabled: v.optional(cfnBoolean, true) });
const aliasProperties = v.object({
  AliasName: v.pipe(v.string(), v.regex(/^alias\/(?!aws\/)[a-zA-Z0-9/_-]+$/, 'an alias is alias/ and a name that does not begin with aws/')),
  TargetKeyId: v.string(),
});

export interface Key {
  readonly arn: string;
  readonly policy: PolicyDocument;
  readonly isEnabled: boolean;
}

/** Keys and their aliases, as far as CloudFormation creates them. They have a policy, but encrypt nothing. */
export class Kms {
  private readonly keys = new Map<string, Key>();
  /** The ids of keys by the names of their aliases. */
  private readonly aliases = new Map<string, string>();

  public constructor(private readonly place: Place) {}

  /** The policy document of a key, as JSON. */
  public keyPolicy(keyId: string): PolicyDocument | undefined {
    return this.keys.get(keyId)?.policy;
  }

  /** @param identifier the id or ARN of a key, or the name or ARN of an alias */
  public find(identifier: string): Key | undefined {
    const keyId = this.keyId(identifier);
    return keyId === undefined ? undefined : this.keys.get(keyId);
  }

  public resourceTypes(): ResourceType[] {
    return [this.keyType(), this.aliasType()];
  }

  private keyType(): ResourceType {
    const put = (keyId: string, properties: Properties, { logicalId }: ResourceContext): ResourceState => {
      const { KeyPolicy, Enabled } = parse(keyProperties, properties, logicalId);
      const arn = this.arn(`key/${keyId}`);
      this.keys.set(keyId, { arn, policy: KeyPolicy, isEnabled: Enabled });
      return { physicalId: keyId, attributes: { KeyId: keyId, Arn: arn } };
    };
    return {
      typeName: 'AWS::KMS::Key',
      createOnly: ['KeySpec', 'KeyUsage', 'MultiRegion'],
      create: async (properties, context) => put(randomUUID(), properties, context),
      update: async ({ physicalId }, properties, _old, context) => put(physicalId, properties, context),
      delete: async ({ physicalId }) => void this.keys.delete(physicalId),
    };
  }

  private aliasType(): ResourceType {
    const read = (properties: Properties, { logicalId }: ResourceContext): { name: string; keyId: string } => {
      const { AliasName, TargetKeyId } = parse(aliasProperties, properties, logicalId);
      const keyId = this.keyId(TargetKeyId);
      if (keyId === undefined || !this.keys.has(keyId)) throw new ServiceError('NotFoundException', `Key '${TargetKeyId}' does not exist`, 400);
      return { name: AliasName, keyId };
    };
    return {
      typeName: 'AWS::KMS::Alias',
      createOnly: ['AliasName'],
      create: async (properties, context) => {
        const { name, keyId } = read(properties, context);
        if (this.aliases.has(name)) throw new ServiceError('AlreadyExistsException', `An alias with the name ${this.arn(name)} already exists`, 400);
        this.aliases.set(name, keyId);
        return { physicalId: name, attributes: {} };
      },
      update: async (state, properties, _old, context) => {
        this.aliases.set(state.physicalId, read(properties, context).keyId);
        return state;
      },
      delete: async ({ physicalId }) => void this.aliases.delete(physicalId),
    };
  }

  private keyId(identifier: string): string | undefined {
    const prefix = this.arn('');
    const name = identifier.startsWith(prefix) ? identifier.slice(prefix.length) : identifier;
    return name.startsWith('alias/') ? this.aliases.get(name) : name.replace(/^key\//, '');
  }

  private arn(name: string): string {
    const { partition, region, account } = this.place;
    return `arn:${partition}:kms:${region}:${account}:${name}`;
  }
}
