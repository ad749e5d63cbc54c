import {
  ComplexMatrix,
  conjugate,
  dagger,
  hermitianEigen,
  hermitianPart,
  innerProduct,
  kron,
  luDecompose,
  matrixPower,
  maxDifference,
  maxNorm,
  modulus,
  multiply,
  requireSameShape,
  solve,
  subtract,
} from '../linear-algebra/index.js';
import type { ChannelProgram } from '../program/index.js';
import { partialTrace } from '../states/index.js';
import { choiFromSuperoperator, operatorDimension, superoperator } from './representations.js';

/** By how much a map misses being a channel, 0 where it is one. */
export interface ChannelResiduals {
  /** Largest entry of Σ K†K − I. */
  readonly tracePreserving: number;
  /** −(least eigenvalue of the Choi matrix), 0 if none is negative. */
  readonly completelyPositive: number;
  /** Largest entry of E(I) − I: how far from unital (many channels are not). */
  readonly unital: number;
}

/** A channel program, or a superoperator. */
export type ChannelLike = ChannelProgram | ComplexMatrix;

/** The superoperator of either. */
export function superoperatorOf(map: ChannelLike): ComplexMatrix {
  return map instanceof ComplexMatrix ? map : superoperator(map);
}

/** The residuals of trace preservation, complete positivity and unitality. */
export function channelResiduals(map: ChannelLike): ChannelResiduals {
  const s = superoperatorOf(map);
  const d = operatorDimension(s, 'Channel residuals');
  const c = choiFromSuperoperator(s);
  // Factor 0 of the Choi matrix is the output, factor 1 the input.
  const identity = ComplexMatrix.identity(d);
  const [output, input] = [partialTrace(c, [d, d], [0]), partialTrace(c, [d, d], [1])];
  const least = hermitianEigen(hermitianPart(c)).values[0] as number;
  return {
    tracePreserving: maxDifference(input, identity),
    completelyPositive: Math.max(0, -least, maxDifference(c, dagger(c)) / 2),
    unital: maxDifference(output, identity),
  };
}

/** The entanglement (process) fidelity tr(S_U† S)/d² with a target unitary, the identity if left out. */
export function processFidelity(map: ChannelLike, target?: ComplexMatrix): number {
  const s = superoperatorOf(map);
  const d = operatorDimension(s, 'Process fidelity');
  const unitary = target ?? ComplexMatrix.identity(d);
  const ideal = kron(conjugate(unitary), unitary);
  requireSameShape(s, ideal, 'Process fidelity');
  return innerProduct(ideal, s)[0] / (d * d);
}

/** The average gate fidelity (d F + 1)/(d + 1), F the process fidelity (Nielsen, Phys. Lett. A 303, 249, 2002). */
export function averageGateFidelity(map: ChannelLike, target?: ComplexMatrix): number {
  const s = superoperatorOf(map);
  const d = operatorDimension(s, 'Average gate fidelity');
  return (d * processFidelity(s, target) + 1) / (d + 1);
}

/**
 * The unitarity, 1 for unitaries only (Wallman, Granade, Harper, Flammia, New J. Phys. 17, 113020): ‖T‖²/(d² − 1) with T
 * the map on traceless operators.
 */
export function unitarity(map: ChannelLike): number {
  const s = superoperatorOf(map);
  const d = operatorDimension(s, 'Unitarity');
  if (d === 1) return 1;
  const size = d * d;
  const projector = ComplexMatrix.identity(size);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < d; j++) {
      const [row, column] = [i + d * i, j + d * j];
      projector.set(row, column, projector.re(row, column) - 1 / d);
    }
  }
  const traceless = multiply(projector, multiply(s, projector));
  return innerProduct(traceless, traceless)[0] / (size - 1);
}

/** A state that the channel leaves as it is. */
export interface FixedPoint {
  readonly state: ComplexMatrix;
  /** False if there are others; then `state` is where the maximally mixed state ends, on average over time. */
  readonly unique: boolean;
}

/** The fixed point of a trace-preserving map. */
export function fixedPoint(map: ChannelLike): FixedPoint {
  const s = superoperatorOf(map);
  const d = operatorDimension(s, 'Fixed point');
  const size = d * d;
  const system = subtract(s, ComplexMatrix.identity(size));
  // One population's equation follows from the others; the trace condition takes its place.
  for (let k = 0; k < size; k++) system.set(0, k, k % (d + 1) === 0 ? 1 : 0);
  const lu = luDecompose(system);
  const pivots = Array.from({ length: size }, (_, k) => modulus(...lu.factors.at(k, k)));
  if (Math.min(...pivots) > 1e-11 * Math.max(...pivots)) {
    const right = new ComplexMatrix(size, 1);
    right.set(0, 0, 1);
    return { state: hermitianPart(unstack(solve(lu, right), d)), unique: true };
  }
  return { state: timeAverage(s, d), unique: false };
}

/**
 * The limit of ((1 + S)/2)^n on the maximally mixed state. Every doubling of n doubles the rounding errors of what does not decay, so
 * n ends at 2^28 ≈ 1/√ε: what decays more slowly than that is taken for constant.
 */
function timeAverage(s: ComplexMatrix, d: number): ComplexMatrix {
  let lazy = new ComplexMatrix(s.rows, s.columns);
  for (let k = 0; k < s.data.length; k++) lazy.data[k] = (s.data[k] as number) / 2;
  for (let i = 0; i < s.rows; i++) lazy.set(i, i, [lazy.re(i, i) + 0.5, lazy.im(i, i)]);
  for (let doubling = 0; doubling < 28; doubling++) {
    const next = matrixPower(lazy, 2);
    const change = maxDifference(next, lazy);
    lazy = next;
    if (change < 1e-12) break;
  }
  const mixed = new ComplexMatrix(s.rows, 1);
  for (let i = 0; i < d; i++) mixed.set(i + d * i, 0, 1 / d);
  return hermitianPart(unstack(multiply(lazy, mixed), d));
}

function unstack(vector: ComplexMatrix, d: number): ComplexMatrix {
  const matrix = new ComplexMatrix(d, d);
  for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) matrix.set(i, j, vector.at(i + d * j, 0));
  return matrix;
}

/** Bounds on the diamond distance ‖E − F‖⋄ of two channels, within 0 … 2. */
export interface DiamondBounds {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Bounds on the diamond norm of a difference of channels from its Choi matrix J: ‖J‖₁/d ≤ ‖E − F‖⋄ ≤ min(2, ‖tr_out |J|‖_∞)
 * (Nechita, Puchała, Pawela, Życzkowski, J. Math. Phys. 59, 052201, 2018). Equal for Pauli channels and others of high
 * symmetry.
 */
export function diamondBounds(a: ChannelLike, b: ChannelLike): DiamondBounds {
  const [s, t] = [superoperatorOf(a), superoperatorOf(b)];
  requireSameShape(s, t, 'Diamond bounds');
  const d = operatorDimension(s, 'Diamond bounds');
  const { values, vectors } = hermitianEigen(hermitianPart(choiFromSuperoperator(subtract(s, t))));
  const sizes = [...values].map(Math.abs);
  const size = multiply(vectors, multiply(ComplexMatrix.diagonal(sizes), dagger(vectors)));
  const reduced = hermitianEigen(hermitianPart(partialTrace(size, [d, d], [1]))).values;
  return { lower: sizes.reduce((sum, x) => sum + x, 0) / d, upper: Math.min(2, reduced[d - 1] as number) };
}

/** The largest entry of S_a − S_b. */
export function channelDifference(a: ChannelLike, b: ChannelLike): number {
  return maxNorm(subtract(superoperatorOf(a), superoperatorOf(b)));
}
