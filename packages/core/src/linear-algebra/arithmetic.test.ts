import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../random/index.js';
import {
  add,
  conjugate,
  dagger,
  innerProduct,
  kron,
  matrixPower,
  multiply,
  product,
  scale,
  subtract,
  trace,
  transpose,
} from './arithmetic.js';
import { ComplexMatrix } from './complex-matrix.js';
import { matrixFromData, matrixToData } from './matrix-data.js';
import { frobeniusNorm, hermiticityResidual, maxDifference, maxNorm, oneNorm, unitarityResidual } from './norms.js';

function random(rows: number, columns: number, seed: number): ComplexMatrix {
  return new ComplexMatrix(rows, columns, stream(seed, rows, columns).fillNormal(new Float64Array(2 * rows * columns)));
}

const seeds = fc.integer({ min: 0, max: 1e6 });
const sizes = fc.integer({ min: 1, max: 5 });

describe('matrix arithmetic', () => {
  it('multiplies as written out by hand', () => {
    const a = ComplexMatrix.fromRows([
      [1, [0, 1]],
      [[2, -1], 0],
    ]);
    const b = ComplexMatrix.fromRows([[[0, 1]], [[3, 1]]]);
    expect(multiply(a, b).toRows()).toEqual([[[-1, 4]], [[1, 2]]]);
    expect(dagger(a).toRows()).toEqual([
      [
        [1, -0],
        [2, 1],
      ],
      [
        [0, -1],
        [0, -0],
      ],
    ]);
    expect(
      trace(
        ComplexMatrix.fromRows([
          [1, 2],
          [3, [4, 5]],
        ]),
      ),
    ).toEqual([5, 5]);
  });

  it('obeys (AB)† = B†A†, (AB)ᵀ = BᵀAᵀ, associativity and tr AB = tr BA', () => {
    fc.assert(
      fc.property(sizes, sizes, sizes, seeds, (m, n, p, seed) => {
        const [a, b, c] = [random(m, n, seed), random(n, p, seed + 1), random(p, m, seed + 2)];
        expect(maxDifference(dagger(multiply(a, b)), multiply(dagger(b), dagger(a)))).toBeLessThan(1e-13);
        expect(maxDifference(transpose(multiply(a, b)), multiply(transpose(b), transpose(a)))).toBeLessThan(1e-13);
        expect(maxDifference(conjugate(transpose(a)), dagger(a))).toBe(0);
        expect(maxDifference(product(a, b, c), multiply(a, multiply(b, c)))).toBeLessThan(1e-12);
        const [left, right] = [trace(product(a, b, c)), trace(product(b, c, a))];
        expect(left[0]).toBeCloseTo(right[0], 11);
        expect(left[1]).toBeCloseTo(right[1], 11);
      }),
    );
  });

  it('obeys the mixed-product rule of the Kronecker product', () => {
    fc.assert(
      fc.property(sizes, sizes, seeds, (m, n, seed) => {
        const [a, c] = [random(m, n, seed), random(n, m, seed + 1)];
        const [b, d] = [random(n, 2, seed + 2), random(2, n, seed + 3)];
        expect(maxDifference(multiply(kron(a, b), kron(c, d)), kron(multiply(a, c), multiply(b, d)))).toBeLessThan(
          1e-12,
        );
      }),
    );
  });

  it('gives norms and inner products that agree with each other', () => {
    const a = random(4, 3, 5);
    expect(innerProduct(a, a)[0]).toBeCloseTo(frobeniusNorm(a) ** 2, 12);
    expect(maxNorm(ComplexMatrix.fromRows([[[3, 4], 1]]))).toBe(5);
    expect(
      oneNorm(
        ComplexMatrix.fromRows([
          [[3, 4], 1],
          [1, 1],
        ]),
      ),
    ).toBe(6);
    const b = random(4, 3, 6);
    expect(innerProduct(a, b)[0]).toBeCloseTo(trace(multiply(dagger(a), b))[0], 12);
    expect(innerProduct(a, b)[1]).toBeCloseTo(trace(multiply(dagger(a), b))[1], 12);
  });

  it('raises to powers and adds', () => {
    const a = random(3, 3, 1);
    expect(maxDifference(matrixPower(a, 5), product(a, a, a, a, a))).toBeLessThan(1e-11);
    expect(matrixPower(a, 0).toRows()).toEqual(ComplexMatrix.identity(3).toRows());
    expect(maxNorm(subtract(add(a, a), scale(a, 2)))).toBe(0);
    expect(maxNorm(add(scale(a, [0, 1]), scale(a, [0, -1])))).toBe(0);
  });

  it('measures Hermiticity and unitarity', () => {
    expect(
      hermiticityResidual(
        ComplexMatrix.fromRows([
          [1, [0, 1]],
          [[0, -1], 2],
        ]),
      ),
    ).toBe(0);
    expect(
      hermiticityResidual(
        ComplexMatrix.fromRows([
          [1, [0, 1]],
          [[0, 1], 2],
        ]),
      ),
    ).toBe(2);
    expect(
      unitarityResidual(
        ComplexMatrix.fromRows([
          [0, 1],
          [[0, 1], 0],
        ]),
      ),
    ).toBe(0);
    expect(
      unitarityResidual(
        ComplexMatrix.fromRows([
          [0, 2],
          [1, 0],
        ]),
      ),
    ).toBe(3);
  });

  it('goes to matrix data and back', () => {
    const a = random(3, 4, 9);
    expect(matrixFromData(matrixToData(a)).toRows()).toEqual(a.toRows());
    expect(
      matrixToData(
        ComplexMatrix.fromRows([
          [0, [0, 2]],
          [1, 0],
        ]),
      ).entries,
    ).toEqual([
      [0, 1, 0, 2],
      [1, 0, 1, 0],
    ]);
  });

  it('refuses shapes that do not fit, with one sentence', () => {
    const a = random(2, 3, 1);
    expect(() => multiply(a, a)).toThrow(/2 × 3 times 2 × 3/);
    expect(() => add(a, random(3, 2, 1))).toThrow(/differ/);
    expect(() => trace(a)).toThrow(/square/);
    expect(() => new ComplexMatrix(2, 2, new Float64Array(4))).toThrow(/8 numbers/);
    expect(() => ComplexMatrix.fromRows([[1, 2], [3]])).toThrow(/row 1/);
    expect(() => matrixFromData({ rows: 2, columns: 2, entries: [[0, 2, 1, 0]] })).toThrow(/outside/);
    expect(() =>
      matrixFromData({
        rows: 1,
        columns: 1,
        entries: [
          [0, 0, 1, 0],
          [0, 0, 1, 0],
        ],
      }),
    ).toThrow(/twice/);
    expect(() => matrixFromData({ rows: 1, columns: 1, entries: [[0, 0, Number.NaN, 0]] })).toThrow(/NaN/);
  });
});
