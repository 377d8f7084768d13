/**
 * The limits of the services, written down from their API references and independent of the library's own checks. Each function
 * names everything that a service would refuse. Values that are not known before the deployment (an intrinsic function) are left
 * out.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_AttachDataSource.html
 * @see https://docs.aws.amazon.com/appintegrations/latest/APIReference/API_CreateDataIntegrationAssociation.html
 */
type Json = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

const string = (min: number, max: number, pattern = /^[^]*$/): Check => (
  (value) => typeof value === 'string' && Array.from(value).length >= min && Array.from(value).length <= max && pattern.test(value)
);
const oneOf = (...values: unknown[]): Check => (value) => values.includes(value);
const nonBlank = string(1, 255, /\S/);
const field = string(1, 255, /^[a-zA-Z0-9/._-]+$/);
const millis = string(1, 16, /^\d+$/);
const arn = (service: string, resource: string) => string(20, 2048, new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]+:\\d{12}:${resource}$`));

const map = (names: Check, values: Check): Check => (value) => (
  typeof value === 'object' && value !== null && !Array.isArray(value)
    && Object.entries(value).every(([name, member]) => names(name) && unknownOr(values)(member))
);
const list = (min: number, max: number, members: Check): Check => (
  (value) => Array.isArray(value) && value.length >= min && value.length <= max && value.every(unknownOr(members))
);
const structure = (members: Readonly<Record<string, Check>>, ...required: string[]): Check => (value) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return required.every((name) => name in value)
    && Object.entries(value).every(([name, member]) => name in members && unknownOr(members[name] ?? (() => false))(member));
};

const ATTACHMENT: Readonly<Record<string, Check>> = {
  ApplicationArn: arn('opensearch', 'application/[a-z0-9]{3,30}'),
  ApplicationId: string(3, 30, /^[a-z0-9]+$/),
  DataSourceArn: (value) => arn('es', 'domain/[a-z][a-z0-9-]{2,27}')(value) || arn('aoss', 'collection/[a-z0-9]{3,40}')(value),
  WorkspaceId: nonBlank,
  WorkspaceConfiguration: structure({
    Name: string(1, 40, /^[A-Za-z0-9()[\]_ -]+$/), WorkspaceType: oneOf('OBSERVABILITY', 'SECURITY_ANALYTICS', 'SEARCH'),
  }, 'Name', 'WorkspaceType'),
  ExistingAttachment: oneOf('FAIL', 'ADOPT'),
  PendingAttachment: oneOf('WAIT', 'ACCEPT'),
  MaxWaitSeconds: (value) => string(1, 4, /^[1-9]\d*$/)(value) && Number(value) <= 3000,
};

const ACCESS: Readonly<Record<string, Check>> = {
  DomainArn: arn('es', 'domain/[a-z][a-z0-9-]{2,27}'),
  Account: string(12, 12, /^\d+$/),
  Service: oneOf('application.opensearchservice.amazonaws.com'),
  SupportedRegions: list(1, 1000, string(5, 30, /^[a-z][a-z0-9-]+$/)),
  ExistingAccess: oneOf('FAIL', 'ADOPT'),
};

const CAPABILITY: Readonly<Record<string, Check>> = {
  ApplicationArn: arn('opensearch', 'application/[a-z0-9]{3,30}'),
  CapabilityName: oneOf('ai-capability'),
  ExistingCapability: oneOf('FAIL', 'ADOPT'),
  MaxWaitSeconds: (value) => string(1, 4, /^[1-9]\d*$/)(value) && Number(value) <= 3000,
};

const ASSOCIATION: Readonly<Record<string, Check>> = {
  DataIntegrationArn: arn('app-integrations', 'data-integration/[a-f0-9-]{36}'),
  DataIntegrationId: string(1, 255, /\S/),
  ClientId: string(1, 255, /^.*$/u),
  ObjectConfiguration: map(nonBlank, map(nonBlank, list(1, 2048, field))),
  DestinationURI: string(1, 1000, /^\w+:\/\/[\w.-]+[\w/!@#+=.,-]+$/),
  ClientAssociationMetadata: map(nonBlank, nonBlank),
  ExecutionConfiguration: (value) => structure({
    ExecutionMode: oneOf('ON_DEMAND', 'SCHEDULED'),
    OnDemandConfiguration: structure({ StartTime: millis, EndTime: millis }, 'StartTime'),
    ScheduleConfiguration: structure({
      ScheduleExpression: string(1, 255, /\S/), Object: field, FirstExecutionFrom: millis,
    }, 'ScheduleExpression'),
  }, 'ExecutionMode')(value),
  ExistingAssociation: oneOf('CREATE_ANOTHER', 'ADOPT'),
  RemainingAssociation: oneOf('LEAVE', 'FAIL'),
  JobCompletion: oneOf('IGNORE', 'WAIT'),
  MaxWaitSeconds: (value) => string(1, 4, /^[1-9]\d*$/)(value) && Number(value) <= 3000,
};

const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  'Custom::OpenSearchDataSourceAttachment': ['ApplicationArn', 'DataSourceArn'],
  'Custom::OpenSearchVpcEndpointAccess': ['DomainArn', 'ExistingAccess'],
  'Custom::OpenSearchApplicationCapability': ['ApplicationArn', 'CapabilityName', 'ExistingCapability'],
  'Custom::OpenSearchDefaultApplication': ['ApplicationArn', 'ExistingDefault'],
  'Custom::AppIntegrationsDataIntegrationAssociation': ['DataIntegrationArn'],
  'AWS::OpenSearchService::Application': ['Name'],
};

const OTHERS: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  'Custom::OpenSearchDataSourceAttachment': ATTACHMENT,
  'Custom::OpenSearchVpcEndpointAccess': ACCESS,
  'Custom::OpenSearchApplicationCapability': CAPABILITY,
  'Custom::OpenSearchDefaultApplication': { ApplicationArn: CAPABILITY.ApplicationArn as Check, ExistingDefault: oneOf('FAIL', 'ADOPT') },
  'Custom::AppIntegrationsDataIntegrationAssociation': ASSOCIATION,
  'AWS::OpenSearchService::Application': {
    Name: string(3, 30, /^[a-z][a-z0-9-]+$/),
    AppConfigs: list(1, 200, structure({
      Key: oneOf('opensearchDashboards.dashboardAdmin.users', 'opensearchDashboards.dashboardAdmin.groups'), Value: string(1, 256),
    }, 'Key', 'Value')),
  },
  'AWS::AppIntegrations::DataIntegration': {
    Name: string(1, 255, /^[a-zA-Z0-9/._-]+$/),
    KmsKey: string(1, 255, /\S/),
    SourceURI: string(1, 1000, /^\w+:\/\//),
    ObjectConfiguration: map(nonBlank, map(nonBlank, list(1, 2048, field))),
  },
  'AWS::Lambda::Function': {
    MemorySize: (value) => Number.isInteger(value) && Number(value) >= 128 && Number(value) <= 10_240,
    Architectures: (value) => JSON.stringify(value) === '["x86_64"]' || JSON.stringify(value) === '["arm64"]',
  },
  'AWS::Logs::LogGroup': {
    RetentionInDays: oneOf(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653),
  },
  'AWS::IAM::Role': { PermissionsBoundary: string(20, 2048, /^arn:/) },
};

/** The parts of a template that the services would refuse, by resource type and property. */
export function problems(template: Json): string[] {
  const found: string[] = [];
  for (const resource of Object.values(template.Resources as Readonly<Record<string, Json>> | undefined ?? {})) {
    const type = String(resource.Type);
    const properties = resource.Properties as Json | undefined ?? {};
    for (const name of REQUIRED[type] ?? []) if (properties[name] === undefined) found.push(`${type}.${name} is missing`);
    for (const [name, check] of Object.entries(OTHERS[type] ?? {})) {
      const value = properties[name];
      if (value !== undefined && !unknownOr(check)(value)) found.push(`${type}.${name} is ${JSON.stringify(value)}`);
    }
  }
  return found;
}

function unknownOr(check: Check): Check {
  return (value) => isIntrinsic(value) || (typeof value === 'string' && /\{\{resolve:/.test(value)) || check(value);
}

function isIntrinsic(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const [name, ...others] = Object.keys(value);
  return others.length === 0 && name !== undefined && (name === 'Ref' || name.startsWith('Fn::'));
}
