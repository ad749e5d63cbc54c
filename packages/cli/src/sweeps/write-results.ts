import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lineChart } from './line-chart.js';
import { curve, type SweepRow, sweepCsv } from './table.js';

/** What is drawn against what. */
export interface SweepPlot {
  readonly x: string;
  readonly y: string;
}

/** Writes `table.json`, `table.csv` and, where there is something to draw, `chart.svg`. Returns the paths. */
export function writeResults(
  folder: string,
  name: string,
  rows: readonly SweepRow[],
  plot: SweepPlot | undefined,
): string[] {
  const files: [string, string][] = [
    ['table.json', `${JSON.stringify({ sweep: name, rows }, null, 2)}\n`],
    ['table.csv', sweepCsv(rows)],
  ];
  const points = plot === undefined ? [] : curve(rows, plot.x, plot.y);
  if (plot !== undefined && points.length > 0) {
    const seeds = Math.max(...points.map((point) => point.count));
    const spread = seeds > 1 ? `, mean and standard deviation over up to ${seeds} seeds` : '';
    files.push(['chart.svg', lineChart(points, { title: `${name}${spread}`, x: plot.x, y: plot.y })]);
  }
  mkdirSync(folder, { recursive: true });
  return files.map(([file, text]) => {
    const path = join(folder, file);
    writeFileSync(`${path}.partial`, text);
    renameSync(`${path}.partial`, path);
    return path;
  });
}
