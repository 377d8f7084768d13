import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { run } from './run';
import { binary, ROOT } from '../package/build';

const TABLET = v.object({
  snippets: v.record(v.string(), v.object({
    fullSource: v.string(),
    translations: v.objectWithRest({ python: v.object({ source: v.string() }), java: v.object({ source: v.string() }) }, v.unknown()),
  })),
});

/** A snippet of the README or of a doc comment, as a reader in another language sees it. */
export interface Snippet {
  readonly python: string;
  readonly java: string;
  /** The declarations of its fixture, with their types. */
  readonly declared: readonly { readonly name: string; readonly type: string }[];
  /** By name, the TypeScript module that it is imported from. */
  readonly imported: Readonly<Record<string, string>>;
}

/** Translates the snippets of a compiled package. */
export async function translateSnippets(packageDirectory: string): Promise<Snippet[]> {
  const tablet = join(packageDirectory, 'tablet.json');
  if (!existsSync(tablet)) {
    cpSync(join(ROOT, 'rosetta'), join(packageDirectory, 'rosetta'), { recursive: true });
    await run([process.execPath, binary('jsii-rosetta'), 'extract', '--strict', '--cache-to', tablet, '.'], { cwd: packageDirectory });
  }
  const { snippets } = v.parse(TABLET, JSON.parse(readFileSync(tablet, 'utf8')));
  return Object.values(snippets).map(({ fullSource, translations }) => ({
    python: translations.python.source,
    java: translations.java.source,
    declared: [...fullSource.matchAll(/^declare const (\w+): (\w+);$/gm)].map(([, name = '', type = '']) => ({ name, type })),
    imported: Object.fromEntries([...fullSource.matchAll(/^import \{([^}]+)\} from '([^']+)';$/gm)]
      .flatMap(([, names = '', module = '']) => names.split(',').map((name) => [name.trim(), module])).filter(([name]) => name !== '')),
  }));
}

/** A module of TypeScript in another language. */
function moduleIn(language: 'python' | 'java', module: string): string {
  if (module === 'cdk-data-attachments') return { python: 'cdk_data_attachments', java: 'io.github.cdkdataattachments' }[language];
  const [, submodule] = /^aws-cdk-lib\/aws-(.+)$/.exec(module) ?? [];
  if (submodule === undefined) return { python: 'aws_cdk', java: 'software.amazon.awscdk' }[language];
  return { python: `aws_cdk.aws_${submodule}`, java: `software.amazon.awscdk.services.${submodule}` }[language];
}

/** Python reports an unknown name only when it runs. So each name is looked up, and each member of a class. */
const LOOK_UP = `
import ast, builtins, importlib, json, re, sys
problems = []
for snippet in json.load(open(sys.argv[1])):
    tree = ast.parse(snippet["python"])
    known = {name: getattr(importlib.import_module(module), name, None) for name, module in snippet["imported"].items()}
    names = set(dir(builtins)) | set(snippet["declared"]) | {name for name, value in known.items() if value is not None}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                known[alias.name] = getattr(importlib.import_module(node.module), alias.name)
                names.add(alias.name)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id not in names:
            problems.append(f"there is no {node.id} in:\\n{snippet['python']}")
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and known.get(node.value.id) is not None:
            if not hasattr(known[node.value.id], node.attr):
                problems.append(f"{node.value.id} has no {node.attr} in:\\n{snippet['python']}")
sys.exit("\\n".join(problems) or None)
`;

/** Whether the snippets could run in Python. */
export async function checkPythonSnippets(python: string, directory: string, snippets: readonly Snippet[]): Promise<void> {
  const file = join(directory, 'snippets.json');
  writeFileSync(file, JSON.stringify(snippets.map((snippet) => ({
    python: snippet.python,
    declared: snippet.declared.map(({ name }) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)),
    imported: Object.fromEntries(Object.entries(snippet.imported).map(([name, module]) => [name, moduleIn('python', module)])),
  }))));
  await run([python, '-c', LOOK_UP, file], { cwd: directory });
}

/** Their translation by jsii-rosetta cannot be compiled, because it treats the member `grants` as a field. */
const UNTRANSLATABLE_IN_JAVA = /\.grants\./;

/** Puts the snippets into the folder where they are compiled with the programs in Java. */
export function addJavaSnippets(directory: string, snippets: readonly Snippet[]): void {
  const folder = join(directory, 'src', 'main', 'java', 'snippets');
  mkdirSync(folder, { recursive: true });
  snippets.filter(({ java }) => !UNTRANSLATABLE_IN_JAVA.test(java)).forEach(({ java, declared, imported }, index) => {
    const lines = java.split('\n');
    const isImport = (line: string): boolean => line.startsWith('import ');
    const own = lines.filter(isImport);
    const imports = own.length > 0 ? own : Object.entries(imported).map(([name, module]) => `import ${moduleIn('java', module)}.${name};`);
    const parameters = declared.map(({ name, type }) => `${type === 'string' ? 'String' : type} ${name}`).join(', ');
    writeFileSync(join(folder, `Snippet${index}.java`), [
      'package snippets;', '', ...imports, 'import io.github.cdkdataattachments.*;', 'import java.util.*;', 'import software.amazon.awscdk.services.cloudwatch.*;', '',
      `class Snippet${index} {`, `void example(${parameters}) {`, ...lines.filter((line) => !isImport(line)), '}', '}', '',
    ].join('\n'));
  });
}
