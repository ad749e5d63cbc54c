import { KrausError } from '../errors/index.js';
import { hermiticityResidual, matrixFromData, maxNorm } from '../linear-algebra/index.js';
import type { CircuitOutput, CircuitProgram, Observable } from '../program/index.js';
import { checkTargets, dimensionOf } from './check-targets.js';

/** @throws KrausError as {@link checkCircuit} */
export function checkOutput(program: CircuitProgram, output: CircuitOutput, where: string): void {
  switch (output.kind) {
    case 'expectation':
      if (output.observables.length === 0) {
        throw new KrausError('core/bad-circuit', `${where}: an expectation needs at least one observable.`);
      }
      for (const observable of output.observables) checkObservable(program, observable, where);
      break;
    case 'probabilities':
      if (output.targets.length === 0) {
        throw new KrausError('core/bad-circuit', `${where}: probabilities need at least one wire.`);
      }
      checkTargets(program.dims, output.targets, where);
      break;
    case 'state':
    case 'density':
      break;
    case 'classical':
      if (output.bits.length === 0) {
        throw new KrausError('core/bad-circuit', `${where}: classical probabilities need at least one bit.`);
      }
      output.bits.forEach((bit, k) => {
        if (!Number.isSafeInteger(bit) || bit < 0 || bit >= program.bits) {
          throw new KrausError(
            'core/out-of-range',
            `${where}: classical bit ${bit} is not one of 0 … ${program.bits - 1}.`,
          );
        }
        if (output.bits.indexOf(bit) !== k) {
          throw new KrausError('core/repeated-target', `${where}: classical bit ${bit} is named twice.`);
        }
      });
      break;
    case 'fidelity': {
      if (output.target === 'per-sample') break;
      const length = 2 * program.dims.reduce((product, d) => product * d, 1);
      if (output.target.length !== length || !output.target.every(Number.isFinite)) {
        throw new KrausError(
          'core/shape-mismatch',
          `${where}: the target state has ${output.target.length} numbers, expected ${length} finite ones (re, im of every amplitude).`,
        );
      }
      break;
    }
  }
}

function checkObservable(program: CircuitProgram, observable: Observable, where: string): void {
  if (observable.kind === 'matrix') {
    checkTargets(program.dims, observable.targets, where);
    const dimension = dimensionOf(program.dims, observable.targets);
    const { rows, columns } = observable.matrix;
    if (rows !== dimension || columns !== dimension) {
      throw new KrausError(
        'core/shape-mismatch',
        `${where}: the observable is ${rows} × ${columns}, its targets have dimension ${dimension}.`,
      );
    }
    const matrix = matrixFromData(observable.matrix);
    const residual = hermiticityResidual(matrix);
    if (residual > 1e-10 * Math.max(1, maxNorm(matrix))) {
      throw new KrausError(
        'core/not-hermitian',
        `${where}: the observable is not Hermitian, it differs from its conjugate transpose by ${residual}.`,
      );
    }
    return;
  }
  for (const { coefficient, paulis } of observable.terms) {
    if (!Number.isFinite(coefficient)) {
      throw new KrausError('core/not-finite', `${where}: the coefficient ${coefficient} is not a finite number.`);
    }
    checkTargets(
      program.dims,
      paulis.map(([qubit]) => qubit),
      where,
    );
    for (const [qubit, letter] of paulis) {
      if (program.dims[qubit] !== 2) {
        throw new KrausError(
          'core/shape-mismatch',
          `${where}: wire ${qubit} has ${program.dims[qubit]} levels, Pauli ${letter} acts on qubits; give a matrix.`,
        );
      }
      if (letter !== 'X' && letter !== 'Y' && letter !== 'Z') {
        throw new KrausError('core/bad-circuit', `${where}: '${String(letter)}' is not one of the letters X, Y, Z.`);
      }
    }
  }
}
