import type { ChannelForwardSpec, ChannelProgram, DeviceForwardSpec, ForwardSpec, NoiseMatch } from '@kraus/core';
import { asCount, Budget, type Frame, fail, limits, ScriptInterpreter } from '../evaluate/index.js';
import type { ForwardClause, Modifier, Named, Process, ProcessCall } from '../generated/index.js';
import { isProcess } from '../generated/index.js';
import { spanOf } from '../language/index.js';
import { describeValue } from '../values/index.js';
import { lowerCircuitPart } from './circuit-part.js';
import { lowerComponent } from './components.js';
import { lowerDevice } from './devices.js';
import type { Surroundings } from './surroundings.js';
import { dependOnTime, timesOf } from './time.js';

/** The most steps a forward process may have. */
export const mostSteps = 10_000;

/** A process of a forward clause with the modifiers that follow it. */
export interface ModifiedProcess {
  readonly process: Process;
  readonly modifiers: readonly Modifier[];
}

/** The processes of a forward clause in order. A modifier before the first process belongs to none and is left out. */
export function processesOf(clause: ForwardClause): ModifiedProcess[] {
  const groups: { process: Process; modifiers: Modifier[] }[] = [];
  for (const item of clause.items) {
    if (isProcess(item)) groups.push({ process: item, modifiers: [] });
    else groups.at(-1)?.modifiers.push(item);
  }
  return groups;
}

/** A forward process. If its arguments depend on `t` it has one channel a step, at t = k/T for k = 1 … T. */
export function lowerProcess({ process, modifiers }: ModifiedProcess, around: Surroundings): ForwardSpec {
  const { frame } = around;
  const steps = asCount(
    frame.interpreter.evaluate(process.steps, frame),
    process.steps,
    'the number of steps',
    1,
    mostSteps,
  );
  const span = spanOf(process);
  const { call, component } = process;
  if (component !== undefined) {
    return { kind: 'component', steps, process: lowerComponent(component, 'forward', around), span };
  }
  if (call === undefined)
    return fail({ code: 'K114', message: 'a forward process needs a channel or component', node: process });
  const on = modifiers.find(({ device }) => device !== undefined)?.device;
  if (on !== undefined) return lowerOnDevice(call, on.ref, { steps, modifiers, span }, around);
  const times = dependOnTime(call.arguments) ? timesOf(steps) : [undefined];
  const spec: ChannelForwardSpec = {
    kind: 'channel',
    name: call.target.$refText,
    steps,
    channels: times.map((time) => channelOf(call, { ...frame, time, steps })),
    mode: modifiers.find(({ mode }) => mode !== undefined)?.mode ?? 'measured',
    span,
  };
  const match = noiseMatch(modifiers, frame);
  return match === undefined ? spec : { ...spec, match };
}

/** A circuit as one step of a walk on a device. */
function lowerOnDevice(
  call: ProcessCall,
  device: Named | undefined,
  { steps, modifiers, span }: Pick<ModifiedProcess, 'modifiers'> & Pick<DeviceForwardSpec, 'steps' | 'span'>,
  around: Surroundings,
): DeviceForwardSpec {
  if (device?.$type !== 'DeviceDeclaration') return fail({ code: 'K119', message: 'this is not a device', node: call });
  const use = { node: call, name: call.target.$refText, target: call.target.ref, arguments: call.arguments };
  if (dependOnTime(call.arguments)) {
    return fail({ code: 'K114', message: 'on a device every step is the same circuit; leave `t` out', node: call });
  }
  const [circuit] = lowerCircuitPart(use, around).circuits;
  if (circuit === undefined) return fail({ code: 'K119', message: `\`${use.name}\` is not a circuit`, node: call });
  return {
    kind: 'device',
    name: use.name,
    steps,
    step: circuit.program,
    device: lowerDevice(device, around.catalogue, new ScriptInterpreter(new Budget(limits.steps))),
    mode: modifiers.find(({ mode }) => mode !== undefined)?.mode ?? 'measured',
    span,
  };
}

function noiseMatch(modifiers: readonly Modifier[], frame: Frame): NoiseMatch | undefined {
  const modifier = modifiers.find(({ matched }) => matched);
  if (modifier?.reference === undefined) return undefined;
  return { reference: channelOf(modifier.reference, frame), by: modifier.by ?? 'gap' };
}

function channelOf(call: ProcessCall, frame: Frame): ChannelProgram {
  const declaration = call.target.ref;
  const name = call.target.$refText;
  if (declaration?.$type !== 'ChannelDeclaration' && declaration?.$type !== 'GateDeclaration') {
    return fail({ code: 'K119', message: `\`${name}\` is not a channel`, node: call });
  }
  const site = { node: call, name, parameters: declaration.parameters, arguments: call.arguments };
  const value = frame.interpreter.call(declaration, site, frame);
  if (value.kind === 'channel') return value.program;
  return fail({ code: 'K119', message: `\`${name}\` is ${describeValue(value)}, not a channel`, node: call });
}
