import {
  applyChannel,
  basisKet,
  blochVector,
  ComplexMatrix,
  channelFromKraus,
  circuit,
  dagger,
  gateNamed,
  haarKet,
  kron,
  maxDifference,
  maximallyMixed,
  multiply,
  noiseChannel,
  pureState,
  stateFromBloch,
  stream,
  trace,
} from '@kraus/core';
import { describe, expect, it } from 'vitest';
import {
  circleOfStates,
  clusterOfStates,
  densityMatrices,
  drawStates,
  ensembleOf,
  fixedState,
  haarStates,
  meanState,
  stateAt,
} from '../state-data/index.js';
import { depolarizingWeights, exactHaar, globalDepolarizing, randomScrambling, stepwiseNoise } from './index.js';

const ramp = (count: number, first: number, last: number) =>
  Array.from({ length: count }, (_, k) => first + ((last - first) * k) / (count - 1));

/** E cos φ of φ uniform in ±a. */
const sinc = (a: number) => (a === 0 ? 1 : Math.sin(a) / a);

const MANY = 20_000;

describe('random scrambling', () => {
  it.each(['step', 'tiled'] as const)(
    'of one qubit contracts the mean Bloch vector as rotations do (%s)',
    (assignment) => {
      const strengths = ramp(20, 1, 4);
      const noise = randomScrambling({ qubits: 1, strengths, assignment });
      const start = stateFromBloch(0.48, 0.6, 0.64);
      const ket = new ComplexMatrix(
        2,
        1,
        Float64Array.of(Math.sqrt(0.82), 0, 0.48 / (2 * Math.sqrt(0.82)), 0.6 / (2 * Math.sqrt(0.82))),
      );
      expect(maxDifference(pureState(ket), start)).toBeLessThan(1e-12);
      const states = drawStates(fixedState(ket), MANY, stream(1));
      for (const t of [1, 3, 6]) {
        // Each rotation multiplies the two components it turns by E cos φ; the sines vanish on average.
        let r = [0.48, 0.6, 0.64];
        for (let s = 0; s < t; s++) {
          for (const [k, axis] of ['z', 'y', 'z'].entries()) {
            const h = strengths[assignment === 'step' ? s : (3 * s + k) % t] as number;
            const c = sinc((Math.PI / 8) * h);
            r = axis === 'z' ? r.map((x, i) => (i === 2 ? x : c * x)) : r.map((x, i) => (i === 1 ? x : c * x));
          }
        }
        const mean = blochVector(meanState(noise.noisy(states, t, stream(5, t))));
        mean.forEach((x, i) => {
          expect(Math.abs(x - (r[i] as number))).toBeLessThan(0.015);
        });
      }
    },
  );

  it('of two qubits has the mean state of its averaged gates, integrated numerically', () => {
    const strengths = ramp(5, 0.5, 4);
    const noise = randomScrambling({ qubits: 2, strengths });
    const psi = haarKet(stream(3), 4);
    const states = drawStates(fixedState(psi), MANY, stream(1));
    const gate = (name: string, angle: number) => gateNamed(name).matrix([angle]);
    const identity = ComplexMatrix.identity(2);
    const conjugated = (u: ComplexMatrix, rho: ComplexMatrix) => multiply(multiply(u, rho), dagger(u));
    // Mean over angles by the midpoint rule.
    const average = (rho: ComplexMatrix, low: number, high: number, unitary: (angle: number) => ComplexMatrix) => {
      const points = 64;
      const sum = new ComplexMatrix(4, 4);
      for (let k = 0; k < points; k++) {
        conjugated(unitary(low + ((k + 0.5) / points) * (high - low)), rho).data.forEach((x, i) => {
          sum.data[i] = (sum.data[i] as number) + x / points;
        });
      }
      return sum;
    };
    let rho = pureState(psi);
    for (const h of strengths) {
      const a = (Math.PI / 8) * h;
      for (const name of ['RZ', 'RY', 'RZ']) {
        rho = average(rho, -a, a, (angle) => kron(identity, gate(name, angle)));
        rho = average(rho, -a, a, (angle) => kron(gate(name, angle), identity));
      }
      rho = average(rho, (0.4 * h) / (2 * Math.SQRT2), (0.6 * h) / (2 * Math.SQRT2), (angle) => gate('RZZ', angle));
    }
    const found = meanState(noise.noisy(states, 5, stream(9)));
    expect(maxDifference(found, rho)).toBeLessThan(0.012);
    // Noise has not erased what is compared.
    expect(maxDifference(rho, maximallyMixed(4))).toBeGreaterThan(0.05);
  });

  /**
   * Population of |0…0>: mean and standard deviation over the 1000 states that QuDDPM's authors published for step t (repository
   * Francis-Hsu/QuantGenMdl, data/cluster), 1 and 2 qubits.
   */
  const published = [
    { qubits: 1, scale: 0.08, first: 1, t: 2, mean: 0.9599, deviation: 0.0423 },
    { qubits: 1, scale: 0.08, first: 1, t: 5, mean: 0.8882, deviation: 0.1122 },
    { qubits: 1, scale: 0.08, first: 1, t: 10, mean: 0.7057, deviation: 0.2312 },
    { qubits: 2, scale: 0.06, first: 0.5, t: 1, mean: 0.9729, deviation: 0.0154 },
    { qubits: 2, scale: 0.06, first: 0.5, t: 3, mean: 0.9414, deviation: 0.038 },
    { qubits: 2, scale: 0.06, first: 0.5, t: 5, mean: 0.8824, deviation: 0.0844 },
    { qubits: 2, scale: 0.06, first: 0.5, t: 10, mean: 0.6224, deviation: 0.2019 },
    { qubits: 2, scale: 0.06, first: 0.5, t: 20, mean: 0.2709, deviation: 0.2026 },
  ];

  it.each(published)(
    'of $qubits qubits has the published moments at t = $t',
    ({ qubits, scale, first, t, mean, deviation }) => {
      const d = 2 ** qubits;
      const states = drawStates(clusterOfStates(basisKet(d, 0), scale), 5000, stream(1));
      const noisy = randomScrambling({ qubits, strengths: ramp(20, first, 4) }).noisy(states, t, stream(2, t));
      const populations = Float64Array.from({ length: 5000 }, (_, n) => Math.hypot(...stateAt(noisy, n).at(0, 0)) ** 2);
      const ours = populations.reduce((sum, p) => sum + p, 0) / 5000;
      const spread = Math.sqrt(populations.reduce((sum, p) => sum + (p - ours) ** 2, 0) / 5000);
      // Four standard errors of their mean and ours; deviations to a tenth.
      expect(Math.abs(ours - mean)).toBeLessThan(4 * deviation * Math.sqrt(1 / 1000 + 1 / 5000));
      expect(Math.abs(spread / deviation - 1)).toBeLessThan(0.1);
    },
  );

  it('by steps, not tiled, is the law of the published clusters: both qubits leave |0> equally fast', () => {
    // Published populations of |1> at t = 3: 0.0325 and 0.0338, each ± 0.0009.
    const states = drawStates(clusterOfStates(basisKet(4, 0), 0.06), 5000, stream(1));
    const left = (assignment: 'step' | 'tiled') => {
      const rho = meanState(
        randomScrambling({ qubits: 2, strengths: ramp(20, 0.5, 4), assignment }).noisy(states, 3, stream(2, 3)),
      );
      return [rho.re(1, 1) + rho.re(3, 3), rho.re(2, 2) + rho.re(3, 3)] as const;
    };
    const [first, second] = left('step');
    expect(Math.abs(first - 0.0325)).toBeLessThan(0.004);
    expect(Math.abs(second - 0.0338)).toBeLessThan(0.004);
    const [fast, slow] = left('tiled');
    expect(fast - slow).toBeGreaterThan(0.015);
  });

  it('nears Haar states: E |<0|ψ>|⁴ = 2/(d(d+1)) after the published schedule of two qubits', () => {
    const noise = randomScrambling({ qubits: 2, strengths: ramp(20, 0.5, 4) });
    const start = drawStates(fixedState(basisKet(4, 0)), 6000, stream(1));
    const end = noise.noisy(start, 20, stream(2));
    let [second, fourth] = [0, 0];
    for (let n = 0; n < 6000; n++) {
      const p = (end.data[8 * n] as number) ** 2 + (end.data[8 * n + 1] as number) ** 2;
      second += p / 6000;
      fourth += p ** 2 / 6000;
    }
    // The published strengths leave Π sinc(π/8 h_s) = 4 % of each <Z>, so that |00> keeps a little more than 1/4.
    expect(Math.abs(second - 0.25)).toBeLessThan(0.025);
    expect(Math.abs(fourth - 0.1)).toBeLessThan(0.02);
  });

  it('gives each state its own draws, whatever stands beside it; pure and mixed states alike', () => {
    const noise = randomScrambling({ qubits: 2, strengths: [1, 2, 3] });
    const many = drawStates(haarStates(4), 6, stream(1));
    const few = drawStates(haarStates(4), 2, stream(1));
    const at = (states: typeof many) => noise.noisy(states, 3, stream(7, 'scramble', 3));
    at(few).data.forEach((x, k) => {
      expect(at(many).data[k]).toBeCloseTo(x, 14);
    });
    const asMatrices = noise.noisy(densityMatrices(few), 3, stream(7, 'scramble', 3));
    asMatrices.data.forEach((x, k) => {
      expect(x).toBeCloseTo(densityMatrices(at(few)).data[k] as number, 12);
    });
    expect(noise.noisy(few, 0, stream(1))).toBe(few);
    expect(() => noise.noisy(few, 4, stream(1))).toThrow(/0 … 3/);
    expect(() => noise.noisy(drawStates(haarStates(2), 1, stream(1)), 1, stream(1))).toThrow(/dimension 4/);
    expect(() => randomScrambling({ qubits: 2, strengths: [] })).toThrow(/0 strengths/);
  });
});

describe('depolarizing of MSQuDDPM', () => {
  it('is the global channel once for every qubit', () => {
    const weights = [0.1, 0.3, 0.6];
    const noise = globalDepolarizing(2, { kind: 'table', weights });
    const states = drawStates(haarStates(4), 3, stream(2));
    for (const t of [0, 1, 3]) {
      const found = noise.noisy(states, t, stream(1));
      for (let n = 0; n < 3; n++) {
        let rho = pureState(stateAt(states, n));
        for (const p of weights.slice(0, t)) {
          for (let qubit = 0; qubit < 2; qubit++) {
            rho = new ComplexMatrix(
              4,
              4,
              rho.data.map((x, k) => (1 - p) * x + p * (maximallyMixed(4).data[k] as number)),
            );
          }
        }
        expect(maxDifference(stateAt(found, n), rho)).toBeLessThan(1e-14);
      }
    }
  });

  it('has the published schedules', () => {
    const cosine = depolarizingWeights({ kind: 'cosine', steps: 4 });
    const f = (u: number) => Math.cos(((u + 0.001) / 1.001) * (Math.PI / 2)) ** 2;
    expect(cosine[1]).toBeCloseTo(1 - f(0.5) / f(0.25), 13);
    expect(cosine[3]).toBeCloseTo(1, 12);
    const squared = depolarizingWeights({ kind: 'squared-cosine', steps: 4 });
    expect(squared[1]).toBeCloseTo((cosine[1] as number) ** 2, 14);
    expect(
      [...depolarizingWeights({ kind: 'linear', steps: 3, first: 0.1, last: 0.5 })].map(
        (x) => Math.round(x * 1e9) / 1e9,
      ),
    ).toEqual([0.1, 0.3, 0.5]);
    expect(() => depolarizingWeights({ kind: 'table', weights: [0.5, 1.2] })).toThrow(/step 2 is 1.2/);
  });
});

describe('any channels and circuits', () => {
  it('act step by step as each does alone', () => {
    const steps = [
      noiseChannel('AmplitudeDamping', 0.2),
      noiseChannel('Depolarizing', 0.3),
      noiseChannel('PhaseDamping', 0.4),
    ];
    const states = drawStates(circleOfStates(), 4, stream(2));
    const found = stepwiseNoise(steps).noisy(states, 3, stream(1));
    for (let n = 0; n < 4; n++) {
      const rho = steps.reduce((state, step) => applyChannel(step, state), pureState(stateAt(states, n)));
      expect(maxDifference(stateAt(found, n), rho)).toBeLessThan(1e-14);
      expect(trace(rho)[0]).toBeCloseTo(1, 13);
    }
  });

  it('a circuit of noise is the channel it is made of, from kets and from matrices', () => {
    const noisy = circuit(2)
      .startFrom('density')
      .gate('H', [0])
      .gate('CX', [0, 1])
      .noise('AmplitudeDamping', [1], [0.3])
      .density()
      .build();
    const states = drawStates(haarStates(4), 3, stream(4));
    const found = stepwiseNoise([noisy, noisy]).noisy(states, 2, stream(1));
    const unitary = circuit(2).startFrom('amplitudes').gate('H', [0]).gate('CX', [0, 1]).state().build();
    const damping = noiseChannel('AmplitudeDamping', 0.3);
    const onSecond = channelFromKraus(
      [4],
      (damping.kind === 'kraus' ? damping.operators : []).map((data) => {
        const k = new ComplexMatrix(2, 2);
        for (const [row, column, re, im] of data.entries) k.set(row, column, [re, im]);
        return kron(k, ComplexMatrix.identity(2));
      }),
    );
    const alternating = stepwiseNoise([unitary, onSecond]).noisy(states, 2, stream(1));
    const once = stepwiseNoise([noisy, noisy]).noisy(states, 1, stream(1));
    for (let n = 0; n < 3; n++) {
      expect(maxDifference(stateAt(once, n), stateAt(alternating, n))).toBeLessThan(1e-12);
      expect(trace(stateAt(found, n))[0]).toBeCloseTo(1, 12);
    }
    expect(maxDifference(stateAt(found, 0), stateAt(once, 0))).toBeGreaterThan(0.01);
    expect(stepwiseNoise([unitary]).noisy(states, 1, stream(1)).kind).toBe('pure');
    expect(() => stepwiseNoise([onSecond, unitary]).noisy(states, 2, stream(1))).toThrow(/'density'/);
    expect(() => stepwiseNoise([circuit(2).state().build()])).toThrow(/step 1 starts from 'zero'/);
  });

  it('exact Haar noise forgets the states', () => {
    const states = drawStates(fixedState(basisKet(2, 0)), MANY, stream(1));
    const end = exactHaar().noisy(states, 1, stream(2));
    expect(maxDifference(meanState(end), maximallyMixed(2))).toBeLessThan(0.01);
    expect(() => exactHaar().noisy(ensembleOf([maximallyMixed(2)]), 1, stream(1))).toThrow(/pure states/);
  });
});
