import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { type Document, document, documents, proseOf, ROOT } from './documents';

const ALL = documents();

const REPOSITORY = 'https://github.com/cdk-data-attachments/cdk-data-attachments';
const RAW = 'https://raw.githubusercontent.com/cdk-data-attachments/cdk-data-attachments/main/';

/** Documents that people also read outside of the repository: on the pages of package indexes, and on Construct Hub. */
const PUBLISHED = ['README.md', 'CHANGELOG.md'];

/** The path and anchor of an absolute link into this repository. */
function inRepository(target: string): string | undefined {
  if (target.startsWith(RAW)) return target.slice(RAW.length);
  const [, path] = new RegExp(`^${REPOSITORY}(?:/(?:blob|tree)/main/|(?=#))(.*)$`).exec(target) ?? [];
  return path?.startsWith('#') ? `README.md${path}` : path;
}

/** The targets of links and images, in Markdown and in HTML. */
function targetsOf(one: Document): string[] {
  const prose = proseOf(one);
  return [
    ...[...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target),
    ...[...prose.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, target = '']) => target),
  ];
}

/** The anchors that GitHub makes of headings, and those in HTML. */
function anchorsOf({ text }: Document): Set<string> {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading
    .replace(/<[^>]+>|`/g, '').trim().toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-'));
  return new Set([...headings, ...[...text.matchAll(/(?:name|id)="([^"]+)"/g)].map(([, name = '']) => name)]);
}

/** Returns the problem of a link, if it has one. */
function problem(from: Document, target: string): string | undefined {
  const within = inRepository(target);
  if (within !== undefined) return problem({ path: 'README.md', text: '' }, within);
  if (/^(https|mailto):/.test(target)) return undefined;
  if (/^\w+:/.test(target) || target.startsWith('/')) return 'neither https nor relative';
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? from.path : normalize(join(dirname(from.path), path));
  if (file.startsWith('..')) return 'outside of the repository';
  if (!existsSync(join(ROOT, file))) return 'there is no such file';
  if (anchor !== undefined && file.endsWith('.md') && !anchorsOf(document(file)).has(anchor)) return 'there is no such heading';
  return undefined;
}

test.each(ALL.map((one) => [one.path, one] as const))('every link of %s resolves', (_, one) => {
  const broken = targetsOf(one).flatMap((target) => {
    const why = problem(one, target);
    return why === undefined ? [] : [`${target}: ${why}`];
  });

  expect(broken).toEqual([]);
});

test.each(PUBLISHED)('%s, which is also on the pages of package indexes, has no relative links', (path) => {
  expect(targetsOf(document(path)).filter((target) => !target.startsWith('https://'))).toEqual([]);
});

test('links to folders and links to files differ as on GitHub, and links to pictures work', () => {
  const targets = PUBLISHED.flatMap((path) => targetsOf(document(path)));
  const wrong = targets.filter((target) => {
    const path = inRepository(target)?.split('#')[0];
    if (path === undefined || path === '') return false;
    const kind = statSync(join(ROOT, path)).isDirectory() ? 'tree' : 'blob';
    return path.endsWith('.svg') ? !target.startsWith(RAW) : path !== 'README.md' && !target.startsWith(`${REPOSITORY}/${kind}/main/`);
  });

  expect(targets.filter((target) => inRepository(target) !== undefined).length).toBeGreaterThan(20);
  expect(wrong).toEqual([]);
});

test('every guide can be reached from the README', () => {
  const reached = new Set<string>();
  const visit = (path: string): void => {
    if (reached.has(path) || !path.endsWith('.md') || !existsSync(join(ROOT, path))) return;
    reached.add(path);
    const from = document(path);
    targetsOf(from)
      .map((target) => inRepository(target) ?? join(dirname(path), target))
      .filter((target) => !/^\w+:/.test(target))
      .forEach((target) => visit(normalize(target.split('#')[0] ?? '')));
  };
  visit('README.md');

  expect(ALL.map(({ path }) => path).filter((path) => path.startsWith('docs/') && !reached.has(path))).toEqual([]);
});
