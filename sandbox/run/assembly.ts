import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as v from 'valibot';
import { Resolver } from '../cloudformation/resolver';
import { parameterValues, parseTemplate } from '../cloudformation/template';
import { Place, ServiceError } from '../core';

const MANIFEST = v.object({
  artifacts: v.optional(v.record(v.string(), v.object({
    type: v.string(),
    environment: v.optional(v.string()),
    properties: v.optional(v.object({ templateFile: v.optional(v.string()), directoryName: v.optional(v.string()) }), {}),
  })), {}),
});

/** One stack of an assembly. */
interface AssemblyStack {
  readonly templateFile: string;
  /** As in `aws://account/region`; either may be unknown. */
  readonly environment: string;
}

/** The properties of custom resources that name what may exist already. */
const REFERENCES: Readonly<Record<string, readonly string[]>> = {
  'Custom::OpenSearchDataSourceAttachment': ['ApplicationArn', 'DataSourceArn'],
  'Custom::AppIntegrationsDataIntegrationAssociation': ['DataIntegrationArn'],
};

/** An app's output, those of its stages included, as far as the local cloud has to know it in advance. */
export class Assembly {
  private readonly stacks: readonly AssemblyStack[];

  public constructor(directory: string) {
    this.stacks = stacksIn(directory);
  }

  /** The region and account that the stacks are for, of those that say so. */
  public place(): Partial<Place> {
    const parts = this.stacks.map(({ environment }) => /^aws:\/\/([^/]+)\/(.+)$/.exec(environment) ?? []);
    const [account, ...otherAccounts] = new Set(parts.flatMap(([, one = '']) => /^\d{12}$/.test(one) ? [one] : []));
    const [region, ...otherRegions] = new Set(parts.flatMap(([, , one = '']) => one === '' || one === 'unknown-region' ? [] : [one]));
    if (otherAccounts.length + otherRegions.length > 0) {
      throw new Error(`the stacks are for ${[account, region, ...otherAccounts, ...otherRegions].join(', ')}; the local cloud has one account and one region`);
    }
    return {
      ...account === undefined ? {} : { account },
      ...region === undefined ? {} : { region, partition: partitionOf(region) },
    };
  }

  /** The ARNs of what is attached or associated, and is not made by the stack itself. */
  public references(place: Place): readonly string[] {
    return [...new Set(this.stacks.flatMap(({ templateFile }) => referencesIn(templateFile, place)))];
  }
}

function stacksIn(directory: string): readonly AssemblyStack[] {
  const { artifacts } = v.parse(MANIFEST, JSON.parse(readFileSync(path.join(directory, 'manifest.json'), 'utf8')));
  return Object.values(artifacts).flatMap(({ type, environment = '', properties: { templateFile, directoryName } }) => {
    if (type === 'cdk:cloud-assembly' && directoryName !== undefined) return stacksIn(path.join(directory, directoryName));
    if (type !== 'aws:cloudformation:stack' || templateFile === undefined) return [];
    return [{ templateFile: path.join(directory, templateFile), environment }];
  });
}

function referencesIn(templateFile: string, place: Place): readonly string[] {
  const template = parseTemplate(readFileSync(templateFile, 'utf8'));
  const unknown = () => { throw new ServiceError('Unknown', 'not known before the deployment'); };
  return Object.values(template.Resources).flatMap(({ Type, Properties }) => (REFERENCES[Type] ?? []).flatMap((name) => {
    try {
      const resolver = new Resolver({
        place, template, stackId: '', stackName: '', parameters: parameterValues(template, {}, () => 'unknown'), resource: unknown, importValue: unknown,
      });
      return [String(resolver.resolve(Properties[name]))];
    } catch (error) {
      // What a stack of the app makes is there when it is needed.
      if (error instanceof ServiceError) return [];
      throw error;
    }
  }));
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
