import { CURVES_STYLE } from '../curves/index.js';
import { escapeHtml } from '../pages/index.js';

/** The page of a run folder: its fixed parts; `webview/dashboard.ts` fills them. */
export const dashboardBody = (folder: string) => `
<header data-folder="${escapeHtml(folder)}">
<h1 id="name"></h1><span id="status" role="status"></span>
<div class="buttons">
<button id="stop" class="first">Stop and save</button>
<button id="resume" class="first">Resume</button>
<button id="branch">Branch…</button>
<button id="sample">Sample</button>
<button id="evaluate">Evaluate</button>
<button id="report">Report</button>
</div>
</header>
<p id="problem" role="alert" hidden></p>
<progress id="progress" max="1" value="0" aria-label="Steps done"></progress>
<p id="pace"></p>
<section id="chart-section" aria-label="Curves">
<div class="controls">
<label>Show <select id="quantity"></select></label>
<label><input id="log" type="checkbox"> Log scale</label>
<label>Smoothing <input id="smoothing" type="range" min="0" max="0.98" step="0.02"> <output id="smoothing-value"></output></label>
<details id="compare"><summary>Compare</summary><fieldset><legend class="soft">Draw other runs too</legend><div id="others"></div></fieldset></details>
</div>
<div id="legend"></div>
<div id="chart" tabindex="0" role="application" aria-label="Curves: arrows move along the steps"></div>
<output id="reading" aria-live="polite"></output>
</section>
<section id="samples-section" aria-label="Samples">
<h2>Samples</h2>
<div id="viewer"><img id="picture" alt=""><p id="caption"></p></div>
<div id="strip" role="listbox" aria-label="Pictures of the run"></div>
</section>
<section id="figures-section"><h2>Evaluation</h2><div class="scroll"><table><thead id="figures-head"></thead><tbody id="figures"></tbody></table></div></section>
<section><h2>Run</h2><table><tbody id="facts"></tbody></table></section>
`;

export const DASHBOARD_STYLE = `
body { padding: 10px 16px 20px; max-width: 1100px; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 10px; margin-bottom: 8px; }
.buttons { display: flex; flex-wrap: wrap; gap: 6px; margin-left: auto; }
#status { padding: 1px 8px; border: 1px solid currentColor; border-radius: 10px; font-size: 11px; }
#status.running { color: var(--vscode-charts-blue); }
#status.done { color: var(--vscode-charts-green); }
#status.failed, #status.killed { color: var(--vscode-errorForeground); }
#problem { color: var(--vscode-errorForeground); margin: 6px 0; overflow-wrap: anywhere; }
progress { width: 100%; height: 6px; accent-color: var(--vscode-progressBar-background); }
#pace { margin: 4px 0 12px; font-variant-numeric: tabular-nums; }
section { margin: 0 0 18px; }
.controls { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 16px; margin-bottom: 6px; }
.controls label { display: inline-flex; align-items: center; gap: 5px; max-width: 100%; }
.controls select { min-width: 0; }
#chart { overflow: hidden; }
#smoothing { width: 90px; }
#smoothing-value { width: 2.6em; }
#compare summary { cursor: pointer; }
#compare[open] { flex-basis: 100%; }
#compare fieldset { max-height: 160px; overflow: auto; margin: 4px 0; padding: 4px 10px; border: 1px solid var(--vscode-panel-border); }
#compare fieldset label { display: flex; overflow-wrap: anywhere; }
#legend { display: flex; flex-wrap: wrap; gap: 2px 16px; font-size: 12px; }
#chart { cursor: crosshair; }
#reading { display: block; min-height: 1.4em; font-variant-numeric: tabular-nums; }
#viewer { display: flex; flex-direction: column; align-items: flex-start; }
#picture { max-width: 100%; max-height: 340px; min-height: 120px; image-rendering: pixelated; background: #fff; }
#caption { margin: 4px 0 8px; }
#strip { display: flex; gap: 6px; overflow-x: auto; padding: 3px; }
#strip button { flex: none; padding: 2px; background: none; border: 2px solid transparent; color: inherit; }
#strip button[aria-selected="true"] { border-color: var(--vscode-focusBorder); }
#strip img { display: block; height: 64px; max-width: 120px; object-fit: cover; object-position: left top; image-rendering: pixelated; background: #fff; }
.scroll { overflow-x: auto; }
${CURVES_STYLE}
`;
