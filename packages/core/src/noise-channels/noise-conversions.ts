import { KrausError } from '../errors/index.js';

/**
 * The `p` of `Depolarizing` (weight of I/d) for an error probability, the convention of Stim (DEPOLARIZE1, DEPOLARIZE2)
 * and PennyLane: each of the d² − 1 Pauli errors with p_err/(d² − 1). p = p_err d²/(d² − 1); 4/3 p_err for one qubit.
 * @throws KrausError `core/not-a-probability` where the result would exceed 1
 */
export function depolarizingFromErrorProbability(errorProbability: number, qubits = 1): number {
  const square = 4 ** qubits;
  const p = (errorProbability * square) / (square - 1);
  if (!(p >= 0 && p <= 1 + 1e-12)) {
    throw new KrausError(
      'core/not-a-probability',
      `Depolarizing: error probability ${errorProbability} is not within 0 … ${(square - 1) / square}, where nothing of the state is left.`,
    );
  }
  return Math.min(1, p);
}

/** The reverse of {@link depolarizingFromErrorProbability}. @throws KrausError `core/not-a-probability` */
export function errorProbabilityFromDepolarizing(p: number, qubits = 1): number {
  if (!(p >= 0 && p <= 1))
    throw new KrausError('core/not-a-probability', `Depolarizing: p = ${p} is not a probability (0 … 1).`);
  const square = 4 ** qubits;
  return (p * (square - 1)) / square;
}

/** The `p` of `Depolarizing` with the given average gate fidelity: F = 1 − p (d − 1)/d. */
export function depolarizingFromFidelity(averageFidelity: number, qubits = 1): number {
  const d = 2 ** qubits;
  const p = ((1 - averageFidelity) * d) / (d - 1);
  if (!(p >= 0 && p <= 1 + 1e-12)) {
    throw new KrausError(
      'core/not-a-probability',
      `Depolarizing: average gate fidelity ${averageFidelity} is not within ${1 / d} … 1.`,
    );
  }
  return Math.min(1, p);
}

/** The gamma of `PhaseDamping` for a `PhaseFlip` of probability p: √(1 − gamma) = 1 − 2p, for p ≤ 1/2. */
export function phaseDampingFromFlip(p: number): number {
  if (!(p >= 0 && p <= 0.5)) {
    throw new KrausError(
      'core/not-a-probability',
      `Phase flip: p = ${p} is not within 0 … 1/2, only there it is phase damping.`,
    );
  }
  return 1 - (1 - 2 * p) ** 2;
}
