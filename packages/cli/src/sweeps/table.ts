/** One row of a sweep's table: parameters, seed, and whatever was measured. */
export type SweepRow = Readonly<Record<string, number | string>>;

/** The rows as CSV (RFC 4180): a header with every column that any row has, in order of appearance. */
export function sweepCsv(rows: readonly SweepRow[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (value: number | string | undefined): string => {
    if (value === undefined) return '';
    const text = String(value);
    return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  };
  return [columns, ...rows.map((row) => columns.map((column) => row[column]))]
    .map((line) => `${line.map(cell).join(',')}\r\n`)
    .join('');
}

/** Mean, standard deviation (n − 1) and count of `y` at one value of x. */
export interface CurvePoint {
  readonly x: number;
  readonly mean: number;
  /** 0 for a single row. */
  readonly deviation: number;
  readonly count: number;
}

/** `y` against `x` over the rows that have both, one point for each x, ascending. */
export function curve(rows: readonly SweepRow[], x: string, y: string): CurvePoint[] {
  const groups = new Map<number, number[]>();
  for (const row of rows) {
    const [at, value] = [row[x], row[y]];
    if (typeof at !== 'number' || typeof value !== 'number' || !Number.isFinite(value)) continue;
    groups.set(at, [...(groups.get(at) ?? []), value]);
  }
  return [...groups]
    .map(([at, values]) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      return {
        x: at,
        mean,
        deviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0,
        count: values.length,
      };
    })
    .sort((a, b) => a.x - b.x);
}
