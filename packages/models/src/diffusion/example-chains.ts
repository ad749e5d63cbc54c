import { markovChain } from './chain.js';

/** A 3-level chain of 3 different, unsymmetric steps, for tests. */
export const threeLevelSteps = [
  [0.7, 0.1, 0.2, 0.2, 0.8, 0.3, 0.1, 0.1, 0.5],
  [0.6, 0.25, 0.1, 0.3, 0.5, 0.3, 0.1, 0.25, 0.6],
  [0.5, 0.2, 0.35, 0.25, 0.45, 0.25, 0.25, 0.35, 0.4],
].map((entries) => Float64Array.from(entries));

export const threeLevelPrior = Float64Array.from([0.3, 0.45, 0.25]);

export const threeLevelChain = () => markovChain(threeLevelSteps, threeLevelPrior);

/** Random walk on a ring of `levels`, `steps` equal steps: symmetric, uniform prior. */
export function ringChain(levels: number, steps: number, stay: number) {
  const matrix = new Float64Array(levels * levels);
  for (let j = 0; j < levels; j++) {
    matrix[j * levels + j] += stay;
    matrix[((j + 1) % levels) * levels + j] += (1 - stay) / 2;
    matrix[((j + levels - 1) % levels) * levels + j] += (1 - stay) / 2;
  }
  return markovChain(
    Array.from({ length: steps }, () => matrix),
    new Float64Array(levels).fill(1 / levels),
  );
}

/** P(x_1, x_2, x_3 | x_0) of the 3-level chain by multiplying one-step entries: every path of it. */
export function* threeLevelPaths(
  x0: number,
): Generator<{ path: [number, number, number, number]; probability: number }> {
  const q = (t: number, i: number, j: number): number => threeLevelSteps[t - 1][i * 3 + j];
  for (let a = 0; a < 3; a++) {
    for (let b = 0; b < 3; b++) {
      for (let c = 0; c < 3; c++) {
        yield { path: [x0, a, b, c], probability: q(1, a, x0) * q(2, b, a) * q(3, c, b) };
      }
    }
  }
}

/** Some fixed predicted distribution of x₀ given (t, x_t), over 3 levels, as logits. */
export function threeLevelLogits(t: number, xt: number): Float64Array {
  return Float64Array.from([Math.sin(1.7 * t + xt), Math.cos(2.3 * xt - t), 0.4 * t - 0.3 * xt]);
}

export function distribution(logits: Float64Array): Float64Array {
  const weights = logits.map((x) => Math.exp(x));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((w) => w / sum);
}
