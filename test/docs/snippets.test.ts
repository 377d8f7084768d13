import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { documents, ROOT, snippetsOf } from './documents';

/** A program by its file name, next to its source, because it finds its packages there. */
const programs = new Map<string, { readonly code: string; readonly where: string }>();
for (const document of documents().filter(({ path }) => path !== 'API.md')) {
  snippetsOf(document).filter(({ language }) => language === 'ts').forEach(({ code, parameters, line }, index) => {
    programs.set(join(ROOT, `${document.path}.${index}.ts`), { code: withFixture(code, parameters), where: `${document.path}:${line}` });
  });
}

/** Puts a snippet into the fixture that it names, as `jsii-rosetta` does: its imports on top, the rest at `/// here`. */
function withFixture(code: string, parameters: string): string {
  const fixture = /^fixture=(\w+)$/.exec(parameters)?.[1];
  // A snippet without a fixture is a program.
  if (fixture === undefined) return code;
  const lines = code.split('\n');
  const isImport = (line: string): boolean => /^import .* from '.*';$/.test(line);
  const frame = readFileSync(join(ROOT, 'rosetta', `${fixture}.ts-fixture`), 'utf8');
  return [...lines.filter(isImport), frame.replace('/// here', () => lines.filter((line) => !isImport(line)).join('\n'))].join('\n');
}

/** The compiler's errors for each snippet, in one run for all. */
function compile(): Map<string, string[]> {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.check.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, ROOT);
  const host = ts.createCompilerHost({ ...options, noUnusedLocals: false });
  const { fileExists, readFile } = host;
  host.fileExists = (file) => programs.has(file) || fileExists(file);
  host.readFile = (file) => programs.get(file)?.code ?? readFile(file);
  // Unused names in a snippet are there for its reader. A file without exports is still a module.
  const program = ts.createProgram([...programs.keys()], {
    ...options,
    noUnusedLocals: false,
    noUnusedParameters: false,
    noEmit: true,
    skipLibCheck: true,
    types: ['jest', 'node'],
    moduleDetection: ts.ModuleDetectionKind.Force,
  }, host);
  return new Map([...programs].map(([file, { where }]) => {
    const source = program.getSourceFile(file);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return [where, found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))];
  }));
}

test('every TypeScript snippet of the documentation compiles', () => {
  expect(programs.size).toBeGreaterThan(20);
  expect(Object.fromEntries([...compile()].filter(([, problems]) => problems.length > 0))).toEqual({});
});

test('every snippet names a language, and a fixture that exists', () => {
  const all = documents().filter(({ path }) => path !== 'API.md').flatMap((document) => snippetsOf(document).map((snippet) => ({ ...snippet, path: document.path })));
  const unknown = all.filter(({ language, parameters }) => {
    const [, fixture] = /^fixture=(\w+)$/.exec(parameters) ?? [];
    return language === 'typescript' || (parameters !== '' && (fixture === undefined || !existsSync(join(ROOT, 'rosetta', `${fixture}.ts-fixture`))));
  });

  expect(unknown.map(({ path, line }) => `${path}:${line}`)).toEqual([]);
});
