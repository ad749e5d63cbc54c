import { CIRCUIT_STYLE } from '../circuit-drawing/index.js';
import { DRAWING_STYLE } from '../preview-drawings/index.js';

const STYLE = `
:root { --kraus-grid: color-mix(in srgb, var(--vscode-editor-foreground) 22%, transparent); }
.vscode-high-contrast, .vscode-high-contrast-light { --kraus-grid: color-mix(in srgb, var(--vscode-editor-foreground) 45%, transparent); }
body { padding: 0; margin: 0; display: flex; flex-direction: column; height: 100vh; color: var(--vscode-editor-foreground); }
header { display: flex; flex-wrap: wrap; align-items: center; gap: 6px; padding: 8px 12px; border-bottom: 1px solid var(--vscode-panel-border, var(--kraus-grid)); }
h1 { font-size: 14px; font-weight: 600; margin: 0 auto 0 0; overflow-wrap: anywhere; }
h2 { font-size: 12px; font-weight: 600; margin: 0 0 6px; }
button, select, input[type=number], input[type=text] { font: inherit; min-width: 28px; padding: 3px 9px; border: 1px solid var(--vscode-button-border, var(--vscode-contrastBorder, transparent)); border-radius: 2px;
  color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); }
select, input[type=number], input[type=text] { color: var(--vscode-input-foreground); background: var(--vscode-input-background); border-color: var(--vscode-input-border, var(--kraus-grid)); padding: 2px 5px; }
input[type=number] { width: 72px; }
input[type=text] { width: 90px; }
button { cursor: pointer; }
button:hover { background: var(--vscode-button-secondaryHoverBackground); }
button[aria-pressed=true], button[aria-selected=true] { color: var(--vscode-button-foreground); background: var(--vscode-button-background); }
.vscode-high-contrast button[aria-pressed=true], .vscode-high-contrast button[aria-selected=true],
.vscode-high-contrast-light button[aria-pressed=true], .vscode-high-contrast-light button[aria-selected=true] { outline: 2px solid var(--vscode-contrastActiveBorder, currentColor); outline-offset: -2px; }
:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 1px; }
p { margin: 0; padding: 8px 12px 0; overflow-wrap: anywhere; }
#stale { color: var(--vscode-editorWarning-foreground); }
#parameters { display: flex; flex-wrap: wrap; gap: 2px 18px; padding: 8px 12px 0; max-height: 30vh; overflow: auto; }
label, .field { display: inline-flex; align-items: center; gap: 6px; white-space: nowrap; max-width: 100%; }
label output { min-width: 52px; font-variant-numeric: tabular-nums; }
input[type=range] { flex: 1 1 130px; min-width: 40px; max-width: 150px; width: 130px; accent-color: var(--vscode-button-background); }
main { flex: 1; min-height: 0; overflow: auto; padding: 8px 12px; }
main.stale { opacity: 0.55; }
.scroll { overflow: auto; }
.pan { cursor: grab; touch-action: none; }
.pan:active { cursor: grabbing; }
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 14px; padding: 6px 0; }
.panels { display: flex; flex-wrap: wrap; gap: 14px 26px; align-items: flex-start; }
figure { margin: 0; max-width: 100%; overflow-x: auto; }
figcaption { font-weight: 600; font-size: 12px; padding-bottom: 4px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 12px; }
td, th { padding: 2px 8px; text-align: right; border-bottom: 1px solid var(--kraus-grid); font-weight: normal; }
th { color: var(--vscode-descriptionForeground); text-align: left; }
.matrix td { border: 0; padding: 1px 7px; }
.matrix { border-left: 1.5px solid currentColor; border-right: 1.5px solid currentColor; border-radius: 6px; }
.operator { display: inline-flex; align-items: center; gap: 8px; margin: 3px 20px 3px 0; }
.note { color: var(--vscode-descriptionForeground); font-size: 12px; }
.op { cursor: pointer; }
.op:hover .box { fill: var(--vscode-list-hoverBackground, var(--vscode-editor-background)); }
.cell:hover .frame, .cell:focus-visible .frame { stroke: var(--vscode-focusBorder); stroke-width: 2; }
.cell:hover .room { fill: var(--vscode-list-hoverBackground, transparent); }
canvas { image-rendering: pixelated; border: 1px solid var(--kraus-grid); background: #000; }
.thumbs { display: flex; flex-wrap: wrap; gap: 5px; }
.thumbs button { padding: 2px; min-width: 0; display: grid; justify-items: center; gap: 1px; font-size: 10px; }
`;

/** The page of a preview: one script, one style, nothing from elsewhere; pictures only of what it draws itself. */
export function previewPage({ script, source }: { script: string; source: string }): string {
  const nonce = globalThis.crypto.randomUUID().replaceAll('-', '');
  const policy = `default-src 'none'; img-src data:; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}' ${source}`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Preview</title>
<style nonce="${nonce}">${STYLE}${CIRCUIT_STYLE}${DRAWING_STYLE}</style>
</head>
<body>
<header>
<h1 id="name">Preview</h1>
<span id="tools" class="field"></span>
<span id="exports" class="field"></span>
<button id="follow" aria-pressed="true" title="Show whatever the cursor enters">Follow cursor</button>
</header>
<p id="summary" role="status"></p>
<p id="stale" role="status" hidden></p>
<section id="parameters" aria-label="Parameters" hidden></section>
<main id="view"></main>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
