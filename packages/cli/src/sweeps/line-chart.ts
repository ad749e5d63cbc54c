import { formatNumber } from '../terminal/index.js';
import type { CurvePoint } from './table.js';

const WIDTH = 640;
const HEIGHT = 400;
const MARGIN = { left: 72, right: 20, top: 36, bottom: 52 };

/** Round numbers from at most `low` to at least `high`, about `count` of them. */
export function ticks(low: number, high: number, count = 5): number[] {
  if (!(high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high), 1e-300))) return [low];
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, k) => Number(((first + k) * step).toPrecision(12)));
}

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/**
 * A curve with bars of one standard deviation as an SVG image of its own, readable on light and dark pages.
 * @param points ascending in x; must not be empty
 */
export function lineChart(points: readonly CurvePoint[], labels: { title: string; x: string; y: string }): string {
  const xTicks = ticks(Math.min(...points.map((p) => p.x)), Math.max(...points.map((p) => p.x)), 10);
  const yTicks = ticks(
    Math.min(...points.map((p) => p.mean - p.deviation)),
    Math.max(...points.map((p) => p.mean + p.deviation)),
  );
  const scale = (values: readonly number[], from: number, to: number) => {
    const [low = 0, high = 0] = [values[0], values.at(-1)];
    return (value: number) => (high === low ? (from + to) / 2 : from + ((value - low) / (high - low)) * (to - from));
  };
  const px = scale(xTicks, MARGIN.left, WIDTH - MARGIN.right);
  const py = scale(yTicks, HEIGHT - MARGIN.bottom, MARGIN.top);
  const at = (value: number) => value.toFixed(1);
  const grid = [
    ...yTicks.map(
      (y) =>
        `<line class="grid" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at(py(y))}" y2="${at(py(y))}"/>` +
        `<text x="${MARGIN.left - 8}" y="${at(py(y) + 4)}" text-anchor="end">${formatNumber(y)}</text>`,
    ),
    ...xTicks.map(
      (x) => `<text x="${at(px(x))}" y="${HEIGHT - MARGIN.bottom + 20}" text-anchor="middle">${formatNumber(x)}</text>`,
    ),
  ];
  const bars = points
    .filter((p) => p.deviation > 0)
    .map(
      (p) =>
        `<line class="bar" x1="${at(px(p.x))}" x2="${at(px(p.x))}" y1="${at(py(p.mean - p.deviation))}" y2="${at(py(p.mean + p.deviation))}"/>`,
    );
  const dots = points.map(
    (p) =>
      `<circle cx="${at(px(p.x))}" cy="${at(py(p.mean))}" r="4"><title>${escapeXml(labels.x)} ${formatNumber(p.x)}: ` +
      `${formatNumber(p.mean)} ± ${formatNumber(p.deviation)} (${p.count} seed${p.count === 1 ? '' : 's'})</title></circle>`,
  );
  const path = points.map((p) => `${at(px(p.x))},${at(py(p.mean))}`).join(' ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${escapeXml(labels.title)}">
<style>
svg { color: #1f2328; background: #ffffff; font: 13px system-ui, sans-serif; --line: #1f6feb; }
@media (prefers-color-scheme: dark) { svg { color: #e6edf3; background: #0d1117; --line: #58a6ff; } }
text { fill: currentColor; } .grid { stroke: currentColor; stroke-opacity: 0.15; }
.bar { stroke: var(--line); stroke-width: 1.5; } polyline { fill: none; stroke: var(--line); stroke-width: 2; } circle { fill: var(--line); }
</style>
<text x="${MARGIN.left}" y="22" font-weight="600">${escapeXml(labels.title)}</text>
${grid.join('\n')}
<text x="${(MARGIN.left + WIDTH - MARGIN.right) / 2}" y="${HEIGHT - 10}" text-anchor="middle">${escapeXml(labels.x)}</text>
<text transform="translate(16 ${(MARGIN.top + HEIGHT - MARGIN.bottom) / 2}) rotate(-90)" text-anchor="middle">${escapeXml(labels.y)}</text>
${bars.join('\n')}
<polyline points="${path}"/>
${dots.join('\n')}
</svg>
`;
}
