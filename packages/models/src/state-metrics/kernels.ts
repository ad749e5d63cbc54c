import { fidelity, KrausError, traceDistance } from '@kraus/core';
import { densityMatrices, type StateEnsemble, stateAt } from '../state-data/index.js';

/** What two states are compared by: both are 1 for equal states (superfidelity also bounds fidelity from above). */
export type StateKernel = 'fidelity' | 'superfidelity';

/** Below this 1 − tr ρ² counts as zero, as in the code of MSQuDDPM. */
const PURE = 1e-16;

/**
 * F(ρ_i, σ_j) = (tr √(√ρ σ √ρ))² of every pair, row-major `[a.count, b.count]`: |<φ|ψ>|² of pure states, <ψ|σ|ψ> where one is pure.
 * Pure states are taken as they are, without normalising.
 * @throws KrausError `states/wrong-shape` if the dimensions differ
 */
export function fidelities(a: StateEnsemble, b: StateEnsemble): Float64Array {
  checkAlike(a, b);
  if (a.kind === 'pure' || b.kind === 'pure') return overlaps(a, b);
  return pairs(a, b, (i, j) => fidelity(stateAt(a, i), stateAt(b, j)));
}

/**
 * The superfidelity tr ρσ + √((1 − tr ρ²)(1 − tr σ²)) of every pair, `[a.count, b.count]` (Miszczak et al., Quantum Inf. Comput. 9
 * (2009) 103). It equals the fidelity for one qubit and wherever one of the states is pure.
 * @throws KrausError `states/wrong-shape` if the dimensions differ
 */
export function superfidelities(a: StateEnsemble, b: StateEnsemble): Float64Array {
  const values = overlaps(a, b);
  const [left, right] = [impurities(a), impurities(b)];
  return values.map(
    (x, k) => x + Math.sqrt((left[Math.floor(k / b.count)] as number) * (right[k % b.count] as number)),
  );
}

/** tr ρσ of every pair, `[a.count, b.count]`. @throws KrausError `states/wrong-shape` if the dimensions differ */
export function overlaps(a: StateEnsemble, b: StateEnsemble): Float64Array {
  checkAlike(a, b);
  if (a.kind === 'pure' && b.kind === 'pure') {
    return pairs(a, b, (i, j) => {
      const [re, im] = amplitude(a.data, 2 * a.dimension * i, b.data, 2 * a.dimension * j, a.dimension);
      return re * re + im * im;
    });
  }
  const [left, right] = [densityMatrices(a), densityMatrices(b)];
  const size = 2 * a.dimension ** 2;
  // tr ρσ = Σ ρ_ij conj(σ_ij), whose real part is the product of the arrays.
  return pairs(a, b, (i, j) => {
    let sum = 0;
    for (let k = 0; k < size; k++) sum += (left.data[size * i + k] as number) * (right.data[size * j + k] as number);
    return sum;
  });
}

/** Fidelities or superfidelities of every pair. */
export function kernelMatrix(kernel: StateKernel, a: StateEnsemble, b: StateEnsemble): Float64Array {
  return kernel === 'fidelity' ? fidelities(a, b) : superfidelities(a, b);
}

/**
 * The trace distances ½ tr |ρ_i − σ_j| of every pair, `[a.count, b.count]`; √(1 − F) of pure states.
 * @throws KrausError `states/wrong-shape` if the dimensions differ
 */
export function traceDistances(a: StateEnsemble, b: StateEnsemble): Float64Array {
  if (a.kind === 'pure' && b.kind === 'pure') return fidelities(a, b).map((f) => Math.sqrt(Math.max(0, 1 - f)));
  checkAlike(a, b);
  const [left, right] = [densityMatrices(a), densityMatrices(b)];
  return pairs(a, b, (i, j) => traceDistance(stateAt(left, i), stateAt(right, j)));
}

/** tr ρ² of every state, `[count]`, from 1/D to 1. */
export function purities(states: StateEnsemble): Float64Array {
  const size = states.data.length / states.count;
  return Float64Array.from({ length: states.count }, (_, n) => {
    let sum = 0;
    for (let k = n * size; k < (n + 1) * size; k++) sum += (states.data[k] as number) ** 2;
    return states.kind === 'pure' ? sum * sum : sum;
  });
}

/** 1 − tr ρ² of every state, not below {@link PURE}; 0 of pure ensembles. */
export function impurities(states: StateEnsemble): Float64Array {
  if (states.kind === 'pure') return new Float64Array(states.count);
  return purities(states).map((purity) => Math.max(PURE, 1 - purity));
}

/** <x|y> of two kets in interleaved arrays. */
export function amplitude(
  x: Float64Array,
  fromX: number,
  y: Float64Array,
  fromY: number,
  dimension: number,
): [re: number, im: number] {
  let [re, im] = [0, 0];
  for (let k = 0; k < 2 * dimension; k += 2) {
    const [a, b] = [x[fromX + k] as number, x[fromX + k + 1] as number];
    const [c, d] = [y[fromY + k] as number, y[fromY + k + 1] as number];
    re += a * c + b * d;
    im += a * d - b * c;
  }
  return [re, im];
}

/** @throws KrausError `states/wrong-shape` */
export function checkAlike(a: StateEnsemble, b: StateEnsemble): void {
  if (a.dimension === b.dimension) return;
  throw new KrausError(
    'states/wrong-shape',
    `States of dimension ${a.dimension} are compared with states of dimension ${b.dimension}; expected the same.`,
  );
}

function pairs(a: StateEnsemble, b: StateEnsemble, value: (i: number, j: number) => number): Float64Array {
  const out = new Float64Array(a.count * b.count);
  for (let i = 0; i < a.count; i++) for (let j = 0; j < b.count; j++) out[i * b.count + j] = value(i, j);
  return out;
}
