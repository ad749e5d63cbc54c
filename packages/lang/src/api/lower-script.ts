import {
  type ChannelProgram,
  type GeneratorProgram,
  KrausError,
  type ScriptSpec,
  SPECIFICATION_VERSION,
} from '@kraus/core';
import { ScriptInterpreter } from '../evaluate/index.js';
import type { DeviceDeclaration, ModelDeclaration, Script } from '../generated/index.js';
import { isDeviceDeclaration, isModelDeclaration, isRunTask, isSweepDeclaration, isTask } from '../generated/index.js';
import { spanOf } from '../language/index.js';
import { lowerDevice, lowerModel, lowerRun, lowerSweep, lowerTask } from '../lowering/index.js';
import type { CheckedScript } from './checked-script.js';
import { LinkedScript } from './linked-script.js';
import { checkComplete, checkNames, findDeclaration, rethrow, valuesFor, withUnitsTried } from './set-values.js';

export interface LowerOptions {
  /** Parameter values by name, in place of defaults; times in seconds, or plain numbers in units of 1/J. */
  readonly set?: Readonly<Record<string, number>> | undefined;
}

/**
 * A script as plain data: its models (and those that its tasks name from imports) at their parameters, its tasks and sweeps.
 *
 * @throws KrausError `lang/script-has-errors`; `lang/unknown-parameter` for a name in `set` that no model has;
 *   `lang/K202` and the like where a value set is not allowed
 */
export function lowerScript(script: CheckedScript, options: LowerOptions = {}): ScriptSpec {
  const { root, catalogue } = LinkedScript.open(script);
  const set = options.set ?? {};
  const models = modelsOf(root);
  const names = models.flatMap((model) => model.parameters.map(({ name }) => name));
  checkNames(set, names, `the models of ${script.path}`);
  const interpreter = new ScriptInterpreter();
  return rethrow(() => ({
    version: SPECIFICATION_VERSION,
    sourceHash: script.sourceHash,
    models: models.map((model) => lowerModel(model, valuesFor(model, set), catalogue, new ScriptInterpreter())),
    tasks: root.statements.filter(isTask).map((task) => lowerTask(task, catalogue, interpreter)),
    sweeps: root.statements.filter(isSweepDeclaration).map((sweep) => lowerSweep(sweep, catalogue, interpreter)),
    devices: devicesOf(root).map((device) => lowerDevice(device, catalogue, interpreter)),
    runs: root.statements.filter(isRunTask).map((run) => lowerRun(run, catalogue, interpreter)),
  }));
}

/**
 * A generator, channel or gate of the script (or imported into it) at the given parameters.
 *
 * @throws KrausError `lang/unknown-declaration`, `lang/not-a-channel`, `lang/unknown-parameter`,
 *   `lang/parameter-without-value`, or the code of the check that the values fail
 */
export function lowerDeclaration(
  script: CheckedScript,
  name: string,
  options: LowerOptions = {},
): GeneratorProgram | ChannelProgram {
  const { root } = LinkedScript.open(script);
  const declaration = findDeclaration(root, name, script.path);
  const set = options.set ?? {};
  switch (declaration.$type) {
    case 'ChannelDeclaration':
    case 'GateDeclaration':
    case 'GeneratorDeclaration':
      break;
    default:
      throw new KrausError('lang/not-a-channel', `\`${name}\` is not a generator, channel or gate.`, {
        span: spanOf(declaration, 'name'),
      });
  }
  checkNames(
    set,
    declaration.parameters.map((parameter) => parameter.name),
    `\`${name}\``,
  );
  checkComplete(declaration, set);
  const value = withUnitsTried(declaration, set, (values) =>
    new ScriptInterpreter().instantiate(declaration, values, declaration),
  );
  if (value.kind === 'channel' || value.kind === 'generator') return value.program;
  throw new KrausError('lang/not-a-channel', `\`${name}\` is not a generator, channel or gate.`, {
    span: spanOf(declaration, 'name'),
  });
}

/** The models a script declares, then those it imports and gives a task to. */
function modelsOf(root: Script): ModelDeclaration[] {
  const models = new Set(root.statements.filter(isModelDeclaration));
  for (const statement of root.statements) {
    const model = isTask(statement) || isSweepDeclaration(statement) ? statement.model.ref : undefined;
    if (isModelDeclaration(model)) models.add(model);
  }
  return [...models];
}

/** The devices a script declares, then those it imports and runs on. */
function devicesOf(root: Script): DeviceDeclaration[] {
  const devices = new Set(root.statements.filter(isDeviceDeclaration));
  for (const { device } of root.statements.filter(isRunTask)) {
    if (isDeviceDeclaration(device?.ref)) devices.add(device.ref);
  }
  return [...devices];
}
