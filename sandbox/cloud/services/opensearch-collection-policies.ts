/** The policies of OpenSearch Serverless. They say by which network a collection can be reached, and who may read which data. */

import * as v from 'valibot';
import { Properties, ResourceContext, ResourceType, ServiceError } from '../../platform/core';
import { parse, parseJson } from '../../platform/protocols';

const rules = (types: readonly string[]) => v.array(v.strictObject({
  ResourceType: v.picklist(types), Resource: v.pipe(v.array(v.string()), v.minLength(1)),
}));

const DOCUMENTS = {
  encryption: v.strictObject({ Rules: rules(['collection']), AWSOwnedKey: v.optional(v.boolean()), KmsARN: v.optional(v.string()) }),
  network: v.array(v.strictObject({
    Description: v.optional(v.string()),
    Rules: rules(['collection', 'dashboard']),
    AllowFromPublic: v.optional(v.boolean()),
    SourceVPCEs: v.optional(v.array(v.string())),
    SourceServices: v.optional(v.array(v.picklist(['application.opensearchservice.amazonaws.com', 'bedrock.amazonaws.com']))),
  })),
  data: v.array(v.strictObject({
    Description: v.optional(v.string()),
    Rules: v.array(v.strictObject({
      ResourceType: v.picklist(['collection', 'index', 'model']),
      Resource: v.pipe(v.array(v.string()), v.minLength(1)),
      Permission: v.array(v.pipe(v.string(), v.regex(/^aoss:(\*|[A-Za-z]+)$/))),
    })),
    Principal: v.pipe(v.array(v.pipe(v.string(), v.regex(/^(arn:aws[a-z-]*:(iam|sts)::\d{12}:|saml\/|iamidentitycenter\/)/))), v.minLength(1)),
  })),
};
type PolicyType = keyof typeof DOCUMENTS;

const PolicyProperties = v.strictObject({
  Name: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{2,31}$/)),
  Type: v.picklist(['encryption', 'network', 'data']),
  Description: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(1000))),
  Policy: v.pipe(v.string(), v.maxLength(20_480)),
});

export interface CollectionPolicy {
  readonly name: string;
  readonly type: PolicyType;
  readonly document: unknown;
}

export class CollectionPolicies {
  private readonly held = new Map<string, CollectionPolicy>();

  public all(): readonly CollectionPolicy[] {
    return [...this.held.values()];
  }

  public resourceTypes(): ResourceType[] {
    return [
      this.type('AWS::OpenSearchServerless::SecurityPolicy', ['encryption', 'network']),
      this.type('AWS::OpenSearchServerless::AccessPolicy', ['data']),
    ];
  }

  private type(typeName: string, types: readonly PolicyType[]): ResourceType {
    const read = (properties: Properties, { logicalId }: ResourceContext): CollectionPolicy => {
      const { Name, Type, Policy } = parse(PolicyProperties, properties, `${logicalId} (${typeName})`);
      if (!types.includes(Type)) throw new ServiceError('ValidationException', `${logicalId}: a ${typeName} is not of type ${Type}`);
      const document: unknown = parse(DOCUMENTS[Type], parseJson(Policy, `the policy of ${logicalId}`), `the policy of ${logicalId}`);
      return { name: Name, type: Type, document };
    };
    const keyOf = ({ name, type }: CollectionPolicy) => `${type}|${name}`;
    return {
      typeName,
      createOnly: ['Name', 'Type'],
      create: async (properties, context) => {
        const policy = read(properties, context);
        if (this.held.has(keyOf(policy))) throw new ServiceError('ConflictException', `a ${policy.type} policy named ${policy.name} exists already`, 409);
        this.held.set(keyOf(policy), policy);
        return { physicalId: keyOf(policy), attributes: {} };
      },
      update: async (state, properties, _old, context) => {
        this.held.set(state.physicalId, read(properties, context));
        return state;
      },
      delete: async ({ physicalId }) => void this.held.delete(physicalId),
    };
  }
}
