import { applyToBatch, type ChannelProgram, type CircuitProgram, KrausError, zeroBatch } from '@kraus/core';
import { compileCircuit } from '@kraus/sim';
import { densityMatrices, type StateEnsemble, stateSize } from '../state-data/index.js';
import { checkStep, type NoiseStep, type StateNoise } from './state-noise.js';

/**
 * Any channels or circuits one after another, step t being `steps[t − 1]`: the same step everywhere, or a schedule of them. Channels turn
 * pure states into density matrices. A circuit starts from `amplitudes` and yields `state`, or from `density` and yields `density` (which
 * also takes pure states); it has no parameters and no inputs.
 * @throws KrausError `diffusion/bad-schedule`
 */
export function stepwiseNoise(steps: readonly NoiseStep[]): StateNoise {
  if (steps.length === 0) throw new KrausError('diffusion/bad-schedule', 'Noise on states: no steps were given.');
  for (const [k, step] of steps.entries()) if (step.kind === 'circuit') checkCircuitStep(step, k + 1);
  return {
    steps: steps.length,
    noisy(states, t) {
      checkStep(t, steps.length);
      return steps
        .slice(0, t)
        .reduce((now, step) => (step.kind === 'circuit' ? runCircuit(step, now) : runChannel(step, now)), states);
    },
  };
}

function runChannel(channel: ChannelProgram, states: StateEnsemble): StateEnsemble {
  const mixed = densityMatrices(states);
  const { dimension: d, count } = mixed;
  const batch = zeroBatch(d, count);
  const size = d * d;
  const place = (n: number, i: number, j: number): number => (i + d * j) * count + n;
  for (let n = 0; n < count; n++) {
    for (let k = 0; k < size; k++) {
      const to = place(n, Math.floor(k / d), k % d);
      batch.re[to] = mixed.data[2 * (n * size + k)] as number;
      batch.im[to] = mixed.data[2 * (n * size + k) + 1] as number;
    }
  }
  const image = applyToBatch(channel, batch);
  const data = new Float64Array(mixed.data.length);
  for (let n = 0; n < count; n++) {
    for (let k = 0; k < size; k++) {
      const from = place(n, Math.floor(k / d), k % d);
      data[2 * (n * size + k)] = image.re[from] as number;
      data[2 * (n * size + k) + 1] = image.im[from] as number;
    }
  }
  return { ...mixed, data };
}

function runCircuit(program: CircuitProgram, states: StateEnsemble): StateEnsemble {
  const start = program.initial === 'density' ? densityMatrices(states) : states;
  if (start.kind === 'mixed' && program.initial === 'amplitudes') {
    throw new KrausError(
      'states/wrong-shape',
      "Noise on states: a circuit that starts from amplitudes follows a step that leaves density matrices; let it start from 'density'.",
    );
  }
  const executable = compileCircuit(program);
  try {
    const { values } = executable.run({ batch: start.count, initial: start.data });
    return { ...start, data: Float64Array.from(values.subarray(0, start.count * stateSize(start))) };
  } finally {
    executable.dispose();
  }
}

function checkCircuitStep(program: CircuitProgram, step: number): void {
  const [output] = program.outputs;
  const fits =
    program.outputs.length === 1 &&
    ((program.initial === 'amplitudes' && output?.kind === 'state') ||
      (program.initial === 'density' && output?.kind === 'density'));
  if (fits && program.parameters === 0 && program.inputs === 0) return;
  throw new KrausError(
    'diffusion/bad-schedule',
    `Noise on states: the circuit of step ${step} starts from '${program.initial}', yields ${program.outputs.map((one) => one.kind).join(', ') || 'nothing'}, has ${program.parameters} parameters and ${program.inputs} inputs; expected amplitudes → state or density → density, without either.`,
  );
}
