import { KrausError } from '@kraus/core';
import type { CircuitBatch } from '../executable/index.js';

/** @throws KrausError `sim/not-hermitian` unless every initial density matrix is its own conjugate transpose within 1e-6 */
export function checkHermitian(batch: CircuitBatch, dimension: number): void {
  const initial = batch.initial ?? [];
  const at = (sample: number, i: number, j: number) => 2 * ((sample * dimension + i) * dimension + j);
  for (let b = 0; b < batch.batch; b++) {
    for (let i = 0; i < dimension; i++) {
      for (let j = 0; j <= i; j++) {
        const [p, q] = [at(b, i, j), at(b, j, i)];
        const re = Math.abs((initial[p] as number) - (initial[q] as number));
        const im = Math.abs((initial[p + 1] as number) + (initial[q + 1] as number));
        if (re + im <= 1e-6) continue;
        throw new KrausError(
          'sim/not-hermitian',
          `Density matrix: the initial state of sample ${b} is not Hermitian, entries (${i}, ${j}) and (${j}, ${i}) differ by ${re + im} from being conjugate.`,
        );
      }
    }
  }
}
