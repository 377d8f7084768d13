/** Figures as Markdown. */
import { COLUMN_TITLES, type Column, COLUMNS, ratio, type Row } from './figures';

const PEERS = COLUMNS.filter((column) => column !== 'library');

/** One table. Each figure of a peer is followed by this library's share of it. */
export function table(rows: readonly Row[]): string {
  const used = PEERS.filter((peer) => rows.some(({ values, remarks }) => values[peer] !== undefined || remarks?.[peer] !== undefined));
  const lines = rows.map((row) => [row.name, row.unit, cell(row, 'library'), ...used.map((peer) => cell(row, peer))]);
  return [['', '', ...(['library', ...used] as const).map((column) => COLUMN_TITLES[column])], ['---', '---', ...['', ...used].map(() => '---:')], ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** The spread of the rounds: one line for each figure that was measured in rounds. */
export function spreads(rows: readonly Row[]): string {
  return rows.flatMap((row) => PEERS.flatMap((peer) => {
    const [share, between] = [row.shares?.[peer], row.spread?.[peer]];
    return share === undefined || between === undefined
      ? []
      : [`${row.name} (${row.unit}), of ${COLUMN_TITLES[peer]}: ${share.toFixed(2)} (${between.map((each) => each.toFixed(2)).join(' to ')})`];
  })).join('\n');
}

export function readable(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  return value >= 99.5 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(2).replace(/^(\d+)\.0$/, '$1');
}

function cell(row: Row, column: Column): string {
  const value = row.values[column];
  const share = column === 'library' ? undefined : ratio(row, column);
  if (value === undefined) return row.remarks?.[column] ?? '–';
  return share === undefined ? readable(value) : `${readable(value)} (${share.toFixed(2)})`;
}
