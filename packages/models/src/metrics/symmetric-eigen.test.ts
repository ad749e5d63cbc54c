import { stream } from '@kraus/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadDataset } from '../data/index.js';
import { symmetricEigen, symmetricEigenvalues } from './symmetric-eigen.js';

function symmetric(n: number, entry: (i: number, j: number) => number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return entry(Math.min(i, j), Math.max(i, j));
  });
}

describe('eigenvalues of symmetric matrices', () => {
  it('has those of the path graph, 2 cos(kπ/(n+1))', () => {
    for (const n of [1, 2, 3, 10, 61]) {
      const path = symmetric(n, (i, j) => (j === i + 1 ? 1 : 0));
      const values = symmetricEigenvalues(path, n).sort();
      values.forEach((value, k) => {
        expect(value).toBeCloseTo(2 * Math.cos(((n - k) * Math.PI) / (n + 1)), 13);
      });
    }
  });

  it('has those of the full matrix min(i, j) + 1', () => {
    const values = symmetricEigenvalues(
      symmetric(5, (i) => i + 1),
      5,
    ).sort();
    // 1 / (4 sin²((2k − 1)π / (2(2n + 1)))).
    values.forEach((value, at) => {
      const k = 5 - at;
      expect(value).toBeCloseTo(1 / (4 * Math.sin(((2 * k - 1) * Math.PI) / 22) ** 2), 12);
    });
  });

  it('are found for singular covariances of pictures, whose blocks of zeros are rounding', async () => {
    const { train } = await loadDataset(
      { name: 'G', source: { component: 'glyphs', options: { size: 16, limit: 300 } } },
      {},
    );
    const n = 256;
    for (const count of [60, 150, 270]) {
      const mean = new Float64Array(n);
      const a = new Float64Array(n * n);
      const pixel = (k: number, i: number): number => (train.pixels[k * n + i] as number) / 255;
      for (let k = 0; k < count; k++) for (let i = 0; i < n; i++) mean[i] = (mean[i] as number) + pixel(k, i) / count;
      for (let k = 0; k < count; k++) {
        for (let i = 0; i < n; i++) {
          const x = pixel(k, i) - (mean[i] as number);
          for (let j = 0; j < n; j++) {
            a[i * n + j] = (a[i * n + j] as number) + (x * (pixel(k, j) - (mean[j] as number))) / (count - 1);
          }
        }
      }
      const values = symmetricEigenvalues(a, n);
      const sum = (numbers: Float64Array, power: number): number => numbers.reduce((total, x) => total + x ** power, 0);
      const trace = sum(
        Float64Array.from({ length: n }, (_, i) => a[i * n + i] as number),
        1,
      );
      expect(Math.abs(sum(values, 1) - trace)).toBeLessThan(1e-12 * trace);
      expect(Math.abs(sum(values, 2) - sum(a, 2))).toBeLessThan(1e-12 * sum(a, 2));
      expect(values.filter((value) => value > 1e-12 * trace).length).toBeLessThan(count);
      expect(Math.min(...values)).toBeGreaterThan(-1e-13 * trace);
    }
  });

  it('gives orthonormal vectors that rebuild the matrix, for any matrix', () => {
    const value = fc.oneof(fc.constant(0), fc.constant(1), fc.double({ min: -1e3, max: 1e3, noNaN: true }));
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 9 })
          .chain((n) => fc.tuple(fc.constant(n), fc.array(value, { minLength: n * n, maxLength: n * n }))),
        ([n, numbers]) => {
          const a = symmetric(n, (i, j) => numbers[i * n + j] as number);
          const { values, vectors } = symmetricEigen(a, n);
          const scale = 1e-12 * Math.max(1, ...a.map(Math.abs));
          const alone = symmetricEigenvalues(a, n).sort();
          values
            .slice()
            .sort()
            .forEach((v, k) => {
              expect(Math.abs(v - (alone[k] as number))).toBeLessThan(10 * scale);
            });
          let [offRebuilt, offInner] = [0, 0];
          for (let i = 0; i < n; i++) {
            for (let j = 0; j < n; j++) {
              let rebuilt = 0;
              let inner = 0;
              for (let k = 0; k < n; k++) {
                rebuilt += (values[k] as number) * (vectors[k * n + i] as number) * (vectors[k * n + j] as number);
                inner += (vectors[i * n + k] as number) * (vectors[j * n + k] as number);
              }
              offRebuilt = Math.max(offRebuilt, Math.abs(rebuilt - (a[i * n + j] as number)));
              offInner = Math.max(offInner, Math.abs(inner - (i === j ? 1 : 0)));
            }
          }
          expect(offRebuilt).toBeLessThan(10 * scale);
          expect(offInner).toBeLessThan(1e-12);
        },
      ),
    );
  });

  it('keeps trace and square sum of a large matrix', () => {
    const n = 120;
    const random = stream(1, 'matrix').fillNormal(new Float64Array(n * n));
    const a = symmetric(n, (i, j) => random[i * n + j] as number);
    const values = symmetricEigenvalues(a, n);
    const trace = Array.from({ length: n }, (_, i) => a[i * n + i] as number).reduce((x, y) => x + y);
    expect(values.reduce((x, y) => x + y)).toBeCloseTo(trace, 10);
    expect(values.reduce((x, y) => x + y * y, 0)).toBeCloseTo(
      a.reduce((x, y) => x + y * y, 0),
      7,
    );
  });
});
