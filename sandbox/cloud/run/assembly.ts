import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as v from 'valibot';
import { Resolver } from '../../platform/cloudformation/resolver';
import { parseTemplate } from '../../platform/cloudformation/template';
import { Place, ServiceError } from '../../platform/core';

const MANIFEST = v.object({
  artifacts: v.optional(v.record(v.string(), v.object({
    type: v.string(),
    environment: v.optional(v.string()),
    properties: v.optional(v.object({ templateFile: v.optional(v.string()), directoryName: v.optional(v.string()) }), {}),
  })), {}),
});

const ASSETS = v.object({ files: v.optional(v.record(v.string(), v.object({ source: v.object({ path: v.optional(v.string()) }) })), {}) });

/** The values that the stacks get, by name. */
export interface Inputs {
  readonly parameters: ReadonlyMap<string, string>;
  readonly ssm: ReadonlyMap<string, string>;
}

/** One stack of an assembly. */
interface AssemblyStack {
  /** The stack's template and those of its nested stacks. */
  readonly templateFiles: readonly string[];
  /** An account id, or a text that is no account. */
  readonly account: string;
  readonly region?: string;
}

/** The properties of custom resources that may name something that exists already. */
const REFERENCES: Readonly<Record<string, readonly string[]>> = {
  'Custom::OpenSearchDataSourceAttachment': ['ApplicationArn', 'DataSourceArn'],
  'Custom::AppIntegrationsDataIntegrationAssociation': ['DataIntegrationArn'],
};

/** The output of an app, including its stages, as far as the local cloud needs it before the deployment. */
export class Assembly {
  private readonly stacks: readonly AssemblyStack[];

  public constructor(directory: string) {
    this.stacks = stacksIn(directory);
  }

  /** The account that the stacks are for, and the region for stacks that do not name one. */
  public place(): Partial<Place> {
    const [account, ...others] = new Set(this.stacks.flatMap((stack) => /^\d{12}$/.test(stack.account) ? [stack.account] : []));
    if (others.length > 0) throw new Error(`the stacks are for the accounts ${[account, ...others].join(', ')}; the local cloud has one`);
    const [region] = this.regions();
    return {
      ...account === undefined ? {} : { account },
      ...region === undefined ? {} : { region, partition: partitionOf(region) },
    };
  }

  /** The regions that the stacks name. */
  public regions(): readonly string[] {
    return [...new Set(this.stacks.flatMap(({ region }) => region ?? []))];
  }

  /** The ARNs that are attached or associated, but not created by the stack itself. */
  public references(place: Place, inputs: Inputs): readonly string[] {
    return [...new Set(this.stacks.flatMap(({ templateFiles, region = place.region }) =>
      templateFiles.flatMap((file) => referencesIn(file, { ...place, region }, inputs))))];
  }
}

function stacksIn(directory: string): readonly AssemblyStack[] {
  const { artifacts } = v.parse(MANIFEST, JSON.parse(readFileSync(path.join(directory, 'manifest.json'), 'utf8')));
  return Object.values(artifacts).flatMap(({ type, environment = '', properties: { templateFile, directoryName } }) => {
    if (type === 'cdk:cloud-assembly' && directoryName !== undefined) return stacksIn(path.join(directory, directoryName));
    if (type !== 'aws:cloudformation:stack' || templateFile === undefined) return [];
    const [, account = '', region = ''] = /^aws:\/\/([^/]+)\/(.+)$/.exec(environment) ?? [];
    return [{
      templateFiles: [templateFile, ...nestedTemplates(directory, templateFile)].map((file) => path.join(directory, file)),
      account,
      region: region === '' || region === 'unknown-region' ? undefined : region,
    }];
  });
}

/** The templates of a stack's nested stacks are among its assets. */
function nestedTemplates(directory: string, templateFile: string): readonly string[] {
  const manifest = path.join(directory, templateFile.replace(/\.template\.json$/, '.assets.json'));
  if (!existsSync(manifest)) return [];
  const { files } = v.parse(ASSETS, JSON.parse(readFileSync(manifest, 'utf8')));
  return Object.values(files).flatMap(({ source }) => source.path?.endsWith('.nested.template.json') ? [source.path] : []);
}

function referencesIn(templateFile: string, place: Place, { parameters: given, ssm }: Inputs): readonly string[] {
  const template = parseTemplate(readFileSync(templateFile, 'utf8'));
  // The values that a nested stack gets from its parent are not known either.
  const parameters = new Map(Object.entries(template.Parameters).map(([name, { Type, Default = '' }]) => {
    const value = given.get(name) ?? Default;
    return [name, { value, resolved: Type.startsWith('AWS::SSM::') ? ssm.get(value) ?? '' : undefined }];
  }));
  const unknown = () => { throw new ServiceError('Unknown', 'not known before the deployment'); };
  return Object.values(template.Resources).flatMap(({ Type, Properties }) => (REFERENCES[Type] ?? []).flatMap((name) => {
    try {
      const resolver = new Resolver({
        place,
        template,
        stackId: '',
        stackName: '',
        parameters,
        notificationArns: [],
        resource: unknown,
        importValue: unknown,
        stackOutput: unknown,
        ssmParameter: (parameter) => ssm.get(parameter),
      });
      return [String(resolver.resolve(Properties[name]))];
    } catch (error) {
      // A resource that a stack of the app creates will exist when it is needed.
      if (error instanceof ServiceError) return [];
      throw error;
    }
  }));
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
