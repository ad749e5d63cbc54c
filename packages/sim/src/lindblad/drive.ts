import type { MatrixData } from '@kraus/core';

/** A term f(t) H of a time-dependent Hamiltonian. */
export interface LindbladDrive {
  /** Hermitian, d × d. */
  readonly hamiltonian: MatrixData;
  /** f(t), real; smooth on the scale of the tolerance, or steps become short. */
  readonly coefficient: (time: number) => number;
}
