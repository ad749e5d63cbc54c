/** Runs differ in colour and in dashes: colour alone is not for everybody. */
const COLOURS = ['blue', 'yellow', 'green', 'purple', 'red', 'orange'] as const;
const DASHES = ['none', '7 3', '2 3', '9 3 2 3', '5 5', '1 3'] as const;

/** Colours of a chart's classes, of the editor's theme; `.key` is a line of the legend. */
export const CURVES_STYLE = `
.curves { display: block; font-family: var(--vscode-font-family); font-size: 11px; }
.curves text { fill: var(--vscode-editor-foreground); text-anchor: middle; }
.curves .end { text-anchor: end; }
.curves .grid { stroke: var(--vscode-editor-foreground); opacity: 0.14; }
.curves .axis { stroke: var(--vscode-editor-foreground); opacity: 0.6; }
.curves .curve { fill: none; stroke-width: 2; stroke-linejoin: round; }
.curves .validation { stroke-width: 1.2; }
.curves .raw { fill: none; stroke-width: 1; opacity: 0.3; }
.curves .cursor { stroke: var(--vscode-editor-foreground); stroke-width: 1; opacity: 0.7; }
${COLOURS.map((colour, k) => `.run${k} { --run: var(--vscode-charts-${colour}, currentColor); --dash: ${DASHES[k]}; }`).join('\n')}
.curves .curve, .curves .raw, .key line { stroke: var(--run); }
.curves .curve, .key line { stroke-dasharray: var(--dash); }
.curves .dot, .key circle { fill: var(--run); }
.key { display: inline-block; vertical-align: middle; margin-right: 6px; }
`;
