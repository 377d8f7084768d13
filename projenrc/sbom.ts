/**
 * Writes the bill of materials of the package, `tsx projenrc/sbom.ts <file> <service>…`, in the form of CycloneDX. It lists the
 * packages whose code is in the bundles of the handlers. The constructs use only the peers of the package, which are installed
 * beside it.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { built } from './bundle';

const PACKAGE = v.object({ name: v.string(), version: v.string(), license: v.string() });
type Package = v.InferOutput<typeof PACKAGE>;

export interface Component {
  readonly 'type': 'library';
  readonly 'bom-ref': string;
  readonly 'name': string;
  readonly 'version': string;
  readonly 'purl': string;
  readonly 'licenses': readonly { readonly expression: string }[];
}

export interface BillOfMaterials {
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.5';
  readonly version: 1;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

export async function billOfMaterials(services: readonly string[]): Promise<BillOfMaterials> {
  const results = await Promise.all(services.map(built));
  const files = results.flatMap(({ metafile }) => Object.values(metafile.outputs)
    .flatMap(({ inputs }) => Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file)));
  const folders = new Set(files.filter((file) => file.includes('node_modules/')).map(packageFolder));
  const components = [...new Map([...folders].map((folder) => component(read(folder))).map((each) => [each.purl, each])).values()]
    .sort((one, other) => one.purl.localeCompare(other.purl, 'en'));
  const subject = component(read('.'));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: subject },
    components,
    dependencies: [{ ref: subject.purl, dependsOn: components.map(({ purl }) => purl) }],
  };
}

/**
 * The folder of the package that a file belongs to. Some packages have a package.json without a name or a version further down.
 */
function packageFolder(file: string): string {
  for (let folder = dirname(file); folder.includes('node_modules/'); folder = dirname(folder)) {
    const path = join(folder, 'package.json');
    if (existsSync(path) && v.is(PACKAGE, JSON.parse(readFileSync(path, 'utf8')))) return folder;
  }
  throw new Error(`no package.json names the package of ${file}`);
}

function read(folder: string): Package {
  return v.parse(PACKAGE, JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
}

function component({ name, version, license }: Package): Component {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return { 'type': 'library', 'bom-ref': purl, name, version, purl, 'licenses': [{ expression: license }] };
}

async function main([file, ...services]: readonly string[]): Promise<void> {
  if (file === undefined || services.length === 0) throw new Error('projenrc/sbom.ts takes a file to write, and services');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(await billOfMaterials(services), undefined, 2)}\n`);
}

if (require.main === module) void main(process.argv.slice(2));
