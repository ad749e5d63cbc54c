import {
  ComplexMatrix,
  evolveBatch,
  expm,
  hermitianEigen,
  hermiticityResidual,
  liouvillian,
  maxDifference,
  multiply,
  type OperatorBatch,
  scale,
  trace,
} from '@kraus/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evolveLindblad, type LindbladOptions, lindbladPropagators, walkTransitions } from './index.js';
import { benchmarkWalk, randomGenerator, randomState } from './testing/example-generators.js';

const matrixAt = (states: ArrayLike<number>, d: number, k: number): ComplexMatrix =>
  new ComplexMatrix(
    d,
    d,
    Float64Array.from({ length: 2 * d * d }, (_, e) => states[k * 2 * d * d + e]),
  );

const systems = fc.constantFrom<number[]>([2], [3], [2, 2], [5], [2, 3]);
const options = fc.constantFrom<Partial<LindbladOptions>>(
  { method: 'chebyshev' },
  { method: 'chebyshev', kernels: 'js' },
  { method: 'exact' },
  { method: 'rational' },
  { method: 'krylov' },
  { method: 'dop853' },
);
const seeds = fc.integer({ min: 0, max: 1e6 });

describe('evolved states', () => {
  it('keep trace, Hermiticity and positivity, and follow e^{ℒt}, whatever the batch', async () => {
    await fc.assert(
      fc.asyncProperty(
        systems,
        options,
        seeds,
        fc.integer({ min: 1, max: 19 }),
        fc.array(fc.double({ min: 0, max: 4, noNaN: true }), { minLength: 1, maxLength: 5 }),
        async (dims, how, seed, count, unsorted) => {
          const d = dims.reduce((a, b) => a * b, 1);
          const times = unsorted.sort((a, b) => a - b);
          const generator = randomGenerator(dims, seed % 3, seed);
          const initial = Array.from({ length: count }, (_, b) => randomState(d, seed + b));
          const { states } = await evolveLindblad(generator, { initial, times, ...how });
          const lv = liouvillian(generator);
          times.forEach((t, m) => {
            const propagator = expm(scale(lv, t));
            for (let b = 0; b < count; b++) {
              const rho = matrixAt(states, d, m * count + b);
              expect(hermiticityResidual(rho)).toBe(0);
              expect(trace(rho)[0]).toBeCloseTo(1, 10);
              expect(hermitianEigen(rho).values[0]).toBeGreaterThan(-1e-10);
              const column = new ComplexMatrix(d * d, 1);
              for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) column.set(i + d * j, 0, initial[b].at(i, j));
              const expected = multiply(propagator, column);
              for (let i = 0; i < d; i++) {
                for (let j = 0; j < d; j++) {
                  expect(Math.abs(rho.re(i, j) - expected.re(i + d * j, 0))).toBeLessThan(1e-10);
                  expect(Math.abs(rho.im(i, j) - expected.im(i + d * j, 0))).toBeLessThan(1e-10);
                }
              }
            }
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  describe('where operators stay in matrix form, d = 18 with a batch of 20', () => {
    const [d, count] = [18, 20];
    const generator = randomGenerator([2, 9], 2, 77);
    const initial = Array.from({ length: count }, (_, b) => randomState(d, b));
    const batch: OperatorBatch = {
      dimension: d,
      count,
      re: new Float64Array(d * d * count),
      im: new Float64Array(d * d * count),
    };
    initial.forEach((rho, b) => {
      for (let i = 0; i < d; i++) {
        for (let j = 0; j < d; j++)
          [batch.re[(i + d * j) * count + b], batch.im[(i + d * j) * count + b]] = rho.at(i, j);
      }
    });
    const expected = evolveBatch(generator, 0.6, batch);

    it.each<Partial<LindbladOptions>>([
      {},
      { kernels: 'js' },
      { precision: 'float32', tolerance: 1e-7 },
      { method: 'krylov', tolerance: 1e-12 },
    ])('are those of the sparse Liouvillian: %o', async (how) => {
      const { states } = await evolveLindblad(generator, { initial, times: [0.6], ...how });
      let worst = 0;
      for (let b = 0; b < count; b++) {
        for (let i = 0; i < d; i++) {
          for (let j = 0; j < d; j++) {
            const at = 2 * ((b * d + i) * d + j);
            worst = Math.max(worst, Math.abs(states[at] - expected.re[(i + d * j) * count + b]));
            worst = Math.max(worst, Math.abs(states[at + 1] - expected.im[(i + d * j) * count + b]));
          }
        }
      }
      expect(worst).toBeLessThan(how.precision === 'float32' ? 1e-6 : 1e-11);
    });
  });

  it('do not depend on how the output times are cut: 200 times against one by one', async () => {
    const generator = benchmarkWalk(8);
    const times = Array.from({ length: 200 }, (_, m) => 0.05 * (m + 1));
    for (const method of ['chebyshev', 'dop853', 'krylov', 'rational', 'exact'] as const) {
      const all = walkTransitions(generator, times, { method, tolerance: 1e-12 });
      for (const m of [0, 3, 77, 198, 199]) {
        const one = walkTransitions(generator, [times[m]]);
        one.forEach((p, k) => {
          expect(Math.abs(all[m * 64 + k] - p)).toBeLessThan(2e-11);
        });
      }
    }
  });
});

it('runs on the WebAssembly kernels unless told otherwise', async () => {
  const request = { initial: [randomState(8, 1)], times: [1] };
  const { engine } = await evolveLindblad(benchmarkWalk(8), request);
  expect(engine).toBe('Lindblad, WebAssembly float64, 1 thread');
  const script = await evolveLindblad(benchmarkWalk(8), { ...request, kernels: 'js' });
  expect(script.engine).toBe('Lindblad, TypeScript float64');
});

describe('propagators', () => {
  it('are e^{ℒt} of the textbook Liouvillian, for many times at once', () => {
    fc.assert(
      fc.property(systems, seeds, fc.double({ min: 0, max: 3, noNaN: true }), (dims, seed, t) => {
        const generator = randomGenerator(dims, 2, seed);
        const lv = liouvillian(generator);
        const [one, two] = lindbladPropagators(generator, [t, 2 * t]);
        expect(maxDifference(one, expm(scale(lv, t)))).toBeLessThan(1e-12);
        expect(maxDifference(two, multiply(one, one))).toBeLessThan(1e-12);
      }),
      { numRuns: 25 },
    );
  });
});

describe('the walk of benchmark W3', () => {
  const times = Array.from({ length: 32 }, (_, m) => (m + 1) / 8);

  it.each([8, 12])('d = %i: within 1e-13 of the dense exponential', (d) => {
    const generator = benchmarkWalk(d);
    const p = walkTransitions(generator, times);
    const lv = liouvillian(generator);
    for (const m of [0, 15, 31]) {
      const propagator = expm(scale(lv, times[m]));
      for (let i = 0; i < d; i++) {
        for (let j = 0; j < d; j++) {
          expect(Math.abs(p[(m * d + i) * d + j] - propagator.re(i + d * i, j + d * j))).toBeLessThan(1e-13);
        }
      }
    }
  });

  it('gives the same bytes on one thread and three, and the twin the same to rounding', () => {
    const generator = benchmarkWalk(32);
    const one = walkTransitions(generator, times, { kernels: 'wasm', threads: 1 });
    expect(walkTransitions(generator, times, { kernels: 'wasm', threads: 3 })).toEqual(one);
    const twin = walkTransitions(generator, times, { kernels: 'js' });
    one.forEach((p, k) => {
      expect(Math.abs(p - twin[k])).toBeLessThan(1e-15);
    });
  });

  it('in float32 is within 2e-6', () => {
    const generator = benchmarkWalk(16);
    const double = walkTransitions(generator, times);
    walkTransitions(generator, times, { precision: 'float32' }).forEach((p, k) => {
      expect(Math.abs(p - double[k])).toBeLessThan(2e-6);
    });
  });
});
