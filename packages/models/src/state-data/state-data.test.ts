import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  basisKet,
  blochVector,
  ComplexMatrix,
  type DatasetSpec,
  expectation,
  haarKet,
  maxDifference,
  maximallyMixed,
  type OptionValue,
  pureState,
  purity,
  stream,
} from '@kraus/core';
import { describe, expect, it } from 'vitest';
import {
  CORRELATED_NOISE_STATE,
  circleOfStates,
  clusterOfStates,
  correlatedNoise,
  densityMatrices,
  drawStates,
  haarStates,
  loadStates,
  meanState,
  parseStates,
  randomMixedStates,
  slightlyMixed,
  stateAt,
} from './index.js';

const spec = (component: string, options: Record<string, OptionValue> = {}): DatasetSpec => ({
  name: 'Data',
  source: { component, options },
});

const MANY = 20_000;

describe('laws of states', () => {
  it.each([
    // Mean fidelity with the centre in QuDDPM's published data: 0.988 and 0.979.
    [1, 0.08, 0.988],
    [2, 0.06, 0.979],
  ])('clusters of %i qubits of width %f have the mean fidelity E 1/(1 + s²χ²) = %f', (qubits, scale, published) => {
    const d = 2 ** qubits;
    const mean = meanState(drawStates(clusterOfStates(basisKet(d, 0), scale), MANY, stream(1)));
    // χ² with 2(d − 1) degrees of freedom: ∫ x^{d−2} e^{−x/2} / (2^{d−1} (d−2)!) /(1 + s²x) dx by the midpoint rule.
    let exact = 0;
    const step = 0.002;
    const factor = d === 2 ? 2 : 16;
    for (let x = step / 2; x < 90; x += step)
      exact += (x ** (d - 2) * Math.exp(-x / 2) * step) / factor / (1 + scale ** 2 * x);
    expect(exact).toBeCloseTo(published, 2.9);
    expect(Math.abs(mean.re(0, 0) - exact)).toBeLessThan(0.0005);
    // No direction is preferred: the mean state is diagonal with equal rest.
    for (let i = 1; i < d; i++) expect(mean.re(i, i)).toBeCloseTo((1 - exact) / (d - 1), 2);
    expect(Math.abs(mean.re(0, 1))).toBeLessThan(0.003);
  });

  it('draw clusters around any state with the same law', () => {
    const centre = haarKet(stream(4), 4);
    const mean = meanState(drawStates(clusterOfStates(centre, 0.06), MANY, stream(2)));
    const projector = pureState(centre);
    const inside = expectation(mean, projector);
    expect(inside).toBeCloseTo(0.979, 2.9);
    // ρ̄ = F P + (1 − F)(I − P)/3.
    const expected = new ComplexMatrix(4, 4);
    for (let k = 0; k < 32; k++) {
      const identity = maximallyMixed(4).data[k] as number;
      const p = projector.data[k] as number;
      expected.data[k] = inside * p + ((1 - inside) * (4 * identity - p)) / 3;
    }
    expect(maxDifference(mean, expected)).toBeLessThan(0.003);
  });

  it('draw the circle with <Y> = 0 and <X²> = <Z²> = 1/2', () => {
    const circle = drawStates(circleOfStates(), 4000, stream(3));
    let [x2, z2] = [0, 0];
    for (let n = 0; n < circle.count; n++) {
      const [x, y, z] = blochVector(pureState(stateAt(circle, n)));
      expect(Math.abs(y)).toBeLessThan(1e-12);
      x2 += x * x;
      z2 += z * z;
    }
    expect(x2 / 4000).toBeCloseTo(0.5, 1.5);
    expect((x2 + z2) / 4000).toBeCloseTo(1, 12);
  });

  it('draw Haar states: mean I/d, E |ψ₀|⁴ = 2/(d(d+1))', () => {
    const states = drawStates(haarStates(4), MANY, stream(5));
    expect(maxDifference(meanState(states), maximallyMixed(4))).toBeLessThan(0.006);
    let fourth = 0;
    for (let n = 0; n < MANY; n++) {
      const [re, im] = [states.data[8 * n] as number, states.data[8 * n + 1] as number];
      fourth += (re * re + im * im) ** 2 / MANY;
    }
    expect(fourth).toBeCloseTo(2 / 20, 2.3);
  });

  it('draw correlated noise: E|<10|ψ>|² = p · 0.55 · E sin² ε; all of it with p = 0 leaves populations alone', () => {
    const psi = new ComplexMatrix(4, 1, Float64Array.from(CORRELATED_NOISE_STATE));
    const width = Math.PI / 3;
    const sine2 = 0.5 - Math.sin(2 * width) / (4 * width);
    const mean = meanState(drawStates(correlatedNoise(psi, 0.8, width), MANY, stream(6)));
    expect(Math.abs(mean.re(2, 2) - 0.8 * 0.55 * sine2)).toBeLessThan(0.003);
    const phases = drawStates(correlatedNoise(psi, 0, width), 50, stream(7));
    for (let n = 0; n < 50; n++) {
      const populations = [0, 1, 2, 3].map((i) => Math.hypot(...stateAt(phases, n).at(i, 0)) ** 2);
      [0.1, 0.55, 0, 0.35].forEach((p, i) => {
        expect(populations[i]).toBeCloseTo(p, 12);
      });
    }
  });

  it('draw mixed states with the mean purity (d + k)/(dk + 1) of rank k (Życzkowski & Sommers 2001)', () => {
    for (const [d, k] of [
      [2, 2],
      [4, 2],
      [4, 4],
    ] as const) {
      const states = drawStates(randomMixedStates(d, k), 4000, stream(8));
      let mean = 0;
      for (let n = 0; n < 4000; n++) mean += purity(stateAt(states, n)) / 4000;
      expect(mean).toBeCloseTo((d + k) / (d * k + 1), 1.9);
    }
    const mixed = drawStates(slightlyMixed(circleOfStates(), 1, 0.04), 4000, stream(9));
    let shrunk = 0;
    for (let n = 0; n < 4000; n++) shrunk += Math.hypot(...blochVector(stateAt(mixed, n))) / 4000;
    expect(shrunk).toBeCloseTo(0.98, 2.9);
  });
});

describe('ensembles', () => {
  it('become density matrices state by state', () => {
    const states = drawStates(haarStates(3), 5, stream(1));
    for (let n = 0; n < 5; n++) {
      expect(maxDifference(stateAt(densityMatrices(states), n), pureState(stateAt(states, n)))).toBeLessThan(1e-15);
    }
  });
});

describe('data sets of states', () => {
  it.each([
    ['fixedState', { qubits: 2 }, 'pure', 4],
    ['cluster', { qubits: 2, scale: 0.06 }, 'pure', 4],
    ['cluster', { qubits: 1, depolarizing: 0.01 }, 'mixed', 2],
    ['circleOfStates', {}, 'pure', 2],
    ['haar', { qubits: 3 }, 'pure', 8],
    ['correlatedNoise', {}, 'pure', 4],
    ['tfim', { qubits: 4 }, 'pure', 16],
    ['xxz', { qubits: 4 }, 'pure', 16],
    ['mixedStates', { qubits: 2, rank: 2 }, 'mixed', 4],
  ] as [string, Record<string, OptionValue>, string, number][])(
    '%s %j: splits, seeds, prefixes',
    async (name, options, kind, d) => {
      const small = await loadStates(spec(name, { ...options, limit: 6, test: 5, validation: 0.25, seed: 3 }));
      expect([small.kind, small.dimension]).toEqual([kind, d]);
      expect([small.train.count, small.validation?.count, small.test?.count]).toEqual([6, 2, 5]);
      const large = await loadStates(spec(name, { ...options, limit: 9, test: 5, validation: 0.25, seed: 3 }));
      expect(large.train.data.slice(0, small.train.data.length)).toEqual(small.train.data);
      if (name !== 'fixedState') {
        const other = await loadStates(spec(name, { ...options, limit: 6, test: 5, seed: 4 }));
        expect(other.train.data).not.toEqual(small.train.data);
        expect(small.test?.data.slice(0, 2 * d)).not.toEqual(small.train.data.slice(0, 2 * d));
      }
    },
  );

  it('come from complex .npy files, C and Fortran order, single and double precision', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kraus-states-'));
    try {
      const states = drawStates(haarStates(2), 10, stream(2));
      await writeFile(join(folder, 'pure.npy'), npy('<c16', false, [10, 2], states.data));
      const data = await loadStates(spec('stateFile', { path: 'pure.npy', validation: 0.2, test: 0.3 }), {
        baseDir: folder,
      });
      expect([data.train.count, data.validation?.count, data.test?.count]).toEqual([5, 2, 3]);
      expect(data.provenance.files[0]?.name).toBe('pure.npy');
      const mixed = densityMatrices(states);
      const read = parseStates(npy('<c8', false, [10, 2, 2], mixed.data), 'a.npy');
      expect(Math.max(...read.data.map((x, i) => Math.abs(x - (mixed.data[i] as number))))).toBeLessThan(1e-6);
      // Fortran order: count varies fastest.
      const fortran = new Float64Array(40);
      for (let n = 0; n < 10; n++) {
        for (let i = 0; i < 4; i++) fortran[2 * (n + 10 * (i >> 1)) + (i & 1)] = states.data[4 * n + i] as number;
      }
      const turned = parseStates(npy('<c16', true, [10, 2], fortran), 'a.npy').data;
      turned.forEach((x, i) => {
        expect(x).toBeCloseTo(states.data[i] as number, 14);
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('are refused with the reason', async () => {
    expect(() => parseStates(npy('<c16', false, [1, 2], Float64Array.of(1, 0, 1, 0)), 'a.npy')).toThrow(
      /squared norm 2/,
    );
    expect(() => parseStates(npy('<c16', false, [4], new Float64Array(8)), 'a.npy')).toThrow(/\[count, D\]/);
    const notPositive = Float64Array.of(1.5, 0, 0, 0, 0, 0, -0.5, 0);
    expect(() => parseStates(npy('<c16', false, [1, 2, 2], notPositive), 'a.npy')).toThrow(/negative eigenvalue/);
    await expect(loadStates(spec('clustre'))).rejects.toThrow("Did you mean 'cluster'?");
    await expect(loadStates(spec('cluster', { amplitudes: [1, 0, 0, 0], qubits: 2 }))).rejects.toThrow(/need 8/);
    await expect(loadStates(spec('tfim', { from: 1, to: 0.5 }))).rejects.toThrow(/from ≤ to/);
  });
});

/** The bytes of a `.npy` file of complex numbers. */
function npy(type: '<c8' | '<c16', fortran: boolean, shape: number[], data: Float64Array): Uint8Array {
  const text = `{'descr': '${type}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${shape.join(', ')},), }`;
  const header = `${text.padEnd(117)}\n`;
  const items = type === '<c8' ? Float32Array.from(data) : data;
  const bytes = new Uint8Array(10 + header.length + items.byteLength);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8]);
  bytes.set(new TextEncoder().encode(header), 10);
  bytes.set(new Uint8Array(items.buffer, items.byteOffset, items.byteLength), 10 + header.length);
  return bytes;
}
