/**
 * Makes a compiled package load only the modules that are used, `tsx projenrc/lazy.ts <lib>`. TypeScript's output loads a module
 * together with the file that imports it. So the first class would load all of this library and everything that it uses of the
 * CDK. Here, a module is loaded when something of it is first used, as in the CDK itself.
 *
 * Comments are left out, because a user reads those of the declarations. The rest of the text does not change, line by line, so
 * the lines of a stack trace are those of the compiled file.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import * as ts from 'typescript';

export function makeLazy(lib: string): void {
  const files = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js')).map((name) => join(lib, name));
  const index = join(lib, 'index.js');
  const names = exportsOf(index);
  files.forEach((file) => writeFileSync(file, withLazyImports(readFileSync(file, 'utf8'))));
  writeFileSync(index, indexOf(names, dirname(index)));
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Turns `const name = require("module");` into a function of the same name, each use of the name into its call, and comments into nothing. */
function withLazyImports(text: string): string {
  const file = ts.createSourceFile('file.js', text, ts.ScriptTarget.ES2022, true);
  const edits: Edit[] = [];
  const imported = new Set<string>();
  for (const statement of file.statements) {
    const name = importedName(statement);
    if (name === undefined) continue;
    imported.add(name);
    const request = statement.getText(file).replace(/^const \w+ = |;$/g, '');
    edits.push({
      start: statement.getStart(file), end: statement.getEnd(), text: `let ${name} = () => { const loaded = ${request}; ${name} = () => loaded; return loaded; };`,
    });
  }
  const visit = (node: ts.Node): void => {
    if (ts.isStatement(node) && importedName(node) !== undefined) return;
    if (ts.isIdentifier(node) && imported.has(node.text)) {
      const call = `${node.text}()`;
      edits.push({ start: node.getStart(file), end: node.getEnd(), text: isInstantiated(node) ? `(${call})` : call });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  edits.push(...commentsIn(file).map(({ pos, end }) => ({ start: pos, end, text: text.slice(pos, end).replace(/[^\n]/g, '') })));
  return edits.sort((one, other) => other.start - one.start)
    .reduce((result, { start, end, text: replacement }) => result.slice(0, start) + replacement + result.slice(end), text)
    .replace(/[ \t]+$/gm, '');
}

/** A text in a string or a template that looks like a comment is none. */
function commentsIn(file: ts.SourceFile): readonly ts.CommentRange[] {
  const comments = new Map<number, ts.CommentRange>();
  const visit = (node: ts.Node): void => {
    const [before, after] = [ts.getLeadingCommentRanges(file.text, node.getFullStart()), ts.getTrailingCommentRanges(file.text, node.getEnd())];
    [...before ?? [], ...after ?? []].forEach((comment) => comments.set(comment.pos, comment));
    node.getChildren(file).forEach(visit);
  };
  visit(file);
  return [...comments.values()];
}

/** Whether the node belongs to the expression after `new`, which a call would end. */
function isInstantiated(node: ts.Node): boolean {
  if (ts.isNewExpression(node.parent)) return node.parent.expression === node;
  return ts.isPropertyAccessExpression(node.parent) && isInstantiated(node.parent);
}

/**
 * The name that a statement gives to a module. TypeScript made it up, and nothing else has it. The name from `import * as` may
 * also be that of a property.
 */
function importedName(statement: ts.Node): string | undefined {
  if (!ts.isVariableStatement(statement)) return undefined;
  const [declaration] = statement.declarationList.declarations;
  const call = declaration?.initializer;
  if (!call || !ts.isCallExpression(call) || call.expression.getText() !== 'require') return undefined;
  const name = declaration.name.getText();
  return /_\d+$/.test(name) ? name : undefined;
}

/** The exports of a file, and the file that each comes from. */
function exportsOf(file: string): ReadonlyMap<string, string> {
  const text = readFileSync(file, 'utf8');
  const own = /^(?:exports\.\w+ = )+void 0;$/m.exec(text)?.[0] ?? '';
  const others = [...text.matchAll(/^__exportStar\(require\("(.+)"\), exports\);$/gm)].flatMap(([, request = '']) => {
    const target = join(dirname(file), request);
    const path = readdirSync(dirname(target)).includes(`${request.split('/').pop()}.js`) ? `${target}.js` : join(target, 'index.js');
    return [...exportsOf(path)];
  });
  return new Map([...[...own.matchAll(/exports\.(\w+)/g)].map(([, name = '']): [string, string] => [name, file]), ...others]);
}

/** Its first lines show Node.js which names an ES module can import. They are replaced before they could run. */
function indexOf(names: ReadonlyMap<string, string>, directory: string): string {
  const sorted = [...names].sort(([one], [other]) => (one < other ? -1 : 1));
  return [
    '"use strict";',
    'Object.defineProperty(exports, "__esModule", { value: true });',
    ...sorted.map(([name]) => `exports.${name} = void 0;`),
    'const define = (name, value) => Object.defineProperty(exports, name, { enumerable: true, configurable: true, ...value });',
    'const lazily = (name, load) => define(name, { get: () => { const value = load()[name]; define(name, { value, writable: true }); return value; } });',
    ...sorted.map(([name, file]) => `lazily("${name}", () => require("./${relative(directory, file).replace(/\\/g, '/').replace(/\.js$/, '')}"));`),
    '',
  ].join('\n');
}

if (require.main === module) process.argv.slice(2).forEach(makeLazy);
