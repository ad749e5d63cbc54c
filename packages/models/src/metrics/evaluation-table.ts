import type { Evaluation, MetricResult } from './evaluation.js';

/**
 * An evaluation as plain text: one line a metric with value, 95 % interval and floor, then the extractor, the counts and
 * what a reader must know.
 */
export function formatEvaluation(evaluation: Evaluation): string {
  const { samples, data, metrics } = evaluation;
  const head = ['metric', 'value', '95 % interval', 'real vs real', 'samples', 'reference'];
  const rows = metrics.map((result) => [
    result.title,
    formatNumber(result.value),
    result.spread === null ? '–' : result.spread.interval95.map(formatNumber).join(' … '),
    formatFloor(result),
    String(result.counts.samples),
    `${result.counts.reference} ${result.against}`,
  ]);
  const widths = head.map((title, c) => Math.max(...[head, ...rows].map((row) => [...(row[c] ?? title)].length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, c) => (c === 0 ? cell.padEnd(widths[c] ?? 0) : cell.padStart(widths[c] ?? 0)))
      .join('  ')
      .trimEnd();
  const lines = [line(head), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line), ''];
  for (const result of metrics) lines.push(...explain(result));
  lines.push(
    `${samples.count} samples of ${samples.shape.join(' × ')} against ${data.name} (${data.source}); ` +
      `real data: ${data.preparation}; seed ${evaluation.seed}`,
  );
  return [...new Set(lines)].join('\n');
}

/** Four significant digits, no exponent where it can be avoided. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e6) return value.toExponential(2);
  return String(Number(value.toPrecision(4)));
}

function formatFloor({ floor }: MetricResult): string {
  if (floor === null) return '–';
  return floor.deviation === null
    ? formatNumber(floor.value)
    : `${formatNumber(floor.value)} ± ${formatNumber(floor.deviation)}`;
}

function explain(result: MetricResult): string[] {
  const lines: string[] = [];
  const { extractor } = result;
  if (extractor !== null) {
    lines.push(
      `${extractor.name}: ${extractor.dimension} features, sha256 ${extractor.hash.slice(0, 16)}; ${extractor.preprocessing}`,
    );
  }
  if (result.floor !== null) lines.push(`real vs real: ${result.floor.how}`);
  switch (result.metric) {
    case 'fid':
      if (result.details.quantisation !== null) {
        lines.push(`real images as prepared vs the same at 256 levels: ${formatNumber(result.details.quantisation)}`);
      }
      break;
    case 'kid': {
      const { subsets, subsetSize, subsetMean, subsetDeviation } = result.details;
      lines.push(
        `kid over ${subsets} subsets of ${subsetSize}: ${formatNumber(subsetMean)} ± ${formatNumber(subsetDeviation)}`,
      );
      break;
    }
    case 'classifier': {
      const shown = result.details.classes.filter((c) => c.share > 0 || c.realShare > 0);
      lines.push(
        `digits, samples (real): ${shown.map((c) => `${c.label} ${percent(c.share)} (${percent(c.realShare)})`).join(', ')}`,
      );
      break;
    }
    case 'colour': {
      const { channels } = result.details;
      const names = channels.length === 3 ? ['red', 'green', 'blue'] : ['grey'];
      const words = channels.map(
        ({ mean, deviation, realMean, realDeviation }, c) =>
          `${names[c]} ${formatNumber(mean)} ± ${formatNumber(deviation)} (${formatNumber(realMean)} ± ${formatNumber(realDeviation)})`,
      );
      lines.push(`pixel values, mean ± deviation, samples (real): ${words.join(', ')}`);
      break;
    }
    case 'memorisation': {
      const { pixels, features, copies } = result.details;
      lines.push(
        `nearest training image, samples / test images (median): pixels ${pixels.ratio === null ? '–' : formatNumber(pixels.ratio)}, ` +
          `features ${features.ratio === null ? '–' : formatNumber(features.ratio)}; exact copies: ${copies}; nearer than 5 % of test images are: ` +
          `${percent(pixels.closeShare)} by pixels, ${percent(features.closeShare)} by features`,
      );
      break;
    }
  }
  return [...lines, ...result.notes.map((note) => `note: ${note}`)];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
