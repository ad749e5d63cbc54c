import { KrausError } from '@kraus/core';
import { axisFor } from './axis.js';
import {
  type Colour,
  type Drawing,
  dotShape,
  lineShape,
  paletteOf,
  type Shape,
  type Theme,
  textShape,
} from './drawing.js';

/** A figure at each step, with its spread. */
export interface StepSeries {
  readonly name: string;
  readonly points: readonly {
    readonly t: number;
    readonly value: number;
    /** Half of the band's height; no band without. */
    readonly spread?: number;
  }[];
}

export interface StepChartOptions {
  readonly title: string;
  /** E.g. `mean fidelity`. */
  readonly valueLabel: string;
  readonly theme?: Theme;
  /** The value axis, e.g. [0, 1] of a fidelity; default: what the values need. */
  readonly range?: readonly [low: number, high: number];
  /** Default `step t`. */
  readonly stepLabel?: string;
  /** Whether every point has a dot; default true. */
  readonly dots?: boolean;
}

const SIZE = { width: 640, height: 330 };
const INNER = { left: 58, top: 44, right: 616, bottom: 282 };

/**
 * Figures against the step t as lines with dots and bands, up to four series.
 * @throws KrausError `pictures/empty` for no points, `pictures/too-many-series`
 */
export function stepChart(series: readonly StepSeries[], options: StepChartOptions): Drawing {
  const points = series.flatMap((one) => one.points);
  if (points.length === 0) throw new KrausError('pictures/empty', `Chart '${options.title}': no points were given.`);
  const palette = paletteOf(options.theme ?? 'light');
  if (series.length > palette.series.length) {
    throw new KrausError(
      'pictures/too-many-series',
      `Chart '${options.title}': ${series.length} series, at most ${palette.series.length} can be told apart.`,
    );
  }
  const x = axisFor(
    points.map(({ t }) => t),
    'linear',
    8,
  );
  const y = axisFor(
    options.range ?? points.flatMap(({ value, spread = 0 }) => [value - spread, value + spread]),
    'linear',
    5,
  );
  const px = (t: number): number => INNER.left + x.place(t) * (INNER.right - INNER.left);
  const py = (value: number): number =>
    INNER.bottom - Math.min(1, Math.max(0, y.place(value))) * (INNER.bottom - INNER.top);
  const shapes: Shape[] = [
    ...y.ticks.flatMap(({ value, label }) => [
      lineShape(
        [
          [INNER.left, py(value)],
          [INNER.right, py(value)],
        ],
        palette.grid,
      ),
      textShape(INNER.left - 8, py(value) + 4, label, palette.soft, 'end', 11),
    ]),
    ...x.ticks.map(({ value, label }) => textShape(px(value), INNER.bottom + 18, label, palette.soft, 'middle', 11)),
    lineShape(
      [
        [INNER.left, INNER.bottom],
        [INNER.right, INNER.bottom],
      ],
      palette.soft,
    ),
    textShape((INNER.left + INNER.right) / 2, SIZE.height - 10, options.stepLabel ?? 'step t', palette.soft),
    textShape(INNER.left - 44, 22, options.valueLabel, palette.text, 'start'),
    ...series.flatMap((one, k) => band(one, palette.series[k] as Colour, px, py)),
    ...series.flatMap((one, k) => curve(one, palette.series[k] as Colour, px, py, options.dots ?? true)),
    ...legend(series, palette.series, palette.text),
  ];
  return { title: options.title, ...SIZE, background: palette.background, shapes };
}

type Place = (value: number) => number;

function band(one: StepSeries, colour: Colour, px: Place, py: Place): Shape[] {
  const banded = one.points.filter((point) => point.spread !== undefined);
  if (banded.length < 2) return [];
  const edge = (sign: number) => banded.map(({ t, value, spread = 0 }) => [px(t), py(value + sign * spread)] as const);
  return [{ kind: 'area', points: [...edge(1), ...edge(-1).reverse()], colour, opacity: 0.2 }];
}

function curve(one: StepSeries, colour: Colour, px: Place, py: Place, dots: boolean): Shape[] {
  const points = one.points.map(({ t, value }) => [px(t), py(value)] as const);
  return [lineShape(points, colour, 2), ...(dots ? points.map(([x, y]) => dotShape(x, y, 3, colour)) : [])];
}

function legend(series: readonly StepSeries[], colours: readonly Colour[], text: Colour): Shape[] {
  if (series.length < 2) return [];
  let right = INNER.right;
  return [...series.entries()].reverse().flatMap(([k, { name }]) => {
    const label = textShape(right, 22, name, text, 'end', 12);
    const start = right - 7.5 * name.length - 10;
    right = start - 34;
    return [
      lineShape(
        [
          [start - 16, 18],
          [start, 18],
        ],
        colours[k] as Colour,
        3,
      ),
      label,
    ];
  });
}
