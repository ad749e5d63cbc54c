import { type Axis, axisFor } from '../drawings/index.js';
import { type Html, html } from './html.js';

export interface Series {
  readonly name: string;
  /** Its colour in the page's palette: 1 or 2. */
  readonly colour: 1 | 2;
  /** Ascending in x. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** A dot with a tooltip on every point; else a line only, thinned to a mean with its range. */
  readonly dots?: boolean;
}

export interface ChartOptions {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly scale: Axis['scale'];
  readonly height?: number;
  readonly width?: number;
  readonly formatY: (value: number) => string;
}

/** Points a line has at most; more are joined into buckets. */
const MOST_POINTS = 300;
const MARGIN = { top: 12, right: 30, bottom: 44, left: 64 };

interface Bucket {
  readonly x: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** A line chart as inline SVG; colours come from the page's style sheet, so that it follows light and dark. */
export function lineChart(series: readonly Series[], options: ChartOptions): Html {
  const { width = 860, height = 320, scale } = options;
  const lines = series.map((one) => ({ ...one, buckets: bucketed(usable(one.points, scale), one.dots === true) }));
  const all = lines.flatMap((line) => line.buckets);
  const x = axisFor(
    all.map((bucket) => bucket.x),
    'linear',
    6,
  );
  const y = axisFor(
    all.flatMap(({ mean, low, high }) => (scale === 'log' ? [mean] : [mean, low, high])),
    scale,
    5,
  );
  const inner = { width: width - MARGIN.left - MARGIN.right, height: height - MARGIN.top - MARGIN.bottom };
  const px = (value: number): string => (MARGIN.left + x.place(value) * inner.width).toFixed(1);
  const py = (value: number): string =>
    (MARGIN.top + (1 - Math.min(1, Math.max(0, y.place(Math.max(value, y.low))))) * inner.height).toFixed(1);
  const bottom = MARGIN.top + inner.height;
  const right = MARGIN.left + inner.width;

  const grid = y.ticks.map(
    ({
      value,
      label,
    }) => html`<line class="grid" x1="${MARGIN.left}" x2="${right}" y1="${py(value)}" y2="${py(value)}"/>
<text class="tick" x="${MARGIN.left - 8}" y="${py(value)}" text-anchor="end" dominant-baseline="middle">${label}</text>`,
  );
  const marks = x.ticks.map(
    ({
      value,
      label,
    }) => html`<line class="axis" x1="${px(value)}" x2="${px(value)}" y1="${bottom}" y2="${bottom + 5}"/>
<text class="tick" x="${px(value)}" y="${bottom + 19}" text-anchor="middle">${label}</text>`,
  );
  const drawn = lines.map(({ buckets, colour, name, dots }) => {
    const path = buckets.map((bucket) => `${px(bucket.x)},${py(bucket.mean)}`).join(' ');
    const upper = buckets.map((bucket) => `${px(bucket.x)},${py(bucket.high)}`);
    const lower = buckets.map((bucket) => `${px(bucket.x)},${py(bucket.low)}`).reverse();
    const banded = dots !== true && buckets.some((bucket) => bucket.high > bucket.low);
    const band = banded
      ? html`<polygon class="band c${colour}" points="${[...upper, ...lower].join(' ')}"/>`
      : undefined;
    const circles =
      dots !== true
        ? []
        : buckets.map(
            (bucket) =>
              html`<circle class="dot c${colour}" cx="${px(bucket.x)}" cy="${py(bucket.mean)}" r="3.5"><title>${name}, ${options.xLabel} ${bucket.x}: ${options.formatY(bucket.mean)}</title></circle>`,
          );
    return html`${band}<polyline class="line c${colour}" points="${path}"/>${circles}`;
  });
  const legend =
    series.length < 2
      ? undefined
      : html`<p class="legend">${series.map((one) => html`<span><i class="key c${one.colour}"></i>${one.name}</span>`)}</p>`;
  const middle = MARGIN.top + inner.height / 2;
  return html`${legend}<div class="scroll"><svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${options.title}">
<title>${options.title}</title>${grid}
<line class="axis" x1="${MARGIN.left}" x2="${right}" y1="${bottom}" y2="${bottom}"/>${marks}
<text class="label" x="${MARGIN.left + inner.width / 2}" y="${height - 6}" text-anchor="middle">${options.xLabel}</text>
<text class="label" transform="translate(14 ${middle}) rotate(-90)" text-anchor="middle">${options.yLabel}</text>${drawn}</svg></div>`;
}

function usable(points: Series['points'], scale: Axis['scale']): Series['points'] {
  return points.filter(({ y }) => Number.isFinite(y) && (scale === 'linear' || y > 0));
}

function bucketed(points: Series['points'], whole: boolean): Bucket[] {
  const size = whole ? 1 : Math.ceil(points.length / MOST_POINTS);
  const buckets: Bucket[] = [];
  for (let at = 0; at < points.length; at += size) {
    const some = points.slice(at, at + size);
    const values = some.map(({ y }) => y);
    buckets.push({
      x: some.reduce((sum, { x }) => sum + x, 0) / some.length,
      mean: values.reduce((sum, value) => sum + value, 0) / values.length,
      low: Math.min(...values),
      high: Math.max(...values),
    });
  }
  return buckets;
}
