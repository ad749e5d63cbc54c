import {
  type Catalogue,
  type DeviceFinding,
  type DeviceJudge,
  type DeviceSpec,
  KrausError,
  type ModelSpec,
} from '@kraus/core';
import { type AstNode, AstUtils } from 'langium';
import { lowerCircuitDeclaration } from '../circuits/index.js';
import type { Fix, Report } from '../diagnostics/index.js';
import { Budget, EvaluationError, limits, ScriptInterpreter } from '../evaluate/index.js';
import { fix, replaced } from '../fixes/index.js';
import type { DeviceDeclaration, ModelDeclaration, Named, Option, RunTask } from '../generated/index.js';
import { lowerDevice, lowerRun, processesOf } from '../lowering/index.js';

/** What the checks of devices share. */
export interface DeviceContext {
  readonly catalogue: Catalogue;
  readonly judge: DeviceJudge;
  readonly report: Report;
}

/** K401, K406: the device itself. */
export function checkDeviceItself(device: DeviceDeclaration, context: DeviceContext): void {
  judged(context, device, 'name', device, [], (judge) => judge.device(specOf(device, context)));
}

/** K401 to K405: a circuit on a device. */
export function checkRunOnDevice(task: RunTask, context: DeviceContext): void {
  const [circuit, device] = [task.circuit.ref, task.device?.ref];
  if (circuit?.$type !== 'CircuitDeclaration' || device?.$type !== 'DeviceDeclaration') return;
  judged(
    context,
    task,
    'circuit',
    device,
    task.items.filter((item) => item.$type === 'Option'),
    (judge) => {
      const interpreter = new ScriptInterpreter(new Budget(limits.circuitSteps));
      const site = { node: task, name: circuit.name, parameters: circuit.parameters, arguments: task.arguments };
      const values = interpreter.argumentValues(site, interpreter.topFrame());
      const { program } = lowerCircuitDeclaration(circuit, values, interpreter);
      const { shots } = lowerRun(task, context.catalogue, new ScriptInterpreter()).options;
      return judge.run(specOf(device, context), program, typeof shots === 'number' ? shots : undefined);
    },
  );
}

/** K401 to K405: the walks of a model on devices, at the defaults of its parameters. */
export function checkWalksOnDevices(model: ModelDeclaration, spec: ModelSpec, context: DeviceContext): void {
  const clause = model.clauses.find((candidate) => candidate.$type === 'ForwardClause');
  const levels = spec.encode.options.count;
  if (clause === undefined || typeof levels !== 'number') return;
  for (const [index, { process, modifiers }] of processesOf(clause).entries()) {
    const forward = spec.forward[index];
    const device = modifiers.find((modifier) => modifier.device !== undefined)?.device?.ref;
    if (forward?.kind !== 'device' || device === undefined) continue;
    judged(context, process, 'call', device, [], (judge) => judge.walk(forward, levels));
  }
}

function specOf(device: DeviceDeclaration, { catalogue }: DeviceContext): DeviceSpec {
  return lowerDevice(device, catalogue, new ScriptInterpreter());
}

function judged(
  { judge, report }: DeviceContext,
  node: AstNode,
  property: string,
  device: Named,
  own: readonly Option[],
  findings: (judge: DeviceJudge) => readonly DeviceFinding[],
): void {
  try {
    for (const found of findings(judge)) tell(found, node, property, device, own, report);
  } catch (error) {
    // What cannot be worked out is told by other checks.
    if (!(error instanceof EvaluationError) && !(error instanceof KrausError)) throw error;
  }
}

function tell(
  { code, severity, message, reason, help, option }: DeviceFinding,
  node: AstNode,
  property: string,
  device: Named,
  own: readonly Option[],
  report: Report,
): void {
  const written = device.$type === 'DeviceDeclaration' ? [...own, ...device.options] : own;
  const place = written.find(({ name }) => name === option?.name);
  const issue = { code, severity, message, reason, help, fixes: fixesAt(place, option?.value, node) };
  // A fault of the device's own options lies there; what a run asks too much of lies at the run, as the device may serve others.
  const atOption = place !== undefined && (own.includes(place) || node === device);
  report(atOption ? { ...issue, node: place, property: 'value' } : { ...issue, node, property });
}

/** Only the file of the issue can be changed. */
function fixesAt(option: Option | undefined, value: number | undefined, node: AstNode): Fix[] {
  if (option === undefined || value === undefined) return [];
  if (AstUtils.getDocument(option) !== AstUtils.getDocument(node)) return [];
  return fix(`Change \`${option.name}\` to \`${value}\``, replaced(option.value, String(value)));
}
