import { KrausError } from '../errors/index.js';

/** The product of the dimensions of `targets`. */
export function dimensionOf(dims: readonly number[], targets: readonly number[]): number {
  return targets.reduce((product, target) => product * (dims[target] ?? 1), 1);
}

/** @throws KrausError `core/bad-circuit` unless the number is whole and ≥ 0 */
export function checkWhole(value: number, what: string): void {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new KrausError('core/bad-circuit', `${what} is ${value}, expected a whole number ≥ 0.`);
  }
}

/** @throws KrausError `core/out-of-range`, `core/repeated-target` */
export function checkTargets(dims: readonly number[], targets: readonly number[], where: string): void {
  const seen = new Set<number>();
  for (const target of targets) {
    if (!Number.isSafeInteger(target) || target < 0 || target >= dims.length) {
      throw new KrausError(
        'core/out-of-range',
        `${where}: wire ${target} is not one of 0 … ${dims.length - 1} of this circuit.`,
      );
    }
    if (seen.has(target)) {
      throw new KrausError('core/repeated-target', `${where}: wire ${target} is used twice.`);
    }
    seen.add(target);
  }
}
