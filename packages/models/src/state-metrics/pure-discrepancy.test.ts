import { stream } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { densityMatrices, drawStates, haarStates, randomMixedStates, type StateEnsemble } from '../state-data/index.js';
import { discrepancy } from './distances.js';
import { discrepancyLoss, type SharedLoss } from './losses.js';
import { mixedDiscrepancyLoss } from './mixed-discrepancy.js';
import { pairedLoss, pairedSquares } from './paired-loss.js';
import { pureDiscrepancyLoss } from './pure-discrepancy.js';

function expectDifferences(x: StateEnsemble, loss: (x: StateEnsemble) => SharedLoss): void {
  const { gradient } = loss(x);
  gradient.forEach((slope, k) => {
    const moved = (by: number) => ({ ...x, data: x.data.map((value, i) => (i === k ? value + by : value)) });
    expect(slope).toBeCloseTo((loss(moved(1e-5)).value - loss(moved(-1e-5)).value) / 2e-5, 6);
  });
}

describe('losses with shares', () => {
  const x = drawStates(haarStates(4), 5, stream(1));
  const y = drawStates(haarStates(4), 7, stream(2));

  it.each(['biased', 'unbiased'] as const)('give the discrepancy of all pairs, %s', (estimator) => {
    const { value } = pureDiscrepancyLoss(x, y, estimator);
    expect(value).toBeCloseTo(discrepancy(x, y, { estimator }), 12);
  });

  it.each(['biased', 'unbiased'] as const)('of mixed states are those of all pairs, %s', (estimator) => {
    const generated = drawStates(randomMixedStates(4, 3), 6, stream(7));
    for (const targets of [drawStates(randomMixedStates(4, 2), 5, stream(8)), y, densityMatrices(y)]) {
      const pairs = discrepancyLoss(generated, targets, { kernel: 'superfidelity', estimator });
      const means = mixedDiscrepancyLoss(generated, targets, estimator);
      expect(means.value).toBeCloseTo(pairs.value, 12);
      for (const part of ['gradient', 'shares'] as const) {
        means[part].forEach((value, k) => {
          expect(value).toBeCloseTo(pairs[part][k] as number, 10);
        });
      }
    }
    // Pure generated states have roots that are no slope.
    const own = densityMatrices(x);
    const pairs = discrepancyLoss(own, y, { kernel: 'superfidelity', estimator });
    mixedDiscrepancyLoss(own, y, estimator).gradient.forEach((value, k) => {
      expect(value).toBeCloseTo(pairs.gradient[k] as number, 6);
    });
  });

  it('have the gradient of differences', () => {
    // Off the unit sphere the sum over pairs takes |<x|x>|² for what a state shares with itself.
    expectDifferences(x, (states) => pureDiscrepancyLoss(states, y, 'biased'));
    const one = drawStates(haarStates(4), 5, stream(3));
    expectDifferences(x, (states) => pairedLoss('fidelity', states, one));
    const mixed = drawStates(randomMixedStates(2, 2), 4, stream(4));
    const targets = drawStates(randomMixedStates(2, 2), 4, stream(5));
    expectDifferences(mixed, (states) => pairedSquares(states, targets));
    expectDifferences(mixed, (states) => pairedLoss('superfidelity', states, densityMatrices(targets)));
  });

  it('say by how much the loss changes with one state, up to what does not depend on it', () => {
    for (const estimator of ['biased', 'unbiased'] as const) {
      const whole = pureDiscrepancyLoss(x, y, estimator);
      const other = drawStates(haarStates(4), 1, stream(6));
      const replaced = { ...x, data: Float64Array.from([...other.data, ...x.data.slice(8)]) };
      const after = pureDiscrepancyLoss(replaced, y, estimator);
      expect(after.value - whole.value).toBeCloseTo((after.shares[0] as number) - (whole.shares[0] as number), 12);
      const [before, now] = [x, replaced].map((states) =>
        discrepancyLoss(densityMatrices(states), y, { kernel: 'superfidelity', estimator }),
      );
      const share = (loss: SharedLoss | undefined): number => loss?.shares[0] as number;
      expect((now?.value as number) - (before?.value as number)).toBeCloseTo(share(now) - share(before), 12);
    }
  });
});
