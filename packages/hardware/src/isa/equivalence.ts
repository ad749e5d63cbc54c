import {
  angleValue,
  type CircuitProgram,
  type ComplexMatrix,
  dagger,
  gateNamed,
  KrausError,
  matrixFromData,
  matrixPower,
  type RandomStream,
} from '@kraus/core';
import { type IsaCircuit, usedQubits } from './isa-circuit.js';
import { isaProgram } from './isa-program.js';

/** Values of a circuit's parameters and inputs. */
interface Values {
  readonly parameters?: ArrayLike<number>;
  readonly inputs?: ArrayLike<number>;
}

/**
 * How far a compiled circuit is from the original, as the largest difference of amplitudes after two random inputs (equal for all
 * inputs then, up to where the wires lie and one global phase). Measurements must be last; they are compared by where they read.
 *
 * @throws KrausError `hardware/not-comparable` for resets, conditions, and operations behind measurements
 */
export function equivalenceError(
  original: CircuitProgram,
  compiled: IsaCircuit,
  random: RandomStream,
  values: Values = {},
): number {
  const physical = usedQubits(compiled);
  const program = isaProgram(compiled);
  const wires = original.dims.length;
  const place = (layout: readonly number[]) => layout.map((qubit) => physical.indexOf(qubit));
  const [start, end] = [place(compiled.initialLayout), place(compiled.finalLayout)];
  const readBy = (circuit: CircuitProgram) =>
    new Map(circuit.operations.flatMap((each) => (each.kind === 'measure' ? [[each.bit, each.target] as const] : [])));
  const [wanted, found] = [readBy(original), readBy(program)];
  for (const [bit, wire] of wanted) if (found.get(bit) !== end[wire]) return Number.POSITIVE_INFINITY;
  if (wanted.size !== found.size) return Number.POSITIVE_INFINITY;
  let phase: readonly [number, number] | undefined;
  let most = 0;
  // Behind a measurement a phase of the qubit is not defined: only the moduli of the amplitudes are compared.
  const measured = new Set(wanted.values());
  const phaseless = measured.size > 0;
  for (let k = 0; k < 2; k++) {
    const input = random.fillNormal(new Float64Array(2 * 2 ** wires));
    const length = Math.sqrt(input.reduce((sum, x) => sum + x * x, 0));
    for (let i = 0; i < input.length; i++) input[i] = (input[i] as number) / length;
    const expected = spread(applyAll(original, input, values), wires, end, physical.length);
    const actual = applyAll(program, spread(input, wires, start, physical.length), {});
    if (phaseless) {
      for (let i = 0; i < actual.length; i += 2) {
        const modulus = (of: Float64Array) => Math.hypot(of[i] as number, of[i + 1] as number);
        most = Math.max(most, Math.abs(modulus(actual) - modulus(expected)));
      }
      continue;
    }
    phase ??= overlap(expected, actual);
    const [c, s] = phase;
    for (let i = 0; i < actual.length; i += 2) {
      const [x, y] = [expected[i] as number, expected[i + 1] as number];
      most = Math.max(
        most,
        Math.abs((actual[i] as number) - (c * x - s * y)),
        Math.abs((actual[i + 1] as number) - (c * y + s * x)),
      );
    }
  }
  return most;
}

/** <a|b>, of modulus 1 if they differ by a phase. */
function overlap(a: Float64Array, b: Float64Array): readonly [number, number] {
  let [re, im] = [0, 0];
  for (let i = 0; i < a.length; i += 2) {
    const [x, y, u, v] = [a[i], a[i + 1], b[i], b[i + 1]] as [number, number, number, number];
    re += x * u + y * v;
    im += x * v - y * u;
  }
  const length = Math.hypot(re, im);
  return length === 0 ? [1, 0] : [re / length, im / length];
}

/** A state of `wires` qubits as one of more qubits, wire k on qubit `layout[k]`, the others in |0>. */
function spread(state: Float64Array, wires: number, layout: readonly number[], qubits: number): Float64Array {
  const result = new Float64Array(2 * 2 ** qubits);
  for (let i = 0; i < 2 ** wires; i++) {
    const at = layout.reduce((index, qubit, wire) => index + ((i >> wire) & 1) * 2 ** qubit, 0);
    result[2 * at] = state[2 * i] as number;
    result[2 * at + 1] = state[2 * i + 1] as number;
  }
  return result;
}

/** The state behind the gates of a circuit. */
function applyAll(
  program: CircuitProgram,
  input: Float64Array,
  { parameters = [], inputs = [] }: Values,
): Float64Array {
  const state = input.slice();
  const measured = new Set<number>();
  for (const operation of program.operations) {
    if (operation.kind === 'barrier') continue;
    if (operation.kind === 'measure') {
      measured.add(operation.target);
      continue;
    }
    const unitary = operation.kind === 'gate' || operation.kind === 'matrix';
    if (!unitary || operation.condition !== undefined || operation.targets.some((wire) => measured.has(wire))) {
      throw new KrausError(
        'hardware/not-comparable',
        'Comparison of circuits: only gates, with measurements last, can be compared as unitaries; compare distributions instead.',
      );
    }
    const { controls, targets } = operation;
    let matrix: ComplexMatrix;
    if (operation.kind === 'matrix') matrix = matrixFromData(operation.matrix);
    else {
      const plain = gateNamed(operation.gate).matrix(
        operation.angles.map((angle) => angleValue(angle, parameters, inputs)),
      );
      matrix = operation.power < 0 ? matrixPower(dagger(plain), -operation.power) : matrixPower(plain, operation.power);
    }
    apply(state, matrix, targets, controls);
  }
  return state;
}

function apply(
  state: Float64Array,
  matrix: ComplexMatrix,
  targets: readonly number[],
  controls: readonly number[],
): void {
  const size = 2 ** targets.length;
  const offsets = Array.from({ length: size }, (_, k) =>
    targets.reduce((sum, qubit, bit) => sum + ((k >> bit) & 1) * 2 ** qubit, 0),
  );
  const taken = targets.reduce((mask, qubit) => mask | (1 << qubit), 0);
  const needed = controls.reduce((mask, qubit) => mask | (1 << qubit), 0);
  const column = new Float64Array(2 * size);
  for (let base = 0; base < state.length / 2; base++) {
    if ((base & taken) !== 0 || (base & needed) !== needed) continue;
    offsets.forEach((offset, k) => {
      column[2 * k] = state[2 * (base + offset)] as number;
      column[2 * k + 1] = state[2 * (base + offset) + 1] as number;
    });
    offsets.forEach((offset, i) => {
      let [re, im] = [0, 0];
      for (let j = 0; j < size; j++) {
        const [a, b] = matrix.at(i, j);
        const [x, y] = [column[2 * j] as number, column[2 * j + 1] as number];
        re += a * x - b * y;
        im += a * y + b * x;
      }
      state[2 * (base + offset)] = re;
      state[2 * (base + offset) + 1] = im;
    });
  }
}
