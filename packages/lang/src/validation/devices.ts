import type { DeviceDeclaration, RunTask } from '../generated/index.js';
import { findTask, lowerDevice, lowerRun } from '../lowering/index.js';
import { attempt } from './attempt.js';
import { checkValues, type ModelContext } from './models.js';

/** `device`: a source that the catalogue has, with its options; the text in parentheses is its `name`. */
export function checkDevice(device: DeviceDeclaration, context: ModelContext): void {
  const { catalogue, components, report } = context;
  const schema = components.named(device, device.source, 'device');
  if (schema === undefined) return;
  const { name, ...others } = schema.options;
  if (device.target !== undefined && name === undefined) {
    const message = `\`${device.source}\` has no name in parentheses`;
    report({ code: 'K116', message, node: device, property: 'target' });
  } else if (device.target === undefined && name !== undefined && name.optional !== true) {
    const message = `\`${device.source}\` needs a name: \`${device.source}("…")\``;
    report({ code: 'K117', message, node: device, property: 'source' });
  }
  components.block(device, device.options, `\`${device.source}\``, others);
  attempt(context, (interpreter) => {
    checkValues({ $type: 'Task', items: device.options }, lowerDevice(device, catalogue, interpreter).source, others);
  });
}

/** `run`: a circuit with its arguments, a device, options that the catalogue has. */
export function checkRun(task: RunTask, context: ModelContext): void {
  const { catalogue, components, report, types } = context;
  const circuit = task.circuit.ref;
  if (circuit !== undefined && circuit.$type !== 'CircuitDeclaration') {
    const message = `\`${task.circuit.$refText}\` is not a circuit`;
    report({ code: 'K119', message, node: task, property: 'circuit' });
    return;
  }
  const device = task.device?.ref;
  if (device !== undefined && device.$type !== 'DeviceDeclaration') {
    report({ code: 'K119', message: `\`${device.name}\` is not a device`, node: task, property: 'device' });
    return;
  }
  if (circuit !== undefined) {
    types.typeOfCall(circuit, { node: task, name: circuit.name, parameters: [], arguments: task.arguments });
  }
  const schema = findTask(catalogue, 'run');
  if (schema === undefined) return;
  components.block(task, task.items, '`run`', schema.options);
  attempt(context, (interpreter) => {
    checkValues({ $type: 'Task', items: task.items }, lowerRun(task, catalogue, interpreter), schema.options);
  });
}
