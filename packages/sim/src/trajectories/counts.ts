import { type CircuitProgram, classicalRadices, KrausError, operationWires, stream } from '@kraus/core';
import { type CircuitBatch, checkBatch, type EngineOptions } from '../executable/index.js';
import { compileTrajectoriesCircuit } from './compile-trajectories.js';
import type { Task } from './kernels.js';
import { makeKernels } from './make-kernels.js';
import { compilePlan } from './plan/index.js';
import { allSamples, drawsOf, shotWaves } from './shot-waves.js';

/** How often each result came, of one sample: digits most significant first, in ascending order. */
export type Counts = ReadonlyMap<string, number>;

/** Most values of the digits that are counted. */
const MOST_VALUES = 2 ** 53;

/**
 * Counts of `batch.draws.shots` shots for every sample. Counted are the circuit's classical digits (the last one first), or, in
 * a circuit that measures nothing, all wires measured at its end (the last one first). Digits stand side by side; where one of
 * them has more than ten values they are parted by commas. The circuit's outputs are not used.
 *
 * Where measurements come last and nothing else is drawn, probabilities are exact and shot k is drawn by word k of the stream
 * (seed, 'shots', step, sample); else every shot is a trajectory. The counts depend on nothing but the circuit, the sample's own
 * numbers and its place in `draws`.
 * @throws KrausError those of `compileTrajectoriesCircuit` and of `CircuitExecutable.run`, `sim/no-draws`, `sim/bad-draws`,
 *   `sim/too-many-digits`
 */
export function sampleCounts(
  program: CircuitProgram,
  batch: CircuitBatch,
  options: EngineOptions = {},
): readonly Counts[] {
  const measured = withMeasurements(program);
  const wires = finalWires(measured);
  const radices = classicalRadices(measured);
  const values = radices.reduce((product, radix) => product * radix, 1);
  if (!(values <= MOST_VALUES)) {
    throw new KrausError(
      'sim/too-many-digits',
      `Counts: ${radices.length} digits have ${values} values, at most 2^53 can be told apart.`,
    );
  }
  const { shots } = drawsOf(batch);
  const codes =
    wires === undefined ? sampledCodes(measured, batch, options) : exactCodes(measured, wires, batch, options);
  return Array.from({ length: batch.batch }, (_, sample) => {
    return counted(codes.subarray(sample * shots, (sample + 1) * shots), radices);
  });
}

/** The circuit itself if it measures something, else with all wires measured at the end. */
function withMeasurements(program: CircuitProgram): CircuitProgram {
  if (program.operations.some(({ kind }) => kind === 'measure')) return program;
  const measurements = program.dims.map((_, wire) => ({ kind: 'measure', target: wire, bit: wire }) as const);
  return { ...program, bits: program.dims.length, operations: [...program.operations, ...measurements] };
}

/** The wire that each digit reads, where all is unitary and nothing comes after a measurement; undefined elsewhere. */
function finalWires(program: CircuitProgram): ReadonlyMap<number, number> | undefined {
  const wires = new Map<number, number>();
  const measured = new Set<number>();
  for (const operation of program.operations) {
    if (operation.kind === 'barrier') continue;
    if (operation.kind === 'measure') {
      wires.set(operation.bit, operation.target);
      measured.add(operation.target);
      continue;
    }
    if (operation.kind !== 'gate' && operation.kind !== 'matrix') return undefined;
    if (operation.condition !== undefined) return undefined;
    if (operationWires(operation).some((wire) => measured.has(wire))) return undefined;
  }
  return wires;
}

/** The value of all digits of each shot, [batch, shots]: by inversion of exact probabilities. */
function exactCodes(
  program: CircuitProgram,
  wires: ReadonlyMap<number, number>,
  batch: CircuitBatch,
  options: EngineOptions,
): Float64Array {
  const { stream: names, shots } = drawsOf(batch);
  const targets = [...new Set(wires.values())];
  const unitary: CircuitProgram = {
    ...program,
    operations: program.operations.filter(({ kind }) => kind !== 'measure'),
    outputs: [{ kind: 'probabilities', targets }],
  };
  const executable = compileTrajectoriesCircuit(unitary, options);
  const { values, columns } = executable.run(batch);
  executable.dispose();
  const code = codesOfOutcomes(program, wires, targets, columns);
  const codes = new Float64Array(batch.batch * shots);
  const sums = new Float64Array(columns);
  for (let sample = 0; sample < batch.batch; sample++) {
    let total = 0;
    for (let k = 0; k < columns; k++) {
      total += Math.max(0, values[sample * columns + k] as number);
      sums[k] = total;
    }
    const uniforms = stream(names.seed, 'shots', names.step, names.sample + sample).fillUniform(
      new Float64Array(shots),
    );
    for (let shot = 0; shot < shots; shot++) {
      codes[sample * shots + shot] = code[firstAbove(sums, (uniforms[shot] as number) * total)] as number;
    }
  }
  return codes;
}

/** The value of all digits for every outcome of the wires `targets`. */
function codesOfOutcomes(
  program: CircuitProgram,
  wires: ReadonlyMap<number, number>,
  targets: readonly number[],
  outcomes: number,
): Float64Array {
  const weights = weightsOf(classicalRadices(program));
  return Float64Array.from({ length: outcomes }, (_, outcome) => {
    let rest = outcome;
    const levels = new Map<number, number>();
    for (const wire of targets) {
      const d = program.dims[wire] as number;
      levels.set(wire, rest % d);
      rest = Math.floor(rest / d);
    }
    return [...wires].reduce((sum, [bit, wire]) => sum + (weights[bit] as number) * (levels.get(wire) as number), 0);
  });
}

/** The first index whose running sum is above the threshold: never one of weight 0. */
function firstAbove(sums: Float64Array, threshold: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] as number) > threshold) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The same by trajectories. */
function sampledCodes(program: CircuitProgram, batch: CircuitBatch, options: EngineOptions): Float64Array {
  const plan = compilePlan({ ...program, outputs: [{ kind: 'classical', bits: [0] }] }, true);
  checkBatch({ ...plan, targeted: false }, batch);
  const { stream: names, shots } = drawsOf(batch);
  const kernels = makeKernels(plan, options);
  const weights = weightsOf(classicalRadices(program));
  const written = new Map<number, number>();
  plan.draws.forEach(({ kind, operation }, draw) => {
    const of = program.operations[operation];
    if (kind === 'measure' && of?.kind === 'measure') written.set(of.bit, draw);
  });
  const codes = new Float64Array(batch.batch * shots);
  try {
    const task: Task = { mode: 'sampled', stream: names, outcomes: undefined, gradient: undefined };
    kernels.begin(batch, task);
    const draws = plan.draws.length;
    for (const wave of shotWaves(allSamples(batch.batch), { first: 0, count: shots }, kernels.lanesPerWave(task))) {
      kernels.run(wave);
      const { outcomes } = kernels.rows();
      for (let lane = 0; lane < wave.samples.length * wave.shots; lane++) {
        let code = 0;
        for (const [bit, draw] of written) code += (weights[bit] as number) * (outcomes[lane * draws + draw] as number);
        const sample = wave.samples[Math.floor(lane / wave.shots)] as number;
        codes[sample * shots + wave.firstShot + (lane % wave.shots)] = code;
      }
    }
  } finally {
    kernels.dispose();
  }
  return codes;
}

function weightsOf(radices: readonly number[]): readonly number[] {
  let weight = 1;
  return radices.map((radix) => {
    const own = weight;
    weight *= radix;
    return own;
  });
}

function counted(codes: Float64Array, radices: readonly number[]): Counts {
  const byCode = new Map<number, number>();
  for (const code of codes) byCode.set(code, (byCode.get(code) ?? 0) + 1);
  const separator = radices.some((radix) => radix > 10) ? ',' : '';
  const named = (code: number) => {
    let rest = code;
    const digits = radices.map((radix) => {
      const digit = rest % radix;
      rest = Math.floor(rest / radix);
      return digit;
    });
    return digits.reverse().join(separator);
  };
  return new Map([...byCode].sort(([a], [b]) => a - b).map(([code, count]) => [named(code), count]));
}
