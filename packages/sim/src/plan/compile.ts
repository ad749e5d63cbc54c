import { type CircuitProgram, checkCircuit, KrausError } from '@kraus/core';
import { circuitShape, outputSize } from '../executable/index.js';
import { flatten, type Primitive } from './flatten.js';
import { planOutput } from './outputs.js';
import { chunkFor, planPasses } from './passes.js';
import type { LargeStatePlan, PlanOutput, StateVectorPlan } from './plan.js';
import { schedule } from './schedule.js';

/** Most qubits of a state vector: 2^24 amplitudes of 16 bytes are 256 MB. */
export const LARGEST_STATE_VECTOR = 24;
/** A circuit that was looked at once: its gates as primitives, its outputs. Any plan can be made from it. */
export interface PureCircuit extends Omit<StateVectorPlan, 'blocks'> {
  readonly primitives: readonly Primitive[];
  /** exp(iφ) on everything, where it matters. */
  readonly phase: number;
}

/**
 * Takes a circuit of unitary gates on qubits apart.
 * @throws KrausError those of `checkCircuit`; `sim/unsupported` for what is not unitary, not on qubits or not given by pure
 *   states; `sim/too-many-qubits` beyond {@link LARGEST_STATE_VECTOR}; `sim/no-outputs`
 */
export function analysePureCircuit(program: CircuitProgram): PureCircuit {
  checkPureCircuit(program);
  const keepPhase = program.outputs.some((output) => output.kind === 'state');
  const { primitives, phase } = flatten(program, keepPhase);
  const outputs: PlanOutput[] = [];
  let columns = 0;
  for (const output of program.outputs) {
    outputs.push(planOutput(output, columns));
    columns += outputSize(program, output);
  }
  return {
    ...circuitShape(program),
    qubits: program.dims.length,
    initial: program.initial === 'amplitudes' ? 'amplitudes' : 'zero',
    outputs,
    primitives,
    phase: keepPhase ? phase : 0,
  };
}

/** The plan for batches of small states. */
export function planStateVector({ primitives, phase, ...circuit }: PureCircuit): StateVectorPlan {
  return { ...circuit, blocks: schedule(circuit.qubits, primitives, phase) };
}

/** Both at once. @throws KrausError those of {@link analysePureCircuit} */
export const compileStateVector = (program: CircuitProgram): StateVectorPlan =>
  planStateVector(analysePureCircuit(program));

/** The plan for large states: 2^`chunkQubits` amplitudes are worked on at a time, more where a gate on many qubits asks for it. */
export function planLargeState({ primitives, phase, ...circuit }: PureCircuit, chunkQubits: number): LargeStatePlan {
  const phased = phase === 0 ? primitives : [...primitives, globalPhase(phase)];
  const chunk = chunkFor(circuit.qubits, phased, chunkQubits);
  return { ...circuit, chunkQubits: chunk, passes: planPasses(circuit.qubits, phased, chunk) };
}

/** exp(iφ) on everything. */
const globalPhase = (phase: number): Primitive => ({
  kind: 'term',
  wires: 0,
  term: { controls: 0, mask: 0, angle: { terms: [], offset: -2 * phase } },
});

function checkPureCircuit(program: CircuitProgram): void {
  checkCircuit(program);
  const qubits = program.dims.length;
  const wire = program.dims.findIndex((d) => d !== 2);
  if (wire >= 0) {
    throw new KrausError(
      'sim/unsupported',
      `State vector: wire ${wire} has ${program.dims[wire]} levels; this engine runs circuits on qubits only.`,
    );
  }
  if (qubits > LARGEST_STATE_VECTOR) {
    throw new KrausError(
      'sim/too-many-qubits',
      `State vector: ${qubits} qubits need ${2 ** (qubits - 26)} GiB a state; at most ${LARGEST_STATE_VECTOR} qubits are supported.`,
    );
  }
  if (program.initial === 'density') {
    throw new KrausError(
      'sim/unsupported',
      'State vector: a density matrix cannot be the initial state of a pure-state engine.',
    );
  }
  if (program.outputs.length === 0) {
    throw new KrausError(
      'sim/no-outputs',
      'State vector: the circuit yields nothing; add an expectation, probabilities or the state.',
    );
  }
}
