import { stream } from '@kraus/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { betasOf, GaussianChain, type GaussianSchedule, gaussianKl } from './index.js';

const schedules: GaussianSchedule[] = [
  { kind: 'linear', steps: 40, first: 1e-4, last: 0.2 },
  { kind: 'cosine', steps: 40 },
  { kind: 'sigmoid', steps: 40 },
  { kind: 'table', betas: [0.1, 0.5, 0.2] },
];

describe('schedules', () => {
  it('linear goes from first to last', () => {
    const betas = betasOf({ kind: 'linear', steps: 1000, first: 1e-4, last: 0.02 });
    expect([betas[0], betas[999]]).toEqual([1e-4, 0.02]);
    expect(betas[1]).toBeCloseTo(1e-4 + 0.0199 / 999, 15);
    // ᾱ_T of DDPM's schedule: the literature's 4.04e-5 (log ᾱ_T = Σ log(1 − β)).
    expect(new GaussianChain({ kind: 'linear', steps: 1000, first: 1e-4, last: 0.02 }).alphaBar(1000)).toBeCloseTo(
      4.04e-5,
      7,
    );
  });

  it('cosine and sigmoid have the ᾱ of their papers until β reaches 0.999', () => {
    const cosine = new GaussianChain({ kind: 'cosine', steps: 100 });
    const f = (u: number) => Math.cos(((u + 0.008) / 1.008) * (Math.PI / 2)) ** 2;
    for (const t of [1, 30, 99]) expect(cosine.alphaBar(t)).toBeCloseTo(f(t / 100) / f(0), 13);
    expect(cosine.betas[99]).toBe(0.999);
    const sigmoid = new GaussianChain({ kind: 'sigmoid', steps: 100 });
    const s = (x: number) => 1 / (1 + Math.exp(-x));
    expect(sigmoid.alphaBar(50)).toBeCloseTo(0.5, 12);
    expect(sigmoid.alphaBar(20)).toBeCloseTo((s(3) - s(-3 + 1.2)) / (s(3) - s(-3)), 12);
  });

  it('are refused where β leaves (0, 1)', () => {
    expect(() => betasOf({ kind: 'table', betas: [0.1, 1] })).toThrow(/step 2 is 1;/);
    expect(() => betasOf({ kind: 'table', betas: [] })).toThrow(/no steps/);
    expect(() => betasOf({ kind: 'linear', steps: 0, first: 0.1, last: 0.2 })).toThrow(/0 steps/);
  });
});

describe('chain', () => {
  it.each(schedules)('$kind: posterior is Bayes of the step and the marginal before it', (schedule) => {
    const chain = new GaussianChain(schedule);
    const [x0, xt] = [0.7, -0.4];
    for (let t = 2; t <= chain.steps; t++) {
      // N(x_t; √(1−β) x, β) N(x; √ᾱ x_0, 1 − ᾱ): precisions add.
      const beta = chain.betas[t - 1] as number;
      const before = chain.alphaBar(t - 1);
      const precision = (1 - beta) / beta + 1 / (1 - before);
      const mean = ((Math.sqrt(1 - beta) * xt) / beta + (Math.sqrt(before) * x0) / (1 - before)) / precision;
      const posterior = chain.posterior(Float64Array.of(xt), Float64Array.of(x0), t);
      expect(posterior.mean[0]).toBeCloseTo(mean, 11);
      expect(posterior.variance).toBeCloseTo(1 / precision, 12);
    }
    const last = chain.posterior(Float64Array.of(xt), Float64Array.of(x0), 1);
    expect(last.mean[0]).toBeCloseTo(x0, 12);
    expect(last.variance).toBe(0);
  });

  it('predictions of noise, x0 and mean stand for the same step', () => {
    const chain = new GaussianChain(schedules[0] as GaussianSchedule);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: -2, max: 2, noNaN: true }),
        fc.integer({ min: 0, max: 1e6 }),
        (t, start, seed) => {
          const x0 = Float64Array.of(start, -start / 2);
          const noise = stream(seed).fillNormal(new Float64Array(2));
          const xt = chain.noisy(x0, noise, t);
          const mean = chain.posterior(xt, x0, t).mean;
          for (const [predicted, kind] of [
            [noise, 'noise'],
            [x0, 'x0'],
            [mean, 'mean'],
          ] as const) {
            chain.reverseMean(xt, predicted, kind, t).forEach((x, k) => {
              expect(x).toBeCloseTo(mean[k] as number, 9);
            });
          }
          // Ho et al., eq. 11: mean = (x_t − β/√(1 − ᾱ) noise)/√(1 − β).
          const beta = chain.betas[t - 1] as number;
          const eq11 =
            ((xt[0] as number) - (beta / Math.sqrt(1 - chain.alphaBar(t))) * (noise[0] as number)) /
            Math.sqrt(1 - beta);
          expect(mean[0]).toBeCloseTo(eq11, 9);
        },
      ),
    );
  });

  it('ancestral steps with the exact score turn N(0, 1) into the Gaussian of the data', () => {
    // Data N(m, s²): E[x_0|x_t] is linear in x_t, so the exact reverse chain is known at every step.
    const chain = new GaussianChain({ kind: 'linear', steps: 200, first: 1e-4, last: 0.1 });
    const [m, s2] = [1.5, 0.25];
    const count = 20_000;
    const random = stream(3, 'ancestral');
    let x: Float64Array = random.fillNormal(new Float64Array(count));
    for (let t = 200; t >= 1; t--) {
      const a = chain.alphaBar(t);
      const gain = (Math.sqrt(a) * s2) / (a * s2 + 1 - a);
      const x0 = x.map((v) => m + gain * (v - Math.sqrt(a) * m));
      x = chain.reverseStep(chain.reverseMean(x, x0, 'x0', t), t, random, 'forward');
    }
    const mean = x.reduce((sum, v) => sum + v, 0) / count;
    const variance = x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / count;
    expect(mean).toBeCloseTo(m, 1.6);
    expect(variance).toBeCloseTo(s2, 1.7);
  });

  it('KL of Gaussians is the integral of p log p/q', () => {
    const [p, q] = [
      { mean: Float64Array.of(0.3), variance: 0.5 },
      { mean: Float64Array.of(-0.2), variance: 1.2 },
    ];
    const density = (x: number, { mean, variance }: typeof p) =>
      Math.exp(-((x - (mean[0] as number)) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
    let integral = 0;
    for (let x = -12; x < 12; x += 0.001) integral += density(x, p) * Math.log(density(x, p) / density(x, q)) * 0.001;
    expect(gaussianKl(p, q)).toBeCloseTo(integral, 9);
    expect(gaussianKl(p, p)).toBe(0);
    const twice = (g: typeof p) => ({
      mean: Float64Array.of(g.mean[0] as number, g.mean[0] as number),
      variance: g.variance,
    });
    expect(gaussianKl(twice(p), twice(q))).toBeCloseTo(2 * gaussianKl(p, q), 14);
    expect(() => gaussianKl({ mean: Float64Array.of(1), variance: 0 }, q)).toThrow(/variances above 0/);
    expect(() => new GaussianChain({ kind: 'cosine', steps: 4 }).marginal(Float64Array.of(1), 5)).toThrow(/1 … 4/);
  });
});
