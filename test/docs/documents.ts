/** The Markdown documents, and their content. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export const ROOT = join(__dirname, '..', '..');

export interface Document {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly text: string;
}

export interface Snippet {
  readonly language: string;
  /** The text after the language, e.g. `fixture=opensearch`. */
  readonly parameters: string;
  readonly code: string;
  /** The number of its first line of code, from 1. */
  readonly line: number;
}

/** All Markdown that is written by hand, and the generated reference. */
export function documents(): Document[] {
  const folders = ['docs', '.github', 'bench'].map((folder) => join(ROOT, folder)).filter(existsSync);
  return [ROOT, join(ROOT, 'sandbox')]
    .flatMap((folder) => markdownIn(folder, false))
    .concat(folders.flatMap((folder) => markdownIn(folder, true)))
    .map((file) => ({ path: relative(ROOT, file), text: readFileSync(file, 'utf8') }));
}

export function document(path: string): Document {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') };
}

export function snippetsOf({ text }: Document): Snippet[] {
  return [...text.matchAll(/^( *)```(\w+)(.*)\n([\s\S]*?)^\1```$/gm)].map(({ index, 1: indent = '', 2: language = '', 3: parameters = '', 4: code = '' }) => ({
    language,
    parameters: parameters.trim(),
    code: code.replace(new RegExp(`^${indent}`, 'gm'), ''),
    line: text.slice(0, index).split('\n').length + 1,
  }));
}

/** The text without its code. */
export function proseOf({ text }: Document): string {
  return text.replace(/^( *)```[\s\S]*?^\1```$/gm, '').replace(/`[^`\n]*`/g, '');
}

function markdownIn(folder: string, recursive: boolean): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => join(entry.parentPath, entry.name));
}
