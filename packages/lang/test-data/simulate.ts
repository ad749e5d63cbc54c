import {
  angleValue,
  type CircuitOperation,
  type CircuitOutput,
  type CircuitProgram,
  ComplexMatrix,
  classicalRadices,
  gateNamed,
  krausOperators,
  matrixToData,
  noiseChannel,
} from '@kraus/core';
import { embedMatrix, SparseMatrix } from '../src/matrix/index.js';

/** One history of measurement outcomes: the values of the digits, and the state times its probability. */
interface Branch {
  readonly digits: readonly number[];
  readonly rho: SparseMatrix;
}

/**
 * What a small circuit yields, worked out the long way: density matrices of every measurement history, every operator embedded
 * into the whole system. Slow and simple, so that lowering is tested against something that shares nothing with the engines.
 */
export function simulate(
  program: CircuitProgram,
  parameters: readonly number[],
  inputs: readonly number[],
): number[][] {
  const dimension = program.dims.reduce((product, d) => product * d, 1);
  const start: Branch = {
    digits: Array.from({ length: program.bits }, () => 0),
    rho: SparseMatrix.unit(dimension, dimension, 0, 0),
  };
  let branches: readonly Branch[] = [start];
  for (const operation of program.operations) {
    branches = branches.flatMap((branch) => step(program, operation, branch, parameters, inputs));
  }
  return program.outputs.map((output) => yieldOf(program, output, branches));
}

function step(
  program: CircuitProgram,
  operation: CircuitOperation,
  branch: Branch,
  parameters: readonly number[],
  inputs: readonly number[],
): Branch[] {
  const radices = classicalRadices(program);
  if ('condition' in operation && operation.condition !== undefined) {
    const { bits, value } = operation.condition;
    let found = 0;
    for (const bit of [...bits].reverse()) found = found * (radices[bit] ?? 2) + (branch.digits[bit] ?? 0);
    if (found !== value) return [branch];
  }
  const dims = program.dims;
  const local = (targets: readonly number[]): number[] => targets.map((target) => dims[target] ?? 2);
  const after = (operators: readonly SparseMatrix[], targets: readonly number[]): SparseMatrix =>
    operators
      .map((operator) => embedMatrix(operator, targets, dims))
      .map((k) => k.times(branch.rho).times(k.dagger()))
      .reduce((sum, term) => sum.plus(term));
  switch (operation.kind) {
    case 'barrier':
      return [branch];
    case 'gate': {
      const angles = operation.angles.map((angle) => angleValue(angle, parameters, inputs));
      const base = sparse(gateNamed(operation.gate).matrix(angles));
      const matrix = withControls(power(base, operation.power), operation.controls.length);
      return [{ ...branch, rho: after([matrix], [...operation.controls, ...operation.targets]) }];
    }
    case 'matrix': {
      const matrix = withControls(SparseMatrix.fromData(operation.matrix), operation.controls.length);
      return [{ ...branch, rho: after([matrix], [...operation.controls, ...operation.targets]) }];
    }
    case 'noise': {
      const values = operation.values.map((value) => angleValue(value, parameters, inputs));
      const operators = krausOperators(noiseChannel(operation.channel, ...values)).map(sparse);
      return [{ ...branch, rho: after(operators, operation.targets) }];
    }
    case 'channel':
      return [{ ...branch, rho: after(krausOperators(operation.channel).map(sparse), operation.targets) }];
    case 'reset': {
      const [d = 2] = local([operation.target]);
      const operators = Array.from({ length: d }, (_, level) => SparseMatrix.unit(d, d, 0, level));
      return [{ ...branch, rho: after(operators, [operation.target]) }];
    }
    case 'measure': {
      const [d = 2] = local([operation.target]);
      return Array.from({ length: d }, (_, level) => ({
        digits: branch.digits.map((digit, bit) => (bit === operation.bit ? level : digit)),
        rho: after([SparseMatrix.unit(d, d, level, level)], [operation.target]),
      }));
    }
  }
}

function yieldOf(program: CircuitProgram, output: CircuitOutput, branches: readonly Branch[]): number[] {
  const { dims } = program;
  const rho = branches.map((branch) => branch.rho).reduce((sum, term) => sum.plus(term));
  const mean = (operator: SparseMatrix): number => operator.times(rho).trace()[0];
  switch (output.kind) {
    case 'expectation':
      return output.observables.map((observable) => {
        if (observable.kind === 'matrix') {
          return mean(embedMatrix(SparseMatrix.fromData(observable.matrix), observable.targets, dims));
        }
        return observable.terms.reduce((sum, { coefficient, paulis }) => {
          const string = paulis.reduce(
            (product, [qubit, letter]) =>
              product.times(embedMatrix(sparse(gateNamed(letter).matrix([])), [qubit], dims)),
            SparseMatrix.identity(rho.rows),
          );
          return sum + coefficient * mean(string);
        }, 0);
      });
    case 'probabilities': {
      const sizes = output.targets.map((target) => dims[target] ?? 2);
      const probabilities = Array.from({ length: sizes.reduce((a, b) => a * b, 1) }, () => 0);
      rho.forEach((i, j, re) => {
        if (i !== j) return;
        const levels = digitsOf(i, dims);
        const index = [...output.targets].reverse().reduce((at, t) => at * (dims[t] ?? 2) + (levels[t] ?? 0), 0);
        probabilities[index] = (probabilities[index] ?? 0) + re;
      });
      return probabilities;
    }
    case 'classical': {
      const radices = classicalRadices(program);
      const sizes = output.bits.map((bit) => radices[bit] ?? 2);
      const probabilities = Array.from({ length: sizes.reduce((a, b) => a * b, 1) }, () => 0);
      for (const branch of branches) {
        const index = [...output.bits].reverse().reduce((at, b) => at * (radices[b] ?? 2) + (branch.digits[b] ?? 0), 0);
        probabilities[index] = (probabilities[index] ?? 0) + branch.rho.trace()[0];
      }
      return probabilities;
    }
    case 'density':
    case 'state':
      return Array.from({ length: rho.rows }, (_, i) =>
        Array.from({ length: rho.rows }, (_, j) => rho.at(i, j)).flat(),
      ).flat();
    case 'fidelity': {
      if (output.target === 'per-sample') throw new Error('this simulation has no target states');
      const { target } = output;
      const ket = SparseMatrix.from(rho.rows, 1, (add) => {
        for (let i = 0; i < rho.rows; i++) add(i, 0, target[2 * i] ?? 0, target[2 * i + 1] ?? 0);
      });
      return [ket.dagger().times(rho).times(ket).at(0, 0)[0]];
    }
  }
}

function digitsOf(index: number, dims: readonly number[]): number[] {
  let rest = index;
  return dims.map((d) => {
    const digit = rest % d;
    rest = (rest - digit) / d;
    return digit;
  });
}

function power(matrix: SparseMatrix, times: number): SparseMatrix {
  const base = times < 0 ? matrix.dagger() : matrix;
  let result = SparseMatrix.identity(matrix.rows);
  for (let k = 0; k < Math.abs(times); k++) result = result.times(base);
  return result;
}

function withControls(matrix: SparseMatrix, controls: number): SparseMatrix {
  let result = matrix;
  for (let k = 0; k < controls; k++) {
    const dense = ComplexMatrix.identity(2 * result.rows);
    for (let i = 0; i < result.rows; i++) {
      for (let j = 0; j < result.rows; j++) dense.set(2 * i + 1, 2 * j + 1, [...result.at(i, j)]);
    }
    result = sparse(dense);
  }
  return result;
}

function sparse(matrix: ComplexMatrix): SparseMatrix {
  return SparseMatrix.fromData(matrixToData(matrix));
}
