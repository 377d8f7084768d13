import * as v from 'valibot';
import { ApiRequest, ApiResponse, Place, ResourceType, Service, ServiceError } from '../core';
import { physicalName } from '../names';
import { jsonError, jsonResponse, parse, parseJson, targetOperation } from '../protocols';

/** What the bootstrap stack would have left; newer than any assembly asks for. */
const BOOTSTRAP_VERSION = { name: '/cdk-bootstrap/hnb659fds/version', value: '30' };

const getParameterInput = v.object({ Name: v.string() });
const parameterProperties = v.object({ Name: v.optional(v.string()), Type: v.string(), Value: v.string() });

export class Ssm implements Service {
  public readonly signingNames = ['ssm'];
  private readonly parameters = new Map([[BOOTSTRAP_VERSION.name, BOOTSTRAP_VERSION.value]]);

  public constructor(private readonly place: Place) {}

  public operation(request: ApiRequest): string {
    return targetOperation(request);
  }

  public async handle(request: ApiRequest): Promise<ApiResponse> {
    if (targetOperation(request) !== 'GetParameter') {
      throw new ServiceError('InvalidAction', `the local cloud has no ssm:${targetOperation(request)}`);
    }
    const { Name } = parse(getParameterInput, parseJson(request.body.toString(), 'the request'), 'ssm:GetParameter');
    const value = this.value(Name);
    if (value === undefined) throw new ServiceError('ParameterNotFound', `Parameter ${Name} not found.`);
    const ARN = `arn:${this.place.partition}:ssm:${this.place.region}:${this.place.account}:parameter/${Name.replace(/^\//, '')}`;
    return jsonResponse({ Parameter: { Name, Type: 'String', Value: value, Version: 1, ARN } }, '1.1');
  }

  public renderError(error: ServiceError): ApiResponse {
    return jsonError(error, '1.1');
  }

  public value(name: string): string | undefined {
    return this.parameters.get(name);
  }

  public resourceTypes(): ResourceType[] {
    const put = (name: string, value: string, type: string) => {
      this.parameters.set(name, value);
      return { physicalId: name, attributes: { Type: type, Value: value } };
    };
    return [{
      typeName: 'AWS::SSM::Parameter',
      createOnly: ['Name'],
      create: async (properties, context) => {
        const { Name, Type, Value } = parse(parameterProperties, properties, context.logicalId);
        return put(Name ?? physicalName(context, 1011), Value, Type);
      },
      update: async (state, properties, _old, context) => {
        const { Type, Value } = parse(parameterProperties, properties, context.logicalId);
        return put(state.physicalId, Value, Type);
      },
      delete: async (state) => void this.parameters.delete(state.physicalId),
    }];
  }
}
