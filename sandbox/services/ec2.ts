import { ApiRequest, ApiResponse, Service, ServiceError } from '../core';
import { xmlResponse } from '../protocols';

const NAMESPACE = 'http://ec2.amazonaws.com/doc/2016-11-15/';

/** What the CDK's own function does to the default security group of a VPC. */
const OF_SECURITY_GROUPS = ['AuthorizeSecurityGroupIngress', 'AuthorizeSecurityGroupEgress', 'RevokeSecurityGroupIngress', 'RevokeSecurityGroupEgress'];

/** EC2, as far as an app with a VPC calls it while it is deployed. Networks are stand-ins, so that nothing comes of it. */
export class Ec2 implements Service {
  public readonly signingNames = ['ec2'];

  public operation(request: ApiRequest): string {
    return new URLSearchParams(request.body.toString()).get('Action') ?? 'Unknown';
  }

  public async handle(request: ApiRequest): Promise<ApiResponse> {
    const operation = this.operation(request);
    if (!OF_SECURITY_GROUPS.includes(operation)) throw new ServiceError('InvalidAction', `The local cloud has no ec2:${operation}.`);
    return xmlResponse({ [`${operation}Response`]: { '@xmlns': NAMESPACE, 'requestId': 'local', 'return': true } });
  }

  public renderError(error: ServiceError): ApiResponse {
    return xmlResponse({ Response: { Errors: { Error: { Code: error.code, Message: error.message } }, RequestID: 'local' } }, error.status);
  }
}
