import { ServiceError } from '../core';

/** CloudFormation's own error for every mistake in a request. */
export class ValidationError extends ServiceError {
  public constructor(message: string) {
    super('ValidationError', message);
  }
}
