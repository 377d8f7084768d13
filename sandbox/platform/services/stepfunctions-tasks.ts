import * as v from 'valibot';
import { AslError } from '../asl';
import { Principal, ServiceError } from '../core';
import { ConnectionCut } from '../traffic';
import { InvocationResult } from './lambda';

/** The part of Lambda that a state machine needs: a synchronous invocation on behalf of its role. */
export interface TaskInvoker {
  invoke(principal: Principal, functionNameOrArn: string, payload: string): Promise<InvocationResult>;
}

const invokeParameters = v.object({ FunctionName: v.string(), Payload: v.optional(v.unknown(), {}) });
const functionError = v.object({ errorType: v.string() });

/**
 * The work of a Task state: the `lambda:invoke` integration, or a plain function ARN.
 *
 * @throws AslError - with the service's error names, for Retry and Catch
 */
export async function runTask(invoker: TaskInvoker, principal: Principal, resource: string, parameters: unknown): Promise<unknown> {
  if (/^arn:[^:]+:lambda:/.test(resource)) {
    return invoke(invoker, principal, resource, parameters);
  }
  if (!/^arn:[^:]+:states:::lambda:invoke$/.test(resource)) {
    throw new AslError('States.Runtime', `the local cloud has no task resource ${resource}`);
  }
  const parsed = v.safeParse(invokeParameters, parameters);
  if (!parsed.success) throw new AslError('States.Runtime', `lambda:invoke takes FunctionName and Payload, not ${JSON.stringify(parameters)}`);
  return {
    ExecutedVersion: '$LATEST',
    Payload: await invoke(invoker, principal, parsed.output.FunctionName, parsed.output.Payload),
    SdkHttpMetadata: { HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: 'local' },
    StatusCode: 200,
  };
}

async function invoke(invoker: TaskInvoker, principal: Principal, functionName: string, payload: unknown): Promise<unknown> {
  const { functionError: kind, payload: output } = await invoker.invoke(principal, functionName, JSON.stringify(payload)).catch(asTaskError);
  const value: unknown = JSON.parse(output);
  if (kind === undefined) return value;
  const error = v.safeParse(functionError, value);
  // If a process ended without a response, Step Functions reports an unknown error, whatever Lambda reports.
  const unknown = !error.success || error.output.errorType === 'Runtime.ExitError';
  throw new AslError(unknown ? 'Lambda.Unknown' : error.output.errorType, output);
}

function asTaskError(error: unknown): never {
  if (error instanceof ConnectionCut) throw new AslError('Lambda.SdkClientException', error.message);
  if (!(error instanceof ServiceError)) throw error;
  throw new AslError(error.code === 'AccessDeniedException' ? 'Lambda.AWSLambdaException' : `Lambda.${error.code}`, error.message);
}
