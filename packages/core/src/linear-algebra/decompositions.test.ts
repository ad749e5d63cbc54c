import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../random/index.js';
import { add, dagger, multiply, product, scale, trace } from './arithmetic.js';
import type { Complex } from './complex.js';
import { ComplexMatrix } from './complex-matrix.js';
import { expm } from './expm.js';
import { hermitianEigen } from './hermitian-eigen.js';
import { determinant, inverse, luDecompose, solve } from './lu.js';
import { maxDifference, maxNorm, unitarityResidual } from './norms.js';
import { eigenvalues } from './spectrum.js';

function random(n: number, seed: number): ComplexMatrix {
  return new ComplexMatrix(n, n, stream(seed, 'matrix', n).fillNormal(new Float64Array(2 * n * n)));
}

function randomHermitian(n: number, seed: number): ComplexMatrix {
  const a = random(n, seed);
  return scale(add(a, dagger(a)), 0.5);
}

const seeds = fc.integer({ min: 0, max: 1e6 });

describe('solve, inverse and determinant', () => {
  it('solves random systems', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), seeds, (n, seed) => {
        const a = add(random(n, seed), scale(ComplexMatrix.identity(n), 3));
        const x = random(n, seed + 1);
        const lu = luDecompose(a);
        const residual = maxDifference(multiply(a, solve(lu, multiply(a, x))), multiply(a, x));
        expect(residual).toBeLessThan(1e-11);
        expect(maxDifference(multiply(a, inverse(a)), ComplexMatrix.identity(n))).toBeLessThan(1e-9);
      }),
      { numRuns: 60 },
    );
  });

  it('gives the determinant of a product and of a permutation', () => {
    const [a, b] = [random(5, 1), random(5, 2)];
    const [da, db, dab] = [determinant(a), determinant(b), determinant(multiply(a, b))];
    expect(dab[0]).toBeCloseTo(da[0] * db[0] - da[1] * db[1], 9);
    expect(dab[1]).toBeCloseTo(da[0] * db[1] + da[1] * db[0], 9);
    expect(
      determinant(
        ComplexMatrix.fromRows([
          [0, 1],
          [1, 0],
        ]),
      )[0],
    ).toBe(-1);
  });

  it('refuses singular, non-square, mismatched and non-finite input', () => {
    const singular = ComplexMatrix.fromRows([
      [1, 2],
      [2, 4],
    ]);
    expect(() => solve(singular, ComplexMatrix.identity(2))).toThrow(/singular/);
    expect(() => inverse(new ComplexMatrix(2, 3))).toThrow(/2 × 3/);
    expect(() => solve(ComplexMatrix.identity(2), ComplexMatrix.identity(3))).toThrow(/2 rows/);
    expect(() => luDecompose(ComplexMatrix.fromRows([[Number.NaN]]))).toThrow(/entry \(0, 0\) is NaN/);
  });
});

describe('expm', () => {
  it('gives the rotation exp(−iθX/2), small and large', () => {
    for (const theta of [1e-3, 0.3, 1.7, 6, 40]) {
      const u = expm(
        ComplexMatrix.fromRows([
          [0, [0, -theta / 2]],
          [[0, -theta / 2], 0],
        ]),
      );
      const [c, s] = [Math.cos(theta / 2), Math.sin(theta / 2)];
      const expected = ComplexMatrix.fromRows([
        [c, [0, -s]],
        [[0, -s], c],
      ]);
      expect(maxDifference(u, expected)).toBeLessThan(1e-14 * Math.max(1, theta));
    }
  });

  it('gives the closed form of a Jordan block and of a diagonal', () => {
    const e = expm(
      ComplexMatrix.fromRows([
        [2, 1, 0],
        [0, 2, 1],
        [0, 0, 2],
      ]),
    );
    const x = Math.exp(2);
    const expected = ComplexMatrix.fromRows([
      [x, x, x / 2],
      [0, x, x],
      [0, 0, x],
    ]);
    expect(maxDifference(e, expected)).toBeLessThan(1e-14 * x);
    const d = expm(ComplexMatrix.diagonal([-30, [0, Math.PI], 3]));
    const diagonal = ComplexMatrix.diagonal([Math.exp(-30), -1, Math.exp(3)]);
    expect(maxDifference(d, diagonal)).toBeLessThan(1e-13);
  });

  it('turns sums of commuting matrices into products, and Hermitian matrices into unitaries', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        seeds,
        fc.double({ min: 1e-3, max: 4, noNaN: true }),
        (n, seed, t) => {
          const h = scale(randomHermitian(n, seed), [0, -t]);
          const square = scale(multiply(h, h), 0.1 / t);
          expect(unitarityResidual(expm(h))).toBeLessThan(1e-12);
          expect(maxDifference(expm(add(h, square)), multiply(expm(h), expm(square)))).toBeLessThan(
            1e-12 * (1 + maxNorm(expm(square))),
          );
          expect(maxDifference(multiply(expm(h), expm(scale(h, -1))), ComplexMatrix.identity(n))).toBeLessThan(1e-12);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('hermitianEigen', () => {
  it('diagonalises random Hermitian matrices', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 24 }), seeds, (n, seed) => {
        const h = randomHermitian(n, seed);
        const { values, vectors } = hermitianEigen(h);
        expect(unitarityResidual(vectors)).toBeLessThan(1e-12);
        const rebuilt = product(vectors, ComplexMatrix.diagonal([...values]), dagger(vectors));
        expect(maxDifference(rebuilt, h)).toBeLessThan(1e-12 * n);
        expect([...values]).toEqual([...values].sort((a, b) => a - b));
      }),
      { numRuns: 80 },
    );
  });

  it('finds the eigenvalues of singular matrices of graded scale, whose remainder is rounding', () => {
    for (const rank of [1, 7, 40]) {
      const n = 96;
      const columns = random(n, rank);
      // Rows fall by 16 orders of magnitude, as the corners of pictures do; only `rank` columns are kept.
      for (let i = 0; i < n; i++) {
        for (let k = 0; k < n; k++) {
          const factor = k < rank ? 10 ** (-i / 6) : 0;
          for (const part of [0, 1]) columns.data[2 * (i * n + k) + part] *= factor;
        }
      }
      const h = multiply(columns, dagger(columns));
      const { values } = hermitianEigen(scale(add(h, dagger(h)), 0.5));
      const largest = values[n - 1];
      expect(values[0]).toBeGreaterThan(-1e-13 * largest);
      expect(values[n - rank - 1]).toBeLessThan(1e-13 * largest);
      expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(trace(h)[0], 8);
    }
  });

  it('handles degenerate, diagonal, rank-one and zero matrices', () => {
    expect([...hermitianEigen(ComplexMatrix.identity(6)).values]).toEqual([1, 1, 1, 1, 1, 1]);
    expect([...hermitianEigen(ComplexMatrix.diagonal([3, -1, 2])).values]).toEqual([-1, 2, 3]);
    expect([...hermitianEigen(new ComplexMatrix(4, 4)).values]).toEqual([0, 0, 0, 0]);
    const v = random(6, 4);
    const column = new ComplexMatrix(6, 1, v.data.slice(0, 12));
    const rankOne = multiply(column, dagger(column));
    const { values, vectors } = hermitianEigen(rankOne);
    expect(Math.max(...[...values].slice(0, 5).map(Math.abs))).toBeLessThan(1e-13);
    expect(values[5]).toBeCloseTo(trace(rankOne)[0], 12);
    expect(unitarityResidual(vectors)).toBeLessThan(1e-13);
  });

  it('gives the eigenvalues 2 cos(2πk/8) of the 8-cycle, each pair twice', () => {
    const cycle = new ComplexMatrix(8, 8);
    for (let i = 0; i < 8; i++) {
      cycle.set(i, (i + 1) % 8, 1);
      cycle.set((i + 1) % 8, i, 1);
    }
    const expected = Array.from({ length: 8 }, (_, k) => 2 * Math.cos((2 * Math.PI * k) / 8)).sort((a, b) => a - b);
    [...hermitianEigen(cycle).values].forEach((value, k) => {
      expect(value).toBeCloseTo(expected[k] as number, 13);
    });
  });

  it('refuses a matrix that is not Hermitian', () => {
    expect(() =>
      hermitianEigen(
        ComplexMatrix.fromRows([
          [0, 1],
          [2, 0],
        ]),
      ),
    ).toThrow(/differs .* by 1/);
  });
});

describe('eigenvalues', () => {
  it('agrees with the Hermitian solver, and with trace and determinant of general matrices', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), seeds, (n, seed) => {
        const h = randomHermitian(n, seed);
        const general = eigenvalues(h).map(([re]) => re);
        general
          .sort((a, b) => a - b)
          .forEach((value, k) => {
            expect(value).toBeCloseTo(hermitianEigen(h).values[k] as number, 10);
          });
        const a = random(n, seed);
        const values = eigenvalues(a);
        const [tr, ti] = trace(a);
        expect(values.reduce((sum, z) => sum + z[0], 0)).toBeCloseTo(tr, 10);
        expect(values.reduce((sum, z) => sum + z[1], 0)).toBeCloseTo(ti, 10);
        const [dr, di] = determinant(a);
        const p = values.reduce<Complex>((x, y) => [x[0] * y[0] - x[1] * y[1], x[0] * y[1] + x[1] * y[0]], [1, 0]);
        const size = Math.max(1, Math.abs(dr), Math.abs(di));
        expect(p[0] / size).toBeCloseTo(dr / size, 9);
        expect(p[1] / size).toBeCloseTo(di / size, 9);
      }),
      { numRuns: 60 },
    );
  });

  it('gives the roots of unity of a cyclic shift and the spectrum of a triangular matrix', () => {
    const shift = new ComplexMatrix(7, 7);
    for (let i = 0; i < 7; i++) shift.set((i + 1) % 7, i, 1);
    for (const [re, im] of eigenvalues(shift)) {
      expect(Math.hypot(re, im)).toBeCloseTo(1, 13);
      expect(Math.cos(7 * Math.atan2(im, re))).toBeCloseTo(1, 12);
    }
    expect(
      eigenvalues(
        ComplexMatrix.fromRows([
          [1, 9],
          [0, [0, 2]],
        ]),
      ),
    ).toEqual([
      [0, 2],
      [1, 0],
    ]);
  });
});
