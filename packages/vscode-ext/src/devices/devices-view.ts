import * as vscode from 'vscode';
import { failureOf, type Kraus, type KrausEvent, runKraus } from '../processes/index.js';
import type { Account } from './account.js';
import type { LocalService } from './local-service.js';

/** Something of the tree that commands act on. */
export class DeviceItem extends vscode.TreeItem {
  readonly device: string;
  /** Whether a service has it, or only its calibration comes along. */
  readonly live: boolean;

  constructor(event: KrausEvent) {
    const { name, family, qubits, calibrated, source, operational, queue } = event;
    super(String(name));
    this.device = String(name);
    this.live = source === 'service';
    const when = String(calibrated).slice(0, 10);
    const waiting = operational === true ? `${Number(queue)} waiting` : 'not available';
    this.description = [`${Number(qubits)} qubits`, ...(this.live ? [waiting] : []), `calibrated ${when}`].join(' · ');
    this.tooltip = `${this.device}, ${String(family)}, calibrated ${String(calibrated)}`;
    this.iconPath = new vscode.ThemeIcon(this.live ? 'vm' : 'database');
    this.contextValue = 'device';
    this.accessibilityInformation = { label: `${this.device}, ${this.description}` };
    this.command = { command: 'kraus.devices.map', title: 'Show Map', arguments: [this] };
  }
}

/** A job by its receipt. */
export class JobItem extends vscode.TreeItem {
  readonly job: string;

  constructor(event: KrausEvent) {
    const { receipt, status, backend, circuits, finished } = event;
    super(String(receipt));
    this.job = String(receipt);
    this.description = `${String(status)} · ${String(backend)} · ${Number(circuits)} ${circuits === 1 ? 'circuit' : 'circuits'}`;
    const done = finished === true;
    this.contextValue = done ? 'job.finished' : 'job.open';
    this.iconPath = new vscode.ThemeIcon(done ? 'pass' : status === 'failed' ? 'error' : 'clock');
    this.accessibilityInformation = { label: `job ${this.job}, ${this.description}` };
    if (done) this.command = { command: 'kraus.jobs.result', title: 'Show Result', arguments: [this] };
  }
}

type Group = 'devices' | 'jobs';
type Node = vscode.TreeItem | Group;

/** Account, local service, devices and jobs. */
export class DevicesView implements vscode.TreeDataProvider<Node> {
  readonly #kraus: Kraus;
  readonly #account: Account;
  readonly #local: LocalService;
  readonly #environment: () => Promise<Readonly<Record<string, string>>>;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(
    kraus: Kraus,
    account: Account,
    local: LocalService,
    environment: () => Promise<Readonly<Record<string, string>>>,
  ) {
    this.#kraus = kraus;
    this.#account = account;
    this.#local = local;
    this.#environment = environment;
    account.onChanged(() => this.refresh());
    local.onChanged(() => this.refresh());
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if (typeof node !== 'string') return node;
    const item = new vscode.TreeItem(node === 'devices' ? 'Devices' : 'Jobs', vscode.TreeItemCollapsibleState.Expanded);
    item.id = node;
    return item;
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node === undefined) return [await this.#accountItem(), this.#serviceItem(), 'devices', 'jobs'];
    if (node === 'devices') return await this.#list(['ibm', 'devices'], 'backend', (event) => new DeviceItem(event));
    if (node === 'jobs') return await this.#list(['jobs', 'list'], 'job', (event) => new JobItem(event));
    return [];
  }

  async #accountItem(): Promise<vscode.TreeItem> {
    const instance = await this.#account.instance();
    const item = new vscode.TreeItem('IBM account');
    item.iconPath = new vscode.ThemeIcon('account');
    item.description = instance === undefined ? 'not signed in' : (instance.split(':')[5] ?? 'signed in');
    item.tooltip = instance ?? 'The API key is kept in the secret storage of the editor, and nowhere else.';
    item.contextValue = instance === undefined ? 'account.absent' : 'account.present';
    return item;
  }

  #serviceItem(): vscode.TreeItem {
    const { serving } = this.#local;
    const item = new vscode.TreeItem('Local IBM service');
    item.iconPath = new vscode.ThemeIcon(serving === undefined ? 'server' : 'server-process');
    item.description = serving === undefined ? 'stopped' : `running; jobs go here (${new URL(serving.endpoint).host})`;
    item.tooltip =
      'A copy of IBM’s service on this machine, to practise on: circuits run on noise models of calibrated devices.';
    item.contextValue = serving === undefined ? 'service.stopped' : 'service.running';
    return item;
  }

  async #list(
    argv: readonly string[],
    name: string,
    item: (event: KrausEvent) => vscode.TreeItem,
  ): Promise<vscode.TreeItem[]> {
    const cwd = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    if (cwd === undefined) return [];
    const ended = await runKraus(this.#kraus, argv, { cwd, environment: await this.#environment() });
    if (ended.exitCode !== 0) {
      const failed = new vscode.TreeItem(failureOf(ended));
      failed.iconPath = new vscode.ThemeIcon('error');
      failed.tooltip = failureOf(ended);
      return [failed];
    }
    const items = ended.events.filter(({ event }) => event === name).map(item);
    return items.length > 0 ? items.toReversed() : [new vscode.TreeItem('none here')];
  }
}
