import { ComplexMatrix, hermitianEigen, modulus } from '@kraus/core';
import { applyOperator, scratchOf } from '../kernels/index.js';
import { adjointOperator, type RealOperator } from '../real-operator.js';

/** A rectangle that holds the numerical range of a real operator: real part in [lowest, highest], |imaginary part| ≤ oscillation. */
export interface SpectralBounds {
  readonly lowest: number;
  readonly highest: number;
  readonly oscillation: number;
}

const LANCZOS_STEPS = 20;
/** What is added to a Lanczos estimate, as a share of it. */
const MARGIN = 0.01;

const known = new WeakMap<RealOperator, SpectralBounds>();

/**
 * Bounds of the symmetric part (A + Aᵀ)/2 and of the skew part (A − Aᵀ)/2: twenty Lanczos steps each, widened by the residual
 * (Zhou & Li, J. Comput. Phys. 2011) and one per cent, and never beyond Gershgorin's circles. Kept with the operator.
 */
export function spectralBounds(operator: RealOperator): SpectralBounds {
  const before = known.get(operator);
  if (before !== undefined) return before;
  const adjoint = adjointOperator(operator);
  const symmetric = lanczos(operator, adjoint, 1);
  const skew = lanczos(operator, adjoint, -1);
  const circles = gershgorin(operator, adjoint);
  const widening = MARGIN * (symmetric.high - symmetric.low);
  const bounds = {
    lowest: Math.max(symmetric.low - widening, circles.lowest),
    highest: Math.min(symmetric.high + widening, circles.highest),
    oscillation: Math.min(skew.high * (1 + MARGIN), circles.oscillation),
  };
  known.set(operator, bounds);
  return bounds;
}

/** Lanczos on (A + sign Aᵀ)/2; the skew part's eigenvalues are ± i times what is given. */
function lanczos(operator: RealOperator, adjoint: RealOperator, sign: 1 | -1): { low: number; high: number } {
  const n = operator.rows;
  const steps = Math.min(LANCZOS_STEPS, n);
  const scratch = new Float64Array(scratchOf(operator, 1));
  const [forth, back] = [new Float64Array(n), new Float64Array(n)];
  const diagonal: number[] = [];
  const below: number[] = [];
  let previous = new Float64Array(n);
  // Any start that no symmetry of the problem singles out.
  let current = Float64Array.from({ length: n }, (_, r) => Math.sin(1 + 2.3 * r + 0.7 * Math.sqrt(r)));
  scaleBy(current, 1 / Math.sqrt(dot(current, current)));
  let beta = 0;
  for (let k = 0; k < steps; k++) {
    applyOperator(operator, current, 0, forth, 0, 0.5, 0, 0, scratch, 1);
    applyOperator(adjoint, current, 0, back, 0, 0.5, 0, 0, scratch, 1);
    const next = new Float64Array(n);
    for (let r = 0; r < n; r++) next[r] = forth[r] + sign * back[r] - sign * beta * previous[r];
    const alpha = sign === 1 ? dot(next, current) : 0;
    for (let r = 0; r < n; r++) next[r] -= alpha * current[r];
    diagonal.push(alpha);
    beta = Math.sqrt(dot(next, next));
    below.push(beta);
    if (beta <= 1e-13 * Math.max(...diagonal.map(Math.abs), ...below)) break;
    scaleBy(next, 1 / beta);
    previous = current;
    current = next;
  }
  return extremes(diagonal, below);
}

/** The extreme eigenvalues of a symmetric tridiagonal matrix, each widened by its residual as a Ritz value. */
function extremes(diagonal: readonly number[], below: readonly number[]): { low: number; high: number } {
  const n = diagonal.length;
  const t = new ComplexMatrix(n, n);
  for (let k = 0; k < n; k++) {
    t.set(k, k, diagonal[k]);
    if (k + 1 === n) continue;
    t.set(k, k + 1, below[k]);
    t.set(k + 1, k, below[k]);
  }
  const { values, vectors } = hermitianEigen(t);
  const residual = (k: number): number => below[n - 1] * modulus(...vectors.at(n - 1, k));
  return { low: values[0] - residual(0), high: values[n - 1] + residual(n - 1) };
}

function gershgorin(operator: RealOperator, adjoint: RealOperator): SpectralBounds {
  if (operator.parts.length > 0) return { lowest: Number.NEGATIVE_INFINITY, highest: Infinity, oscillation: Infinity };
  let [lowest, highest, oscillation] = [0, 0, 0];
  const [plus, minus] = [new Float64Array(operator.rows), new Float64Array(operator.rows)];
  for (let r = 0; r < operator.rows; r++) {
    for (const [{ start, column, value }, sign] of [
      [operator, 1],
      [adjoint, -1],
    ] as const) {
      for (let k = start[r]; k < start[r + 1]; k++) {
        plus[column[k]] += value[k] / 2;
        minus[column[k]] += (sign * value[k]) / 2;
      }
    }
    let [circle, skew] = [0, 0];
    const center = plus[r];
    for (const { start, column } of [operator, adjoint]) {
      for (let k = start[r]; k < start[r + 1]; k++) {
        const c = column[k];
        if (c !== r) circle += Math.abs(plus[c]);
        skew += Math.abs(minus[c]);
        plus[c] = 0;
        minus[c] = 0;
      }
    }
    lowest = Math.min(lowest, center - circle);
    highest = Math.max(highest, center + circle);
    oscillation = Math.max(oscillation, skew);
  }
  return { lowest, highest, oscillation };
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let r = 0; r < x.length; r++) sum += x[r] * y[r];
  return sum;
}

function scaleBy(x: Float64Array, factor: number): void {
  for (let r = 0; r < x.length; r++) x[r] *= factor;
}
