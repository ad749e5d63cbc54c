import {
  basisKet,
  blochVector,
  ComplexMatrix,
  expectation,
  fidelity,
  kron,
  maximallyMixed,
  pureState,
  stateFromBloch,
  stream,
  traceDistance,
} from '@kraus/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CORRELATED_NOISE_STATE,
  circleOfStates,
  clusterOfStates,
  correlatedNoise,
  densityMatrices,
  drawStates,
  ensembleOf,
  haarStates,
  meanState,
  randomMixedStates,
  type StateEnsemble,
  stateAt,
  tfimGroundState,
} from '../state-data/index.js';
import {
  absoluteMagnetisations,
  discrepancy,
  discrepancyLoss,
  fidelities,
  kernelMatrix,
  magnetisations,
  noiseProbabilities,
  overlaps,
  pairedFidelities,
  purities,
  spins,
  squaredSpins,
  superfidelities,
  traceDistances,
  wasserstein,
  wassersteinLoss,
} from './index.js';

const pure = (d: number, count: number, seed: number) => drawStates(haarStates(d), count, stream(seed, 'pure'));
const mixed = (d: number, count: number, seed: number) =>
  drawStates(randomMixedStates(d), count, stream(seed, 'mixed'));
const seeds = fc.integer({ min: 0, max: 1e6 });
const close = (x: ArrayLike<number>, y: ArrayLike<number>, digits: number) => {
  expect(x.length).toBe(y.length);
  for (let k = 0; k < x.length; k++) expect(x[k]).toBeCloseTo(y[k] as number, digits);
};

describe('kernels', () => {
  it('agree with the single-state functions on every pair, pure or mixed', () => {
    for (const a of [pure(4, 3, 1), mixed(4, 3, 1)]) {
      for (const b of [pure(4, 2, 2), mixed(4, 2, 2)]) {
        const [left, right] = [densityMatrices(a), densityMatrices(b)];
        const pairs = [0, 1, 2].flatMap((i) => [0, 1].map((j) => [stateAt(left, i), stateAt(right, j)] as const));
        close(
          fidelities(a, b),
          pairs.map(([r, s]) => fidelity(r, s)),
          9,
        );
        close(
          overlaps(a, b),
          pairs.map(([r, s]) => expectation(r, s)),
          13,
        );
        close(
          traceDistances(a, b),
          pairs.map(([r, s]) => traceDistance(r, s)),
          9,
        );
      }
    }
  });

  it('superfidelity equals fidelity of one qubit and of pure states, else lies above it', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        close(
          superfidelities(mixed(2, 2, seed), mixed(2, 2, seed + 1)),
          fidelities(mixed(2, 2, seed), mixed(2, 2, seed + 1)),
          9,
        );
        close(
          superfidelities(pure(3, 2, seed), mixed(3, 2, seed)),
          fidelities(pure(3, 2, seed), mixed(3, 2, seed)),
          12,
        );
        const [x, y] = [mixed(4, 2, seed), mixed(4, 2, seed + 1)];
        const above = superfidelities(x, y);
        fidelities(x, y).forEach((f, k) => {
          expect(above[k]).toBeGreaterThanOrEqual(f - 1e-10);
        });
      }),
      { numRuns: 30 },
    );
  });

  it('purity of Bloch vectors is (1 + r²)/2', () => {
    close(purities(ensembleOf([stateFromBloch(0.3, 0, 0.4), maximallyMixed(2)])), [0.625, 0.5], 14);
    close(purities(pure(3, 2, 1)), [1, 1], 13);
    expect(() => overlaps(pure(2, 1, 1), pure(3, 1, 1))).toThrow(/dimension 2 .* dimension 3/);
  });
});

describe('observables', () => {
  it('of one qubit are the Bloch vector; of product states each factor its own', () => {
    const vectors = [
      [0.1, -0.5, 0.3],
      [-0.6, 0.2, 0.5],
    ] as const;
    const [a, b] = vectors.map(([x, y, z]) => stateFromBloch(x, y, z)) as [ComplexMatrix, ComplexMatrix];
    const both = ensembleOf([kron(b, a)]);
    for (const [qubit, vector] of vectors.entries()) {
      close([...spins(both, 'x', qubit), ...spins(both, 'y', qubit), ...spins(both, 'z', qubit)], vector, 14);
    }
    close(magnetisations(both, 'y'), [-0.15], 14);
    const kets = pure(2, 5, 3);
    for (let n = 0; n < 5; n++) {
      const vector = blochVector(pureState(stateAt(kets, n)));
      close(
        ['x', 'y', 'z'].map((axis) => spins(kets, axis as 'x', 0)[n] as number),
        vector,
        13,
      );
    }
    expect(() => spins(both, 'z', 2)).toThrow(/no qubit 2/);
  });

  it('<Y>² is 0 on the circle and 1/3 on average over Haar states', () => {
    expect(Math.max(...squaredSpins(drawStates(circleOfStates(), 100, stream(1)), 'y', 0))).toBeLessThan(1e-25);
    const haar = squaredSpins(pure(2, 20_000, 4), 'y', 0);
    expect(haar.reduce((s, x) => s + x, 0) / 20_000).toBeCloseTo(1 / 3, 1.9);
  });

  it('the mean size of the magnetisation is 3/8 for Haar states of four qubits and near 1 in the ordered phase', () => {
    // E Σ |ψ_i|² |m_i| = mean of |1 − 2k/4| over the binomial: (1·2 + 4·2·½)/16 = 6/16; QuDDPM's states at t = T had 0.376.
    const haar = absoluteMagnetisations(pure(16, 4000, 5));
    expect(haar.reduce((s, x) => s + x, 0) / 4000).toBeCloseTo(0.375, 2.4);
    const { vector } = tfimGroundState({ qubits: 4, boundary: 'open' }, 0.05);
    const ordered = ensembleOf([ComplexMatrix.fromReal(16, 1, vector)]);
    expect(absoluteMagnetisations(ordered)[0]).toBeGreaterThan(0.99);
    expect(magnetisations(ordered, 'z')[0]).toBeCloseTo(0, 10);
    close(absoluteMagnetisations(densityMatrices(ordered)), absoluteMagnetisations(ordered), 13);
  });

  it('infers the probability of correlated noise', () => {
    const psi = new ComplexMatrix(4, 1, Float64Array.from(CORRELATED_NOISE_STATE));
    for (const p of [0.8, 0.3]) {
      const states = drawStates(correlatedNoise(psi, p, Math.PI / 3), 20_000, stream(6));
      const estimates = noiseProbabilities(states, CORRELATED_NOISE_STATE, Math.PI / 3);
      expect(Math.abs(estimates.reduce((s, x) => s + x, 0) / 20_000 - p)).toBeLessThan(0.015);
    }
  });

  it('compares paired states', () => {
    const x = pure(3, 4, 1);
    close(pairedFidelities(x, x), [1, 1, 1, 1], 13);
    close(
      pairedFidelities(x, ensembleOf([basisKet(3, 1)])),
      [0, 1, 2, 3].map((n) => Math.hypot(...stateAt(x, n).at(1, 0)) ** 2),
      13,
    );
    expect(() => pairedFidelities(x, pure(3, 2, 1))).toThrow(/expected as many, or one/);
  });
});

describe('distances of ensembles', () => {
  it('discrepancy of pure states is the squared distance of their mean states (biased)', () => {
    const [x, y] = [pure(4, 20, 1), drawStates(clusterOfStates(basisKet(4, 0), 0.2), 30, stream(2))];
    const [a, b] = [meanState(x), meanState(y)];
    const squared = a.data.reduce((sum, value, k) => sum + (value - (b.data[k] as number)) ** 2, 0);
    expect(discrepancy(x, y, { estimator: 'biased' })).toBeCloseTo(squared, 12);
    // QuDDPM writes it by infidelities.
    const mean = (p: StateEnsemble, q: StateEnsemble) =>
      1 - fidelities(p, q).reduce((s, f) => s + f, 0) / (p.count * q.count);
    expect(discrepancy(x, y, { estimator: 'biased' })).toBeCloseTo(2 * mean(x, y) - mean(x, x) - mean(y, y), 12);
  });

  it('discrepancy without bias has mean 0 between draws of one law, with bias (1 − Σ)/n more on each side', () => {
    let [unbiased, biased] = [0, 0];
    const repeats = 300;
    for (let k = 0; k < repeats; k++) {
      const [x, y] = [pure(2, 10, 2 * k), pure(2, 20, 2 * k + 1)];
      unbiased += discrepancy(x, y) / repeats;
      biased += discrepancy(x, y, { estimator: 'biased' }) / repeats;
    }
    expect(Math.abs(unbiased)).toBeLessThan(0.006);
    // E k(x, x) − E k(x, x') = 1 − 1/2 for Haar states of one qubit.
    expect(Math.abs(biased - 0.5 * (1 / 10 + 1 / 20))).toBeLessThan(0.006);
    expect(() => discrepancy(pure(2, 1, 1), pure(2, 5, 1))).toThrow(/at least 2/);
  });

  it('wasserstein of one state to one is the infidelity, and of a set to itself zero', () => {
    const [x, y] = [pure(3, 1, 1), pure(3, 1, 2)];
    expect(wasserstein(x, y)).toBeCloseTo(1 - (fidelities(x, y)[0] as number), 14);
    expect(wasserstein(pure(3, 9, 1), pure(3, 9, 1))).toBeCloseTo(0, 13);
    expect(wasserstein(mixed(2, 6, 1), mixed(2, 6, 1), { kernel: 'superfidelity' })).toBeCloseTo(0, 12);
  });
});

describe('losses', () => {
  const steps = 1e-6;

  function checkGradient(
    loss: (x: StateEnsemble) => { value: number; gradient: Float64Array },
    x: StateEnsemble,
  ): void {
    const { gradient } = loss(x);
    const norm = Math.max(...gradient.map(Math.abs));
    expect(norm).toBeGreaterThan(1e-3);
    for (let k = 0; k < x.data.length; k++) {
      const at = (h: number): number => {
        const data = x.data.slice();
        data[k] = (data[k] as number) + h;
        return loss({ ...x, data }).value;
      };
      expect((at(steps) - at(-steps)) / (2 * steps)).toBeCloseTo(gradient[k] as number, 7);
    }
  }

  const targets = { pure: pure(3, 5, 9), mixed: mixed(3, 5, 9) };

  it.each([
    ['pure', 'pure', 'fidelity'],
    ['pure', 'mixed', 'fidelity'],
    ['pure', 'mixed', 'superfidelity'],
    ['mixed', 'mixed', 'superfidelity'],
    ['mixed', 'pure', 'superfidelity'],
  ] as const)('of %s generated states and %s targets by %s agree with finite differences', (own, other, kernel) => {
    const x = own === 'pure' ? pure(3, 4, 5) : mixed(3, 4, 5);
    const y = targets[other];
    for (const estimator of ['biased', 'unbiased'] as const) {
      checkGradient((states) => discrepancyLoss(states, y, { kernel, estimator }), x);
      expect(discrepancyLoss(x, y, { kernel, estimator }).value).toBe(discrepancy(x, y, { kernel, estimator }));
    }
    checkGradient((states) => wassersteinLoss(states, y, { kernel }), x);
    expect(wassersteinLoss(x, y, { kernel }).value).toBe(wasserstein(x, y, { kernel }));
    checkGradient((states) => wassersteinLoss(states, y, { kernel, regularisation: 0.1 }), x);
  });

  it('take pure targets for mixed states by fidelity where that is linear, and refuse the rest', () => {
    checkGradient((states) => wassersteinLoss(states, targets.pure), mixed(3, 4, 5));
    expect(() => wassersteinLoss(mixed(3, 4, 5), targets.mixed)).toThrow(/superfidelity/);
    expect(() => discrepancyLoss(mixed(3, 4, 5), targets.pure)).toThrow(/superfidelity/);
  });

  it('have no infinite gradients at pure states given as matrices', () => {
    const { gradient } = discrepancyLoss(densityMatrices(pure(2, 3, 1)), mixed(2, 3, 1), { kernel: 'superfidelity' });
    for (const x of gradient) expect(Number.isFinite(x)).toBe(true);
    expect(kernelMatrix('superfidelity', pure(2, 1, 1), pure(2, 1, 1))[0]).toBeCloseTo(1, 13);
  });
});
