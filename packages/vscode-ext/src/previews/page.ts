import * as vscode from 'vscode';
import { CIRCUIT_STYLE } from '../circuit-drawing/index.js';
import { pageOf } from '../pages/index.js';
import { DRAWING_STYLE } from '../preview-drawings/index.js';

const STYLE = `
:root { --kraus-grid: color-mix(in srgb, var(--vscode-editor-foreground) 22%, transparent); }
.vscode-high-contrast, .vscode-high-contrast-light { --kraus-grid: color-mix(in srgb, var(--vscode-editor-foreground) 45%, transparent); }
body { display: flex; flex-direction: column; height: 100vh; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: 6px; padding: 8px 12px; border-bottom: 1px solid var(--vscode-panel-border, var(--kraus-grid)); }
h1 { margin-right: auto; overflow-wrap: anywhere; }
button { min-width: 28px; }
input[type=number], input[type=text] { font: inherit; padding: 2px 5px; color: var(--vscode-input-foreground); background: var(--vscode-input-background); border: 1px solid var(--vscode-input-border, var(--kraus-grid)); border-radius: 2px; }
input[type=number] { width: 72px; }
input[type=text] { width: 90px; }
button[aria-pressed=true], button[aria-selected=true] { color: var(--vscode-button-foreground); background: var(--vscode-button-background); }
.vscode-high-contrast button[aria-pressed=true], .vscode-high-contrast button[aria-selected=true],
.vscode-high-contrast-light button[aria-pressed=true], .vscode-high-contrast-light button[aria-selected=true] { outline: 2px solid var(--vscode-contrastActiveBorder, currentColor); outline-offset: -2px; }
p { margin: 0; padding: 8px 12px 0; overflow-wrap: anywhere; }
#stale { color: var(--vscode-editorWarning-foreground); }
#parameters { display: flex; flex-wrap: wrap; gap: 2px 18px; padding: 8px 12px 0; max-height: 30vh; overflow: auto; }
label, .field { display: inline-flex; align-items: center; gap: 6px; white-space: nowrap; max-width: 100%; }
.field { flex-wrap: wrap; }
.field button { flex: none; }
label select { min-width: 0; }
label output { min-width: 52px; font-variant-numeric: tabular-nums; }
input[type=range] { flex: 1 1 130px; min-width: 40px; max-width: 150px; width: 130px; }
main { flex: 1; min-height: 0; overflow: auto; padding: 8px 12px; }
main.stale { opacity: 0.55; }
.scroll { overflow: auto; }
.pan { cursor: grab; touch-action: none; }
.pan:active { cursor: grabbing; }
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 14px; padding: 6px 0; }
.panels { display: flex; flex-wrap: wrap; gap: 14px 26px; align-items: flex-start; }
.strip { gap: 8px 10px; max-width: 300px; }
figure { margin: 0; max-width: 100%; overflow-x: auto; }
/* Narrower than this their words could not be read: then they scroll. */
figure svg { max-width: max(100%, 300px); height: auto; }
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

const BODY = `<header>
<h1 id="name">Preview</h1>
<span id="tools" class="field"></span>
<span id="exports" class="field"></span>
<button id="follow" aria-pressed="true" title="Show whatever the cursor enters">Follow cursor</button>
</header>
<p id="summary" role="status"></p>
<p id="stale" role="status" hidden></p>
<section id="parameters" aria-label="Parameters" hidden></section>
<main id="view"></main>`;

/** The page of previews; its script fills it. */
export function previewPage(webview: vscode.Webview, dist: vscode.Uri): string {
  const script = vscode.Uri.joinPath(dist, 'preview.js');
  return pageOf(webview, { title: 'Preview', body: BODY, style: STYLE + CIRCUIT_STYLE + DRAWING_STYLE, script });
}
