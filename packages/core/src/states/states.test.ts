import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  ComplexMatrix,
  dagger,
  kron,
  maxDifference,
  multiply,
  product,
  scale,
  singularValues,
  unitarityResidual,
} from '../linear-algebra/index.js';
import { stream } from '../random/index.js';
import {
  basisKet,
  blochVector,
  checkDensityMatrix,
  entropy,
  expectation,
  fidelity,
  ginibre,
  haarIsometry,
  haarKet,
  haarUnitary,
  maximallyMixed,
  negativity,
  partialTrace,
  partialTranspose,
  pureState,
  purity,
  randomDensityMatrix,
  schmidt,
  squareRoot,
  stateFromBloch,
  traceDistance,
} from './index.js';

const seeds = fc.integer({ min: 0, max: 1e6 });
const dimensions = fc.integer({ min: 2, max: 6 });
const bell = new ComplexMatrix(4, 1, Float64Array.of(Math.SQRT1_2, 0, 0, 0, 0, 0, Math.SQRT1_2, 0));

describe('states', () => {
  it('have purity and entropy between pure and maximally mixed', () => {
    expect(purity(maximallyMixed(5))).toBeCloseTo(0.2, 15);
    expect(entropy(maximallyMixed(8))).toBeCloseTo(3, 13);
    expect(entropy(pureState(haarKet(stream(1), 6)))).toBeCloseTo(0, 12);
    fc.assert(
      fc.property(dimensions, seeds, (d, seed) => {
        const rho = randomDensityMatrix(stream(seed), d);
        checkDensityMatrix(rho, 1e-12);
        expect(purity(rho)).toBeGreaterThan(1 / d - 1e-12);
        expect(entropy(rho)).toBeLessThan(Math.log2(d) + 1e-12);
        expect(maxDifference(multiply(squareRoot(rho), squareRoot(rho)), rho)).toBeLessThan(1e-13);
      }),
      { numRuns: 40 },
    );
  });

  it('have the one-qubit fidelity tr ρσ + 2 √(det ρ det σ), and |<φ|ψ>|² where pure', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const draws = stream(seed);
        const [rho, sigma] = [randomDensityMatrix(draws, 2), randomDensityMatrix(draws, 2)];
        const det = (m: ComplexMatrix): number => m.re(0, 0) * m.re(1, 1) - m.re(0, 1) ** 2 - m.im(0, 1) ** 2;
        const closed = expectation(rho, sigma) + 2 * Math.sqrt(det(rho) * det(sigma));
        expect(fidelity(rho, sigma)).toBeCloseTo(closed, 11);
        expect(fidelity(sigma, rho)).toBeCloseTo(closed, 11);
        const ket = haarKet(draws, 2);
        expect(fidelity(pureState(ket), sigma)).toBeCloseTo(multiply(multiply(dagger(ket), sigma), ket).re(0, 0), 11);
      }),
      { numRuns: 60 },
    );
    expect(fidelity(pureState(basisKet(3, 0)), pureState(basisKet(3, 1)))).toBe(0);
    expect(fidelity(maximallyMixed(4), maximallyMixed(4))).toBeCloseTo(1, 13);
  });

  it('obey Fuchs–van de Graaf: 1 − √F ≤ D ≤ √(1 − F)', () => {
    fc.assert(
      fc.property(dimensions, seeds, (d, seed) => {
        const draws = stream(seed);
        const [rho, sigma] = [randomDensityMatrix(draws, d), randomDensityMatrix(draws, d, 1)];
        const [f, distance] = [fidelity(rho, sigma), traceDistance(rho, sigma)];
        expect(1 - Math.sqrt(f)).toBeLessThanOrEqual(distance + 1e-9);
        expect(distance).toBeLessThanOrEqual(Math.sqrt(Math.max(0, 1 - f)) + 1e-7);
      }),
      { numRuns: 40 },
    );
  });

  it('have Bloch vectors that make the state again; trace distance is half their distance', () => {
    const rho = stateFromBloch(0.1, -0.5, 0.3);
    blochVector(rho).forEach((x, k) => {
      expect(x).toBeCloseTo([0.1, -0.5, 0.3][k] as number, 15);
    });
    expect(traceDistance(rho, stateFromBloch(0.1, 0.1, -0.5))).toBeCloseTo(0.5, 14);
    expect(blochVector(pureState(new ComplexMatrix(2, 1, Float64Array.of(1, 0, 0, 1))))[1]).toBeCloseTo(1, 15);
  });

  it('are refused with the reason', () => {
    expect(() => checkDensityMatrix(ComplexMatrix.diagonal([0.5, 0.4]))).toThrow(/trace is 0.9/);
    expect(() => checkDensityMatrix(ComplexMatrix.diagonal([1.5, -0.5]))).toThrow(/negative eigenvalue -0.5/);
    expect(() =>
      checkDensityMatrix(
        ComplexMatrix.fromRows([
          [0.5, 1],
          [0, 0.5],
        ]),
      ),
    ).toThrow(/not Hermitian/);
    expect(() => basisKet(3, 3)).toThrow(/0 … 2/);
    expect(() => pureState(new ComplexMatrix(2, 1))).toThrow(/zero/);
    expect(() => blochVector(maximallyMixed(3))).toThrow(/one qubit/);
    expect(() => fidelity(maximallyMixed(2), maximallyMixed(3))).toThrow(/differ/);
  });
});

describe('subsystems', () => {
  it('of a product are its factors, the first least significant', () => {
    const draws = stream(3);
    const [a, b, c] = [2, 3, 2].map((d) => randomDensityMatrix(draws, d)) as [
      ComplexMatrix,
      ComplexMatrix,
      ComplexMatrix,
    ];
    const whole = kron(c, kron(b, a));
    const dims = [2, 3, 2];
    expect(maxDifference(partialTrace(whole, dims, [0]), a)).toBeLessThan(1e-15);
    expect(maxDifference(partialTrace(whole, dims, [1]), b)).toBeLessThan(1e-15);
    expect(maxDifference(partialTrace(whole, dims, [2]), c)).toBeLessThan(1e-15);
    expect(maxDifference(partialTrace(whole, dims, [0, 2]), kron(c, a))).toBeLessThan(1e-15);
    expect(maxDifference(partialTrace(whole, dims, [2, 1]), kron(b, c))).toBeLessThan(1e-15);
    expect(negativity(whole, dims, [1])).toBeLessThan(1e-14);
  });

  it('of a Bell pair are maximally mixed, with negativity 1/2 and equal Schmidt coefficients', () => {
    const rho = pureState(bell);
    expect(maxDifference(partialTrace(rho, [2, 2], [1]), maximallyMixed(2))).toBeLessThan(1e-15);
    expect(negativity(rho, [2, 2], [0])).toBeCloseTo(0.5, 14);
    expect([...schmidt(bell, [2, 2], [0]).values]).toEqual([Math.SQRT1_2, Math.SQRT1_2]);
    // Werner state: entangled exactly above p = 1/3, negativity (3p − 1)/4.
    const werner = (p: number) => add(scale(rho, p), scale(maximallyMixed(4), 1 - p));
    expect(negativity(werner(0.3), [2, 2], [0])).toBe(0);
    expect(negativity(werner(0.6), [2, 2], [0])).toBeCloseTo(0.2, 13);
  });

  it('transpose twice to the same; Schmidt coefficients are the roots of the reduced state', () => {
    const ket = haarKet(stream(8), 12);
    const rho = pureState(ket);
    const dims = [3, 2, 2];
    expect(partialTranspose(partialTranspose(rho, dims, [0, 2]), dims, [0, 2]).data).toEqual(rho.data);
    const { values } = schmidt(ket, dims, [0]);
    const reduced = partialTrace(rho, dims, [0]);
    expect(purity(reduced)).toBeCloseTo(
      values.reduce((sum, x) => sum + x ** 4, 0),
      13,
    );
    expect(() => partialTrace(rho, [3, 2], [0])).toThrow(/make 6/);
    expect(() => partialTrace(rho, dims, [3])).toThrow(/0 … 2/);
  });
});

describe('singular values', () => {
  it('rebuild the matrix, wide or tall, also where rank is short', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }), seeds, (m, n, seed) => {
        const a = ginibre(stream(seed), m, n);
        const { values, left, right } = singularValues(a);
        expect(maxDifference(product(left, ComplexMatrix.diagonal([...values]), dagger(right)), a)).toBeLessThan(1e-13);
      }),
      { numRuns: 60 },
    );
    const column = ginibre(stream(1), 5, 1);
    const { values } = singularValues(multiply(column, dagger(ginibre(stream(2), 4, 1))));
    expect(values[1]).toBeLessThan(1e-14);
  });
});

describe('random states', () => {
  it('are unitary, isometric, and Haar distributed in their moments', () => {
    const draws = stream(12);
    expect(unitarityResidual(haarUnitary(draws, 9))).toBeLessThan(1e-14);
    const isometry = haarIsometry(draws, 7, 3);
    expect(maxDifference(multiply(dagger(isometry), isometry), ComplexMatrix.identity(3))).toBeLessThan(1e-14);
    // E |tr U|² = 1 and E |U_00|⁴ = 2/(d(d+1)) for the Haar measure.
    const [count, d] = [4000, 3];
    let [traces, fourth] = [0, 0];
    for (let k = 0; k < count; k++) {
      const u = haarUnitary(draws, d);
      const re = u.re(0, 0) + u.re(1, 1) + u.re(2, 2);
      const im = u.im(0, 0) + u.im(1, 1) + u.im(2, 2);
      traces += (re * re + im * im) / count;
      fourth += (u.re(0, 0) ** 2 + u.im(0, 0) ** 2) ** 2 / count;
    }
    expect(Math.abs(traces - 1)).toBeLessThan(0.07);
    expect(Math.abs(fourth - 2 / (d * (d + 1)))).toBeLessThan(0.012);
    expect(() => haarIsometry(draws, 2, 3)).toThrow(/do not fit/);
  });
});
