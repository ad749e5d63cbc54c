import type { FixedRotor } from './plan.js';

type Pair = readonly [number, number];

/** The fixed rotor of the SU(2) matrix [[α, −β*], [β, α*]]. */
export function fixedRotor(alpha: Pair, beta: Pair): FixedRotor {
  const [a, b] = alpha;
  const [c, d] = beta;
  // Columns: images of X, Y, Z under P → U P U†.
  const x = [a * a - b * b - c * c + d * d, -2 * (a * b + c * d), -2 * (a * c - b * d)];
  const y = [2 * (a * b - c * d), a * a - b * b + c * c - d * d, -2 * (a * d + b * c)];
  const z = [2 * (a * c + b * d), 2 * (a * d - b * c), a * a + b * b - c * c - d * d];
  const rotation = [0, 1, 2].flatMap((i) => [x[i] ?? 0, y[i] ?? 0, z[i] ?? 0]);
  return { kind: 'fixed', alpha, beta, rotation };
}

/** The rotor that acts like `first` and then `second`. */
export function joinRotors(first: FixedRotor, second: FixedRotor): FixedRotor {
  const [a, b] = first.alpha;
  const [c, d] = first.beta;
  const [e, f] = second.alpha;
  const [g, h] = second.beta;
  return fixedRotor(
    [e * a - f * b - (g * c + h * d), e * b + f * a - (g * d - h * c)],
    [g * a - h * b + (e * c + f * d), g * b + h * a + (e * d - f * c)],
  );
}
