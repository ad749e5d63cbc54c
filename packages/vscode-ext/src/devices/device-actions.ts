import * as vscode from 'vscode';
import { type Ended, type Kraus, type KrausEvent, runKraus, runWithProgress } from '../processes/index.js';

/** A device as a script declares it. */
interface ScriptDevice {
  readonly name: string;
  /** `ibm`, `snapshot`, `simulated` or `recorded`. */
  readonly kind: string;
}

/** What a device command works on. */
export interface DeviceWork {
  readonly kraus: Kraus;
  readonly script: { readonly file: string; readonly cwd: string };
  readonly circuit: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Whether a service is named to send to; if none is, the person is led to one. */
async function hasService({ environment }: DeviceWork, { name }: ScriptDevice): Promise<boolean> {
  if (Object.keys(environment).length > 0) return true;
  const account = 'Add Account';
  const local = 'Start Local Service';
  const chosen = await vscode.window.showWarningMessage(
    `Kraus: ${name} is a device of IBM. Sign in, or start the local service to practise on a noise model.`,
    account,
    local,
  );
  if (chosen === account) await vscode.commands.executeCommand('kraus.account.add');
  if (chosen === local) await vscode.commands.executeCommand('kraus.service.start');
  return false;
}

/** Far more than any job here takes: what is asked for is the estimate, and nothing is sent. */
const ESTIMATE_SECONDS = '3600';

/** Runs a circuit on a device of its script that is chosen; of one that charges, within seconds that are asked for. */
export async function runOnDevice(work: DeviceWork): Promise<KrausEvent | undefined> {
  const device = await chosenDevice(work, 'Run on which device?', () => true);
  if (device === undefined) return undefined;
  const more: string[] = [];
  if (device.kind === 'ibm') {
    if (!(await hasService(work, device))) return undefined;
    const dry = await estimate(work, device);
    if (dry === undefined) return undefined;
    const { seconds, text } = dry;
    const given = await vscode.window.showInputBox({
      title: `Run ${work.circuit} on ${device.name}`,
      prompt: `${text} After how many seconds shall the job be stopped?`,
      value: String(Math.max(10, Math.ceil(2 * seconds))),
      ignoreFocusOut: true,
      validateInput: (answer) =>
        /^\d+$/.test(answer) && Number(answer) > 0 ? undefined : 'A whole number of seconds from 1 on',
    });
    if (given === undefined) return undefined;
    more.push('--max-seconds', given);
  }
  const ended = await onDevice(work, device, `Running ${work.circuit} on ${device.name}`, more);
  return ended?.events.find(({ kind }) => kind === 'device-run');
}

/** Says what a run on a device that charges would take; nothing is sent. */
export async function estimateCost(work: DeviceWork): Promise<undefined> {
  const device = await chosenDevice(work, 'Estimate for which device?', ({ kind }) => kind === 'ibm');
  if (device === undefined || !(await hasService(work, device))) return undefined;
  const dry = await estimate(work, device);
  if (dry === undefined) return undefined;
  const shown = 'Show OpenQASM';
  const chosen = await vscode.window.showInformationMessage(`${work.circuit} on ${device.name}: ${dry.text}`, shown);
  if (chosen !== shown) return undefined;
  const document = await vscode.workspace.openTextDocument({ content: dry.qasm });
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside });
  return undefined;
}

async function estimate(work: DeviceWork, device: ScriptDevice) {
  const title = `Estimating ${work.circuit} on ${device.name}`;
  const ended = await onDevice(work, device, title, ['--dry-run', '--max-seconds', ESTIMATE_SECONDS]);
  const dry = ended?.events.find(({ kind }) => kind === 'dry-run');
  if (dry === undefined) return undefined;
  const { seconds, lowerBound, depth, executions } = dry.estimate as Record<string, number | boolean>;
  const circuits = dry.circuits as readonly { readonly qasm: string }[];
  const about = lowerBound === true ? 'at least' : 'about';
  return {
    seconds: Number(seconds),
    qasm: circuits.map(({ qasm }) => qasm).join('\n'),
    text: `${about} ${Number(seconds).toFixed(1)} s of ${String(dry.backend)} (${Number(executions)} shots, depth ${Number(depth)}).`,
  };
}

async function onDevice(
  { kraus, script, circuit, environment }: DeviceWork,
  device: ScriptDevice,
  title: string,
  more: readonly string[],
): Promise<Ended | undefined> {
  const argv = ['run', script.file, circuit, '--on', device.name, ...more];
  return await runWithProgress(kraus, { title, argv, cwd: script.cwd, environment });
}

/** The device of the script, chosen if there are several. */
async function chosenDevice(
  { kraus, script }: DeviceWork,
  title: string,
  fits: (device: ScriptDevice) => boolean,
): Promise<ScriptDevice | undefined> {
  const { events } = await runKraus(kraus, ['lower', script.file], { cwd: script.cwd });
  const declared = events.flatMap(({ devices }) => (Array.isArray(devices) ? devices : []));
  const all = declared
    .map((device: { name: string; source: { component: string } }) => ({
      name: device.name,
      kind: device.source.component,
    }))
    .filter(fits);
  if (all.length === 0) {
    const example = 'device Fez = ibm("ibm_fez")';
    void vscode.window.showInformationMessage(
      `Kraus: this script declares no such device. Write one, e.g. ${example}, or snapshot("ibm_fez") for its noise on this machine.`,
    );
    return undefined;
  }
  if (all.length === 1) return all[0];
  const items = all.map((device) => ({ label: device.name, description: device.kind, device }));
  return (await vscode.window.showQuickPick(items, { title }))?.device;
}
