/** The most important figures, as bars. Each is relative to the longest of its own row. */
import { type Column, type Row } from './figures';
import { readable } from './table';

const SHOWN: readonly (readonly [name: string, unit: string, title: string])[] = [
  ['1000 attachments, all', 'ms of processor', 'synthesis of 1,000 attachments, ms of processor'],
  ['two hundred', 'bytes', 'template of 200 attachments, bytes'],
  ['functions', 'for one', 'functions for all attachments of a stack'],
  ['log groups', 'for one', 'log groups for all attachments of a stack'],
  ['cold load, until a client is ready', 'ms', 'cold load of the handler, ms'],
  ['create, complete at once', 'invocations', 'invocations, create that completes at once'],
  ['create, PENDING for twenty minutes', 'invocations', 'invocations, create that is PENDING for 20 minutes'],
];
const BARS: readonly (readonly [column: Column, title: string, color: string])[] = [
  ['library', 'this library', '#1565c0'], ['awsCustomResource', 'AwsCustomResource', '#90a4ae'], ['provider', 'Provider, handler by hand', '#cfd8dc'],
];
const [WIDTH, LEFT, LONGEST, BAR, ROW] = [920, 370, 430, 16, 68];

export function picture(rows: readonly Row[], date: string): string {
  const shown = SHOWN.flatMap(([name, unit, title]) => {
    const row = rows.find((candidate) => candidate.name === name && candidate.unit === unit);
    return row ? [{ row, title }] : [];
  });
  const height = 60 + shown.length * ROW;
  const bars = shown.flatMap(({ row, title }, index) => {
    const top = 50 + index * ROW;
    const most = Math.max(...BARS.map(([column]) => row.values[column] ?? 0));
    return [
      `  <text x="${LEFT - 12}" y="${top + 30}" text-anchor="end">${title}</text>`,
      ...BARS.map(([column, , color], bar) => {
        const value = row.values[column];
        const text = value === undefined ? row.remarks?.[column] ?? 'none' : readable(value);
        const width = most === 0 ? 0 : Math.round((value ?? 0) / most * LONGEST);
        return `  <rect x="${LEFT}" y="${top + bar * (BAR + 2)}" width="${width}" height="${BAR}" fill="${color}"/>`
          + `<text x="${LEFT + width + 6}" y="${top + bar * (BAR + 2) + 13}" font-size="12">${text}</text>`;
      }),
    ];
  });
  const legend = BARS.map(([, title, color], index) => (
    `  <rect x="${LEFT + index * 170}" y="16" width="12" height="12" fill="${color}"/><text x="${LEFT + 18 + index * 170}" y="27" font-size="12">${title}</text>`
  ));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="Helvetica, Arial, DejaVu Sans, sans-serif" font-size="14" role="img" aria-labelledby="title">`,
    `  <title id="title">This library and its alternatives, measured side by side on ${date}; shorter is better</title>`,
    `  <rect width="${WIDTH}" height="${height}" rx="8" fill="#ffffff"/>`,
    ...legend,
    `  <text x="20" y="27" font-size="12" fill="#546e7a">${date}, shorter is better</text>`,
    ...bars,
    '</svg>',
    '',
  ].join('\n');
}
