import { axisFor } from '@kraus/models/drawings';
import { type Picture, short, wrapped } from './heat-map.js';
import { escaped } from './theme.js';

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** Half of the error bar. */
  readonly spread?: number | undefined;
  /** What hovering says behind the name. */
  readonly text: string;
  /** Default: that of the first series. */
  readonly colour?: string | undefined;
}

export interface BarOptions {
  readonly title: string;
  readonly valueLabel: string;
  /** The end of the value axis; default: what the bars need. */
  readonly most?: number;
  readonly width?: number;
  readonly height?: number;
}

const LEFT = 46;
const TOP = 24;
const CHARACTER = 6.4;

/** Upright bars in their order. Every bar is a `cell` with a title; names are turned where they would overlap. */
export function barChart(bars: readonly Bar[], options: BarOptions): Picture {
  const { title, valueLabel, most, height = 220 } = options;
  const room = Math.max(options.width ?? 520, LEFT + bars.length * 5 + 12);
  const step = Math.min(64, (room - LEFT - 12) / Math.max(1, bars.length));
  const width = Math.max(220, LEFT + step * bars.length + 12);
  const longest = Math.max(1, ...bars.map(({ name }) => name.length)) * CHARACTER;
  const turned = longest > step - 4;
  const named = step >= 10;
  const bottom = height - (named ? (turned ? longest + 10 : 20) : 8);
  const axis = axisFor(
    [0, most ?? Math.max(1e-9, ...bars.map(({ value, spread = 0 }) => value + spread))],
    'linear',
    4,
  );
  const y = (value: number): number => bottom - axis.place(value) * (bottom - TOP);
  const ticks = axis.ticks.map(
    ({ value, label }) =>
      `<line class="line" x1="${LEFT}" y1="${short(y(value))}" x2="${short(width - 8)}" y2="${short(y(value))}"/><text class="end soft" x="${LEFT - 6}" y="${short(y(value) + 4)}">${label}</text>`,
  );
  const drawn = bars.map(({ name, value, spread, text, colour }, k) => {
    const [x, w] = [LEFT + k * step + step * 0.12, step * 0.76];
    const middle = x + w / 2;
    const says = `${name}: ${text}`;
    const error =
      spread === undefined || spread === 0
        ? ''
        : `<path class="error" d="M${short(middle)} ${short(y(Math.max(0, value - spread)))}V${short(y(value + spread))}"/>`;
    const own = colour === undefined ? 'class="bar"' : `fill="${colour}"`;
    const label = !named
      ? ''
      : turned
        ? `<text class="end" transform="translate(${short(middle + 4)} ${short(bottom + 6)}) rotate(-90)">${escaped(name)}</text>`
        : `<text x="${short(middle)}" y="${short(bottom + 15)}">${escaped(name)}</text>`;
    return `<g class="cell" aria-label="${escaped(says)}"><title>${escaped(says)}</title><rect class="room" x="${short(LEFT + k * step)}" y="${TOP}" width="${short(step)}" height="${short(bottom - TOP)}"/><rect ${own} x="${short(x)}" y="${short(y(value))}" width="${short(w)}" height="${short(Math.max(0, bottom - y(value)))}"/>${error}${label}</g>`;
  });
  const head = `<text class="start soft" x="4" y="13">${escaped(valueLabel)}</text>`;
  return wrapped('bars', title, width, height, [head, ...ticks, ...drawn]);
}
