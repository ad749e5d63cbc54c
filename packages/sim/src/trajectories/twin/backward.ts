import type { Angle } from '@kraus/core';
import type { Factor, Step } from '../plan/index.js';
import { chosen, permute, project, scaled } from './forward.js';
import { active, applyMatrix, blockMatrix, daggered, factorMatrix, type Lane, matrixProduct, moments } from './lane.js';

/**
 * λ behind a step becomes λ in front of it; the lane's state goes back likewise, where the step is unitary. Where it is not,
 * the caller puts the state that it kept.
 */
export function backwardStep(
  lane: Lane,
  step: Step,
  lambda: Float64Array,
  add: (angle: Angle, derivative: number) => void,
): void {
  switch (step.kind) {
    case 'block': {
      const { size } = step.system;
      // dL/dα = Im tr(P X)/2 with X = Σ ψ λ† behind the rotation; in front of a factor F it is F† X F
      if (step.factors.some(differentiated)) {
        let x = moments(lane.psi, lambda, step.system);
        for (const factor of [...step.factors].reverse()) {
          if (differentiated(factor) && active(lane, factor.condition)) {
            add(factor.angle, rotationMoment(factor, x, size) / 2);
          }
          const matrix = factorMatrix(lane, factor);
          x = matrixProduct(daggered(matrix, size), matrixProduct(x, matrix, size), size);
        }
      }
      const matrix = blockMatrix(lane, step);
      applyMatrix(lane.psi, step.system, matrix, true);
      applyMatrix(lambda, step.system, matrix, true);
      return;
    }
    case 'permutation':
      permute(lane.psi, step, true);
      permute(lambda, step, true);
      return;
    case 'kraus': {
      const operator = chosen(lane, step);
      if (operator === undefined) return;
      applyMatrix(lambda, step.system, scaled(operator.matrix, lane.scale[step.draw] as number), true);
      return;
    }
    case 'measure':
    case 'reset':
      project(lane, step, lambda, true);
  }
}

type Rotation = Extract<Factor, { kind: 'rotation' }>;

function differentiated(factor: Factor): factor is Rotation {
  return factor.kind === 'rotation' && factor.angle.terms.length > 0;
}

/** Im tr(P X). */
function rotationMoment({ rows, phases }: Rotation, x: Float64Array, size: number): number {
  return rows.reduce((sum, row, a) => {
    if (row < 0) return sum;
    const at = 2 * (a * size + row);
    return sum + (phases[2 * a] as number) * (x[at + 1] as number) + (phases[2 * a + 1] as number) * (x[at] as number);
  }, 0);
}
