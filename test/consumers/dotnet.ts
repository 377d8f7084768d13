import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as v from 'valibot';

const assemblySchema = v.object({ types: v.record(v.string(), v.object({ name: v.string() })) });

/** Looks at the generated C# code, for it takes the .NET SDK to compile it. */
export function inspectDotnet(generated: string, packageDirectory: string): void {
  const project = join(generated, 'CdkDataAttachments');
  const projectFile = readFileSync(join(project, 'CdkDataAttachments.csproj'), 'utf8');
  for (const expected of ['<PackageId>CdkDataAttachments</PackageId>', 'Include="cdk-data-attachments-', 'Include="Amazon.CDK.Lib"', 'Include="Constructs"']) {
    if (!projectFile.includes(expected)) throw new Error(`CdkDataAttachments.csproj lacks ${expected}`);
  }
  const files = readdirSync(project, { recursive: true, encoding: 'utf8' });
  const { types } = v.parse(assemblySchema, JSON.parse(gunzipSync(readFileSync(join(packageDirectory, '.jsii.gz'))).toString()));
  const missing = Object.values(types).map(({ name }) => name).filter((name) => !files.some((file) => file.endsWith(`${name}.cs`)));
  if (missing.length > 0) throw new Error(`there is no code for ${missing.join(', ')}`);
}
