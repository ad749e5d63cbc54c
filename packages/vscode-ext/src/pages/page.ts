import type * as vscode from 'vscode';

/** What a page of the extension is made of. */
export interface Page {
  readonly title: string;
  /** HTML; text of others must be `escapeHtml`ed. */
  readonly body: string;
  readonly style: string;
  /** The page's script in `dist`; none for a page that only shows. */
  readonly script?: vscode.Uri;
}

/** HTML of a page that may load its own script and style, pictures of the folders that the panel allows, and nothing else. */
export function pageOf(webview: vscode.Webview, { title, body, style, script }: Page): string {
  const nonce = globalThis.crypto.randomUUID().replaceAll('-', '');
  const scripts = script === undefined ? '' : ` script-src 'nonce-${nonce}';`;
  const policy = `default-src 'none'; style-src 'nonce-${nonce}';${scripts} img-src ${webview.cspSource} data:`;
  const tag =
    script === undefined ? '' : `<script nonce="${nonce}" src="${webview.asWebviewUri(script).toString()}"></script>`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeHtml(title)}</title>
<style nonce="${nonce}">${BASE_STYLE}${style}</style>
</head>
<body>
${body}
${tag}
</body>
</html>`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[<>&"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** Text, buttons and fields as the editor's own. */
const BASE_STYLE = `
body { padding: 0; margin: 0; color: var(--vscode-editor-foreground); font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); }
h1 { font-size: 14px; font-weight: 600; margin: 0; }
h2 { font-size: 12px; font-weight: 600; margin: 0 0 6px; }
button, select { font: inherit; padding: 3px 9px; border: 1px solid var(--vscode-button-border, var(--vscode-contrastBorder, transparent)); border-radius: 2px; }
button { color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); cursor: pointer; }
button:hover { background: var(--vscode-button-secondaryHoverBackground); }
button.first { color: var(--vscode-button-foreground); background: var(--vscode-button-background); }
button.first:hover { background: var(--vscode-button-hoverBackground); }
select { color: var(--vscode-dropdown-foreground); background: var(--vscode-dropdown-background); border-color: var(--vscode-dropdown-border, transparent); }
input { accent-color: var(--vscode-focusBorder); }
:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
[hidden] { display: none !important; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: 2px 14px 2px 0; vertical-align: top; font-weight: normal; }
th { color: var(--vscode-descriptionForeground); }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
.soft { color: var(--vscode-descriptionForeground); }
`;
