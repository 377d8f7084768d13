/** The guide to operating has an entry for each sentence with which a deployment can fail. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { document, ROOT } from './documents';
import { CONTINUE_ROLLBACK, DELETE_AGAIN } from '../../lambda/opensearch/data-source-attachment/sentences';
import { filesBelow, foldersWith, modulesOf } from '../by-folder';

const GUIDE = document('docs/operations.md').text;

/** Parts of sentences: advice at the end of others. */
const PARTS: readonly string[] = [DELETE_AGAIN, CONTINUE_ROLLBACK];

/** Every form of each sentence, from the folder of each kind. */
const SAMPLES = modulesOf<{ readonly SAMPLES: Readonly<Record<string, readonly string[]>> }>('sentence-samples.ts');
const SENTENCES = Object.values(SAMPLES).flatMap((module) => Object.entries(module.SAMPLES))
  .flatMap(([name, forms]) => forms.map((sentence) => [name, sentence] as const))
  .filter(([, sentence]) => !PARTS.includes(sentence));

test('every folder with sentences has samples of them', () => {
  expect(Object.keys(SAMPLES)).toEqual(foldersWith('sentences.ts'));
});

test.each(SENTENCES)('the guide has the sentence of %s: %s', (_, sentence) => {
  expect(GUIDE).toContain(`\`${sentence}\``);
});

test('no sentence is empty, and no two are the same', () => {
  const all = SENTENCES.map(([, sentence]) => sentence);

  expect(all).not.toContain('');
  expect(new Set(all).size).toBe(all.length);
});

/** The texts in a file that end a request or are logged as an error, without the values that are filled in. */
function errorTexts(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node, inError: boolean): void => {
    if (inError && ts.isStringLiteral(node)) found.push(node.text);
    if (inError && ts.isTemplateLiteralToken(node)) found.push(node.text);
    const throws = ts.isNewExpression(node) && /Error|Refusal|StartUnknown|InvalidInput/.test(node.expression.getText());
    const calls = ts.isCallExpression(node) && (node.expression.kind === ts.SyntaxKind.SuperKeyword || node.expression.getText() === 'withLog');
    const explains = (ts.isPropertyAssignment(node) && node.name.getText() === 'reason')
      || (ts.isVariableDeclaration(node) && node.name.getText() === 'problem');
    ts.forEachChild(node, (child) => visit(child, inError || throws || calls || explains));
  };
  visit(source, false);
  return found.map((text) => text.replace(/^[^\w"]+|[^\w"]+$/g, '')).filter((text) => text.split(' ').length > 2);
}

/** Texts that a person sees only if a file of the project itself is wrong. */
const INTERNAL = [
  // For an execution that was not started by our code.
  'the execution has no request to respond to',
  // Appears after the name of the operation, as the error of an AWS call.
  'AWS returned no',
];

const TEXTS = filesBelow('lambda')
  // The client's are those of the SDK's clients, for settings that the function does not have.
  .filter((file) => !file.endsWith('/sentences.ts') && file !== 'lambda/appintegrations/client.ts')
  .flatMap((file) => errorTexts(join(ROOT, file)).map((text) => [file, text] as const))
  .filter(([, text]) => !INTERNAL.includes(text));

test('the texts of the handlers are found', () => {
  expect(TEXTS.length).toBeGreaterThan(5);
});

test.each(TEXTS)('the guide has the text of %s: %s', (_, text) => {
  expect(GUIDE).toContain(text);
});
