import { basename } from 'node:path';
import * as vscode from 'vscode';
import { pageOf } from '../pages/index.js';
import type { KrausEvent } from '../processes/index.js';
import type { TrainingLog, Trainings } from '../trainings/index.js';
import { DASHBOARD_STYLE, dashboardBody } from './dashboard-page.js';
import { readRunState } from './run-state.js';
import { fromDashboard, type OtherRun, type RunAction, type ToDashboard } from './schema.js';

const VIEW = 'kraus.training';
/** Between looks at the folder of a run that is running, and of one that is not. */
const LOOK_MS = 400;
const REST_MS = 2000;

/** What dashboards need of the rest. */
export interface DashboardHost {
  readonly context: vscode.ExtensionContext;
  readonly trainings: Trainings;
  /** All run folders of the workspace, the newest first. */
  readonly runs: () => Promise<readonly string[]>;
  /** What the buttons do. */
  readonly act: (action: RunAction, folder: string) => Promise<void>;
}

/** The open dashboards: one a run folder. A panel that was open when the window was reloaded is taken up again. */
export class Dashboards implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #host: DashboardHost;
  readonly #open = new Map<string, Dashboard>();
  readonly #serializer: vscode.Disposable;

  constructor(host: DashboardHost) {
    this.#host = host;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(VIEW, this);
  }

  show(folder: string): void {
    const known = this.#open.get(folder);
    if (known !== undefined) {
      known.reveal();
      return;
    }
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.#attach(vscode.window.createWebviewPanel(VIEW, basename(folder), column), folder);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const folder = (state as { folder?: unknown } | undefined)?.folder;
    if (typeof folder === 'string' && (await isRunOfWorkspace(folder))) this.#attach(panel, folder);
    else panel.dispose();
  }

  #attach(panel: vscode.WebviewPanel, folder: string): void {
    const dashboard = new Dashboard(panel, folder, this.#host);
    this.#open.set(folder, dashboard);
    panel.onDidDispose(() => this.#open.delete(folder));
  }

  dispose(): void {
    this.#serializer.dispose();
    for (const dashboard of [...this.#open.values()]) dashboard.close();
  }
}

/** Asks the folder itself: the list of runs is a search, which may not be ready when the window opens. */
async function isRunOfWorkspace(folder: string): Promise<boolean> {
  const uri = vscode.Uri.file(folder);
  if (vscode.workspace.getWorkspaceFolder(uri) === undefined) return false;
  return await vscode.workspace.fs.stat(vscode.Uri.joinPath(uri, 'run.json')).then(
    () => true,
    () => false,
  );
}

/** One panel: looks at the run folder again and again while it can be seen. */
class Dashboard {
  readonly #panel: vscode.WebviewPanel;
  readonly #folder: string;
  readonly #host: DashboardHost;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #looking: Promise<void> | undefined;
  #log: TrainingLog | undefined;
  #news: KrausEvent | undefined;
  #compared: readonly string[] = [];
  #told = '';
  #closed = false;

  constructor(panel: vscode.WebviewPanel, folder: string, host: DashboardHost) {
    this.#panel = panel;
    this.#folder = folder;
    this.#host = host;
    const { webview } = panel;
    const dist = vscode.Uri.joinPath(host.context.extensionUri, 'dist');
    panel.iconPath = vscode.Uri.joinPath(host.context.extensionUri, 'icons', 'file.svg');
    webview.options = {
      enableScripts: true,
      localResourceRoots: [dist, vscode.Uri.joinPath(vscode.Uri.file(folder), 'samples')],
    };
    const listeners = [
      webview.onDidReceiveMessage((given: unknown) => this.#receive(given)),
      panel.onDidChangeViewState(() => this.#soon()),
    ];
    panel.onDidDispose(() => {
      this.#closed = true;
      clearTimeout(this.#timer);
      for (const listener of listeners) listener.dispose();
    });
    webview.html = pageOf(webview, {
      title: basename(folder),
      body: dashboardBody(folder),
      style: DASHBOARD_STYLE,
      script: vscode.Uri.joinPath(dist, 'dashboard.js'),
    });
  }

  reveal(): void {
    this.#panel.reveal(undefined, true);
    this.#soon();
  }

  close(): void {
    this.#panel.dispose();
  }

  #soon(): void {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
  }

  async #look(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#closed || !this.#panel.visible) return;
    let wait = REST_MS;
    try {
      const told = await this.#message();
      if (told.run.status === 'running') wait = LOOK_MS;
      // A process that ended may be followed by another.
      else this.#log = undefined;
      await this.#tell(told);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      await this.#tell({ kind: 'absent', reason });
    }
    if (!this.#closed) this.#timer = setTimeout(() => this.#soon(), wait);
  }

  async #message(): Promise<Extract<ToDashboard, { kind: 'run' }>> {
    const { trainings, runs } = this.#host;
    this.#log ??= await trainings.logOf(this.#folder);
    for (const event of (await this.#log?.news()) ?? []) if (event.event === 'step') this.#news = event;
    const address = (file: string) => this.#panel.webview.asWebviewUri(vscode.Uri.file(file)).toString();
    const all = await runs();
    const others: OtherRun[] = all
      .filter((folder) => folder !== this.#folder)
      .map((folder) => ({ folder, name: nameOf(folder) }));
    const run = await readRunState(this.#folder, nameOf(this.#folder), { news: this.#news, address });
    const compared = await Promise.all(
      others
        .filter(({ folder }) => this.#compared.includes(folder))
        .map(async ({ folder, name }) => {
          const { quantities } = await readRunState(folder, name, { address });
          return { name, quantities };
        }),
    );
    return { kind: 'run', run, others, compared };
  }

  async #tell(message: ToDashboard): Promise<void> {
    const text = JSON.stringify(message);
    if (text === this.#told) return;
    this.#told = text;
    await this.#panel.webview.postMessage(message);
  }

  async #receive(given: unknown): Promise<void> {
    const message = fromDashboard(given);
    switch (message?.kind) {
      case 'ready':
        this.#told = '';
        this.#soon();
        return;
      case 'compare':
        this.#compared = message.folders;
        this.#soon();
        return;
      case 'act':
        await this.#host.act(message.action, this.#folder);
        this.#soon();
    }
  }
}

/** A run folder as the workspace calls it. */
export function nameOf(folder: string): string {
  return vscode.workspace.asRelativePath(folder, false);
}
