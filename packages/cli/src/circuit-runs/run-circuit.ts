import { type CircuitOutput, type CircuitProgram, type Complex, classicalRadices } from '@kraus/core';
import type { LoweredCircuit } from '@kraus/lang';
import { chooseEngine, compileCircuit, type EngineName, outputSize, sampleCounts } from '@kraus/sim';
import { ExitCode } from '../exit-codes.js';
import { CommandFailure, usageError } from '../failures.js';
import { circuitNumbers, missingValues } from './circuit-values.js';
import { outcomeCount, outcomeName } from './outcomes.js';

/** What `kraus run` is asked. */
export interface CircuitRunOptions {
  readonly shots?: number | undefined;
  readonly seed: number;
  readonly engine: 'auto' | EngineName;
  readonly threads: number;
  /** Values of trainable parameters and inputs. */
  readonly set: Readonly<Record<string, number>>;
}

/** What `kraus run` gives. Outcomes are written with the most significant digit first. */
export interface CircuitRun {
  readonly kind: 'run';
  readonly name: string;
  /** Of the circuit's own `probs`, else of its classical digits, else of all wires; null beyond 2^16 outcomes. */
  readonly probabilities: Readonly<Record<string, number>> | null;
  /** How often each outcome of the classical digits (else of all wires) came; null without shots. */
  readonly counts: Readonly<Record<string, number>> | null;
  /** The values of `expval` and `fidelity` that the circuit returns, in their order; null if it returns none. */
  readonly expectation: readonly number[] | null;
  /** What they are of, as written. */
  readonly observables: readonly string[];
  /** Amplitudes of a circuit of gates alone, [re, im]; null if the state is not pure or has more than 4,096 amplitudes that were not asked for. */
  readonly state: readonly Complex[] | null;
  /** Rows of the density matrix, if the circuit returns the state and it is mixed. */
  readonly density?: readonly (readonly Complex[])[];
  /** Standard errors of the probabilities and expectation values, where they are estimated by sampling. */
  readonly errors?: {
    readonly probabilities: Readonly<Record<string, number>> | null;
    readonly expectation: readonly number[] | null;
  };
  readonly engine: EngineName;
  /** One sentence. */
  readonly why: string;
  readonly shots: number | null;
  readonly seed: number;
}

const MOST_OUTCOMES = 2 ** 16;
const MOST_AMPLITUDES = 2 ** 12;
/** Trajectories where the number of shots is not given. */
const DEFAULT_SHOTS = 1024;

/** Runs a circuit once. @throws KrausError those of the engines, and CommandFailure `cli/no-values`, `cli/needs-states` */
export function runCircuit(circuit: LoweredCircuit, options: CircuitRunOptions): CircuitRun {
  const { seed, engine, shots, threads } = options;
  const { parameters, inputs, missing } = circuitNumbers(circuit, options.set, seed);
  if (missing.length > 0) throw usageError('no-values', missingValues(circuit, missing));
  const needsTarget = circuit.program.outputs.some(
    (output) => output.kind === 'fidelity' && output.target === 'per-sample',
  );
  if (circuit.program.initial !== 'zero' || needsTarget) {
    throw new CommandFailure(
      ExitCode.Usage,
      'cli/needs-states',
      `${circuit.name} takes states as inputs, which a command line cannot give; run it from TypeScript with compileCircuit.`,
    );
  }
  const plan = planOutputs(circuit.program, engine);
  const program: CircuitProgram = { ...circuit.program, outputs: plan.outputs };
  const choice = chooseEngine(program, { engine, threads });
  const draws = { seed, shots: shots ?? DEFAULT_SHOTS };
  const batch = { batch: 1, parameters, inputs, draws };
  const executable = compileCircuit(program, { engine: choice.engine, threads });
  const { values, errors } = executable.run(batch);
  executable.dispose();
  const counts = shots === undefined ? null : Object.fromEntries(sampleCounts(program, batch, { threads })[0] ?? []);
  const starts = startsOf(program);
  const read = (from: ArrayLike<number>, k: number) => {
    const start = starts[k] as number;
    return Array.from({ length: (starts[k + 1] as number) - start }, (_, i) => from[start + i] as number);
  };
  const probabilitiesFrom = (from: ArrayLike<number>) =>
    plan.probabilities === undefined ? null : named(read(from, plan.probabilities), plan.radices);
  const expectationFrom = (from: ArrayLike<number>) => {
    const all = program.outputs.flatMap(({ kind }, k) =>
      kind === 'expectation' || kind === 'fidelity' ? read(from, k) : [],
    );
    return all.length > 0 ? all : null;
  };
  const density = program.outputs.findIndex(({ kind }) => kind === 'density');
  const dimension = outcomeCount(program.dims);
  return {
    kind: 'run',
    name: circuit.name,
    probabilities: probabilitiesFrom(values),
    counts,
    expectation: expectationFrom(values),
    observables: observableNames(circuit),
    state: plan.state === undefined ? null : pairs(read(values, plan.state)),
    ...(density < 0 ? {} : { density: rows(pairs(read(values, density)), dimension) }),
    ...(choice.exact || errors === undefined
      ? {}
      : { errors: { probabilities: probabilitiesFrom(errors), expectation: expectationFrom(errors) } }),
    engine: choice.engine,
    why: choice.why,
    shots: shots ?? (choice.exact ? null : draws.shots),
    seed,
  };
}

/** What the expectation values are of; those of one `expval` over several wires are numbered. */
export function observableNames(
  { program, results }: LoweredCircuit,
  kinds: readonly string[] = ['expval', 'fidelity'],
): readonly string[] {
  return results.flatMap(({ kind, text }, k) => {
    const output = program.outputs[k];
    if (output === undefined || !kinds.includes(kind)) return [];
    const size = outputSize(program, output);
    return Array.from({ length: size }, (_, i) => (size === 1 ? text : `${text}[${i}]`));
  });
}

/** The outputs to compute: the circuit's own, and those that every run shows. */
interface PlannedOutputs {
  readonly outputs: readonly CircuitOutput[];
  /** Which of them are the probabilities and the state. */
  readonly probabilities: number | undefined;
  readonly radices: readonly number[];
  readonly state: number | undefined;
}

function planOutputs(program: CircuitProgram, engine: 'auto' | EngineName): PlannedOutputs {
  const outputs = [...program.outputs];
  const own = (kinds: readonly CircuitOutput['kind'][]) => {
    const found = outputs.findIndex(({ kind }) => kinds.includes(kind));
    return found < 0 ? undefined : found;
  };
  let probabilities = own(['probabilities']) ?? own(['classical']);
  if (probabilities === undefined) {
    const added: CircuitOutput =
      program.bits > 0
        ? { kind: 'classical', bits: Array.from({ length: program.bits }, (_, bit) => bit) }
        : { kind: 'probabilities', targets: program.dims.map((_, wire) => wire) };
    if (outcomeCount(radicesOf(program, added)) <= MOST_OUTCOMES) probabilities = outputs.push(added) - 1;
  }
  let state = own(['state']);
  const gatesOnly = program.operations.every(
    (operation) => ['gate', 'matrix', 'barrier'].includes(operation.kind) && !('condition' in operation),
  );
  if (
    state === undefined &&
    gatesOnly &&
    engine !== 'density-matrix' &&
    outcomeCount(program.dims) <= MOST_AMPLITUDES
  ) {
    state = outputs.push({ kind: 'state' }) - 1;
  }
  const shown = probabilities === undefined ? undefined : outputs[probabilities];
  return { outputs, probabilities, radices: shown === undefined ? [] : radicesOf(program, shown), state };
}

function radicesOf(program: CircuitProgram, output: CircuitOutput): readonly number[] {
  if (output.kind === 'probabilities') return output.targets.map((target) => program.dims[target] ?? 2);
  const radices = classicalRadices(program);
  return output.kind === 'classical' ? output.bits.map((bit) => radices[bit] ?? 2) : [];
}

/** First column of every output, and the end of the last. */
function startsOf(program: CircuitProgram): readonly number[] {
  let next = 0;
  const starts = program.outputs.map((output) => {
    const start = next;
    next += outputSize(program, output);
    return start;
  });
  return [...starts, next];
}

function named(values: readonly number[], radices: readonly number[]): Record<string, number> {
  return Object.fromEntries(values.map((value, outcome) => [outcomeName(outcome, radices), value]));
}

function pairs(numbers: readonly number[]): Complex[] {
  return Array.from({ length: numbers.length / 2 }, (_, k) => [numbers[2 * k] as number, numbers[2 * k + 1] as number]);
}

function rows(entries: readonly Complex[], dimension: number): Complex[][] {
  return Array.from({ length: dimension }, (_, i) => entries.slice(i * dimension, (i + 1) * dimension));
}
