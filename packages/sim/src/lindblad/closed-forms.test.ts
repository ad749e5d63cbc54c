import { ComplexMatrix, complete, cycle, hermitianEigen, matrixFromData, path, stochasticWalk } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { evolveLindblad, type LindbladOptions, lindbladExpectations, steadyState, walkTransitions } from './index.js';
import { generatorOf } from './testing/example-generators.js';

const X = [
  [0, 1],
  [1, 0],
];
const Y: [number, number][][] = [
  [
    [0, 0],
    [0, -1],
  ],
  [
    [0, 1],
    [0, 0],
  ],
];
const Z = [
  [1, 0],
  [0, -1],
];
const times = [0, 0.2, 0.9, 2.5, 7];
const methods: Partial<LindbladOptions>[] = [
  { method: 'chebyshev' },
  { method: 'exact' },
  { method: 'rational' },
  { method: 'krylov' },
  { method: 'dop853' },
  { method: 'chebyshev', kernels: 'js' },
];

describe.each(methods)('%o', (options) => {
  it('damps and rotates a qubit: p1 = p1(0) e^{−γt}, ρ01 = ρ01(0) e^{−γt/2 − iωt}', async () => {
    const [gamma, omega] = [0.7, 1.9];
    const generator = generatorOf(
      [
        [omega / 2, 0],
        [0, -omega / 2],
      ],
      [
        [0, Math.sqrt(gamma)],
        [0, 0],
      ],
    );
    const initial = ComplexMatrix.fromRows([
      [0.4, [0.2, 0.3]],
      [[0.2, -0.3], 0.6],
    ]);
    const { states } = await evolveLindblad(generator, { initial: [initial], times, ...options });
    times.forEach((t, m) => {
      const rho = states.subarray(8 * m, 8 * m + 8);
      expect(rho[6]).toBeCloseTo(0.6 * Math.exp(-gamma * t), 10);
      expect(rho[0] + rho[6]).toBeCloseTo(1, 12);
      const [c, s, decay] = [Math.cos(omega * t), Math.sin(omega * t), Math.exp((-gamma * t) / 2)];
      expect(rho[2]).toBeCloseTo(decay * (0.2 * c + 0.3 * s), 10);
      expect(rho[3]).toBeCloseTo(decay * (0.3 * c - 0.2 * s), 10);
    });
  });

  it('follows the Bloch equations of dephasing about Z with a rotation about it', async () => {
    const [rate, omega] = [0.35, 1.1];
    const dephasing = Math.sqrt(rate / 2);
    const generator = generatorOf(
      [
        [omega / 2, 0],
        [0, -omega / 2],
      ],
      [
        [dephasing, 0],
        [0, -dephasing],
      ],
    );
    const initial = [
      ComplexMatrix.fromRows([
        [0.5, 0.5],
        [0.5, 0.5],
      ]),
    ];
    const observables = [X, Y, Z].map((rows) => ComplexMatrix.fromRows(rows));
    const { values } = await lindbladExpectations(generator, { initial, times, observables, ...options });
    times.forEach((t, m) => {
      expect(values[3 * m]).toBeCloseTo(Math.exp(-rate * t) * Math.cos(omega * t), 10);
      expect(values[3 * m + 1]).toBeCloseTo(Math.exp(-rate * t) * Math.sin(omega * t), 10);
      expect(values[3 * m + 2]).toBeCloseTo(0, 10);
    });
  });
});

describe('steady states', () => {
  it('of a driven, damped qubit: p1 = Ω²/(γ² + 2Ω²)', () => {
    const [gamma, omega] = [0.8, 0.5];
    const { state, unique, residual } = steadyState(
      generatorOf(
        [
          [0, omega / 2],
          [omega / 2, 0],
        ],
        [
          [0, Math.sqrt(gamma)],
          [0, 0],
        ],
      ),
    );
    expect(unique).toBe(true);
    expect(state.re(1, 1)).toBeCloseTo(omega ** 2 / (gamma ** 2 + 2 * omega ** 2), 14);
    expect(residual).toBeLessThan(1e-15);
  });

  it('of thermal excitation and loss of a qutrit ladder: geometric', () => {
    const [down, up] = [1, 0.3];
    const lower = (rate: number) => [
      [0, Math.sqrt(rate), 0],
      [0, 0, Math.sqrt(2 * rate)],
      [0, 0, 0],
    ];
    const raise = lower(up)[0].map((_, i) => lower(up).map((row) => row[i]));
    const zero = [0, 0, 0].map(() => [0, 0, 0]);
    const { state } = steadyState(generatorOf(zero, lower(down), raise));
    expect(state.re(1, 1) / state.re(0, 0)).toBeCloseTo(up / down, 13);
    expect(state.re(2, 2) / state.re(1, 1)).toBeCloseTo(up / down, 13);
  });

  it('are several for a conserved population, and the one of the maximally mixed state is given', () => {
    const { state, unique, multiplicity } = steadyState(
      generatorOf(
        [
          [0, 0, 0],
          [0, 1, 0],
          [0, 0, 2.5],
        ],
        [
          [0, 0, 1],
          [0, 0, 0],
          [0, 0, 0],
        ],
      ),
    );
    expect(unique).toBe(false);
    expect(multiplicity).toBe(2);
    expect(state.re(0, 0)).toBeCloseTo(2 / 3, 14);
    expect(state.re(1, 1)).toBeCloseTo(1 / 3, 14);
  });
});

describe('walks', () => {
  it('at ω = 0 are the squared moduli of e^{−iAt}', () => {
    const generator = stochasticWalk(path(6), 0);
    const { values, vectors } = hermitianEigen(matrixFromData(generator.hamiltonian));
    const p = walkTransitions(generator, times);
    times.forEach((t, m) => {
      for (let i = 0; i < 6; i++) {
        for (let j = 0; j < 6; j++) {
          let [re, im] = [0, 0];
          values.forEach((value, k) => {
            const weight = vectors.re(i, k) * vectors.re(j, k) + vectors.im(i, k) * vectors.im(j, k);
            const imaginary = vectors.im(i, k) * vectors.re(j, k) - vectors.re(i, k) * vectors.im(j, k);
            re += weight * Math.cos(value * t) + imaginary * Math.sin(value * t);
            im += imaginary * Math.cos(value * t) - weight * Math.sin(value * t);
          });
          expect(Math.abs(p[(m * 6 + i) * 6 + j] - re * re - im * im)).toBeLessThan(1e-13);
        }
      }
    });
  });

  it('at ω = 1 are the classical walk: complete graph and cycle', () => {
    const n = 5;
    const p = walkTransitions(stochasticWalk(complete(n), 1), times);
    const ring = walkTransitions(stochasticWalk(cycle(n), 1), times);
    times.forEach((t, m) => {
      const decay = Math.exp((-t * n) / (n - 1));
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          expect(p[(m * n + i) * n + j]).toBeCloseTo((1 - decay) / n + (i === j ? decay : 0), 13);
          let sum = 0;
          for (let k = 0; k < n; k++) {
            const angle = (2 * Math.PI * k) / n;
            sum += (Math.exp(-t * (1 - Math.cos(angle))) * Math.cos(angle * (i - j))) / n;
          }
          expect(ring[(m * n + i) * n + j]).toBeCloseTo(sum, 13);
        }
      }
    });
  });
});

describe('a time-dependent Hamiltonian', () => {
  it('f(t) X/2 turns a qubit by the integral of f', async () => {
    const generator = generatorOf([
      [0, 0],
      [0, 0],
    ]);
    const hamiltonian = {
      rows: 2,
      columns: 2,
      entries: [[0, 1, 0.5, 0] as const, [1, 0, 0.5, 0] as const],
    };
    const initial = [
      ComplexMatrix.fromRows([
        [1, 0],
        [0, 0],
      ]),
    ];
    const { states, method } = await evolveLindblad(generator, {
      initial,
      times,
      drives: [{ hamiltonian, coefficient: (t) => 3 * Math.cos(2 * t) }],
    });
    expect(method).toBe('dop853');
    times.forEach((t, m) => {
      expect(states[8 * m]).toBeCloseTo(Math.cos(0.75 * Math.sin(2 * t)) ** 2, 10);
    });
  });
});
