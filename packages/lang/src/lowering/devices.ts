import type { Catalogue, DeviceSpec, OptionValue, RunSpec } from '@kraus/core';
import { fail, type ScriptInterpreter } from '../evaluate/index.js';
import type { DeviceDeclaration, RunTask } from '../generated/index.js';
import { spanOf } from '../language/index.js';
import { describeValue } from '../values/index.js';
import { findComponent, findTask } from './catalogue-access.js';
import { lowerOptions } from './components.js';

/** A device as plain data; the text in parentheses becomes the option `name`. */
export function lowerDevice(
  device: DeviceDeclaration,
  catalogue: Catalogue,
  interpreter: ScriptInterpreter,
): DeviceSpec {
  const schema = findComponent(catalogue, 'device', device.source);
  const given = lowerOptions(device.options, schema?.options ?? {}, { catalogue, frame: interpreter.topFrame() });
  const options: Record<string, OptionValue> = device.target === undefined ? given : { name: device.target, ...given };
  const span = spanOf(device);
  return { name: device.name, source: { component: device.source, options, span }, span };
}

/** `run C(layers: 2) on B { shots: 4096 }`. */
export function lowerRun(task: RunTask, catalogue: Catalogue, interpreter: ScriptInterpreter): RunSpec {
  const frame = interpreter.topFrame();
  const circuit = task.circuit.ref;
  if (circuit?.$type !== 'CircuitDeclaration') {
    return fail({
      code: 'K119',
      message: `\`${task.circuit.$refText}\` is not a circuit`,
      node: task,
      property: 'circuit',
    });
  }
  const site = { node: task, name: circuit.name, parameters: circuit.parameters, arguments: task.arguments };
  const parameters: Record<string, number> = {};
  for (const [parameter, value] of interpreter.argumentValues(site, frame)) {
    if (value.kind !== 'number' || value.im !== 0) {
      const message = `\`${parameter.name}\` of a circuit that is run is a number, found ${describeValue(value)}`;
      return fail({ code: 'K106', message, node: task });
    }
    parameters[parameter.name] = value.re;
  }
  const spec: RunSpec = {
    circuit: task.circuit.$refText,
    parameters,
    options: lowerOptions(task.items, findTask(catalogue, 'run')?.options ?? {}, { catalogue, frame }),
    span: spanOf(task),
  };
  return task.device === undefined ? spec : { ...spec, device: task.device.$refText };
}
