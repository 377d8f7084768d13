/**
 * `AppIntegrationsClient` with the three operations that the lifecycle of an association needs.
 * `@aws-sdk/client-appintegrations` 3.523.0 does not have two of them. This client has the official names, and uses the
 * SDK's own signer, retries, endpoints and serialization. An official client with the operations can replace it by a
 * changed import.
 */
import {
  createDefaultUserAgentProvider, getHostHeaderPlugin, getRecursionDetectionPlugin, getUserAgentPlugin, partition,
  resolveHostHeaderConfig, resolveUserAgentConfig,
} from '@aws-sdk/core/client';
import { AwsSdkSigV4Signer, resolveAwsSdkSigV4Config } from '@aws-sdk/core/httpAuthSchemes';
import { AwsRestJsonProtocol } from '@aws-sdk/core/protocols';
import { fromEnv } from '@aws-sdk/credential-provider-env';
import { DefaultIdentityProviderConfig, getHttpAuthSchemeEndpointRuleSetPlugin, getHttpSigningPlugin } from '@smithy/core';
import { Sha256 } from '@smithy/core/checksum';
import { Client, Command, getSmithyContext } from '@smithy/core/client';
import {
  loadConfig, NODE_REGION_CONFIG_OPTIONS, NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS, NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS, resolveRegionConfig,
} from '@smithy/core/config';
import { getEndpointPlugin, resolveEndpointConfig } from '@smithy/core/endpoints';
import { getContentLengthPlugin, parseUrl } from '@smithy/core/protocols';
import { getRetryPlugin, NODE_MAX_ATTEMPT_CONFIG_OPTIONS, resolveRetryConfig } from '@smithy/core/retry';
import { getSchemaSerdePlugin } from '@smithy/core/schema';
import { calculateBodyLength, fromBase64, fromUtf8, toBase64, toUtf8 } from '@smithy/core/serde';
import { NodeHttpHandler, streamCollector } from '@smithy/node-http-handler';
import type { EndpointV2, HttpAuthScheme, HttpHandlerOptions, MetadataBearer, NodeHttpHandlerOptions, StaticOperationSchema } from '@smithy/types';
import * as schemas from './client-schemas';
import type { ExecutionConfigurationProperty } from '../../src/appintegrations/data-integration-association/association-properties';

const SERVICE = 'AmazonAppIntegrationService';
const SIGNING_NAME = 'app-integrations';

export interface AppIntegrationsClientConfig {
  readonly requestHandler?: NodeHttpHandlerOptions;
  readonly maxAttempts?: number;
}

type EndpointParameters = {
  readonly Region?: string;
  readonly UseDualStack?: boolean;
  readonly UseFIPS?: boolean;
  readonly Endpoint?: string;
};

/** The endpoint rules of the service: the host depends on the partition, unless another endpoint is configured. */
export function endpointFor({ Region, UseDualStack = false, UseFIPS = false, Endpoint }: EndpointParameters): EndpointV2 {
  if (Endpoint !== undefined) {
    if (UseFIPS) throw new Error('Invalid Configuration: FIPS and custom endpoint are not supported');
    if (UseDualStack) throw new Error('Invalid Configuration: Dualstack and custom endpoint are not supported');
    return { url: new URL(Endpoint) };
  }
  if (!Region) throw new Error('Invalid Configuration: Missing Region');
  const { dnsSuffix, dualStackDnsSuffix, supportsDualStack, supportsFIPS } = partition(Region);
  if (UseFIPS && !supportsFIPS) throw new Error('FIPS is enabled but this partition does not support FIPS');
  if (UseDualStack && !supportsDualStack) throw new Error('DualStack is enabled but this partition does not support DualStack');
  return { url: new URL(`https://${SIGNING_NAME}${UseFIPS ? '-fips' : ''}.${Region}.${UseDualStack ? dualStackDnsSuffix : dnsSuffix}`) };
}

const SIGV4: HttpAuthScheme = {
  schemeId: 'aws.auth#sigv4',
  identityProvider: (config) => config.getIdentityProvider('aws.auth#sigv4'),
  signer: new AwsSdkSigV4Signer(),
};

/** The configuration, as the generated clients have it. The credentials are those of Lambda's environment variables. */
function resolveConfig({ requestHandler, maxAttempts }: AppIntegrationsClientConfig) {
  const common = {
    apiVersion: '2020-07-29',
    serviceId: 'AppIntegrations',
    defaultSigningName: SIGNING_NAME,
    protocol: new AwsRestJsonProtocol({ defaultNamespace: schemas.NAMESPACE }),
    disableHostPrefix: false,
    requestHandler: NodeHttpHandler.create(requestHandler),
    credentials: fromEnv(),
    region: loadConfig(NODE_REGION_CONFIG_OPTIONS),
    maxAttempts: maxAttempts ?? loadConfig(NODE_MAX_ATTEMPT_CONFIG_OPTIONS),
    retryMode: 'standard',
    useDualstackEndpoint: loadConfig(NODE_USE_DUALSTACK_ENDPOINT_CONFIG_OPTIONS),
    useFipsEndpoint: loadConfig(NODE_USE_FIPS_ENDPOINT_CONFIG_OPTIONS),
    endpointProvider: endpointFor,
    defaultUserAgentProvider: createDefaultUserAgentProvider({ serviceId: 'AppIntegrations', clientVersion: '1' }),
    runtime: 'node',
    sha256: Sha256,
    urlParser: parseUrl,
    bodyLengthChecker: calculateBodyLength,
    streamCollector,
    base64Decoder: fromBase64,
    base64Encoder: toBase64,
    utf8Decoder: fromUtf8,
    utf8Encoder: toUtf8,
    httpAuthSchemes: [SIGV4],
    httpAuthSchemeProvider: ({ region }: { readonly operation?: string; readonly region?: string }) => [{
      schemeId: 'aws.auth#sigv4',
      signingProperties: { name: SIGNING_NAME, region },
      propertiesExtractor: (config: object, context: object) => ({ signingProperties: { config, context } }),
    }],
    authSchemePreference: async () => [],
  };
  const regional = resolveRegionConfig(resolveRetryConfig(resolveUserAgentConfig(common)));
  return resolveAwsSdkSigV4Config(resolveEndpointConfig(resolveHostHeaderConfig(regional)));
}

type Config = ReturnType<typeof resolveConfig>;

export class AppIntegrationsClient extends Client<HttpHandlerOptions, object, MetadataBearer, Config> {
  public override readonly config: Config;

  public constructor(configuration: AppIntegrationsClientConfig = {}) {
    const config = resolveConfig(configuration);
    super(config);
    this.config = config;
    this.middlewareStack.use(getSchemaSerdePlugin(config));
    this.middlewareStack.use(getUserAgentPlugin(config));
    this.middlewareStack.use(getRetryPlugin(config));
    this.middlewareStack.use(getContentLengthPlugin(config));
    this.middlewareStack.use(getHostHeaderPlugin(config));
    this.middlewareStack.use(getRecursionDetectionPlugin(config));
    this.middlewareStack.use(getHttpAuthSchemeEndpointRuleSetPlugin(config, {
      httpAuthSchemeParametersProvider: async (_, context) => ({
        operation: String(getSmithyContext(context).operation), region: await config.region(),
      }),
      identityProviderConfigProvider: async () => new DefaultIdentityProviderConfig({ 'aws.auth#sigv4': config.credentials }),
    }));
    this.middlewareStack.use(getHttpSigningPlugin(config));
  }
}

function command<Input extends object, Output extends object>(schema: StaticOperationSchema) {
  const name = schema[2];
  return Command.classBuilder<Input, Output & MetadataBearer, Config, object, MetadataBearer>()
    .ep({
      UseFIPS: { type: 'builtInParams', name: 'useFipsEndpoint' },
      Endpoint: { type: 'builtInParams', name: 'endpoint' },
      Region: { type: 'builtInParams', name: 'region' },
      UseDualStack: { type: 'builtInParams', name: 'useDualstackEndpoint' },
    })
    .m((constructor, _, config) => [getEndpointPlugin(config, constructor.getEndpointParameterInstructions())])
    .s(SERVICE, name)
    .n('AppIntegrationsClient', `${name}Command`)
    .sc(schema)
    .build();
}

export interface CreateDataIntegrationAssociationCommandInput {
  readonly DataIntegrationIdentifier: string;
  readonly ClientId?: string;
  readonly ObjectConfiguration?: { readonly [object: string]: { readonly [name: string]: readonly string[] } };
  readonly DestinationURI?: string;
  readonly ClientAssociationMetadata?: { readonly [key: string]: string };
  readonly ClientToken?: string;
  readonly ExecutionConfiguration?: ExecutionConfigurationProperty;
}

export interface CreateDataIntegrationAssociationCommandOutput {
  readonly DataIntegrationAssociationId?: string;
  readonly DataIntegrationArn?: string;
}

export interface UpdateDataIntegrationAssociationCommandInput {
  readonly DataIntegrationIdentifier: string;
  readonly DataIntegrationAssociationIdentifier: string;
  readonly ExecutionConfiguration: ExecutionConfigurationProperty;
}

export interface ListDataIntegrationAssociationsCommandInput {
  readonly DataIntegrationIdentifier: string;
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

export interface DataIntegrationAssociationSummary {
  readonly DataIntegrationAssociationArn?: string;
  readonly DataIntegrationArn?: string;
  readonly ClientId?: string;
  readonly DestinationURI?: string;
  readonly LastExecutionStatus?: { readonly ExecutionStatus?: string; readonly StatusMessage?: string };
  readonly ExecutionConfiguration?: Partial<ExecutionConfigurationProperty>;
}

export interface ListDataIntegrationAssociationsCommandOutput {
  readonly DataIntegrationAssociations?: readonly DataIntegrationAssociationSummary[];
  readonly NextToken?: string;
}

export class CreateDataIntegrationAssociationCommand extends command<
  CreateDataIntegrationAssociationCommandInput, CreateDataIntegrationAssociationCommandOutput
>(schemas.CreateDataIntegrationAssociation) {}

export class UpdateDataIntegrationAssociationCommand extends command<
  UpdateDataIntegrationAssociationCommandInput, object
>(schemas.UpdateDataIntegrationAssociation) {}

export class ListDataIntegrationAssociationsCommand extends command<
  ListDataIntegrationAssociationsCommandInput, ListDataIntegrationAssociationsCommandOutput
>(schemas.ListDataIntegrationAssociations) {}
