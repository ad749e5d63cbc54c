/** Values of one arm, one a seed. */
export interface Strip {
  readonly name: string;
  readonly values: readonly number[];
}

const LEFT = 170;
const RIGHT = 610;
const ROW = 38;

/** One row an arm: a dot a seed, a bar at the mean, and a dashed line at a bound. SVG for light pages and dark ones. */
export function stripChart(
  strips: readonly Strip[],
  title: string,
  bound?: { readonly value: number; readonly label: string },
): string {
  const shown = strips.filter(({ values }) => values.length > 0);
  const all = [...shown.flatMap(({ values }) => values), ...(bound === undefined ? [] : [bound.value])];
  const [low, high] = [Math.min(0, ...all), Math.max(...all) * 1.08 || 1];
  const x = (value: number): number => LEFT + ((value - low) / (high - low)) * (RIGHT - LEFT);
  const height = 66 + ROW * shown.length;
  const bottom = height - 26;
  const ticks = [0, 1, 2, 3, 4].map((k) => low + ((high - low) * k) / 4);
  const number = (value: number): string => String(Number(value.toPrecision(2)));
  const rows = shown.map(({ name, values }, row) => {
    const y = 52 + ROW * row;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const dots = values.map((value) => `<circle cx="${x(value).toFixed(1)}" cy="${y}" r="4" class="d"/>`).join('');
    return `<text x="${LEFT - 14}" y="${y + 4}" text-anchor="end">${name}</text>${dots}<path d="M${x(mean).toFixed(1)} ${y - 11}v22" class="m"/>`;
  });
  const line =
    bound === undefined
      ? ''
      : `<path d="M${x(bound.value).toFixed(1)} 34V${bottom}" class="b"/><text x="${x(bound.value).toFixed(1)}" y="30" text-anchor="middle" class="s">${bound.label}</text>`;
  const grid = ticks.map(
    (value) =>
      `<path d="M${x(value).toFixed(1)} 34V${bottom}" class="g"/><text x="${x(value).toFixed(1)}" y="${height - 8}" text-anchor="middle" class="s">${number(value)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 ${height}" width="640" height="${height}" role="img" aria-label="${title}">
<style>svg{background:#fff;color:#1c1c1a}text{font:13px system-ui,sans-serif;fill:currentColor}.s{font-size:11px;fill:#5f5e58}.g{stroke:#ebeae5}.d{fill:#2a6fc9;opacity:.7}.m{stroke:#1c1c1a;stroke-width:2}.b{stroke:#b3261e;stroke-dasharray:5 4}@media(prefers-color-scheme:dark){svg{background:#1f1f1d;color:#ecebe6}.s{fill:#a9a8a0}.g{stroke:#2c2c29}.d{fill:#6ba4ee}.m{stroke:#ecebe6}.b{stroke:#f2857c}}</style>
<text x="14" y="18" font-weight="600">${title}</text>
${grid.join('')}${line}${rows.join('')}
</svg>
`;
}
