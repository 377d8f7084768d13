/** The measured subjects, and the earlier build that this library is compared with. */

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
  /** Less is better in all of them. */
  readonly values: Readonly<Partial<Record<Column, number>>>;
  /** Figures that are the same in each run. The tests check them. */
  readonly exact?: boolean;
  /** This library's share, if it was calculated in each round before the median was taken. */
  readonly shares?: Readonly<Partial<Record<Column, number>>>;
  /** The shares between which the middle half of the rounds was. */
  readonly spread?: Readonly<Partial<Record<Column, readonly [number, number]>>>;
  /** The reason why a figure is missing, by column. */
  readonly remarks?: Readonly<Partial<Record<Column, string>>>;
}

/** This library's share of a peer's figure. */
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

/** Prints one line for each measurement, while it runs. */
export function progress(line: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}
