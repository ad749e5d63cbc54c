import type { MatrixData } from '@kraus/core';
import type { GeneratorDeclaration, Hamiltonian, Jump } from '../generated/index.js';
import { SparseMatrix } from '../matrix/index.js';
import { describeValue, formatReal, type GeneratorValue, unitName } from '../values/index.js';
import { asMatrix } from './convert.js';
import { fail } from './evaluation-error.js';
import { type Frame, limits, type System } from './frame.js';
import { withConjugate } from './matrix-fixes.js';
import { checkSize } from './operands.js';
import { runBlock } from './statements.js';

/** Largest ‖H − H†‖ relative to ‖H‖ that counts as rounding. */
const hermitianTolerance = 1e-10;

/** Works out the body of a generator: Hamiltonians add up, every jump is one operator. */
export function generatorFromBody(declaration: GeneratorDeclaration, frame: Frame, system: System): GeneratorValue {
  let hamiltonian = SparseMatrix.zero(system.total, system.total);
  const jumps: MatrixData[] = [];
  let entries = 0;
  /** Power of time of the Hamiltonian, once something non-zero has set it. */
  let unit: number | undefined;
  const operator = (statement: Hamiltonian | Jump, inner: Frame): { matrix: SparseMatrix; unit: number } => {
    const given = frame.interpreter.evaluate(statement.value, inner);
    // A sum over nothing is 0.
    if (given.kind === 'number' && given.re === 0 && given.im === 0) {
      return { matrix: SparseMatrix.zero(system.total, system.total), unit: 0 };
    }
    const value = asMatrix(given, statement.value);
    if (value.matrix.rows !== system.total || value.matrix.columns !== system.total) {
      const message = `${describeValue(value)} does not fit the ${system.total}-dimensional system of \`${declaration.name}\``;
      fail({ code: 'K110', message, node: statement.value });
    }
    entries += value.matrix.count;
    checkSize(system.total, system.total, entries, statement);
    return value;
  };
  const agree = (power: number, statement: Hamiltonian | Jump): void => {
    if (unit === undefined) unit = power;
    if (Math.abs(unit - power) < 1e-9) return;
    const message = `rates of ${unitName(power)} beside rates of ${unitName(unit)} in \`${declaration.name}\``;
    fail({
      code: 'K107',
      message,
      node: statement.value,
      reason: 'a jump √γ·L has the rate γ, a Hamiltonian is a rate',
    });
  };
  runBlock(declaration.body, frame, {
    statement: (statement, inner) => {
      if (statement.$type === 'Hamiltonian') {
        const value = operator(statement, inner);
        if (value.matrix.count > 0) agree(value.unit, statement);
        const difference = value.matrix.plus(value.matrix.dagger(), -1).frobeniusNorm();
        if (difference > hermitianTolerance * Math.max(1, value.matrix.frobeniusNorm())) {
          fail({
            code: 'K203',
            message: `the Hamiltonian of \`${declaration.name}\` is not Hermitian: {at}H − H† has norm ${formatReal(difference)}`,
            node: statement.value,
            help: 'add the conjugate term, e.g. `a + dagger(a)`',
            fixes: withConjugate(statement.value, value.matrix),
          });
        }
        hamiltonian = hamiltonian.plus(value.matrix);
      } else if (statement.$type === 'Jump') {
        const value = operator(statement, inner);
        if (value.matrix.count === 0) return;
        agree(2 * value.unit, statement);
        jumps.push(value.matrix.toData());
        if (jumps.length > limits.loopPasses)
          fail({ code: 'K113', message: 'too many jump operators', node: statement });
      } else fail({ code: 'K114', message: 'this statement does not belong in a generator', node: statement });
    },
  });
  return {
    kind: 'generator',
    program: { kind: 'generator', dims: system.dims, hamiltonian: hamiltonian.toData(), jumps },
    unit: unit ?? 0,
  };
}
