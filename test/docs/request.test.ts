/** The table of times in "How a request lives" has every time of the code, with its value. */
import { readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import * as ts from 'typescript';
import { document, ROOT } from './documents';
import { filesBelow } from '../by-folder';

interface Row {
  readonly constant: string;
  readonly file: string;
  readonly values: readonly number[];
}

/** Each unit in seconds; `times` is a plain number. */
const UNITS: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3_600, day: 86_400, times: 1 };

const ROWS: readonly Row[] = [...document('docs/request.md').text.matchAll(/^\| `(\w+)` \| ([\d., ]+) (\w+) \| \[[\w.-]+\]\(([^)]+)\) \|/gm)].map(
  ([, constant = '', numbers = '', unit = '', file = '']) => ({
    constant,
    file: normalize(join('docs', file)),
    values: numbers.split(', ').map((number) => Number(number.replace(',', '')) * (UNITS[unit] ?? NaN)),
  }),
);

/** The files whose constants are milliseconds, and the one constant elsewhere that is. */
const IN_MILLISECONDS = [
  'lambda/lifecycle/response.ts', 'lambda/lifecycle/calling.ts', 'lambda/lifecycle/client-options.ts', 'lambda/lifecycle/past-requests.ts',
  'lambda/lifecycle/retry-in-time.ts', 'lambda/lifecycle/executions.ts', 'lambda/lifecycle/presence/record.ts', 'lambda/lifecycle/request.ts', 'lambda/lifecycle/time-left.ts',
  'lambda/opensearch/data-source-attachment/record.ts', 'lambda/lifecycle/engine.ts RESERVED_FOR_FAILURE',
];

/** Numbers of the code that are not times: sizes, counts, and codes of the wire format. */
const NO_TIMES = [
  'INTEGER', 'LABEL', 'IDEMPOTENCY_TOKEN', 'LIST_OF_STRINGS', 'MAP_OF_STRINGS', 'STRING', 'PAGE', 'LARGEST_PROPERTIES', 'LAST_EVENTS', 'LONGEST_BODY',
  'MAX_TARGETS', 'MOST_ASSOCIATIONS', 'MOST_EXECUTIONS', 'MOST_REQUESTS', 'LONGEST_REASON', 'ONE_MONTH', 'INFINITE', 'SPACE',
];

/** The numbers in a file by name: those of its constants, and of the properties of its objects. */
function numbersIn(file: string): ReadonlyMap<string, readonly number[]> {
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const found = new Map<string, readonly number[]>();
  const visit = (node: ts.Node): void => {
    if ((ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node)) && node.initializer && ts.isIdentifier(node.name)) {
      const numbers = evaluate(node.initializer, found);
      if (numbers) found.set(node.name.text, [...found.get(node.name.text) ?? [], ...numbers]);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The number or numbers of an expression; undefined if it is anything else. */
function evaluate(node: ts.Expression, known: ReadonlyMap<string, readonly number[]>): readonly number[] | undefined {
  if (ts.isNumericLiteral(node) || (ts.isStringLiteral(node) && /^\d+$/.test(node.text))) return [Number(node.text)];
  if (ts.isIdentifier(node)) return known.get(node.text);
  if (ts.isAsExpression(node) || ts.isSpreadElement(node)) return evaluate(node.expression, known);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AsteriskToken) {
    const [[left] = [], [right] = []] = [evaluate(node.left, known), evaluate(node.right, known)];
    return left === undefined || right === undefined ? undefined : [left * right];
  }
  if (ts.isArrayLiteralExpression(node)) {
    const elements = node.elements.map((each) => evaluate(each, known));
    return elements.length > 0 && elements.every((each) => each !== undefined) ? elements.flat() : undefined;
  }
  // Array(…).fill(…)
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'fill') {
    const { expression: array } = node.expression;
    const [count, value] = [ts.isCallExpression(array) ? array.arguments[0] : undefined, node.arguments[0]]
      .map((each) => each && evaluate(each, known)?.[0]);
    return count === undefined || value === undefined ? undefined : Array<number>(count).fill(value);
  }
  return undefined;
}

function times({ constant, file }: Row): readonly number[] {
  const milliseconds = IN_MILLISECONDS.includes(file) || IN_MILLISECONDS.includes(`${file} ${constant}`);
  return (numbersIn(file).get(constant) ?? []).map((value) => value / (milliseconds ? 1_000 : 1));
}

test.each(ROWS.map((row) => [row.constant, row.file, row] as const))('the value of %s is that of %s', (_, __, row) => {
  expect(row.values).toEqual(times(row));
});

test('no time of the code is missing', () => {
  const files = [...filesBelow('lambda'), ...filesBelow('src/backend'), 'src/private/max-wait.ts'];
  const all = files.flatMap((file) => [...numbersIn(file).keys()].filter((name) => /^[A-Z][A-Z_]*$/.test(name)).map((name) => `${file} ${name}`));
  const missing = all.filter((each) => !NO_TIMES.includes(each.split(' ')[1] ?? '') && !ROWS.some(({ file, constant }) => each === `${file} ${constant}`));

  expect(ROWS.length).toBeGreaterThan(40);
  expect(missing).toEqual([]);
});

test.each([
  ['a construct accepts as long a wait as a request may take', 'src/private/max-wait.ts MAX_SECONDS', '=', 'lambda/lifecycle/engine.ts LONGEST_REQUEST'],
  ['a request ends before its execution does', 'lambda/lifecycle/engine.ts LONGEST_REQUEST', '<', 'src/backend/state-machine-definition.ts EXECUTION_TIMEOUT_SECONDS'],
  ['a late request ends before its execution could', 'lambda/lifecycle/engine.ts LATEST_RESPONSE', '<', 'src/backend/state-machine-definition.ts EXECUTION_TIMEOUT_SECONDS'],
  ['executions are listed for as long as they may run', 'lambda/lifecycle/past-requests.ts LONGEST_EXECUTION', '=', 'src/backend/state-machine-definition.ts EXECUTION_TIMEOUT_SECONDS'],
  ['one call leaves time for others', 'lambda/lifecycle/calling.ts LONGEST_CALL', '<', 'src/backend/backend.ts FUNCTION_TIMEOUT_SECONDS'],
  ['a throttled call leaves time for others', 'lambda/lifecycle/calling.ts LONGEST_THROTTLE', '<', 'src/backend/backend.ts FUNCTION_TIMEOUT_SECONDS'],
  ['a construct leaves out the default wait of an attachment', 'src/private/max-wait.ts DEFAULT_SECONDS', '=', 'src/opensearch/data-source-attachment/attachment-properties.ts MaxWaitSeconds'],
  ['a construct leaves out the default wait of an association', 'src/private/max-wait.ts DEFAULT_SECONDS', '=', 'src/appintegrations/data-integration-association/association-properties.ts MaxWaitSeconds'],
  ['a construct leaves out the default wait of other resources', 'src/private/max-wait.ts DEFAULT_SECONDS', '=', 'lambda/lifecycle/presence/presence-lifecycle.ts DEFAULT_MAX_WAIT'],
])('%s', (_, left, sign, right) => {
  const [one, other] = [left, right].map((name) => ROWS.find(({ file, constant }) => name === `${file} ${constant}`)?.values[0] ?? NaN) as [number, number];

  expect(sign === '=' ? one === other : one < other).toBe(true);
});
