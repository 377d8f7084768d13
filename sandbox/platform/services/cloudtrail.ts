import { ApiRequest, ApiResponse, Service, ServiceError } from '../core';
import { jsonError, jsonResponse, targetOperation } from '../protocols';

/** The CLI searches here for the reason of a failure. No trail exists, and the CLI works without one. */
export class CloudTrail implements Service {
  public readonly signingNames = ['cloudtrail'];

  public operation(request: ApiRequest): string {
    return targetOperation(request);
  }

  public async handle(): Promise<ApiResponse> {
    return jsonResponse({ Events: [] }, '1.1');
  }

  public renderError(error: ServiceError): ApiResponse {
    return jsonError(error, '1.1');
  }
}
