import {
  type CircuitProgram,
  type CircuitVariable,
  ComplexMatrix,
  circuitDepth,
  operationCounts,
  unitarityResidual,
} from '@kraus/core';
import type { LoweredCircuit } from '@kraus/lang';
import { chooseEngine, compileCircuit } from '@kraus/sim';
import { circuitNumbers } from '../circuit-runs/index.js';
import type { Check } from './inspect-channel.js';
import { type ComplexRows, complexRows } from './matrices.js';

/** What `kraus inspect` says of a circuit. */
export interface CircuitInspection {
  readonly kind: 'circuit';
  readonly name: string;
  /** Number of wires. */
  readonly qubits: number;
  /** Levels of every wire: 2 is a qubit. */
  readonly dims: readonly number[];
  readonly bits: number;
  readonly depth: number;
  /** Number of gates (with matrices), without noise, measurements and resets. */
  readonly gates: number;
  /** How often each operation occurs. */
  readonly operations: Readonly<Record<string, number>>;
  /** Number of trainable parameters. */
  readonly parameters: number;
  readonly inputs: number;
  /** Trainable parameters and inputs by name. */
  readonly variables: readonly Pick<CircuitVariable, 'name' | 'type' | 'shape'>[];
  /** Rows of [re, im] of a circuit of gates on at most 8 qubits whose parameters all have values; null for others. */
  readonly unitary: ComplexRows | null;
  /** Which engine runs it, and why. */
  readonly engine: string;
  readonly checks: Readonly<Partial<Record<'unitary', Check>>>;
}

const MOST_QUBITS = 8;

/** Everything about one circuit; `set` gives values of trainable parameters and inputs. */
export function inspectCircuit(
  circuit: LoweredCircuit,
  set: Readonly<Record<string, number>>,
  seed: number,
): CircuitInspection {
  const { name, program } = circuit;
  const unitary = unitaryOf(circuit, set, seed);
  const residual = unitary === undefined ? 0 : unitarityResidual(unitary);
  const wires = program.dims.map((_, wire) => wire);
  const asked: CircuitProgram =
    program.outputs.length > 0 ? program : { ...program, outputs: [{ kind: 'probabilities', targets: wires }] };
  return {
    kind: 'circuit',
    name,
    qubits: program.dims.length,
    dims: program.dims,
    bits: program.bits,
    depth: circuitDepth(program),
    gates: program.operations.filter(({ kind }) => kind === 'gate' || kind === 'matrix').length,
    operations: operationCounts(program),
    parameters: program.parameters,
    inputs: program.inputs,
    variables: [...circuit.parameters, ...circuit.inputs].map(({ name: own, type, shape }) => ({
      name: own,
      type,
      shape,
    })),
    unitary: unitary === undefined ? null : complexRows(unitary),
    engine: chooseEngine(asked).why,
    checks: unitary === undefined ? {} : { unitary: { holds: residual <= 1e-10, residual } },
  };
}

/** The circuit's matrix: its final states from every basis state. */
function unitaryOf(
  circuit: LoweredCircuit,
  set: Readonly<Record<string, number>>,
  seed: number,
): ComplexMatrix | undefined {
  const { program } = circuit;
  const { parameters, inputs, missing } = circuitNumbers(circuit, set, seed);
  const gatesOnly = program.operations.every(
    (operation) => ['gate', 'matrix', 'barrier'].includes(operation.kind) && !('condition' in operation),
  );
  const dimension = program.dims.reduce((product, d) => product * d, 1);
  if (!gatesOnly || missing.length > 0 || dimension > 2 ** MOST_QUBITS) return undefined;
  const executable = compileCircuit(
    { ...program, initial: 'amplitudes', outputs: [{ kind: 'state' }] },
    { batch: dimension },
  );
  const initial = ComplexMatrix.identity(dimension).data;
  const everywhere = new Float64Array(dimension * inputs.length).map((_, k) => inputs[k % inputs.length] as number);
  const { values } = executable.run({ batch: dimension, parameters, inputs: everywhere, initial });
  executable.dispose();
  const unitary = new ComplexMatrix(dimension, dimension);
  for (let column = 0; column < dimension; column++) {
    for (let row = 0; row < dimension; row++) {
      const at = 2 * (column * dimension + row);
      unitary.set(row, column, [values[at] as number, values[at + 1] as number]);
    }
  }
  return unitary;
}
