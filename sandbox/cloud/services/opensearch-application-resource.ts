/** `AWS::OpenSearchService::Application`: an OpenSearch UI application, as CloudFormation creates it. */

import * as v from 'valibot';
import type { OpenSearch } from './opensearch';
import type { ApplicationSettings } from './opensearch-applications';
import { Place, Properties, ResourceContext, ResourceState, ResourceType, ServiceError } from '../../platform/core';
import { cfnBoolean, parse } from '../../platform/protocols';
import type { Iam } from '../../platform/services/iam';
import type { Kms } from '../../platform/services/kms';
import { decide } from '../../platform/services/resource-policies';

const SERVICE = 'application.opensearchservice.amazonaws.com';
/** The actions on the key of an application that OpenSearch UI performs, according to its guide. */
const KEY_ACTIONS = ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'];

const arn = v.pipe(v.string(), v.regex(/^arn:/, 'must be an ARN'));

// The schema of the resource type, which knows no other properties.
const ApplicationProperties = v.strictObject({
  Name: v.string(),
  AppConfigs: v.optional(v.array(v.strictObject({
    Key: v.picklist(['opensearchDashboards.dashboardAdmin.users', 'opensearchDashboards.dashboardAdmin.groups']),
    Value: v.pipe(v.string(), v.maxLength(256)),
  }))),
  DataSources: v.optional(v.array(v.strictObject({ DataSourceArn: v.string(), DataSourceDescription: v.optional(v.string()) }))),
  Endpoint: v.optional(v.string()),
  IamIdentityCenterOptions: v.optional(v.strictObject({
    Enabled: v.optional(cfnBoolean),
    IamIdentityCenterInstanceArn: v.optional(arn),
    IamRoleForIdentityCenterApplicationArn: v.optional(arn),
  })),
  KmsKeyArn: v.optional(v.pipe(
    v.string(), v.regex(/^arn:aws(-[a-z]+)*:kms:[a-z0-9-]+:\d{12}:key\/[a-f0-9]{8}(-[a-f0-9]{4}){3}-[a-f0-9]{12}$/, 'must be the ARN of a key'),
  )),
  Tags: v.optional(v.array(v.strictObject({
    Key: v.pipe(v.string(), v.minLength(1), v.maxLength(128)), Value: v.pipe(v.string(), v.maxLength(256)),
  }))),
});

type ApplicationInput = v.InferOutput<typeof ApplicationProperties>;

/** Everything that the settings of an application can name. A part that is missing is not checked. */
export interface ApplicationSurroundings {
  readonly place: Place;
  readonly iam?: Pick<Iam, 'trusts'>;
  readonly kms?: Pick<Kms, 'find'>;
}

export function applicationType(openSearch: OpenSearch, surroundings: ApplicationSurroundings): ResourceType {
  const typeName = 'AWS::OpenSearchService::Application';
  const read = (properties: Properties, { logicalId }: ResourceContext): ApplicationInput => parse(ApplicationProperties, properties, `${logicalId} (${typeName})`);
  const check = async (input: ApplicationInput): Promise<void> => {
    await checkRole(input, surroundings);
    await checkKey(input, surroundings);
  };
  return {
    typeName,
    createOnly: ['Name', 'KmsKeyArn'],
    create: async (properties, context) => {
      const input = read(properties, context);
      await check(input);
      const application = openSearch.createApplication(input.Name, 'CREATING');
      openSearch.configureApplication(application.id, settingsOf(input));
      await stabilize(context, async () => {
        await openSearch.provision();
        if (input.DataSources !== undefined) openSearch.updateApplication(application.id, input.DataSources.map(listed));
        openSearch.setApplicationStatus(application.id, 'ACTIVE');
      });
      const { name, id, arn: applicationArn } = application;
      return { physicalId: name, attributes: { Id: id, Arn: applicationArn } } satisfies ResourceState;
    },
    update: async (state, properties, old, context) => {
      const input = read(properties, context);
      const id = String(state.attributes.Id);
      openSearch.setApplicationStatus(id, 'UPDATING');
      await check(input).catch((error: unknown) => {
        openSearch.setApplicationStatus(id, 'ACTIVE');
        throw error;
      });
      openSearch.configureApplication(id, settingsOf(input));
      await stabilize(context, async () => {
        await openSearch.provision();
        // If an application never named its data sources, those that others attached remain. If it no longer names them, it has
        // none.
        if (input.DataSources !== undefined || old.DataSources !== undefined) openSearch.updateApplication(id, (input.DataSources ?? []).map(listed));
        openSearch.setApplicationStatus(id, 'ACTIVE');
      });
      return state;
    },
    delete: async (state) => {
      await openSearch.provision();
      openSearch.deleteApplication(String(state.attributes.Id));
    },
  };
}

function settingsOf({ AppConfigs = [], IamIdentityCenterOptions, KmsKeyArn, Tags = [] }: ApplicationInput): ApplicationSettings {
  return {
    appConfigs: AppConfigs.map(({ Key, Value }) => ({ key: Key, value: Value })),
    identityCenter: IamIdentityCenterOptions?.Enabled ? {
      instanceArn: IamIdentityCenterOptions.IamIdentityCenterInstanceArn ?? '',
      roleArn: IamIdentityCenterOptions.IamRoleForIdentityCenterApplicationArn ?? '',
    } : undefined,
    kmsKeyArn: KmsKeyArn,
    tags: Tags.map(({ Key, Value }) => ({ key: Key, value: Value })),
  };
}

async function checkRole({ IamIdentityCenterOptions }: ApplicationInput, { iam }: ApplicationSurroundings): Promise<void> {
  if (!IamIdentityCenterOptions?.Enabled) return;
  const { IamIdentityCenterInstanceArn: instance, IamRoleForIdentityCenterApplicationArn: role } = IamIdentityCenterOptions;
  if (instance === undefined || role === undefined) {
    throw new ServiceError('ValidationException', 'IAM Identity Center takes the ARN of an instance and that of a role');
  }
  if (iam && !await iam.trusts(role, SERVICE)) throw new ServiceError('ValidationException', `${SERVICE} is not authorized to assume the role ${role}`);
}

async function checkKey({ KmsKeyArn }: ApplicationInput, { kms, place }: ApplicationSurroundings): Promise<void> {
  if (KmsKeyArn === undefined || kms === undefined) return;
  const key = kms.find(KmsKeyArn);
  if (key === undefined) throw new ServiceError('ValidationException', `the key ${KmsKeyArn} does not exist`);
  for (const action of KEY_ACTIONS) {
    const decision = await decide({ service: SERVICE, action, resourceArn: key.arn, account: place.account }, key.policy);
    if (decision !== 'Allowed') throw new ServiceError('AccessDeniedException', `${SERVICE} is not authorized to perform ${action} on ${key.arn}`);
  }
}

/**
 * Waits until a resource is ready. In express mode CloudFormation does not wait: the resource becomes ready, or not, in the
 * background.
 */
export async function stabilize({ express }: ResourceContext, becomeReady: () => Promise<void>): Promise<void> {
  const ready = becomeReady();
  if (express) ready.catch(() => {});
  else await ready;
}

function listed({ DataSourceArn, DataSourceDescription }: { readonly DataSourceArn: string; readonly DataSourceDescription?: string }) {
  return { dataSourceArn: DataSourceArn, dataSourceDescription: DataSourceDescription };
}
