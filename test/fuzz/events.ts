/** Requests of CloudFormation, and ways in which they could be damaged. */
import * as fc from 'fast-check';

type Json = Readonly<Record<string, unknown>>;

const APPLICATION_ARN = 'arn:aws:opensearch:us-east-1:123456789012:application/app1';
export const DATA_INTEGRATION_ID = '11111111-2222-3333-4444-555555555555';

/** The properties that today's constructs write. */
export const ATTACHMENT_PROPERTIES: Json = {
  ServiceToken: 'arn:aws:lambda:us-east-1:123456789012:function:handler',
  ServiceTimeout: '3600',
  ApplicationArn: APPLICATION_ARN,
  DataSourceArn: 'arn:aws:es:us-east-1:123456789012:domain/logs',
  WorkspaceConfiguration: { Name: 'Logs', WorkspaceType: 'OBSERVABILITY' },
  ExistingAttachment: 'FAIL',
  PendingAttachment: 'WAIT',
  MaxWaitSeconds: '1800',
};

export const ASSOCIATION_PROPERTIES: Json = {
  ServiceToken: 'arn:aws:lambda:us-east-1:123456789012:function:handler',
  ServiceTimeout: '3600',
  DataIntegrationArn: `arn:aws:app-integrations:us-east-1:123456789012:data-integration/${DATA_INTEGRATION_ID}`,
  ClientId: 'client',
  ObjectConfiguration: { CustomerProfiles: { domainName: ['shop'], objectType: ['_profile'] } },
  DestinationURI: 's3://exports/profiles',
  ClientAssociationMetadata: { note: 'nightly' },
  ExecutionConfiguration: { ExecutionMode: 'ON_DEMAND', OnDemandConfiguration: { StartTime: '1767225600000', EndTime: '1767312000000' } },
  ExistingAssociation: 'CREATE_ANOTHER',
  RemainingAssociation: 'LEAVE',
  JobCompletion: 'IGNORE',
  MaxWaitSeconds: '1800',
};

export const RESPONSE_URL = 'https://cloudformation-custom-resource-response-useast1.s3.us-east-1.amazonaws.com/a-response?X-Amz-Signature=0a1b2c3d4e5f';

export function requests(properties: Json, physicalIds: readonly string[]): fc.Arbitrary<Json> {
  const common = {
    StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Search/0a1b2c3d-0000-1111-2222-333344445555',
    RequestId: '5f0c6f1e-6a52-4d3a-9b59-0d7c0e0a2f11',
    LogicalResourceId: 'Logs',
    ResourceType: 'Custom::It',
    ServiceToken: properties.ServiceToken,
    ResponseURL: RESPONSE_URL,
    ResourceProperties: properties,
  };
  return fc.oneof(
    fc.constant({ RequestType: 'Create', ...common }),
    fc.constantFrom(...physicalIds).map((PhysicalResourceId) => (
      { RequestType: 'Update', ...common, PhysicalResourceId, OldResourceProperties: { ...properties, MaxWaitSeconds: '60' } }
    )),
    fc.constantFrom(...physicalIds).map((PhysicalResourceId) => ({ RequestType: 'Delete', ...common, PhysicalResourceId })),
  );
}

const POLLUTION = '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}';

/** Replacements of a value, as JSON. */
const replacements: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    'null', 'true', '0', '-1', '1e999', '1800', '""', '" "', '"\\u0000"', '"\\ud800"', '"😀"', '"\\u202e"', '"0"', '"-1"', '"1e3"', '"NaN"',
    '"__proto__"', '"constructor"', '"../../x"', '"arn:aws:es:::"', '"https://x/?X-Amz-Signature=1"', '[]', '[null]', '{}', '[[[[]]]]', POLLUTION,
    '{"Ref":"AWS::NoValue"}', '"${Token[TOKEN.1]}"',
  ),
  // 1 kB, and more than the input of an execution may have.
  fc.constantFrom(1_000, 5_000, 300_000).map((length) => JSON.stringify('a'.repeat(length))),
  fc.constantFrom(700, 2_000).map((length) => JSON.stringify('"\u0001'.repeat(length))),
  fc.constant('{"a":'.repeat(500) + '1' + '}'.repeat(500)),
  fc.jsonValue({ maxDepth: 3, noUnicodeString: false }).map((value) => JSON.stringify(value)),
  fc.string({ unit: 'binary' }).map((value) => JSON.stringify(value)),
);

const MARK = '<<here>>';

/** Marks a place in a JSON document, so any text can be put there, even one that no object of JavaScript could have. */
function markAt(document: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return MARK;
  if (Array.isArray(document)) return document.map((member: unknown, index) => (String(index) === name ? markAt(member, rest) : member));
  return Object.fromEntries(Object.entries(document as Json).map(([key, member]) => [key, key === name ? markAt(member, rest) : member]));
}

function pathsOf(document: unknown, at: readonly string[] = []): string[][] {
  if (typeof document !== 'object' || document === null) return [];
  return Object.entries(document).flatMap(([name, member]) => [[...at, name], ...pathsOf(member, [...at, name])]);
}

function without(document: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (typeof document !== 'object' || document === null || name === undefined) return document;
  if (Array.isArray(document)) return document.map((member: unknown, index) => (String(index) === name ? without(member, rest) : member));
  return Object.fromEntries(Object.entries(document)
    .filter(([key]) => key !== name || rest.length > 0)
    .map(([key, member]) => [key, key === name ? without(member, rest) : member]));
}

/** A document with one member removed, replaced or added, as JSON. */
export function damaged(document: Json): fc.Arbitrary<string> {
  const paths = pathsOf(document);
  const path = fc.constantFrom(...paths);
  return fc.oneof(
    path.map((each) => JSON.stringify(without(document, each))),
    fc.tuple(path, replacements).map(([each, value]) => JSON.stringify(markAt(document, each)).replace(`"${MARK}"`, () => value)),
    fc.tuple(fc.constantFrom('__proto__', 'constructor', 'hasOwnProperty', 'toString', 'step', 'Later', ''), replacements).map(([name, value]) => (
      JSON.stringify(document).replace(/\{/, () => `{${JSON.stringify(name)}:${value},`)
    )),
    fc.tuple(fc.constantFrom('__proto__', 'constructor', 'toString', 'Later'), replacements).map(([name, value]) => (
      JSON.stringify(document).replace(/"ResourceProperties":\{/, (start) => `${start}${JSON.stringify(name)}:${value},`)
    )),
  );
}

/** Events that are not meant for the handler. */
export const nonsense: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    'null', '0', '""', '[]', '{}', POLLUTION, '{"Records":[]}', '{"step":"advance"}', '{"step":"respond"}', '{"step":"advance","execution":null}',
    '{"step":"respond","execution":{"request":{}}}', '{"step":["advance"]}', '{"RequestType":"Create"}', `{"ResponseURL":${JSON.stringify(['https://x'])}}`,
  ),
  fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value)),
);
