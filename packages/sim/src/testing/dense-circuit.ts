import {
  angleValue,
  type CircuitOperation,
  type CircuitOutput,
  type CircuitProgram,
  ComplexMatrix,
  dagger,
  gateNamed,
  matrixFromData,
  matrixPower,
  multiply,
  type Observable,
  pauliMatrix,
} from '@kraus/core';

/** The operator on all qubits that acts like `matrix` on `targets` when all `controls` are 1: entry by entry, no cleverness. */
export function embed(
  matrix: ComplexMatrix,
  targets: readonly number[],
  controls: readonly number[],
  qubits: number,
): ComplexMatrix {
  const size = 2 ** qubits;
  const whole = new ComplexMatrix(size, size);
  const local = (k: number) => targets.reduce((index, qubit, i) => index + (((k >> qubit) & 1) << i), 0);
  const others = (k: number) => targets.reduce((rest, qubit) => rest & ~(1 << qubit), k);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      if (others(i) !== others(j)) continue;
      const active = controls.every((control) => (j >> control) & 1);
      if (active) whole.set(i, j, matrix.at(local(i), local(j)));
      else if (i === j) whole.set(i, j, 1);
    }
  }
  return whole;
}

function operator(
  operation: CircuitOperation,
  theta: ArrayLike<number>,
  x: ArrayLike<number>,
  qubits: number,
): ComplexMatrix {
  if (operation.kind === 'matrix') {
    return embed(matrixFromData(operation.matrix), operation.targets, operation.controls, qubits);
  }
  if (operation.kind !== 'gate') return ComplexMatrix.identity(2 ** qubits);
  const angles = operation.angles.map((angle) => angleValue(angle, theta, x));
  const matrix = matrixPower(gateNamed(operation.gate).matrix(angles), Math.abs(operation.power));
  return embed(operation.power < 0 ? dagger(matrix) : matrix, operation.targets, operation.controls, qubits);
}

/** The unitary of a circuit of gates and matrices, by dense multiplication. */
export function denseUnitary(program: CircuitProgram, theta: ArrayLike<number>, x: ArrayLike<number>): ComplexMatrix {
  const qubits = program.dims.length;
  return program.operations.reduce(
    (unitary, operation) => multiply(operator(operation, theta, x, qubits), unitary),
    ComplexMatrix.identity(2 ** qubits),
  );
}

function observableMatrix(observable: Observable, qubits: number): ComplexMatrix {
  if (observable.kind === 'matrix') return embed(matrixFromData(observable.matrix), observable.targets, [], qubits);
  const total = new ComplexMatrix(2 ** qubits, 2 ** qubits);
  for (const { coefficient, paulis } of observable.terms) {
    const letters = new Map(paulis);
    const string = pauliMatrix(Array.from({ length: qubits }, (_, q) => letters.get(q) ?? 'I'));
    for (let k = 0; k < total.data.length; k++) {
      total.data[k] = (total.data[k] as number) + coefficient * (string.data[k] as number);
    }
  }
  return total;
}

/** The outputs of one sample from a dense final state (a column vector). */
export function denseOutputs(program: CircuitProgram, state: ComplexMatrix, target?: ArrayLike<number>): number[] {
  return program.outputs.flatMap((output) => denseOutput(program.dims.length, output, state, target));
}

function denseOutput(
  qubits: number,
  output: CircuitOutput,
  state: ComplexMatrix,
  target: ArrayLike<number> | undefined,
): number[] {
  switch (output.kind) {
    case 'expectation':
      return output.observables.map((observable) =>
        multiply(dagger(state), multiply(observableMatrix(observable, qubits), state)).re(0, 0),
      );
    case 'probabilities': {
      const sums = new Array<number>(2 ** output.targets.length).fill(0);
      for (let k = 0; k < state.rows; k++) {
        const index = output.targets.reduce((bits, qubit, i) => bits + (((k >> qubit) & 1) << i), 0);
        sums[index] = (sums[index] ?? 0) + state.re(k, 0) ** 2 + state.im(k, 0) ** 2;
      }
      return sums;
    }
    case 'state':
      return Array.from(state.data);
    case 'density':
      return Array.from(multiply(state, dagger(state)).data);
    case 'classical':
      throw new Error('the dense reference measures nothing');
    case 'fidelity': {
      const numbers = output.target === 'per-sample' ? (target ?? []) : output.target;
      const overlap = multiply(dagger(new ComplexMatrix(state.rows, 1, Float64Array.from(numbers))), state);
      return [overlap.re(0, 0) ** 2 + overlap.im(0, 0) ** 2];
    }
  }
}

/** |0…0> of so many qubits as a column, or the given amplitudes. */
export function column(qubits: number, amplitudes?: ArrayLike<number>): ComplexMatrix {
  const state = new ComplexMatrix(2 ** qubits, 1, amplitudes === undefined ? undefined : Float64Array.from(amplitudes));
  if (amplitudes === undefined) state.set(0, 0, 1);
  return state;
}
