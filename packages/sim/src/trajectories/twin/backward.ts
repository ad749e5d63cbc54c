import type { Angle } from '@kraus/core';
import type { Step } from '../plan/index.js';
import { chosen, permute, project, scaleBy } from './forward.js';
import { active, applyMatrix, factorMatrix, type Lane, moments } from './lane.js';

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
    case 'block':
      for (const factor of [...step.factors].reverse()) {
        if (factor.kind === 'rotation' && factor.angle.terms.length > 0 && active(lane, factor.condition)) {
          // dL/dα = Im tr(P X)/2, X = Σ ψ λ† behind the rotation
          const x = moments(lane.psi, lambda, step.system);
          const { size } = step.system;
          const sum = factor.rows.reduce((total, row, a) => {
            if (row < 0) return total;
            const at = 2 * (a * size + row);
            return (
              total +
              (factor.phases[2 * a] as number) * (x[at + 1] as number) +
              (factor.phases[2 * a + 1] as number) * (x[at] as number)
            );
          }, 0);
          add(factor.angle, sum / 2);
        }
        const matrix = factorMatrix(lane, factor);
        applyMatrix(lane.psi, step.system, matrix, true);
        applyMatrix(lambda, step.system, matrix, true);
      }
      return;
    case 'permutation':
      permute(lane.psi, step, true);
      permute(lambda, step, true);
      return;
    case 'kraus': {
      const operator = chosen(lane, step);
      if (operator === undefined) return;
      scaleBy(lambda, lane.scale[step.draw] as number, () => applyMatrix(lambda, step.system, operator.matrix, true));
      return;
    }
    case 'measure':
    case 'reset':
      project(lane, step, lambda, true);
  }
}
