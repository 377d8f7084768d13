import { XMLBuilder } from 'fast-xml-parser';
import * as v from 'valibot';
import { ApiRequest, ApiResponse, ServiceError } from './core';

const xml = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', suppressEmptyNode: false });

/** Parses input from outside. Input of another shape is the service's error `code`, which names the member. */
export function parse<const Schema extends v.GenericSchema>(
  schema: Schema, value: unknown, what: string, code = 'ValidationException',
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw new ServiceError(code, `${what}: ${v.getDotPath(issue) ?? 'the value'}: ${issue.message}`);
}

export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ServiceError('SerializationException', `${what} is not JSON: ${String(error)}`);
  }
}

export function jsonResponse(body: unknown, version: '1.0' | '1.1' = '1.0', status = 200): ApiResponse {
  return { status, headers: { 'content-type': `application/x-amz-json-${version}` }, body: JSON.stringify(body) };
}

/** JSON 1.0 and 1.1 return 400 for every error of the caller, access denied included. */
export function jsonError(error: ServiceError, version: '1.0' | '1.1' = '1.0'): ApiResponse {
  return jsonResponse({ __type: error.code, message: error.message }, version, error.status < 500 ? 400 : error.status);
}

export function restJsonError(error: ServiceError): ApiResponse {
  return {
    status: error.status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code },
    body: JSON.stringify({ message: error.message }),
  };
}

/** The operation in a JSON protocol's target header, as in `AWSStepFunctions.StartExecution`. */
export function targetOperation(request: ApiRequest): string {
  return request.headers['x-amz-target']?.split('.').pop() ?? 'Unknown';
}

export function xmlResponse(document: Readonly<Record<string, unknown>>, status = 200): ApiResponse {
  return {
    status,
    headers: { 'content-type': 'text/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>${xml.build(document)}`,
  };
}

export function queryError(error: ServiceError): ApiResponse {
  return xmlResponse(
    { ErrorResponse: { Error: { Type: 'Sender', Code: error.code, Message: error.message }, RequestId: 'local' } }, error.status,
  );
}

/** CloudFormation passes scalars on as the author of a template wrote them: `128`, or `"128"`. */
export const cfnNumber = v.pipe(v.union([v.number(), v.string()]), v.transform(Number), v.finite());
export const cfnBoolean = v.pipe(
  v.union([v.boolean(), v.picklist(['true', 'false'])]), v.transform((value) => value === true || value === 'true'),
);
export const jsonObject = v.record(v.string(), v.unknown());
