import * as vscode from 'vscode';
import { lensTarget } from './commands.js';
import type { LensTarget } from './platform.js';
import { scriptInHand } from './script-in-hand.js';

const ICONS: Readonly<Record<string, string>> = {
  circuit: 'circuit-board',
  gate: 'symbol-operator',
  channel: 'broadcast',
  generator: 'pulse',
  graph: 'type-hierarchy',
  schedule: 'graph-line',
  dataset: 'database',
  device: 'vm',
  model: 'mortar-board',
  sweep: 'combine',
};

/** A declaration of the script that is open, with what can be done with it. */
export class DeclarationItem extends vscode.TreeItem implements LensTarget {
  readonly uri: string;
  readonly name: string;
  readonly kind: string;

  /** @param commands of the lenses above it, without `kraus.` */
  constructor({ uri, name, kind }: LensTarget, commands: readonly string[], line: number) {
    super(name);
    this.uri = uri;
    this.name = name;
    this.kind = kind;
    this.description = kind;
    this.iconPath = new vscode.ThemeIcon(ICONS[kind] ?? 'symbol-misc');
    // The menus look for whole words in it.
    this.contextValue = `declaration ${[...commands].sort().join(' ')}`;
    this.accessibilityInformation = { label: `${kind} ${name}` };
    const selection = new vscode.Range(line, 0, line, 0);
    this.command = { command: 'vscode.open', title: 'Show', arguments: [vscode.Uri.parse(uri), { selection }] };
  }
}

/** The declarations of the script in hand: what the lenses offer, as a tree. */
export class ScriptView implements vscode.TreeDataProvider<DeclarationItem>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #listeners: readonly vscode.Disposable[];
  readonly onDidChangeTreeData = this.#changed.event;

  constructor() {
    const refresh = () => this.#changed.fire(undefined);
    this.#listeners = [
      vscode.window.onDidChangeActiveTextEditor(refresh),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        if (uris.some(({ path }) => path.endsWith('.kraus'))) refresh();
      }),
    ];
  }

  getTreeItem(item: DeclarationItem): vscode.TreeItem {
    return item;
  }

  async getChildren(item?: DeclarationItem): Promise<DeclarationItem[]> {
    const document = await scriptInHand();
    if (item !== undefined || document === undefined) return [];
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      1000,
    );
    const found = new Map<string, { target: LensTarget; commands: Set<string>; line: number }>();
    for (const { command, range } of lenses ?? []) {
      const target = lensTarget(command?.arguments?.[0]);
      if (command === undefined || target === undefined) continue;
      const known = found.get(`${target.kind} ${target.name}`);
      const entry = known ?? { target, commands: new Set<string>(), line: range.start.line };
      entry.commands.add(command.command.replace('kraus.', ''));
      found.set(`${target.kind} ${target.name}`, entry);
    }
    return [...found.values()].map(({ target, commands, line }) => new DeclarationItem(target, [...commands], line));
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
    this.#changed.dispose();
  }
}
