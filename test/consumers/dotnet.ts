import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as v from 'valibot';
import { ROOT } from '../package/build';

const EXAMPLE = join(ROOT, 'examples', 'csharp', 'Program.cs');

const assemblySchema = v.object({ types: v.record(v.string(), v.object({ name: v.string() })) });

/** Checks the generated C# code without compiling it, because that needs the .NET SDK. */
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
  const unknown = unknownNames(readFileSync(EXAMPLE, 'utf8'), new Map(Object.values(types).flatMap(({ name }) => {
    const file = files.find((path) => basename(path) === `${name}.cs`);
    return file === undefined ? [] : [[name, readFileSync(join(project, file), 'utf8')] as const];
  })));
  if (unknown.length > 0) throw new Error(`the example in C# uses names that the generated code does not have: ${unknown.join(', ')}`);
}

/** The static members, constructors and properties of our types that a program uses but their generated code lacks. */
function unknownNames(program: string, generated: ReadonlyMap<string, string>): string[] {
  const members = [...program.matchAll(/(?<![\w.])([A-Z]\w+)\.(\w+)/g)].map(([, type = '', member = '']) => ({ type, member }));
  const properties = [...program.matchAll(/new (\w+)\s*\{/g)].flatMap(({ index, 0: head, 1: type = '' }) => (
    initialized(program.slice(index + head.length)).map((member) => ({ type, member }))));
  const ours = [...members, ...properties].filter(({ type }) => generated.has(type));
  if (ours.length < 10) throw new Error(`only ${ours.length} names of this package were found in the example in C#`);
  const made = [...program.matchAll(/new (\w+)\(/g)].map(([, type = '']) => type).filter((type) => generated.has(type));
  return [
    ...made.filter((type) => !new RegExp(`public ${type}\\(`).test(generated.get(type) ?? '')).map((type) => `new ${type}()`),
    ...ours.filter(({ type, member }) => !new RegExp(`^\\s*(?:public [\\w.?<>\\[\\] ]+ )?${member}\\b`, 'm').test(generated.get(type) ?? ''))
      .map(({ type, member }) => `${type}.${member}`),
  ];
}

/** The properties that an object initializer sets, without those of nested objects. */
function initialized(text: string): string[] {
  let depth = 1;
  let own = '';
  for (const character of text) {
    if (character === '}') depth -= 1;
    if (depth === 0) break;
    if (depth === 1) own += character;
    if (character === '{') depth += 1;
  }
  return [...own.matchAll(/(\w+) = /g)].map(([, name = '']) => name);
}
