import { summaryOf } from './results.js';

/** The values of one arm at its place on a curve. */
export interface CurvePoint {
  readonly curve: string;
  readonly at: number;
  /** One a seed. */
  readonly values: readonly number[];
}

const LEFT = 64;
const RIGHT = 610;
const TOP = 58;
const BOTTOM = 320;
/** Of light pages and of dark ones. */
const COLOURS = [
  ['#2a6fc9', '#6ba4ee'],
  ['#b3261e', '#f2857c'],
  ['#1c7c45', '#6cc592'],
  ['#a15c00', '#e5b35a'],
] as const;

/** A measure against a number: means joined, 95 % intervals of the means (Student) as bars, a dot a seed. SVG for light pages and dark ones. */
export function curveChart(
  points: readonly CurvePoint[],
  {
    title,
    label,
    bound,
  }: {
    readonly title: string;
    readonly label: string;
    readonly bound?: { readonly value: number; readonly label: string } | undefined;
  },
): string {
  const shown = points.filter(({ values }) => values.length > 0);
  const curves = [...new Set(shown.map(({ curve }) => curve))];
  const spans = shown.flatMap(({ values }) => {
    const { mean, half, count } = summaryOf(values);
    return count < 2 ? values : [...values, mean - half, mean + half];
  });
  const all = [...spans, ...(bound === undefined ? [] : [bound.value])];
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const margin = (most - least) * 0.08 || 1;
  // From zero, unless all values are far from it.
  const [low, high] = [least > most / 3 ? least - margin : Math.min(0, least - margin), most + margin];
  const places = shown.map(({ at }) => at);
  const [first, last] = [Math.min(...places, 0), Math.max(...places, 1)];
  // Curves stand a little beside one another, so that their bars can be told apart.
  const x = (at: number, curve = 0): string =>
    (LEFT + 14 + ((at - first) / (last - first)) * (RIGHT - LEFT - 28) + 5 * (curve - (curves.length - 1) / 2)).toFixed(
      1,
    );
  const y = (value: number): string => (BOTTOM - ((value - low) / (high - low)) * (BOTTOM - TOP)).toFixed(1);
  const grid = [0, 1, 2, 3, 4].map((k) => {
    const value = low + ((high - low) * k) / 4;
    const text = String(Number(value.toPrecision(2)));
    return `<path d="M${LEFT} ${y(value)}H${RIGHT}" class="g"/><text x="${LEFT - 8}" y="${Number(y(value)) + 4}" text-anchor="end" class="s">${text}</text>`;
  });
  const ticks = [...new Set(places)].map(
    (at) =>
      `<text x="${x(at, (curves.length - 1) / 2)}" y="${BOTTOM + 18}" text-anchor="middle" class="s">${at}</text>`,
  );
  const drawn = curves.map((curve, k) => {
    const own = shown.filter((point) => point.curve === curve).sort((a, b) => a.at - b.at);
    const means = own.map(({ at, values }) => `${x(at, k)} ${y(summaryOf(values).mean)}`);
    const marks = own.map(({ at, values }) => {
      const { mean, half, count } = summaryOf(values);
      const bar = count < 2 ? '' : `<path d="M${x(at, k)} ${y(mean - half)}V${y(mean + half)}" class="w"/>`;
      const dots = values.map((value) => `<circle cx="${x(at, k)}" cy="${y(value)}" r="2.5" class="o"/>`).join('');
      return `${bar}${dots}<circle cx="${x(at, k)}" cy="${y(mean)}" r="4.5" class="m"/>`;
    });
    const key = `<circle cx="${LEFT + 10 + 150 * k}" cy="38" r="4.5" class="m"/><text x="${LEFT + 20 + 150 * k}" y="42">${curve}</text>`;
    return `<g class="c${k % COLOURS.length}"><path d="M${means.join('L')}" class="l"/>${marks.join('')}${key}</g>`;
  });
  const line =
    bound === undefined
      ? ''
      : `<path d="M${LEFT} ${y(bound.value)}H${RIGHT}" class="z"/><text x="${RIGHT}" y="${Number(y(bound.value)) - 5}" text-anchor="end" class="s">${bound.label}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360" width="640" height="360" role="img" aria-label="${title}">
<style>svg{background:#fff;color:#1c1c1a}text{font:13px system-ui,sans-serif;fill:currentColor}.s{font-size:11px;fill:#5f5e58}.g{stroke:#ebeae5}.z{stroke:#5f5e58;stroke-dasharray:5 4}.l{fill:none;stroke-width:1.5}.w{stroke-width:2}.o{opacity:.4}${colours(0)}@media(prefers-color-scheme:dark){svg{background:#1f1f1d;color:#ecebe6}.s{fill:#a9a8a0}.g{stroke:#2c2c29}.z{stroke:#a9a8a0}${colours(1)}}</style>
<text x="14" y="18" font-weight="600">${title}</text>
${grid.join('')}${ticks.join('')}${line}${drawn.join('')}
<text x="${(LEFT + RIGHT) / 2}" y="${BOTTOM + 36}" text-anchor="middle" class="s">${label}</text>
</svg>
`;
}

function colours(theme: 0 | 1): string {
  return COLOURS.map((of, k) => `.c${k} .l,.c${k} .w{stroke:${of[theme]}}.c${k} circle{fill:${of[theme]}}`).join('');
}
