import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  ComplexMatrix,
  conjugate,
  dagger,
  expm,
  kron,
  matrixToData,
  matrixUnits,
  maxDifference,
  multiply,
  type OperatorBatch,
  scale,
  subtract,
  transpose,
} from '../linear-algebra/index.js';
import type { GeneratorProgram } from '../program/index.js';
import { stream } from '../random/index.js';
import { ginibre } from '../states/index.js';
import { evolveBatch, generatorSpectrum, liouvillian } from './index.js';

/** A random generator with a full Hamiltonian and full jump operators. */
function random(dims: number[], jumps: number, seed: number): GeneratorProgram {
  const d = dims.reduce((a, b) => a * b, 1);
  const draws = stream(seed, 'generator');
  const g = ginibre(draws, d, d);
  return {
    kind: 'generator',
    dims,
    hamiltonian: matrixToData(add(g, dagger(g))),
    jumps: Array.from({ length: jumps }, () => matrixToData(scale(ginibre(draws, d, d), 0.4))),
  };
}

/** The textbook formula with Kronecker products, for comparison. */
function textbook(generator: GeneratorProgram): ComplexMatrix {
  const dense = (data: GeneratorProgram['hamiltonian']): ComplexMatrix => {
    const m = new ComplexMatrix(data.rows, data.columns);
    for (const [i, j, re, im] of data.entries) m.set(i, j, [re, im]);
    return m;
  };
  const h = dense(generator.hamiltonian);
  const one = ComplexMatrix.identity(h.rows);
  let sum = scale(subtract(kron(one, h), kron(transpose(h), one)), [0, -1]);
  for (const data of generator.jumps) {
    const l = dense(data);
    const square = multiply(dagger(l), l);
    sum = add(sum, kron(conjugate(l), l));
    sum = subtract(sum, scale(add(kron(one, square), kron(transpose(square), one)), 0.5));
  }
  return sum;
}

/** The matrix whose columns are the batch's operators. */
function asMatrix(batch: OperatorBatch): ComplexMatrix {
  const m = new ComplexMatrix(batch.dimension ** 2, batch.count);
  for (let k = 0; k < batch.re.length; k++) {
    m.data[2 * k] = batch.re[k] as number;
    m.data[2 * k + 1] = batch.im[k] as number;
  }
  return m;
}

const seeds = fc.integer({ min: 0, max: 1e6 });
const systems = fc.constantFrom<number[]>([2], [3], [2, 2], [2, 3], [5]);

describe('generators', () => {
  it('have the Liouvillian of the textbook formula', () => {
    fc.assert(
      fc.property(systems, fc.integer({ min: 0, max: 3 }), seeds, (dims, jumps, seed) => {
        const generator = random(dims, jumps, seed);
        expect(maxDifference(liouvillian(generator), textbook(generator))).toBeLessThan(1e-13);
      }),
      { numRuns: 40 },
    );
  });

  it('evolve as the dense exponential of the Liouvillian, by both methods', () => {
    fc.assert(
      fc.property(systems, seeds, fc.double({ min: 0, max: 3, noNaN: true }), (dims, seed, time) => {
        const generator = random(dims, 2, seed);
        const d = dims.reduce((a, b) => a * b, 1);
        const evolved = asMatrix(evolveBatch(generator, time, matrixUnits(d)));
        expect(maxDifference(evolved, expm(scale(liouvillian(generator), time)))).toBeLessThan(1e-12 * (1 + 10 * time));
      }),
      { numRuns: 30 },
    );
  });

  it('form a semigroup: s then t is s + t', () => {
    const generator = random([2, 3], 3, 5);
    const [a, b] = [0.37, 1.21];
    const inTwo = evolveBatch(generator, b, evolveBatch(generator, a, matrixUnits(6)));
    expect(maxDifference(asMatrix(inTwo), asMatrix(evolveBatch(generator, a + b, matrixUnits(6))))).toBeLessThan(1e-13);
  });

  it('have the spectrum of a damped, rotating qubit: 0, −γ/2 ± iω, −γ', () => {
    const [gamma, omega] = [0.3, 2];
    const spectrum = generatorSpectrum({
      kind: 'generator',
      dims: [2],
      hamiltonian: {
        rows: 2,
        columns: 2,
        entries: [
          [0, 0, omega / 2, 0],
          [1, 1, -omega / 2, 0],
        ],
      },
      jumps: [{ rows: 2, columns: 2, entries: [[0, 1, Math.sqrt(gamma), 0]] }],
    });
    const expected = [
      [0, 0],
      [-gamma / 2, -omega],
      [-gamma / 2, omega],
      [-gamma, 0],
    ];
    spectrum.forEach(([re, im], k) => {
      expect(re).toBeCloseTo(expected[k]?.[0] as number, 13);
      expect(im).toBeCloseTo(expected[k]?.[1] as number, 13);
    });
  });

  it('are refused if not Hermitian, of the wrong size, or evolved absurdly long', () => {
    const h = { rows: 2, columns: 2, entries: [[0, 1, 1, 0]] as const };
    const wrong: GeneratorProgram = { kind: 'generator', dims: [2], hamiltonian: h, jumps: [] };
    expect(() => liouvillian(wrong)).toThrow(/not Hermitian/);
    expect(() => liouvillian({ ...wrong, dims: [3] })).toThrow(/dimension 3/);
    expect(() => liouvillian({ ...wrong, dims: [] })).toThrow(/dimensions/);
    const big = random([40], 0, 1);
    expect(() => liouvillian(big)).toThrow(/at most dimension 32/);
    expect(() => evolveBatch(big, 1e9, matrixUnits(40))).toThrow(/shorter time/);
  });
});
