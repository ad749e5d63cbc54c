/** Colours of a circuit's classes: the editor's theme, or a light page where there is none. */
export const CIRCUIT_STYLE = `
.circuit { font-family: var(--vscode-font-family, system-ui, sans-serif); font-size: 13px; }
.circuit text { fill: var(--vscode-editor-foreground, #1c1c1a); text-anchor: middle; }
.circuit .name { text-anchor: end; }
.circuit .small { font-size: 10px; }
.circuit .start { text-anchor: start; }
.circuit .wire, .circuit .link { stroke: var(--vscode-editor-foreground, #1c1c1a); stroke-width: 1.2; fill: none; }
.circuit .wire { opacity: 0.65; }
.circuit .box { fill: var(--vscode-editor-background, #ffffff); stroke: var(--vscode-editor-foreground, #1c1c1a); stroke-width: 1.2; }
.circuit .page { fill: var(--vscode-editor-background, #ffffff); }
.circuit .dot { fill: var(--vscode-editor-foreground, #1c1c1a); }
.circuit .trained .box { stroke: var(--vscode-charts-blue, #1a62b8); stroke-width: 2; }
.circuit .noise .box { stroke: var(--vscode-charts-yellow, #b5480f); stroke-width: 2; stroke-dasharray: 4 2.5; }
.circuit .barrier .link { stroke-dasharray: 3 4; opacity: 0.7; }
.circuit .loop { fill: none; stroke: var(--vscode-descriptionForeground, #5f5e58); stroke-dasharray: 2 3; }
.circuit .tag { fill: var(--vscode-badge-background, #dddcd6); rx: 3px; }
.circuit .fold { cursor: pointer; }
.circuit .fold text { fill: var(--vscode-badge-foreground, #1c1c1a); }
.circuit .after { stroke: var(--vscode-charts-green, #1c7c45); stroke-width: 2.5; }
.circuit .current .box, .circuit .current .dot { stroke: var(--vscode-focusBorder, #1a62b8); stroke-width: 3; }
`;
