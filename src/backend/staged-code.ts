import { createHash } from 'crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'fs';
import * as path from 'path';
import { FileAssetPackaging, type FileAssetSource, Stage } from 'aws-cdk-lib/core';
import { DISABLE_ASSET_STAGING_CONTEXT } from 'aws-cdk-lib/cx-api';
import type { Construct } from 'constructs';

/** A context value that changes the hashes of all assets of an app. The CDK does not export its name. */
const ASSET_HASH_SALT = '@aws-cdk/core:assetHashSalt';

/**
 * Copies a handler's code into the cloud assembly, for `addFileAsset`. The CDK's `AssetStaging` does the same with a folder that
 * is not bundled, but it also loads the code for all other kinds of assets.
 *
 * @param folder the folder that contains the handler's files, and no others
 */
export function stageCode(scope: Construct, folder: string, displayName: string): FileAssetSource {
  const sourceHash = hashOf(folder, scope.node.tryGetContext(ASSET_HASH_SALT));
  return { fileName: stagedPath(scope, folder, sourceHash), packaging: FileAssetPackaging.ZIP_DIRECTORY, sourceHash, displayName };
}

function stagedPath(scope: Construct, folder: string, hash: string): string {
  const stage = Stage.of(scope);
  // Without a stage there is no assembly. Then the folder itself is used, because the code that synthesizes the stack can read it.
  if (!stage || scope.node.tryGetContext(DISABLE_ASSET_STAGING_CONTEXT)) return folder;
  const target = path.join(stage.assetOutdir, `asset.${hash}`);
  if (!existsSync(target)) {
    mkdirSync(target);
    filesIn(folder).forEach((name) => copyFileSync(path.join(folder, name), path.join(target, name)));
  }
  return path.relative(stage.outdir, target);
}

function hashOf(folder: string, salt: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify(salt ?? ''));
  for (const name of filesIn(folder)) hash.update(`\0${name}\0`).update(readFileSync(path.join(folder, name)));
  return hash.digest('hex');
}

function filesIn(folder: string): string[] {
  return readdirSync(folder).sort();
}
