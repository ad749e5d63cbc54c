/** The report's style sheet: one palette for light, one for dark pages. */
export const STYLE = `
:root { color-scheme: light dark;
  --page: #f7f7f5; --card: #ffffff; --text: #1c1c1a; --soft: #5f5e58; --rule: #dddcd6; --grid: #ebeae5;
  --c1: #2a6fc9; --c2: #d9571c; --good: #1c7c45; --warn: #a15c00; --bad: #b3261e; --code: #f1f0ec; }
@media (prefers-color-scheme: dark) { :root {
  --page: #161614; --card: #1f1f1d; --text: #ecebe6; --soft: #a9a8a0; --rule: #3a3935; --grid: #2c2c29;
  --c1: #6ba4ee; --c2: #f08a54; --good: #6cc592; --warn: #e5b35a; --bad: #f2857c; --code: #292926; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 960px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 4px; }
h2 { font-size: 1.2rem; margin: 0 0 12px; }
h3 { font-size: 1rem; margin: 20px 0 8px; }
p { margin: 0 0 10px; max-width: 75ch; }
section { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 20px 24px; margin: 20px 0; }
.soft, figcaption, th, .tick, .label { color: var(--soft); }
.soft { font-size: .92rem; }
.status { display: inline-block; border: 1px solid currentColor; border-radius: 99px; padding: 0 10px; font-size: .85rem; margin-left: 10px; vertical-align: 5px; font-weight: 500; }
.status.done { color: var(--good); } .status.stopped, .status.running { color: var(--warn); } .status.failed { color: var(--bad); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(160px, 1fr)); gap: 12px; margin: 20px 0 0; padding: 0; }
.tiles div { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 12px 16px; }
.tiles dt { color: var(--soft); font-size: .85rem; } .tiles dd { margin: 0; font-size: 1.15rem; font-weight: 600; white-space: nowrap; }
figure { margin: 0 0 16px; } figcaption { font-size: .9rem; margin-top: 6px; }
img { display: block; max-width: 100%; height: auto; image-rendering: pixelated; border-radius: 4px; }
.row { display: grid; grid-template-columns: repeat(auto-fit, minmax(180px, 1fr)); gap: 16px; } .row img { width: 100%; image-rendering: auto; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .95rem; }
th, td { text-align: left; padding: 6px 14px 6px 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
th { font-weight: 500; font-size: .85rem; } tr:last-child td { border-bottom: 0; } td.number, th.number { text-align: right; } td.number, td.short { white-space: nowrap; } td small { display: block; color: var(--soft); }
.scroll + p { margin-top: 10px; }
table.facts td:first-child { color: var(--soft); width: 190px; }
code, pre { font: .88rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
pre { background: var(--code); border-radius: 6px; padding: 12px 14px; margin: 0 0 12px; overflow-x: auto; white-space: pre; overflow-wrap: normal; }
svg.chart { display: block; width: 100%; min-width: 560px; height: auto; } svg text { font-size: 12.5px; fill: currentColor; } .tick, .label { fill: var(--soft); }
.grid { stroke: var(--grid); } .axis { stroke: var(--soft); }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; } .band { stroke: none; opacity: .2; }
.line.c1 { stroke: var(--c1); } .line.c2 { stroke: var(--c2); } .dot.c1, .band.c1 { fill: var(--c1); } .dot.c2, .band.c2 { fill: var(--c2); }
.legend { display: flex; gap: 20px; font-size: .92rem; margin: 0 0 4px; } .legend span { display: inline-flex; align-items: center; gap: 7px; }
.key { width: 18px; height: 3px; border-radius: 2px; } .key.c1 { background: var(--c1); } .key.c2 { background: var(--c2); }
.switch { display: flex; gap: 14px; font-size: .9rem; margin: 0 0 8px; }
.view { display: none; } #scale-linear:checked ~ .linear, #scale-log:checked ~ .log { display: block; }
.pick { position: absolute; opacity: 0; } .switch label { cursor: pointer; color: var(--soft); border-bottom: 2px solid transparent; }
#scale-linear:checked ~ .switch label[for="scale-linear"], #scale-log:checked ~ .switch label[for="scale-log"] { color: var(--text); border-color: var(--c1); }
.pick:focus-visible ~ .switch label { outline: 2px solid var(--c1); outline-offset: 3px; }
ul { margin: 8px 0 0; padding-left: 20px; }
@media print { section { break-inside: avoid; } .view.linear { display: block; } .switch { display: none; } }
`;
