import { styleText } from 'node:util';

const WIDTH = 100;

type Style = Parameters<typeof styleText>[0];

/** Formats text for a person: in colours on a terminal that wants them, otherwise as plain text. */
function styled(style: Style, text: string): string {
  const isColourful = process.stdout.isTTY && !process.env.NO_COLOR;
  return isColourful ? styleText(style, text) : text;
}

export function print(text = ''): void {
  process.stdout.write(`${text}\n`);
}

export function printHeading(text: string): void {
  print(styled('bold', `\n━━ ${text} ${'━'.repeat(Math.max(3, WIDTH - text.length - 4))}`));
}

export function printParagraph(text: string): void {
  print(wrapped(text));
}

/** Prints a command after the folder that it runs in. */
export function printCommand(text: string, folder: string): void {
  print(styled('cyan', `\n${folder} $ ${text}`));
}

/** Prints a confirmed finding. */
export function printFinding(text: string): void {
  print(styled('green', wrapped(`✔ ${text}`, '  ')));
}

export function printProblem(text: string): void {
  print(styled('red', wrapped(`✘ ${text}`, '  ')));
}

/** Prints a table. Every column is as wide as its widest cell. */
export function printTable(columns: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = columns.map((column, index) => Math.max(column.length, ...rows.map((row) => row[index].length)));
  const line = (cells: readonly string[]) => `  ${cells.map((cell, index) => cell.padEnd(widths[index])).join('  ').trimEnd()}`;
  print(styled('dim', line(columns.map((column) => column.toUpperCase()))));
  rows.forEach((row) => print(line(row)));
}

function wrapped(text: string, indent = ''): string {
  const lines: string[] = [];
  let current = '';
  for (const word of text.split(' ')) {
    if (current !== '' && current.length + word.length >= WIDTH) {
      lines.push(current);
      current = indent + word;
    } else {
      current = current === '' ? word : `${current} ${word}`;
    }
  }
  return [...lines, current].join('\n');
}
