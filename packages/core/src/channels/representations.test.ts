import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ComplexMatrix,
  conjugate,
  dagger,
  kron,
  matrixFromData,
  maxDifference,
  maxNorm,
  multiply,
  trace,
} from '../linear-algebra/index.js';
import type { ChannelProgram } from '../program/index.js';
import { stream } from '../random/index.js';
import { ginibre, haarUnitary, randomDensityMatrix } from '../states/index.js';
import {
  applyChannel,
  channelDifference,
  channelFromKraus,
  channelResiduals,
  chiFromChoi,
  choi,
  choiFromChi,
  choiFromSuperoperator,
  composeChannels,
  dualChannel,
  krausFromChoi,
  krausFromStinespring,
  krausOperators,
  pauliLabel,
  pauliOperator,
  pauliString,
  pauliTransferFromSuperoperator,
  randomChannel,
  repeatChannel,
  stinespringFromKraus,
  superoperator,
  superoperatorFromChoi,
  superoperatorFromKraus,
  superoperatorFromPauliTransfer,
  tensorChannels,
  unitaryChannel,
} from './index.js';

const seeds = fc.integer({ min: 0, max: 1e6 });
const systems = fc.constantFrom([2], [3], [2, 2], [2, 3]);

/** Σ KρK†, written out. */
function byHand(channel: ChannelProgram, rho: ComplexMatrix): ComplexMatrix {
  const sum = new ComplexMatrix(rho.rows, rho.columns);
  if (channel.kind !== 'kraus') throw new Error('expected Kraus operators');
  for (const data of channel.operators) {
    const k = matrixFromData(data);
    const term = multiply(k, multiply(rho, dagger(k)));
    for (let n = 0; n < sum.data.length; n++) sum.data[n] = (sum.data[n] as number) + (term.data[n] as number);
  }
  return sum;
}

function stack(rho: ComplexMatrix): ComplexMatrix {
  const d = rho.rows;
  const vector = new ComplexMatrix(d * d, 1);
  for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) vector.set(i + d * j, 0, rho.at(i, j));
  return vector;
}

describe('representations of a channel', () => {
  it('agree on every operator: action, superoperator, Kraus, Choi, Stinespring', () => {
    fc.assert(
      fc.property(systems, fc.integer({ min: 1, max: 5 }), seeds, (dims, rank, seed) => {
        const draws = stream(seed);
        const channel = randomChannel(draws, dims, rank);
        const d = dims.reduce((a, b) => a * b, 1);
        const rho = ginibre(draws, d, d);
        const expected = byHand(channel, rho);
        expect(maxDifference(applyChannel(channel, rho), expected)).toBeLessThan(1e-13);
        const s = superoperator(channel);
        expect(maxDifference(multiply(s, stack(rho)), stack(expected))).toBeLessThan(1e-13);
        const kraus = krausOperators(channel);
        expect(kraus.length).toBe(Math.min(rank, d * d));
        expect(maxDifference(superoperatorFromKraus(kraus), s)).toBeLessThan(1e-12);
        const v = stinespringFromKraus(kraus);
        expect(maxDifference(multiply(dagger(v), v), ComplexMatrix.identity(d))).toBeLessThan(1e-12);
        expect(maxDifference(superoperatorFromKraus(krausFromStinespring(v)), s)).toBeLessThan(1e-12);
        const c = choi(channel);
        expect(maxDifference(superoperatorFromChoi(c), s)).toBe(0);
        expect(trace(c)[0]).toBeCloseTo(d, 12);
      }),
      { numRuns: 40 },
    );
  });

  it('have a Choi matrix Σ |i><j| ⊗ E(|i><j|), input more significant', () => {
    const channel = randomChannel(stream(4), [3]);
    let sum = new ComplexMatrix(9, 9);
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        const unit = new ComplexMatrix(3, 3);
        unit.set(i, j, 1);
        const term = kron(unit, byHand(channel, unit));
        sum = new ComplexMatrix(
          9,
          9,
          sum.data.map((x, k) => x + (term.data[k] as number)),
        );
      }
    }
    expect(maxDifference(choi(channel), sum)).toBeLessThan(1e-14);
  });

  it('go round through Pauli transfer and χ for qubits', () => {
    fc.assert(
      fc.property(fc.constantFrom([2], [2, 2]), seeds, (dims, seed) => {
        const channel = randomChannel(stream(seed), dims, 3);
        const s = superoperator(channel);
        const r = pauliTransferFromSuperoperator(s);
        expect(Math.max(...r.data.filter((_, k) => k % 2 === 1).map(Math.abs))).toBeLessThan(1e-14);
        expect(r.re(0, 0)).toBeCloseTo(1, 13);
        expect(maxDifference(superoperatorFromPauliTransfer(r), s)).toBeLessThan(1e-13);
        const c = choiFromSuperoperator(s);
        const chi = chiFromChoi(c);
        expect(trace(chi)[0]).toBeCloseTo(1, 13);
        expect(maxDifference(choiFromChi(chi), c)).toBeLessThan(1e-13);
      }),
      { numRuns: 25 },
    );
  });

  it('have the Pauli-transfer matrix and χ of amplitude damping in closed form', () => {
    const g = 0.3;
    const damping = channelFromKraus(
      [2],
      [
        ComplexMatrix.diagonal([1, Math.sqrt(1 - g)]),
        ComplexMatrix.fromRows([
          [0, Math.sqrt(g)],
          [0, 0],
        ]),
      ],
    );
    const root = Math.sqrt(1 - g);
    const expected = ComplexMatrix.fromRows([
      [1, 0, 0, 0],
      [0, root, 0, 0],
      [0, 0, root, 0],
      [g, 0, 0, 1 - g],
    ]);
    expect(maxDifference(pauliTransferFromSuperoperator(superoperator(damping)), expected)).toBeLessThan(1e-15);
    const chi = chiFromChoi(choi(damping));
    expect(chi.re(0, 0)).toBeCloseTo(((1 + root) / 2) ** 2, 14);
    expect(chi.re(0, 3)).toBeCloseTo(g / 4, 14);
    expect(chi.re(3, 3)).toBeCloseTo(((1 - root) / 2) ** 2, 14);
  });

  it('refuse maps that are not completely positive, and dimensions that are no qubits', () => {
    const transposition = new ComplexMatrix(4, 4);
    for (let i = 0; i < 2; i++) for (let j = 0; j < 2; j++) transposition.set(j + 2 * i, i + 2 * j, 1);
    expect(() => krausFromChoi(choiFromSuperoperator(transposition))).toThrow(/eigenvalue -0.99|eigenvalue -1/);
    expect(channelResiduals(transposition).completelyPositive).toBeCloseTo(1, 13);
    expect(() => pauliTransferFromSuperoperator(ComplexMatrix.identity(9))).toThrow(/power of two/);
    expect(() => choiFromSuperoperator(ComplexMatrix.identity(3))).toThrow(/no square/);
  });
});

describe('Pauli strings', () => {
  it('are labelled with qubit 0 last', () => {
    expect(pauliLabel(3, 1 + 4 * 0 + 16 * 3)).toBe('ZIX');
    expect(maxDifference(pauliOperator('ZIX'), pauliString(3, 49))).toBe(0);
    expect(pauliOperator('XI').re(2, 0)).toBe(1);
    expect(() => pauliOperator('XQ')).toThrow(/letter Q/);
  });
});

describe('combinations of channels', () => {
  it('compose as products and stand side by side as Kronecker products, first least significant', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const draws = stream(seed);
        const [a, b, c] = [randomChannel(draws, [2], 2), randomChannel(draws, [2], 3), randomChannel(draws, [3], 2)];
        const composed = multiply(superoperator(b), superoperator(a));
        expect(channelDifference(composeChannels(a, b), composed)).toBeLessThan(1e-13);
        const [rho, sigma] = [randomDensityMatrix(draws, 2), randomDensityMatrix(draws, 3)];
        const image = applyChannel(tensorChannels(a, c), kron(sigma, rho));
        expect(maxDifference(image, kron(applyChannel(c, sigma), applyChannel(a, rho)))).toBeLessThan(1e-13);
        const u = haarUnitary(draws, 6);
        const three = tensorChannels(a, c, b);
        const entangled = kron(randomDensityMatrix(draws, 2), multiply(u, multiply(kron(sigma, rho), dagger(u))));
        const inTurn = tensorChannels(a, tensorChannels(c, b));
        expect(maxDifference(applyChannel(three, entangled), applyChannel(inTurn, entangled))).toBeLessThan(1e-13);
      }),
      { numRuns: 25 },
    );
  });

  it('act on an entangled state as K ⊗ I on the right factor', () => {
    const x = pauliOperator('X');
    const flip = tensorChannels(unitaryChannel([2], x), unitaryChannel([3], ComplexMatrix.identity(3)));
    const whole = unitaryChannel([2, 3], kron(ComplexMatrix.identity(3), x));
    expect(channelDifference(flip, whole)).toBe(0);
  });

  it('repeat as powers, few times and many', () => {
    const a = randomChannel(stream(6), [2], 2);
    const s = superoperator(a);
    let product = ComplexMatrix.identity(4);
    for (let k = 0; k < 40; k++) {
      if (k === 5) expect(channelDifference(repeatChannel(a, 5), product)).toBeLessThan(1e-13);
      product = multiply(s, product);
    }
    expect(channelDifference(repeatChannel(a, 40), product)).toBeLessThan(1e-13);
    expect(channelDifference(repeatChannel(a, 0), ComplexMatrix.identity(4))).toBe(0);
  });

  it('have a dual with tr(A E(ρ)) = tr(E*(A) ρ), unital where E preserves the trace', () => {
    fc.assert(
      fc.property(systems, seeds, (dims, seed) => {
        const draws = stream(seed);
        const channel = randomChannel(draws, dims, 2);
        const dual = dualChannel(channel);
        const d = dims.reduce((p, q) => p * q, 1);
        const [a, rho] = [ginibre(draws, d, d), ginibre(draws, d, d)];
        const left = trace(multiply(a, applyChannel(channel, rho)));
        const right = trace(multiply(applyChannel(dual, a), rho));
        expect(left[0]).toBeCloseTo(right[0], 11);
        expect(left[1]).toBeCloseTo(right[1], 11);
        expect(channelResiduals(dual).unital).toBeLessThan(1e-12);
      }),
      { numRuns: 25 },
    );
  });

  it('refuse parts that do not fit', () => {
    const [a, c] = [randomChannel(stream(1), [2]), randomChannel(stream(1), [3])];
    expect(() => composeChannels(a, c)).toThrow(/dimensions \[3\], expected \[2\]/);
    expect(() => repeatChannel(a, -1)).toThrow(/-1 times/);
    expect(() => channelFromKraus([2], [])).toThrow(/no Kraus operators/);
    expect(() => channelFromKraus([2], [ComplexMatrix.identity(3)])).toThrow(/3 × 3/);
    expect(() => applyChannel(a, ComplexMatrix.identity(3))).toThrow(/dimension 2 applied to operators of dimension 3/);
  });

  it('keep the conjugate of a unitary on the left of the Kronecker product (column stacking)', () => {
    const u = haarUnitary(stream(2), 3);
    expect(maxNorm(superoperator(unitaryChannel([3], u)))).toBeGreaterThan(0);
    expect(maxDifference(superoperator(unitaryChannel([3], u)), kron(conjugate(u), u))).toBeLessThan(1e-15);
  });
});
