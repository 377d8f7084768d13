/** What a measurement says, and what it is compared with. */

export const COLUMNS = ['library', 'before', 'awsCustomResource', 'provider', 'floor'] as const;
export type Column = typeof COLUMNS[number];

export const COLUMN_TITLES: Readonly<Record<Column, string>> = {
  library: 'this library',
  before: 'the build before',
  awsCustomResource: '`AwsCustomResource`',
  provider: '`Provider`, handler by hand',
  floor: 'bare `CfnResource`',
};

export const GROUPS = ['Synthesis', 'Template', 'Deployed parts', 'Handler', 'Lifecycle', 'Two hundred at once', 'Many at once'] as const;
export type Group = typeof GROUPS[number];

export interface Row {
  readonly group: Group;
  readonly name: string;
  readonly unit: string;
  /** Less is better, in all of them. */
  readonly values: Readonly<Partial<Record<Column, number>>>;
  /** Figures that come out the same in each run, and that the tests hold. */
  readonly exact?: boolean;
  /** This library's share, where it was found in each round before the middle one was taken. */
  readonly shares?: Readonly<Partial<Record<Column, number>>>;
  /** Between which shares the middle half of the rounds lay. */
  readonly spread?: Readonly<Partial<Record<Column, readonly [number, number]>>>;
  /** Why there is no figure, by column. */
  readonly remarks?: Readonly<Partial<Record<Column, string>>>;
}

/** This library's share of what a peer takes. */
export function ratio({ values, shares }: Row, peer: Column): number | undefined {
  if (shares?.[peer] !== undefined) return shares[peer];
  const [own, other] = [values.library, values[peer]];
  return own === undefined || other === undefined || other === 0 ? undefined : own / other;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] ?? NaN : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/** One line for each measurement, while it goes on. */
export function progress(line: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}
