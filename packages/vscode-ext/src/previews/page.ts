import { CIRCUIT_STYLE } from '../circuit-drawing/index.js';

const STYLE = `
body { padding: 0; margin: 0; display: flex; flex-direction: column; height: 100vh; color: var(--vscode-editor-foreground); }
header { display: flex; flex-wrap: wrap; align-items: center; gap: 6px; padding: 8px 12px; border-bottom: 1px solid var(--vscode-panel-border); }
h1 { font-size: 14px; font-weight: 600; margin: 0 auto 0 0; }
button { font: inherit; min-width: 28px; padding: 3px 9px; border: 1px solid var(--vscode-button-border, transparent); border-radius: 2px;
  color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); cursor: pointer; }
button:hover { background: var(--vscode-button-secondaryHoverBackground); }
button:focus-visible, main:focus-visible, .op:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
p { margin: 0; padding: 8px 12px 0; overflow-wrap: anywhere; }
#stale { color: var(--vscode-editorWarning-foreground); }
main { flex: 1; overflow: auto; padding: 8px 12px; }
main.stale { opacity: 0.55; }
.op { cursor: pointer; }
.op:hover .box { fill: var(--vscode-list-hoverBackground, var(--vscode-editor-background)); }
`;

/** The page of a circuit's preview: one script, one style, nothing from elsewhere. */
export function previewPage({ name, script, source }: { name: string; script: string; source: string }): string {
  const nonce = globalThis.crypto.randomUUID().replaceAll('-', '');
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}' ${source}`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${name}</title>
<style nonce="${nonce}">${STYLE}${CIRCUIT_STYLE}</style>
</head>
<body>
<header>
<h1>${name}</h1>
<button id="smaller" title="Zoom out" aria-label="Zoom out">−</button>
<button id="natural" title="Natural size" aria-label="Natural size">100 %</button>
<button id="larger" title="Zoom in" aria-label="Zoom in">+</button>
<button id="export">Export SVG</button>
</header>
<p id="summary" role="status"></p>
<p id="stale" role="status" hidden></p>
<main id="picture" tabindex="0" role="region" aria-label="Circuit ${name}: arrows go from operation to operation, Enter shows the source"></main>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
