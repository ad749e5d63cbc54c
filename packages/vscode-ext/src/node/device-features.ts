import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { savedScript } from '../actions/index.js';
import {
  Account,
  DeviceItem,
  DevicesView,
  estimateCost,
  JobItem,
  LocalService,
  runOnDevice,
  showDeviceMap,
} from '../devices/index.js';
import { type LensTarget, mayRun } from '../extension/index.js';
import { type Kraus, type KrausEvent, runWithProgress } from '../processes/index.js';

/** Devices: the account, the local service, their tree, maps and jobs. Returns the actions of the lenses. */
export function registerDevices(
  context: vscode.ExtensionContext,
  kraus: Kraus,
  showResult: (result: KrausEvent) => Promise<void>,
): Readonly<Record<string, (target: LensTarget) => Promise<void>>> {
  const account = new Account(context.secrets);
  const local = new LocalService(kraus);
  // Whoever starts the local service means to practise: jobs go there while it runs.
  const environment = async () => local.serving?.variables ?? (await account.environment()) ?? {};
  const view = new DevicesView(kraus, account, local, environment);
  const here = () => vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const command = (name: string, work: (item: unknown) => Promise<void>) =>
    vscode.commands.registerCommand(`kraus.${name}`, async (item: unknown) => {
      if (await mayRun()) await work(item);
    });
  const onJob = (name: string, title: string, argument: string, after?: (events: readonly KrausEvent[]) => unknown) =>
    command(`jobs.${name}`, async (item) => {
      const cwd = here();
      if (!(item instanceof JobItem) || cwd === undefined) return;
      const argv = ['jobs', argument, item.job];
      const ended = await runWithProgress(kraus, {
        title: `${title} ${item.job}`,
        argv,
        cwd,
        environment: await environment(),
      });
      if (ended !== undefined) await after?.(ended.events);
      view.refresh();
    });
  const showJob = async (events: readonly KrausEvent[]) => {
    const found = events.find(({ event }) => event === 'result');
    if (found !== undefined) await showResult(found);
  };
  context.subscriptions.push(
    account,
    local,
    vscode.window.registerTreeDataProvider('kraus.devices', view),
    command('account.add', () => account.add()),
    command('account.remove', () => account.remove()),
    command('service.start', async () => {
      const cwd = here();
      if (cwd !== undefined) await local.start(cwd);
    }),
    command('service.stop', async () => local.stop()),
    command('devices.refresh', async () => view.refresh()),
    command('devices.map', async (item) => {
      const cwd = here();
      if (!(item instanceof DeviceItem) || cwd === undefined) return;
      const folder = (context.storageUri ?? context.globalStorageUri).fsPath;
      await mkdir(folder, { recursive: true });
      const file = join(folder, 'device.json');
      const argv = ['ibm', 'device', item.device, ...(item.live ? ['--live'] : []), '--out', file];
      const title = `Reading the calibration of ${item.device}`;
      if (await runWithProgress(kraus, { title, argv, cwd, environment: await environment() }))
        await showDeviceMap(context, file);
    }),
    onJob('wait', 'Waiting for job', 'wait'),
    onJob('cancel', 'Cancelling job', 'cancel'),
    onJob('result', 'Reading the result of job', 'result', showJob),
  );
  const withDevice =
    (work: (given: Parameters<typeof runOnDevice>[0]) => Promise<KrausEvent | undefined>) =>
    async ({ uri, name }: LensTarget) => {
      const script = await savedScript(vscode.Uri.parse(uri));
      if (script === undefined) return;
      const result = await work({ kraus, script, circuit: name, environment: await environment() });
      if (result) await showResult(result);
      view.refresh();
    };
  return { runOnDevice: withDevice(runOnDevice), estimateCost: withDevice(estimateCost) };
}
