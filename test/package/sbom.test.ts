/** The bill of materials of a release names the bundled packages. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './build';
import { billOfMaterials } from '../../projenrc/sbom';

const SERVICES = readdirSync(join(ROOT, 'lambda')).filter((name) => existsSync(join(ROOT, 'lambda', name, 'index.ts')));

/** The packages that the source of the handlers imports, except those that it imports only for types. */
function imported(): string[] {
  const files = readdirSync(join(ROOT, 'lambda'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const modules = files.flatMap((name) => [...readFileSync(join(ROOT, 'lambda', name), 'utf8').matchAll(/^import (?!type )[^;]*? from '([^.'][^']*)';$/gm)])
    .map(([, module = '']) => module).filter((module) => !module.startsWith('node:'));
  return [...new Set(modules.map((module) => module.split('/').slice(0, module.startsWith('@') ? 2 : 1).join('/')))];
}

test('every package that a handler imports is in it, in the installed version, with its license', async () => {
  const { metadata, components, dependencies } = await billOfMaterials(SERVICES);

  expect(SERVICES.length).toBeGreaterThan(1);
  expect(imported()).toContain('valibot');
  expect(components.map(({ name }) => name)).toEqual(expect.arrayContaining(imported()));
  for (const { name, version, purl, licenses } of components) {
    const { version: installed } = JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')) as { version: string };
    expect({ name, version }).toEqual({ name, version: installed });
    expect(purl).toMatch(/^pkg:npm\/(%40[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+$/);
    expect(licenses).toEqual([{ expression: expect.stringMatching(/^(Apache-2\.0|MIT|0BSD|ISC|BSD-3-Clause)$/) }]);
  }
  expect(dependencies).toEqual([{ ref: metadata.component['bom-ref'], dependsOn: components.map((component) => component['bom-ref']) }]);
});
