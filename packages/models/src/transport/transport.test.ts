import { stream } from '@kraus/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CostMatrix, exactTransport, sinkhorn } from './index.js';

const draw = (rows: number, columns: number, seed: number): CostMatrix => ({
  rows,
  columns,
  costs: stream(seed, 'costs').fillUniform(new Float64Array(rows * columns)),
});

/** The cheapest of all assignments of n × n, tried one by one. */
function bruteForce({ rows, costs }: CostMatrix): number {
  let best = Number.POSITIVE_INFINITY;
  const visit = (row: number, used: number, sum: number): void => {
    if (row === rows) best = Math.min(best, sum);
    for (let j = 0; row < rows && j < rows; j++) {
      if ((used & (1 << j)) === 0) visit(row + 1, used | (1 << j), sum + (costs[row * rows + j] as number));
    }
  };
  visit(0, 0, 0);
  return best / rows;
}

/** Every source and target repeated until both sides have the least common multiple of items. */
function repeated({ rows, columns, costs }: CostMatrix, count: number): CostMatrix {
  const many = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      many[i * count + j] = costs[
        Math.floor((i * rows) / count) * columns + Math.floor((j * columns) / count)
      ] as number;
    }
  }
  return { rows: count, columns: count, costs: many };
}

const sums = ({ rows, columns }: CostMatrix, plan: Float64Array) => ({
  rows: Array.from({ length: rows }, (_, i) => plan.slice(i * columns, (i + 1) * columns).reduce((a, b) => a + b, 0)),
  columns: Array.from({ length: columns }, (_, j) => plan.reduce((a, b, k) => (k % columns === j ? a + b : a), 0)),
});

describe('exact transport', () => {
  it('of equal counts costs as much as the best of all assignments', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 1e6 }), (n, seed) => {
        const costs = draw(n, n, seed);
        const { cost, plan } = exactTransport(costs);
        expect(cost).toBeCloseTo(bruteForce(costs), 13);
        for (const x of plan) expect([0, 1 / n]).toContain(x);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    [2, 4, 4],
    [4, 2, 4],
    [2, 3, 6],
    [3, 2, 6],
    [1, 5, 5],
    [4, 6, 0],
  ])('of %i to %i items splits masses as the assignment of repeated items does', (rows, columns, multiple) => {
    for (let seed = 0; seed < 40; seed++) {
      const costs = draw(rows, columns, seed);
      const { cost, plan } = exactTransport(costs);
      if (multiple > 0) expect(cost).toBeCloseTo(bruteForce(repeated(costs, multiple)), 13);
      const { rows: r, columns: c } = sums(costs, plan);
      for (const x of r) expect(x).toBeCloseTo(1 / rows, 14);
      for (const x of c) expect(x).toBeCloseTo(1 / columns, 14);
      for (const x of plan) expect(x).toBeGreaterThanOrEqual(0);
    }
  });

  it('takes negative and equal costs, and is the sorted matching on a line', () => {
    const [x, y] = [stream(1).fillNormal(new Float64Array(60)), stream(2).fillNormal(new Float64Array(60))];
    const costs = Float64Array.from({ length: 3600 }, (_, k) =>
      Math.abs((x[Math.floor(k / 60)] as number) - (y[k % 60] as number)),
    );
    const [a, b] = [x.slice().sort(), y.slice().sort()];
    const sorted = a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] as number)) / 60, 0);
    expect(exactTransport({ rows: 60, columns: 60, costs }).cost).toBeCloseTo(sorted, 12);
    expect(exactTransport({ rows: 60, columns: 60, costs: costs.map((c) => c - 5) }).cost).toBeCloseTo(sorted - 5, 12);
    expect(exactTransport({ rows: 3, columns: 3, costs: new Float64Array(9) }).cost).toBe(0);
  });

  it('refuses costs that are not numbers', () => {
    expect(() => exactTransport({ rows: 2, columns: 1, costs: Float64Array.of(1, Number.NaN) })).toThrow(
      /cost 1 is NaN/,
    );
    expect(() => exactTransport({ rows: 2, columns: 2, costs: new Float64Array(3) })).toThrow(/expected 4/);
  });
});

describe('Sinkhorn', () => {
  it('meets its weights and nears exact transport as ε falls', () => {
    const costs = draw(12, 9, 5);
    const exact = exactTransport(costs).cost;
    let last = Number.POSITIVE_INFINITY;
    for (const regularisation of [0.3, 0.06, 0.02]) {
      const { cost, plan, regularised } = sinkhorn(costs, { regularisation, tolerance: 1e-11, maximumIterations: 1e5 });
      const { rows, columns } = sums(costs, plan);
      for (const x of rows) expect(x).toBeCloseTo(1 / 12, 10);
      for (const x of columns) expect(x).toBeCloseTo(1 / 9, 12);
      expect(cost).toBeGreaterThanOrEqual(exact - 1e-10);
      expect(cost - exact).toBeLessThan(last);
      expect(regularised).toBeGreaterThanOrEqual(cost - 1e-12);
      last = cost - exact;
    }
    expect(last).toBeLessThan(0.02);
  });

  it('of two on two has the plan a = 1/2 · 1/(1 + e^{−δ/2ε}), δ = c01 + c10 − c00 − c11', () => {
    const costs = Float64Array.of(0.1, 0.9, 0.6, 0.3);
    const { plan } = sinkhorn({ rows: 2, columns: 2, costs }, { regularisation: 0.2, tolerance: 1e-13 });
    expect(plan[0]).toBeCloseTo(0.5 / (1 + Math.exp(-(0.9 + 0.6 - 0.1 - 0.3) / 0.4)), 12);
  });

  it('has its plan as gradient of the regularised cost', () => {
    const matrix = draw(5, 4, 9);
    const options = { regularisation: 0.05, tolerance: 1e-13 };
    const { plan } = sinkhorn(matrix, options);
    const at = (k: number, h: number) => {
      const costs = matrix.costs.slice();
      costs[k] = (costs[k] as number) + h;
      return sinkhorn({ ...matrix, costs }, options).regularised;
    };
    for (let k = 0; k < 20; k++) expect((at(k, 1e-5) - at(k, -1e-5)) / 2e-5).toBeCloseTo(plan[k] as number, 8);
  });

  it('does not underflow at ε = 1e-4 and says when it did not converge', () => {
    const matrix = draw(6, 6, 3);
    // Costs from 0.5 to 1.5 off the diagonal and up to 0.1 on it: e^(−c/ε) is 0 in float64 for all but the smallest.
    const apart = matrix.costs.map((cost, k) => (k % 7 === 0 ? cost / 10 : 0.5 + cost));
    const near = { ...matrix, costs: apart };
    expect(sinkhorn(near, { regularisation: 1e-4 }).cost).toBeCloseTo(exactTransport(near).cost, 12);
    expect(() => sinkhorn(matrix, { regularisation: 1e-4, maximumIterations: 3 })).toThrow(/3 iterations/);
    expect(() => sinkhorn(matrix, { regularisation: 0 })).toThrow(/above 0/);
  });
});
