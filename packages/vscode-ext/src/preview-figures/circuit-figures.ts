import {
  blochVector,
  type CircuitOperation,
  type CircuitProgram,
  type CircuitVariable,
  ComplexMatrix,
  type NoiseOperation,
  operationWires,
  partialTrace,
  pureState,
  purity,
  startingValues,
} from '@kraus/core';
import type { LoweredCircuit } from '@kraus/lang';
import { compileCircuit, sampleCounts } from '@kraus/sim';

/** Values of trainable parameters θ and inputs x. */
export interface CircuitNumbers {
  readonly parameters: Float64Array;
  readonly inputs: Float64Array;
}

/** Values where the script says none, by type. */
const USUAL: Readonly<Record<string, number>> = {
  angle: Math.PI / 4,
  prob: 0.1,
  time: 1,
  real: 0.5,
  frequency: 1,
  int: 1,
};
/** The largest systems whose state is worked out while a slider moves. */
const MOST_AMPLITUDES = 2 ** 12;
const LARGEST_DENSITY = 2 ** 6;

/** What θ and x start from: what the script says, drawn where it is a distribution, else a usual value. */
export function startNumbers({ program, parameters, inputs }: LoweredCircuit): CircuitNumbers {
  const filled = (variables: readonly CircuitVariable[], length: number) => {
    const values = startingValues(variables, length, 0);
    for (const { type, start, length: own } of variables) {
      for (let k = start; k < start + own; k++) {
        if (Number.isNaN(values[k])) values[k] = USUAL[type] ?? 0.5;
      }
    }
    return values;
  };
  return { parameters: filled(parameters, program.parameters), inputs: filled(inputs, program.inputs) };
}

/** The state of a circuit after some of its operations. */
export interface StateFigures {
  readonly dims: readonly number[];
  /** Amplitudes, re and im interleaved; undefined of a mixed state. */
  readonly amplitudes: Float64Array | undefined;
  readonly probabilities: readonly number[];
  /** Undefined where it is too large to be drawn. */
  readonly density: ComplexMatrix | undefined;
  readonly purity: number;
  /** The Bloch vector of every qubit by itself; empty where the wires are no qubits. */
  readonly bloch: readonly (readonly [number, number, number])[];
}

/**
 * The state after the first `count` operations; where something is measured its mean over the outcomes. Undefined if it is too
 * large, or if the circuit starts from a state that is given to it.
 */
export function stateAfter(circuit: LoweredCircuit, count: number, numbers: CircuitNumbers): StateFigures | undefined {
  const { program } = circuit;
  const { dims } = program;
  const dimension = dims.reduce((product, d) => product * d, 1);
  if (program.initial !== 'zero' || dimension > MOST_AMPLITUDES) return undefined;
  const operations = program.operations.slice(0, count);
  const qubits = dims.every((d) => d === 2);
  const pure = qubits && operations.every((operation) => isPure(operation));
  if (!pure && dimension > LARGEST_DENSITY) return undefined;
  const values = run({ ...program, operations, outputs: [{ kind: pure ? 'state' : 'density' }] }, numbers);
  if (!pure) {
    const density = new ComplexMatrix(dimension, dimension, values);
    return { dims, amplitudes: undefined, density, ...ofDensity(density, dims, qubits) };
  }
  const probabilities = Array.from(
    { length: dimension },
    (_, k) => (values[2 * k] as number) ** 2 + (values[2 * k + 1] as number) ** 2,
  );
  const density = dimension <= LARGEST_DENSITY ? pureState(new ComplexMatrix(dimension, 1, values)) : undefined;
  return {
    dims,
    amplitudes: values,
    probabilities,
    density,
    purity: 1,
    bloch: dims.map((_, qubit) => blochOfPure(values, qubit)),
  };
}

function isPure(operation: CircuitOperation): boolean {
  return (
    ['gate', 'matrix', 'barrier'].includes(operation.kind) &&
    !('condition' in operation && operation.condition !== undefined)
  );
}

function run(program: CircuitProgram, { parameters, inputs }: CircuitNumbers): Float64Array {
  // WebAssembly would need a page that may compile it; these systems are small.
  const executable = compileCircuit(program, { kernels: 'js' });
  try {
    return Float64Array.from(executable.run({ batch: 1, parameters, inputs, draws: { seed: 0 } }).values);
  } finally {
    executable.dispose();
  }
}

function ofDensity(
  density: ComplexMatrix,
  dims: readonly number[],
  qubits: boolean,
): Pick<StateFigures, 'probabilities' | 'purity' | 'bloch'> {
  return {
    probabilities: Array.from({ length: density.rows }, (_, k) => Math.max(0, density.re(k, k))),
    purity: purity(density),
    bloch: qubits ? dims.map((_, qubit) => blochVector(partialTrace(density, dims, [qubit]))) : [],
  };
}

/** <X>, <Y>, <Z> of one qubit of a pure state. */
function blochOfPure(amplitudes: Float64Array, qubit: number): readonly [number, number, number] {
  const bit = 2 ** qubit;
  let [x, y, z] = [0, 0, 0];
  for (let i = 0; i < amplitudes.length / 2; i++) {
    const [re, im] = [amplitudes[2 * i] as number, amplitudes[2 * i + 1] as number];
    const weight = re * re + im * im;
    if ((i & bit) !== 0) {
      z -= weight;
      continue;
    }
    z += weight;
    const [u, v] = [amplitudes[2 * (i | bit)] as number, amplitudes[2 * (i | bit) + 1] as number];
    x += 2 * (re * u + im * v);
    y += 2 * (re * v - im * u);
  }
  return [x, y, z];
}

/** A run of shots. */
export interface Histogram {
  readonly shots: number;
  readonly seed: number;
  /** How often each outcome came; digits most significant first, in ascending order. */
  readonly counts: readonly (readonly [outcome: string, count: number])[];
}

/** Settings of a run in a preview. */
export interface RunSettings {
  readonly shots: number;
  readonly seed: number;
  /** The weight of depolarizing noise that is added behind every gate, on each of its wires. */
  readonly noise: number;
}

/** Counts of the circuit's classical digits, or of all wires if it measures nothing; undefined if it starts from a state that is given to it. */
export function histogramOf(
  circuit: LoweredCircuit,
  numbers: CircuitNumbers,
  { shots, seed, noise }: RunSettings,
): Histogram | undefined {
  const { program } = circuit;
  if (program.initial !== 'zero') return undefined;
  const { parameters, inputs } = numbers;
  const batch = { batch: 1, parameters, inputs, draws: { seed, shots } };
  const [counts] = sampleCounts(noise > 0 ? withNoise(program, noise) : program, batch, { kernels: 'js' });
  return { shots, seed, counts: [...(counts ?? [])] };
}

/** The circuit with depolarizing noise of weight p on every qubit that a gate acts on, behind the gate. */
function withNoise(program: CircuitProgram, p: number): CircuitProgram {
  const noiseOn = (target: number): NoiseOperation => ({
    kind: 'noise',
    channel: 'Depolarizing',
    values: [{ terms: [], offset: p }],
    targets: [target],
  });
  const operations = program.operations.flatMap((operation): CircuitOperation[] => {
    if (operation.kind !== 'gate' && operation.kind !== 'matrix') return [operation];
    const wires = operationWires(operation).filter((wire) => program.dims[wire] === 2);
    return [operation, ...wires.map(noiseOn)];
  });
  return { ...program, operations };
}
