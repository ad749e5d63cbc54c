import * as vscode from 'vscode';
import { pageOf } from '../pages/index.js';
import type { KrausEvent } from '../processes/index.js';
import { readResult } from './read-result.js';
import { fromResultPage, type RunResult, type ToResultPage } from './schema.js';

/** The panel of the newest run, beside the one before. */
export class ResultPanel implements vscode.Disposable {
  readonly #extension: vscode.Uri;
  #panel: vscode.WebviewPanel | undefined;
  #shown: ToResultPage | undefined;

  constructor({ extensionUri }: vscode.ExtensionContext) {
    this.#extension = extensionUri;
  }

  async show(event: KrausEvent): Promise<void> {
    const result = readResult(event);
    if (result === undefined) return;
    const last = this.#shown?.result;
    // Runs of other circuits have other outcomes.
    this.#shown = { result, before: last !== undefined && comparable(last, result) ? last : undefined };
    this.#panel ??= this.#open();
    this.#panel.title = result.heading;
    this.#panel.reveal(undefined, true);
    await this.#panel.webview.postMessage(this.#shown);
  }

  #open(): vscode.WebviewPanel {
    const dist = vscode.Uri.joinPath(this.#extension, 'dist');
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel('kraus.result', 'Result', column, {
      enableScripts: true,
      localResourceRoots: [dist],
      retainContextWhenHidden: true,
    });
    panel.iconPath = vscode.Uri.joinPath(this.#extension, 'icons', 'file.svg');
    panel.webview.onDidReceiveMessage(async (given: unknown) => {
      const message = fromResultPage(given);
      if (message?.kind === 'ready') await panel.webview.postMessage(this.#shown);
      if (message?.kind === 'export') await this.#export(message.outcomes);
    });
    panel.onDidDispose(() => {
      this.#panel = undefined;
    });
    panel.webview.html = pageOf(panel.webview, {
      title: 'Result',
      body: BODY,
      style: STYLE,
      script: vscode.Uri.joinPath(dist, 'result.js'),
    });
    return panel;
  }

  /** Writes the outcomes that the page shows, in its order. */
  async #export(names: readonly string[]): Promise<void> {
    const result = this.#shown?.result;
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    if (result === undefined || folder === undefined) return;
    const target = await vscode.window.showSaveDialog({
      defaultUri: vscode.Uri.joinPath(folder, `${result.heading.replaceAll(/\W+/g, '-')}.csv`),
      filters: { CSV: ['csv'] },
    });
    if (target === undefined) return;
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(csvOf(result, names)));
  }

  dispose(): void {
    this.#panel?.dispose();
  }
}

function comparable(a: RunResult, b: RunResult): boolean {
  const circuit = ({ heading }: RunResult) => heading.split(' on ')[0];
  return circuit(a) === circuit(b);
}

/** The outcomes named, as CSV with the run's facts in its first line. */
export function csvOf({ heading, facts, outcomes }: RunResult, names: readonly string[]): string {
  const rows = names.flatMap((name) => {
    const found = outcomes.find((outcome) => outcome.name === name);
    return found === undefined ? [] : [`"${name}",${found.count ?? ''},${found.share},${found.error ?? ''}`];
  });
  return `${[`# ${heading}, ${facts}`, 'outcome,count,share,error', ...rows].join('\n')}\n`;
}

const BODY = `<header><h1 id="heading"></h1><p id="facts" class="soft"></p></header>
<table id="expectations"><tbody></tbody></table>
<div class="controls">
<label>Order <select id="order"><option value="name">by outcome</option><option value="share">most frequent first</option></select></label>
<label>Filter <input id="filter" type="text" placeholder="e.g. 1?0" aria-label="Outcomes to show; ? is any digit"></label>
<button id="export">Export CSV</button>
</div>
<p id="compared" class="soft" hidden></p>
<table id="outcomes"><tbody></tbody></table>
<p id="more" class="soft" hidden></p>`;

const STYLE = `
body { padding: 10px 16px 20px; max-width: 900px; }
#facts { margin: 2px 0 10px; }
.controls { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 14px; margin: 8px 0; }
#filter { font: inherit; width: 8em; color: var(--vscode-input-foreground); background: var(--vscode-input-background); border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent)); padding: 3px 6px; }
#outcomes { width: 100%; }
#outcomes th { color: inherit; font-family: var(--vscode-editor-font-family, monospace); white-space: nowrap; }
#outcomes td { white-space: nowrap; }
#outcomes td.bar { width: 100%; }
#outcomes svg { display: block; width: 100%; height: 14px; }
#outcomes .share { fill: var(--vscode-charts-blue); }
#outcomes .error { stroke: var(--vscode-editor-foreground); stroke-width: 1.5; }
#outcomes .before { stroke: var(--vscode-charts-yellow); stroke-width: 3; }
`;
