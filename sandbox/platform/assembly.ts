import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import * as v from 'valibot';
import { OperationMode, Stack, StackEvent, StackResource } from './cloudformation/stack';
import { ObjectStore, Place } from './core';
import { CloudFormation } from './services/cloudformation';
import { zip } from './zip';

/** The part of the local cloud that a deployment needs. */
export interface DeploymentTarget {
  readonly s3: ObjectStore;
  readonly cloudFormation: CloudFormation;
  readonly place: Place;
}

/** The result of a deployment or of a deletion. */
export interface DeploymentResult {
  readonly status: string;
  /** The events of this operation, oldest first. */
  readonly events: readonly StackEvent[];
  /** All logical ids of the stack, including deleted ones. */
  readonly resources: readonly StackResource[];
  readonly outputs: Readonly<Record<string, string>>;
  /** The resources that failed in this operation, in the order of their failures. */
  readonly failures: readonly { readonly logicalId: string; readonly status: string; readonly reason: string }[];
}

const manifestSchema = v.object({
  artifacts: v.record(v.string(), v.object({
    type: v.string(),
    properties: v.optional(v.object({ templateFile: v.optional(v.string()), stackName: v.optional(v.string()), file: v.optional(v.string()) }), {}),
    dependencies: v.optional(v.array(v.string()), []),
  })),
});

const assetsSchema = v.object({
  files: v.optional(v.record(v.string(), v.object({
    source: v.object({ path: v.string(), packaging: v.picklist(['file', 'zip']) }),
    destinations: v.record(v.string(), v.object({ bucketName: v.string(), objectKey: v.string() })),
  })), {}),
});

/** Publishes the assets of a stack from a cloud assembly, then creates or updates the stack and waits. */
export async function deployAssembly(
  cloud: DeploymentTarget, assemblyDir: string, stackName: string, mode?: OperationMode,
): Promise<DeploymentResult> {
  const { stacks } = cloud.cloudFormation;
  const template = publish(cloud, assemblyDir, stackName);
  const existing = stacks.find(stackName);
  // A stack whose creation was rolled back is deleted first, as the CDK CLI does.
  if (existing?.status === 'ROLLBACK_COMPLETE') await destroyStack(cloud, stackName);

  const stack = stacks.find(stackName);
  const from = stack?.events.length ?? 0;
  const { stack: prepared, deployable } = stacks.prepare({ stackName, template, mode });
  if (stacks.isChange(prepared, deployable)) stacks.execute(prepared, deployable, { mode });
  return result(await stacks.settled(prepared), from);
}

/** Deletes a stack and waits. */
export async function destroyStack(cloud: Pick<DeploymentTarget, 'cloudFormation'>, stackName: string): Promise<DeploymentResult> {
  const { stacks } = cloud.cloudFormation;
  const from = stacks.get(stackName).events.length;
  return result(await stacks.settled(stacks.delete(stackName)), from);
}

/** Puts the stack's assets where its template expects them. Returns the template. */
function publish(cloud: DeploymentTarget, assemblyDir: string, stackName: string): string {
  const { artifacts } = v.parse(manifestSchema, readJson(join(assemblyDir, 'manifest.json')));
  const stacks = Object.entries(artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack');
  const [, artifact] = stacks.find(([id, { properties }]) => (properties.stackName ?? id) === stackName) ?? [];
  if (artifact?.properties.templateFile === undefined) {
    const names = stacks.map(([id, { properties }]) => properties.stackName ?? id);
    throw new Error(`${assemblyDir} has no stack ${JSON.stringify(stackName)}; its stacks are ${names.join(', ') || 'none'}`);
  }
  for (const id of artifact.dependencies) {
    const { type, properties } = artifacts[id];
    if (type === 'cdk:asset-manifest' && properties.file !== undefined) publishAssets(cloud, assemblyDir, properties.file);
  }
  return readFileSync(join(assemblyDir, artifact.properties.templateFile), 'utf8');
}

function publishAssets({ s3, place }: DeploymentTarget, assemblyDir: string, manifestFile: string): void {
  const { files } = v.parse(assetsSchema, readJson(join(assemblyDir, manifestFile)));
  for (const { source, destinations } of Object.values(files)) {
    const path = join(assemblyDir, source.path);
    for (const { bucketName, objectKey } of Object.values(destinations)) {
      const bucket = withPlace(bucketName, place);
      // An object key is the hash of its content.
      if (s3.get(bucket, objectKey) === undefined) s3.put(bucket, objectKey, source.packaging === 'zip' ? zipped(path) : readFileSync(path));
    }
  }
}

function zipped(directory: string): Buffer {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(directory, name)).isFile()).sort();
  return zip(names.map((name) => ({ name: name.split(sep).join('/'), content: readFileSync(join(directory, name)) })));
}

function withPlace(text: string, place: Place): string {
  return text
    .replaceAll('${AWS::AccountId}', place.account)
    .replaceAll('${AWS::Region}', place.region)
    .replaceAll('${AWS::Partition}', place.partition);
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function result(stack: Stack, from: number): DeploymentResult {
  const events = stack.events.slice(from);
  return {
    status: stack.status,
    events,
    resources: [...stack.resources.values()],
    outputs: Object.fromEntries(stack.outputs.map(({ key, value }) => [key, value])),
    failures: events
      .filter(({ status, logicalId }) => status.endsWith('_FAILED') && logicalId !== stack.name)
      .map(({ logicalId, status, reason }) => ({ logicalId, status, reason: reason ?? '' })),
  };
}
