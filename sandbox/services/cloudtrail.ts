import { ApiRequest, ApiResponse, Service, ServiceError } from '../core';
import { jsonError, targetOperation } from '../protocols';

/** The CLI looks here for the reason of a failure, and does without. */
export class CloudTrail implements Service {
  public readonly signingNames = ['cloudtrail'];

  public operation(request: ApiRequest): string {
    return targetOperation(request);
  }

  public async handle(): Promise<ApiResponse> {
    throw new ServiceError('AccessDeniedException', 'the local cloud keeps no trail', 403);
  }

  public renderError(error: ServiceError): ApiResponse {
    return jsonError(error, '1.1');
  }
}
