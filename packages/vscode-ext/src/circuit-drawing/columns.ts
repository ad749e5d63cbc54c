/** What an operation takes up: rows from first to last, and a width. */
export interface Extent {
  readonly first: number;
  readonly last: number;
  readonly width: number;
}

/** Columns as far left as the order on every row allows; the middle of each extent's column, and the end of the last. */
export function placeInColumns(
  extents: readonly Extent[],
  rows: number,
  gap: number,
): { readonly middles: readonly number[]; readonly width: number } {
  const next = new Array<number>(rows).fill(0);
  const widths: number[] = [];
  const columns = extents.map(({ first, last, width }) => {
    const column = Math.max(0, ...next.slice(first, last + 1));
    next.fill(column + 1, first, last + 1);
    widths[column] = Math.max(widths[column] ?? 0, width);
    return column;
  });
  const starts: number[] = [];
  let x = 0;
  for (const width of widths) {
    starts.push(x);
    x += width + gap;
  }
  return { middles: columns.map((column) => (starts[column] ?? 0) + (widths[column] ?? 0) / 2), width: x };
}
