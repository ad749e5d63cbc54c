import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyChannel,
  averageGateFidelity,
  blochMap,
  channelDifference,
  channelResiduals,
  composeChannels,
  fixedPoint,
  superoperator,
  superoperatorFromKraus,
} from '../channels/index.js';
import { liouvillian } from '../generators/index.js';
import { ComplexMatrix, expm, maxDifference, scale, subtract } from '../linear-algebra/index.js';
import { stream } from '../random/index.js';
import { randomDensityMatrix } from '../states/index.js';
import {
  CHANNELS,
  type ChannelRecord,
  channelNamed,
  depolarizingFromErrorProbability,
  depolarizingFromFidelity,
  errorProbabilityFromDepolarizing,
  findChannel,
  noiseChannel,
  phaseDampingFromFlip,
} from './index.js';

/** Values inside the domain, `margin` away from its edges, that keep the conditions. */
function inside(record: ChannelRecord, margin = 0): fc.Arbitrary<number[]> {
  const each = record.parameters.map((parameter) => {
    if (parameter.kind === 'count') return fc.integer({ min: 2, max: 5 });
    if (parameter.kind === 'time') return fc.double({ min: 0.05, max: 3, noNaN: true });
    return fc.double({ min: margin, max: 1 - margin, noNaN: true });
  });
  return fc.tuple(...each).filter((values) => record.conditions.every(({ holds }) => holds(values)));
}

describe('the channel registry', () => {
  it('has unique names and finds each', () => {
    const names = CHANNELS.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(findChannel(name)).toBeDefined();
    expect(() => channelNamed('Depolarising')).toThrow(/no channel 'Depolarising'.*Depolarizing/);
  });
});

describe.each(CHANNELS.map((record) => [record.name, record] as const))('channel %s', (name, record) => {
  it('preserves the trace and is completely positive over its whole domain; unital as stated', () => {
    expect(record.documentation.endsWith('.')).toBe(true);
    let worst = 0;
    fc.assert(
      fc.property(inside(record), (values) => {
        const residuals = channelResiduals(noiseChannel(name, ...values));
        expect(residuals.tracePreserving).toBeLessThan(1e-12);
        expect(residuals.completelyPositive).toBeLessThan(1e-12);
        worst = Math.max(worst, residuals.unital);
      }),
      { numRuns: 40 },
    );
    if (record.unital) expect(worst).toBeLessThan(1e-12);
    else expect(worst).toBeGreaterThan(1e-3);
  });

  it('has the derivatives of its superoperator', () => {
    fc.assert(
      fc.property(inside(record, 0.05), (values) => {
        const derivatives = record.derivatives(values);
        expect(derivatives).toHaveLength(values.length);
        derivatives.forEach((derivative, k) => {
          expect(derivative === undefined).toBe(record.parameters[k]?.kind === 'count');
          if (derivative === undefined) return;
          const h = 1e-5;
          const shifted = (by: number) =>
            superoperatorFromKraus(record.kraus(values.map((x, j) => (j === k ? x + by : x))));
          const beyond = [-h, h].some(
            (by) => !record.conditions.every(({ holds }) => holds(values.map((x, j) => (j === k ? x + by : x)))),
          );
          if (beyond) return;
          const numeric = scale(subtract(shifted(h), shifted(-h)), 1 / (2 * h));
          expect(maxDifference(numeric, derivative)).toBeLessThan(1e-5);
        });
      }),
      { numRuns: 25 },
    );
  });

  it('refuses values outside its domain, with one sentence', () => {
    const bad = record.parameters.map(({ kind }) => (kind === 'count' ? 1.5 : -0.1));
    expect(() => noiseChannel(name, ...bad)).toThrow(new RegExp(`^${name}: ${record.parameters[0]?.name} = `));
    expect(() => noiseChannel(name)).toThrow(/expected/);
  });
});

describe('closed forms', () => {
  const rho = randomDensityMatrix(stream(4), 2);

  it('Depolarizing(p) is (1 − p) ρ + p I/2 and composes as 1 − (1 − p)(1 − q)', () => {
    const image = applyChannel(noiseChannel('Depolarizing', 0.3), rho);
    expect(image.re(0, 0)).toBeCloseTo(0.7 * rho.re(0, 0) + 0.15, 15);
    expect(image.im(0, 1)).toBeCloseTo(0.7 * rho.im(0, 1), 15);
    const twice = composeChannels(noiseChannel('Depolarizing', 0.3), noiseChannel('Depolarizing', 0.2));
    expect(channelDifference(twice, noiseChannel('Depolarizing', 1 - 0.7 * 0.8))).toBeLessThan(1e-15);
    const two = randomDensityMatrix(stream(5), 4);
    expect(applyChannel(noiseChannel('TwoQubitDepolarizing', 0.4), two).re(2, 2)).toBeCloseTo(
      0.6 * two.re(2, 2) + 0.1,
      15,
    );
  });

  it('conversions between conventions of depolarizing noise', () => {
    const p = depolarizingFromErrorProbability(0.3);
    expect(p).toBeCloseTo(0.4, 15);
    expect(channelDifference(noiseChannel('Depolarizing', p), noiseChannel('PauliError', 0.1, 0.1, 0.1))).toBeLessThan(
      1e-15,
    );
    expect(
      channelDifference(noiseChannel('Depolarizing', 0.3), noiseChannel('PauliError', 0.1, 0.1, 0.1)),
    ).toBeGreaterThan(0.04);
    expect(errorProbabilityFromDepolarizing(p)).toBeCloseTo(0.3, 15);
    expect(depolarizingFromErrorProbability(0.15, 2)).toBeCloseTo(0.16, 15);
    expect(averageGateFidelity(noiseChannel('TwoQubitDepolarizing', depolarizingFromFidelity(0.93, 2)))).toBeCloseTo(
      0.93,
      13,
    );
    expect(() => depolarizingFromErrorProbability(0.9)).toThrow(/0.75/);
    const gamma = phaseDampingFromFlip(0.2);
    expect(channelDifference(noiseChannel('PhaseDamping', gamma), noiseChannel('PhaseFlip', 0.2))).toBeLessThan(1e-15);
  });

  it('ThermalRelaxation is the exponential of its Lindblad generator', () => {
    const [t1, t2, time, excited] = [1.3, 0.9, 0.7, 0.2];
    const entry = (i: number, j: number, rate: number) => ({
      rows: 2,
      columns: 2,
      entries: [[i, j, Math.sqrt(rate), 0]] as const,
    });
    const pure = 1 / t2 - 1 / (2 * t1);
    const generator = liouvillian({
      kind: 'generator',
      dims: [2],
      hamiltonian: { rows: 2, columns: 2, entries: [] },
      jumps: [entry(0, 1, (1 - excited) / t1), entry(1, 0, excited / t1), entry(1, 1, 2 * pure)],
    });
    const exact = expm(scale(generator, time));
    expect(maxDifference(superoperator(noiseChannel('ThermalRelaxation', t1, t2, time, excited)), exact)).toBeLessThan(
      1e-14,
    );
    expect(
      maxDifference(
        fixedPoint(noiseChannel('ThermalRelaxation', t1, t2, time, excited)).state,
        ComplexMatrix.diagonal([0.8, 0.2]),
      ),
    ).toBeLessThan(1e-14);
    expect(() => noiseChannel('ThermalRelaxation', 1, 2.1, 1, 0)).toThrow(/t2 <= 2 \* t1/);
    const forever = superoperator(noiseChannel('ThermalRelaxation', Infinity, Infinity, 5, 0));
    expect(maxDifference(forever, ComplexMatrix.identity(4))).toBe(0);
  });

  it('damping shrinks the Bloch ball as in Nielsen & Chuang, and reset replaces the state', () => {
    const { centre, axes } = blochMap(noiseChannel('GeneralizedAmplitudeDamping', 0.36, 0.75));
    expect(centre[2]).toBeCloseTo(0.36 * 0.5, 14);
    expect(axes[0]?.length).toBeCloseTo(0.8, 13);
    expect(
      maxDifference(applyChannel(noiseChannel('ResetError', 0.7, 0.3), rho), ComplexMatrix.diagonal([0.7, 0.3])),
    ).toBeLessThan(1e-15);
    expect(() => noiseChannel('PauliError', 0.5, 0.4, 0.3)).toThrow(/px \+ py \+ pz <= 1/);
  });
});
