import * as v from 'valibot';
import { ApiRequest, ApiResponse, Authorizer, Place, Principal, ResourceType, Service, ServiceError } from '../core';
import { physicalName } from '../names';
import { jsonError, jsonResponse, parse, parseJson, targetOperation } from '../protocols';

/** The version that the bootstrap stack would have written. It is newer than any assembly requires. */
const BOOTSTRAP_VERSION = { name: '/cdk-bootstrap/hnb659fds/version', value: '30' };

const NAMED = v.object({ Name: v.string() });
const LISTED = v.object({ Names: v.array(v.string()) });
const PUT = v.object({ Name: v.string(), Value: v.string(), Type: v.optional(v.string()), Overwrite: v.optional(v.boolean(), false) });
const BY_PATH = v.object({ Path: v.string() });
const TAGGED = v.object({ ResourceId: v.string(), Tags: v.array(v.object({ Key: v.string(), Value: v.string() })) });
const UNTAGGED = v.object({ ResourceId: v.string(), TagKeys: v.array(v.string()) });
const OF_RESOURCE = v.object({ ResourceId: v.string() });
const PROPERTIES = v.object({ Name: v.optional(v.string()), Type: v.string(), Value: v.string() });

interface Parameter {
  readonly type: string;
  readonly value: string;
  readonly version: number;
  readonly tags: Map<string, string>;
}

export interface SsmOptions {
  readonly place: Place;
  readonly authorizer: Authorizer;
}

/** Parameter Store, as far as stacks, the CDK CLI and the CDK's references between regions use it. */
export class Ssm implements Service {
  public readonly signingNames = ['ssm'];
  private readonly parameters = new Map<string, Parameter>();

  private readonly operations: Readonly<Record<string, (input: unknown, principal: Principal) => Promise<unknown>>> = {
    GetParameter: async (input, principal) => {
      const { Name } = parse(NAMED, input, 'ssm:GetParameter');
      await this.authorize(principal, 'GetParameter', Name);
      return { Parameter: this.describe(Name) };
    },
    GetParameters: async (input, principal) => {
      const { Names } = parse(LISTED, input, 'ssm:GetParameters');
      for (const name of Names) await this.authorize(principal, 'GetParameters', name);
      return {
        Parameters: Names.filter((name) => this.parameters.has(name)).map((name) => this.describe(name)),
        InvalidParameters: Names.filter((name) => !this.parameters.has(name)),
      };
    },
    GetParametersByPath: async (input, principal) => {
      const { Path } = parse(BY_PATH, input, 'ssm:GetParametersByPath');
      await this.authorize(principal, 'GetParametersByPath', Path);
      const prefix = Path.endsWith('/') ? Path : `${Path}/`;
      return { Parameters: [...this.parameters.keys()].filter((name) => name.startsWith(prefix)).map((name) => this.describe(name)) };
    },
    PutParameter: async (input, principal) => {
      const { Name, Value, Type, Overwrite } = parse(PUT, input, 'ssm:PutParameter');
      await this.authorize(principal, 'PutParameter', Name);
      if (this.parameters.has(Name) && !Overwrite) {
        throw new ServiceError('ParameterAlreadyExists', 'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.');
      }
      return { Version: this.put(Name, Value, Type).version, Tier: 'Standard' };
    },
    DeleteParameters: async (input, principal) => {
      const { Names } = parse(LISTED, input, 'ssm:DeleteParameters');
      for (const name of Names) await this.authorize(principal, 'DeleteParameters', name);
      const DeletedParameters = Names.filter((name) => this.parameters.delete(name));
      return { DeletedParameters, InvalidParameters: Names.filter((name) => !DeletedParameters.includes(name)) };
    },
    ListTagsForResource: async (input, principal) => {
      const { ResourceId } = parse(OF_RESOURCE, input, 'ssm:ListTagsForResource');
      await this.authorize(principal, 'ListTagsForResource', ResourceId);
      return { TagList: [...this.tagged(ResourceId)].map(([Key, Value]) => ({ Key, Value })) };
    },
    AddTagsToResource: async (input, principal) => {
      const { ResourceId, Tags } = parse(TAGGED, input, 'ssm:AddTagsToResource');
      await this.authorize(principal, 'AddTagsToResource', ResourceId);
      const tags = this.tagged(ResourceId);
      Tags.forEach(({ Key, Value }) => tags.set(Key, Value));
      return {};
    },
    RemoveTagsFromResource: async (input, principal) => {
      const { ResourceId, TagKeys } = parse(UNTAGGED, input, 'ssm:RemoveTagsFromResource');
      await this.authorize(principal, 'RemoveTagsFromResource', ResourceId);
      const tags = this.tagged(ResourceId);
      TagKeys.forEach((key) => tags.delete(key));
      return {};
    },
  };

  public constructor(private readonly options: SsmOptions) {
    this.put(BOOTSTRAP_VERSION.name, BOOTSTRAP_VERSION.value);
  }

  public operation(request: ApiRequest): string {
    return targetOperation(request);
  }

  public async handle(request: ApiRequest): Promise<ApiResponse> {
    const operation = this.operations[targetOperation(request)];
    if (operation === undefined) throw new ServiceError('InvalidAction', `The local cloud has no ssm:${targetOperation(request)}.`);
    return jsonResponse(await operation(parseJson(request.body.toString(), 'the request'), request.principal), '1.1');
  }

  public renderError(error: ServiceError): ApiResponse {
    return jsonError(error, '1.1');
  }

  public value(name: string): string | undefined {
    return this.parameters.get(name)?.value;
  }

  /** Creates a parameter, or changes its value. */
  public put(name: string, value: string, type = 'String'): Parameter {
    const before = this.parameters.get(name);
    const parameter = { type, value, version: (before?.version ?? 0) + 1, tags: before?.tags ?? new Map<string, string>() };
    this.parameters.set(name, parameter);
    return parameter;
  }

  public resourceTypes(): ResourceType[] {
    const put = (name: string, value: string, type: string) => {
      this.put(name, value, type);
      return { physicalId: name, attributes: { Type: type, Value: value } };
    };
    return [{
      typeName: 'AWS::SSM::Parameter',
      createOnly: ['Name'],
      create: async (properties, context) => {
        const { Name, Type, Value } = parse(PROPERTIES, properties, context.logicalId);
        const name = Name ?? physicalName(context, 1011);
        if (this.parameters.has(name)) throw new ServiceError('ParameterAlreadyExists', `The parameter already exists: ${name}`);
        return put(name, Value, Type);
      },
      update: async (state, properties, _old, context) => {
        const { Type, Value } = parse(PROPERTIES, properties, context.logicalId);
        return put(state.physicalId, Value, Type);
      },
      delete: async (state) => void this.parameters.delete(state.physicalId),
    }];
  }

  private describe(name: string): unknown {
    const parameter = this.parameters.get(name);
    if (parameter === undefined) throw new ServiceError('ParameterNotFound', `Parameter ${name} not found.`);
    return { Name: name, Type: parameter.type, Value: parameter.value, Version: parameter.version, DataType: 'text', ARN: this.arn(name) };
  }

  private tagged(name: string): Map<string, string> {
    const parameter = this.parameters.get(name);
    if (parameter === undefined) throw new ServiceError('InvalidResourceId', `The resource ID isn't valid: ${name}`);
    return parameter.tags;
  }

  private async authorize(principal: Principal, operation: string, name: string): Promise<void> {
    await this.options.authorizer.authorize(principal, `ssm:${operation}`, this.arn(name));
  }

  private arn(name: string): string {
    const { partition, region, account } = this.options.place;
    return `arn:${partition}:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}`;
  }
}
