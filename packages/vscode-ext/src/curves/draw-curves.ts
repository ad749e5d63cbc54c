import { axisFor } from '@kraus/models/drawings';
import { type Curve, type Point, smoothed } from './curve.js';

export interface CurvesOptions {
  /** Of the drawing, pixels. */
  readonly width: number;
  readonly height: number;
  readonly scale: 'linear' | 'log';
  /** Weight of the moving average, 0 … 1 (1 excluded). */
  readonly smoothing: number;
  /** e.g. `loss, nats per pixel`. */
  readonly yLabel: string;
  /** For screen readers. */
  readonly title: string;
}

/** A chart and how to read it back. */
export interface DrawnCurves {
  /** SVG text; classes are styled by `CURVES_STYLE`. */
  readonly svg: string;
  /** The step under a position in pixels from the left. */
  readonly stepAt: (pixels: number) => number;
  /** The position of a step. */
  readonly at: (step: number) => number;
}

const MARGIN = { top: 10, right: 16, bottom: 42, left: 66 };

const escaped = (text: string) =>
  text.replace(/[<>&"]/g, (c) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' })[c] ?? c);

/** Curves over steps. A smoothed curve stands before its own points, drawn faintly; on a log scale only what is above zero is drawn. */
export function drawCurves(curves: readonly Curve[], options: CurvesOptions): DrawnCurves {
  const { width, height, scale } = options;
  const usable = ({ y }: Point) => Number.isFinite(y) && (scale === 'linear' || y > 0);
  const lines = curves.map((curve) => {
    const raw = curve.points.filter(usable);
    return { ...curve, raw, line: curve.dots || options.smoothing === 0 ? raw : smoothed(raw, options.smoothing) };
  });
  const steps = lines.flatMap(({ raw }) => raw.map(({ x }) => x));
  const inner = { width: width - MARGIN.left - MARGIN.right, height: height - MARGIN.top - MARGIN.bottom };
  const x = axisFor(steps, 'linear', Math.max(2, Math.min(8, Math.floor(inner.width / 90))));
  const y = axisFor(
    lines.flatMap(({ raw }) => raw.map((point) => point.y)),
    scale,
    5,
  );
  const px = (value: number) => MARGIN.left + x.place(value) * inner.width;
  const py = (value: number) => MARGIN.top + (1 - y.place(value)) * inner.height;
  const bottom = MARGIN.top + inner.height;
  const right = MARGIN.left + inner.width;
  const path = (points: readonly Point[]) =>
    points.map((point) => `${px(point.x).toFixed(1)},${py(point.y).toFixed(1)}`).join(' ');
  // A log axis over few decades has more ticks than there is room for.
  const every = Math.ceil(y.ticks.length / Math.max(2, Math.floor(inner.height / 22)));
  const grid = y.ticks
    .filter((_, k) => k % every === 0)
    .map(
      ({ value, label }) =>
        `<line class="grid" x1="${MARGIN.left}" x2="${right}" y1="${py(value).toFixed(1)}" y2="${py(value).toFixed(1)}"/><text class="tick end" x="${MARGIN.left - 7}" y="${(py(value) + 4).toFixed(1)}">${label}</text>`,
    );
  const marks = x.ticks.map(
    ({ value, label }) =>
      `<line class="axis" x1="${px(value).toFixed(1)}" x2="${px(value).toFixed(1)}" y1="${bottom}" y2="${bottom + 4}"/><text class="tick" x="${px(value).toFixed(1)}" y="${bottom + 17}">${label}</text>`,
  );
  const drawn = lines.map(({ run, dots, raw, line }) => {
    const faint = line === raw ? '' : `<polyline class="raw run${run % 6}" points="${path(raw)}"/>`;
    const circles = dots
      ? raw
          .map(
            (point) =>
              `<circle class="dot run${run % 6}" cx="${px(point.x).toFixed(1)}" cy="${py(point.y).toFixed(1)}" r="3"/>`,
          )
          .join('')
      : '';
    return `${faint}<polyline class="curve run${run % 6}${dots ? ' validation' : ''}" points="${path(line)}"/>${circles}`;
  });
  const middle = MARGIN.top + inner.height / 2;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" class="curves" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(options.title)}">${grid.join('')}<line class="axis" x1="${MARGIN.left}" x2="${right}" y1="${bottom}" y2="${bottom}"/>${marks.join('')}<text class="label" x="${MARGIN.left + inner.width / 2}" y="${height - 5}">step</text><text class="label" transform="translate(13 ${middle}) rotate(-90)">${escaped(options.yLabel)}</text>${drawn.join('')}<line class="cursor" y1="${MARGIN.top}" y2="${bottom}" x1="-9" x2="-9"/></svg>`;
  return {
    svg,
    stepAt: (pixels) => x.low + Math.min(1, Math.max(0, (pixels - MARGIN.left) / inner.width)) * (x.high - x.low),
    at: px,
  };
}
