/** Good to bad: even steps of lightness that the colour-blind tell apart too (the stops of Viridis, van der Walt and Smith 2015, from its light end). */
const STOPS = [
  '#fde725',
  '#addc30',
  '#5ec962',
  '#28ae80',
  '#21918c',
  '#2c728e',
  '#3b528b',
  '#472d7b',
  '#440154',
] as const;
/** Text on the dark stops is white. */
const DARK_FROM = 4;

export const MAP_STYLE = `
.map { display: block; width: 100%; max-height: 70vh; font-family: var(--vscode-font-family); font-size: 9.5px; }
.map text { text-anchor: middle; fill: #000; pointer-events: none; }
.map .qubit circle { stroke: var(--vscode-editor-foreground); stroke-width: 1; }
.map .qubit:focus { outline: none; }
.map .qubit:focus circle, .map .qubit:hover circle { stroke: var(--vscode-focusBorder); stroke-width: 3; }
.map .coupler { stroke-width: 6; }
.map .coupler.unusable { stroke: var(--vscode-errorForeground); stroke-width: 2; stroke-dasharray: 3 3; }
.map .qubit.unusable circle { fill: var(--vscode-editor-background); stroke: var(--vscode-errorForeground); stroke-dasharray: 3 2; }
.map .qubit.unusable text { fill: var(--vscode-editor-foreground); }
${STOPS.map((colour, k) => `.shade${k} circle, rect.shade${k} { fill: ${colour}; } line.shade${k} { stroke: ${colour}; }${k >= DARK_FROM ? ` .map .shade${k} text { fill: #fff; }` : ''}`).join('\n')}
.ramp { display: inline-block; vertical-align: middle; margin: 0 8px; border: 1px solid var(--vscode-editor-foreground); }
`;

/** The colours from good to bad as a strip. */
export const RAMP = `<svg xmlns="http://www.w3.org/2000/svg" class="ramp" width="${14 * STOPS.length}" height="10" role="img" aria-label="from the best to the worst">${STOPS.map((_, k) => `<rect class="shade${k}" x="${14 * k}" width="14" height="10"/>`).join('')}</svg>`;
