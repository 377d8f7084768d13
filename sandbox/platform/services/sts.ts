import { ApiRequest, ApiResponse, Place, Principal, Service, ServiceError } from '../core';
import { Credentials } from '../credentials';
import { queryError, xmlResponse } from '../protocols';
import { Iam } from './iam';

/** The roles that `cdk bootstrap` creates. The CLI assumes them, and may do anything with each of them. */
const BOOTSTRAP_ROLE = /:role\/cdk-hnb659fds-/;
const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

export interface StsOptions {
  readonly place: Place;
  readonly credentials: Credentials;
  readonly iam: Iam;
}

export class Sts implements Service {
  public readonly signingNames = ['sts'];

  public constructor(private readonly options: StsOptions) {}

  public operation(request: ApiRequest): string {
    return new URLSearchParams(request.body.toString()).get('Action') ?? 'Unknown';
  }

  public async handle(request: ApiRequest): Promise<ApiResponse> {
    const parameters = new URLSearchParams(request.body.toString());
    switch (parameters.get('Action')) {
      case 'GetCallerIdentity': return this.getCallerIdentity(request.principal);
      case 'AssumeRole': return this.assumeRole(request.principal, parameters);
      default: throw new ServiceError('InvalidAction', `the local cloud has no sts:${this.operation(request)}`);
    }
  }

  public renderError(error: ServiceError): ApiResponse {
    return queryError(error);
  }

  private getCallerIdentity({ arn }: Principal): ApiResponse {
    return respond('GetCallerIdentity', { Arn: arn, UserId: 'AIDALOCAL', Account: this.options.place.account });
  }

  private async assumeRole(caller: Principal, parameters: URLSearchParams): Promise<ApiResponse> {
    const roleArn = parameters.get('RoleArn') ?? '';
    const session = this.options.iam.session(roleArn, parameters.get('RoleSessionName') ?? 'session');
    await this.options.iam.authorize(caller, 'sts:AssumeRole', roleArn);
    if (!BOOTSTRAP_ROLE.test(roleArn) && !this.options.iam.hasRole(roleArn.split('/').pop() ?? '')) {
      throw new ServiceError('AccessDenied', `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`, 403);
    }
    const key = this.options.credentials.issue(BOOTSTRAP_ROLE.test(roleArn) ? { arn: session.arn } : session);
    return respond('AssumeRole', {
      AssumedRoleUser: { Arn: session.arn, AssumedRoleId: 'AROALOCAL:session' },
      Credentials: {
        AccessKeyId: key.accessKeyId,
        SecretAccessKey: key.secretAccessKey,
        SessionToken: key.sessionToken,
        // The caller's clock is the wall clock.
        Expiration: new Date(Date.now() + 3_600_000).toISOString(),
      },
    });
  }
}

function respond(operation: string, result: Readonly<Record<string, unknown>>): ApiResponse {
  return xmlResponse({
    [`${operation}Response`]: { '@xmlns': NAMESPACE, [`${operation}Result`]: result, 'ResponseMetadata': { RequestId: 'local' } },
  });
}
