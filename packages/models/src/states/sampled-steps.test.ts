import { circuit, haarKet, parameter, stream } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { drawStates, haarStates, randomMixedStates, type StateEnsemble } from '../state-data/index.js';
import { denoiserCircuit } from '../testing/index.js';
import type { Entering, SampledStep } from './sampled-step.js';
import { TrajectoryStep } from './trajectory-step.js';
import { UnitaryStep, unitaryPart } from './unitary-step.js';
import { roots } from './wires.js';

const program = (() => {
  const [only] = denoiserCircuit(2, 2, 2).circuits;
  if (only === undefined) throw new Error('no circuit');
  return only.program;
})();
const theta = Float32Array.from({ length: program.parameters }, (_, k) => Math.fround(Math.sin(1.7 * k + 0.4)));

/** One state on its way in. */
function entering(kind: StateEnsemble['kind'], haar: boolean, step: number): Entering {
  const states = drawStates(kind === 'pure' ? haarStates(4) : randomMixedStates(4, 2), 1, stream(1, kind));
  const kets = new Float64Array(8);
  kets.set(haarKet(stream(2), 2).data);
  return {
    theta,
    time: undefined,
    count: 1,
    m: roots(states),
    purifier: kind === 'pure' ? 1 : 4,
    kets: haar ? kets : undefined,
    draws: { seed: 3, step, sample: 0 },
  };
}

const far = (a: Float64Array, b: Float64Array): number =>
  a.reduce((most, x, k) => Math.max(most, Math.abs(x - (b[k] as number))), 0);

/** The results of many draws, told apart, with how often each came; and a draw that gives it. */
function outcomes(step: SampledStep, of: (draw: number) => Entering, draws: number) {
  const found: { m: Float64Array; times: number; draw: number }[] = [];
  for (let draw = 1; draw <= draws; draw++) {
    const m = step.run(of(draw));
    const same = found.find((one) => far(one.m, m) < 1e-9);
    if (same === undefined) found.push({ m, times: 1, draw });
    else same.times++;
  }
  return found;
}

describe('a sampled step', () => {
  it.each([
    ['pure', false],
    ['pure', true],
    ['mixed', false],
    ['mixed', true],
  ] as const)(
    'is the same through the matrix of the circuit and through trajectories: %s states, Haar ancilla %s',
    (kind, haar) => {
      const [matrix, trajectories] = [new UnitaryStep(program, 4), new TrajectoryStep(program, 4)];
      const of = (draw: number) => entering(kind, haar, draw);
      const draws = 600;
      const [one, other] = [outcomes(matrix, of, draws), outcomes(trajectories, of, draws)];
      const often = one.filter(({ times }) => times > 30);
      expect(often.length).toBeGreaterThan(2);
      for (const { m, times, draw } of often) {
        const twin = other.find((candidate) => far(candidate.m, m) < 1e-9);
        const deviation = Math.sqrt(2 * times * (1 - times / draws));
        expect(Math.abs((twin?.times ?? 0) - times)).toBeLessThan(4 * deviation);
        // With the same outcome the gradients of any loss agree, that of log p too.
        const gradient = m.map((_, k) => Math.cos(k));
        const loss = () => ({ gradient, scores: Float64Array.of(0.7) });
        const [a, b] = [matrix.gradient(of(draw), loss), trajectories.gradient(of(twin?.draw ?? 0), loss)];
        expect(Array.from(a).some((x) => Math.abs(x) > 1e-2)).toBe(true);
        expect(far(Float64Array.from(a), Float64Array.from(b))).toBeLessThan(1e-9);
      }
      for (const step of [matrix, trajectories]) step.dispose();
    },
  );

  it('has the gradient of differences and of parameter shift at fixed outcomes', () => {
    const step = new UnitaryStep(program, 1);
    const at = (shift: number, k: number): Entering => ({
      ...entering('pure', false, 1),
      m: drawStates(haarStates(16), 1, stream(4)).data,
      theta: theta.map((x, i) => (i === k ? x + shift : x)),
    });
    // <Z> of the first wire, whose gradient by the amplitudes is 2 Z psi: an expectation value, exact by shifts of π/2.
    const signs = Float64Array.from({ length: 32 }, (_, k) => (Math.floor(k / 2) % 2 === 0 ? 1 : -1));
    const mean = (m: Float64Array) => m.reduce((sum, x, k) => sum + (signs[k] as number) * x * x, 0);
    const gradient = step.gradient(at(0, 0), (m) => ({
      gradient: m.map((x, k) => 2 * (signs[k] as number) * x),
      scores: new Float64Array(1),
    }));
    for (let k = 0; k < theta.length; k++) {
      const by = (shift: number) => mean(step.run(at(shift, k))) - mean(step.run(at(-shift, k)));
      expect(gradient[k]).toBeCloseTo(by(Math.PI / 2) / 2, 5);
      expect(gradient[k]).toBeCloseTo(by(2 ** -7) * 2 ** 6, 3);
    }
    step.dispose();
  });

  it('is a trajectory where the circuit measures, resets or makes noise itself', () => {
    const measured = circuit(2)
      .gate('RX', [0], [parameter(0)])
      .measure(0, 0)
      .state()
      .build();
    // Measured on an ancilla at its end it is a unitary that is then measured; on a datum, or before more gates, it is not.
    expect(unitaryPart(measured, 2)?.operations).toHaveLength(1);
    expect(unitaryPart(measured, 1)).toBeUndefined();
    const more = [...measured.operations, { kind: 'barrier', targets: [0, 1] } as const];
    expect(unitaryPart({ ...measured, operations: more }, 2)).toBeUndefined();
    expect(unitaryPart(program, 4)).toEqual(program);
    const step = new TrajectoryStep(measured, 2);
    const given = { ...entering('pure', false, 1), m: Float64Array.of(0.6, 0, 0.8, 0), theta: Float32Array.of(0.3) };
    expect(Array.from(step.run(given))).toEqual([0.6, 0, 0.8, 0].map((x) => expect.closeTo(x, 12)));
    step.dispose();
  });
});
