/**
 * Exports of Amazon Connect Customer Profiles to a bucket. At its end, an on-demand job writes them as an AWS service without its
 * own policies. The policies of the bucket and of the keys have to allow it.
 */

import { DataIntegration, DataIntegrationProperties } from './appintegrations-data-integrations';
import { OnDemandConfiguration } from './appintegrations-wire';
import { Place } from '../../platform/core';
import { Kms } from '../../platform/services/kms';
import { decide, Decision, PolicyDocument } from '../../platform/services/resource-policies';
import { Bucket, defaultKey, S3, StoredObject } from '../../platform/services/s3';

const SERVICE = 'app-integrations.amazonaws.com';
const SOURCE = 'AmazonConnect://AppIntegrations';
const OBJECT_ACTIONS = ['s3:PutObject', 's3:PutObjectAcl', 's3:GetObject'];
const KEY_ACTIONS = ['kms:GenerateDataKey', 'kms:Encrypt', 'kms:Decrypt', 'kms:DescribeKey'];

/** The parts of an association that decide what is exported. */
export interface ExportProps {
  readonly dataIntegration: DataIntegration;
  readonly destinationUri?: string;
  /** @default - that of the data integration */
  readonly objectConfiguration?: DataIntegrationProperties['ObjectConfiguration'];
  readonly window: OnDemandConfiguration;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

export interface Export {
  readonly dataIntegration: DataIntegration;
  readonly bucket: string;
  readonly prefix: string;
  readonly objects: readonly StoredObject[];
}

/** The export, or undefined if the source or the destination shows that this is no export of profiles. */
export function exportOf({ dataIntegration, destinationUri, objectConfiguration, window, startedAt }: ExportProps): Export | undefined {
  const { SourceURI, ObjectConfiguration } = dataIntegration.properties;
  const [, bucket, path = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(destinationUri ?? '') ?? [];
  if (SourceURI !== SOURCE || bucket === undefined) return undefined;
  const { domainName: [domain] = [], objectType = [] } = (objectConfiguration ?? ObjectConfiguration)?.CustomerProfiles ?? {};
  const prefix = path === '' || path.endsWith('/') ? path : `${path}/`;
  const start = Number(window.StartTime);
  const end = Number(window.EndTime ?? startedAt);
  const objects = objectType.map((type) => ({ key: `${prefix}${type}/${stamp(start)}-${stamp(end)}.json`, body: content(domain, type, start, end) }));
  return { dataIntegration, bucket, prefix, objects };
}

export class Exports {
  public constructor(private readonly options: { readonly place: Place; readonly s3: S3; readonly kms: Kms }) {}

  /** Writes all objects, or none. Then it returns the reasons, with all missing permissions at once. */
  public async run(toDo: Export): Promise<string | undefined> {
    const problems = await this.problemsOf(toDo);
    if (problems.length > 0) return problems.join('; ');
    toDo.objects.forEach(({ key, body }) => this.options.s3.put(toDo.bucket, key, body));
    return undefined;
  }

  private async problemsOf(toDo: Export): Promise<readonly string[]> {
    const { place: { region }, s3 } = this.options;
    const { Name } = toDo.dataIntegration.properties;
    if (toDo.objects.length === 0) {
      return [`the object configuration of data integration ${Name} names nothing to export: it needs CustomerProfiles with an objectType such as _profile`];
    }
    const bucket = s3.bucket(toDo.bucket);
    if (bucket === undefined) return [`bucket ${toDo.bucket} does not exist`];
    if (bucket.region !== region) return [`bucket ${toDo.bucket} is in ${bucket.region}, and an export of ${region} needs one there`];

    const problems = [...await this.problemsOfBucket(toDo, bucket.policy)];
    for (const [identifier, owner] of this.keysOf(toDo, bucket)) {
      problems.push(...await this.problemsOfKey(identifier, owner, toDo.dataIntegration));
    }
    return problems;
  }

  private async problemsOfBucket({ dataIntegration, bucket, prefix, objects }: Export, policy?: PolicyDocument): Promise<readonly string[]> {
    const arn = `arn:${this.options.place.partition}:s3:::${bucket}`;
    const refusals = async (actions: readonly string[], resourceArn: string, context?: Readonly<Record<string, string>>) =>
      this.refusals(actions, { resourceArn, dataIntegration, context }, `bucket ${bucket}`, policy);
    const ofBucket = await refusals(['s3:ListBucket'], arn, { 's3:prefix': prefix });
    for (const { key } of objects) {
      const ofObject = await refusals(OBJECT_ACTIONS, `${arn}/${key}`);
      if (ofObject.length > 0) return [...ofObject, ...ofBucket]; // the other objects most often lack the same permission
    }
    return ofBucket;
  }

  /** The keys that encrypt the data integration and the bucket, each with the setting that names it. */
  private keysOf({ dataIntegration: { properties: { KmsKey, Name } }, bucket }: Export, { configuration }: Bucket): ReadonlyMap<string, string> {
    const arnOf = (identifier: string): string => this.options.kms.find(identifier)?.arn ?? identifier;
    const ofBucket = defaultKey(configuration);
    const keys = new Map([[arnOf(KmsKey), `data integration ${Name}`]]);
    return ofBucket === undefined ? keys : new Map([[arnOf(ofBucket), `bucket ${bucket}`], ...keys]);
  }

  private async problemsOfKey(identifier: string, owner: string, dataIntegration: DataIntegration): Promise<readonly string[]> {
    const { kms, place: { region } } = this.options;
    if (/(^|:)alias\/aws\//.test(identifier)) {
      return [`key ${identifier} of ${owner} is managed by AWS, and its policy cannot allow ${SERVICE}: use a customer managed key`];
    }
    const key = kms.find(identifier);
    if (key === undefined) return [`key ${identifier} of ${owner} does not exist in ${region}`];
    if (!key.isEnabled) return [`key ${identifier} of ${owner} is disabled`];
    return this.refusals(KEY_ACTIONS, { resourceArn: key.arn, dataIntegration }, `the key of ${owner}`, key.policy);
  }

  /** One sentence for each way in which a policy denies some of the actions. */
  private async refusals(
    actions: readonly string[],
    { resourceArn, dataIntegration, context }: { resourceArn: string; dataIntegration: DataIntegration; context?: Readonly<Record<string, string>> },
    owner: string,
    policy?: PolicyDocument,
  ): Promise<readonly string[]> {
    const { account } = this.options.place;
    const decisions = await Promise.all(actions.map(async (action) =>
      decide({ service: SERVICE, action, resourceArn, account, sourceArn: dataIntegration.arn, context }, policy)));
    return Object.entries(REFUSALS).flatMap(([decision, sentence]) => {
      const refused = actions.filter((_action, index) => decisions[index] === decision);
      return refused.length === 0 ? [] : [
        `${SERVICE} is not authorized to perform ${refused.join(', ')} on ${resourceArn} for ${dataIntegration.arn}: ${sentence(owner)}`,
      ];
    });
  }
}

const REFUSALS: Readonly<Record<Exclude<Decision, 'Allowed'>, (owner: string) => string>> = {
  ImplicitlyDenied: (owner) => `no policy of ${owner} allows it`,
  ExplicitlyDenied: (owner) => `the policy of ${owner} denies it`,
  Malformed: (owner) => `the policy of ${owner} is malformed`,
};

/** The time as ISO 8601 writes it without separators, which are better avoided in keys of objects. */
function stamp(epochMilliseconds: number): string {
  return new Date(epochMilliseconds).toISOString().replace(/[-:]|\.\d+/g, '');
}

/** One line of JSON for each of a few records that changed within the window. */
function content(domainName: string | undefined, objectType: string, start: number, end: number): Buffer {
  const changes = [start, (start + end) / 2].filter((time) => time < end);
  const records = changes.map((time, index) => ({ domainName, objectType, id: index + 1, lastUpdatedAt: new Date(time).toISOString() }));
  return Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}
