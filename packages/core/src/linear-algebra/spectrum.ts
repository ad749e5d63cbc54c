import { KrausError } from '../errors/index.js';
import { requireFinite, requireSquare } from './checks.js';
import { type Complex, complexProduct, complexSqrt, modulus } from './complex.js';
import type { ComplexMatrix } from './complex-matrix.js';
import { maxNorm } from './norms.js';

const EPSILON = 2 ** -52;
const STEPS_PER_EIGENVALUE = 80;

/**
 * The eigenvalues of any square matrix, with multiplicity, by decreasing modulus (ties: decreasing real, then imaginary
 * part). Householder reduction to Hessenberg form, then QR steps with Wilkinson shifts (Golub & Van Loan, section 7.5).
 * A k-fold defective eigenvalue is accurate to about the k-th root of the rounding error, as with every such method.
 * @throws KrausError `core/not-square`, `core/not-finite`, `core/no-convergence`
 */
export function eigenvalues(a: ComplexMatrix): Complex[] {
  requireSquare(a, 'Eigenvalues');
  requireFinite(a, 'Eigenvalues');
  const h = hessenberg(a);
  const n = a.rows;
  const tiny = EPSILON * EPSILON * maxNorm(a);
  const found: Complex[] = [];
  let high = n - 1;
  let steps = 0;
  while (high >= 0) {
    let low = high;
    while (low > 0 && !negligible(h, low, tiny)) low--;
    if (low === high) {
      found.push(h.at(high, high));
      high--;
      steps = 0;
      continue;
    }
    if (++steps > STEPS_PER_EIGENVALUE) {
      throw new KrausError(
        'core/no-convergence',
        `Eigenvalues: no convergence after ${STEPS_PER_EIGENVALUE} QR steps.`,
      );
    }
    qrStep(h, low, high, steps % 12 === 0 ? exceptionalShift(h, high) : wilkinsonShift(h, high));
  }
  return found.sort((x, y) => modulus(...y) - modulus(...x) || y[0] - x[0] || y[1] - x[1]);
}

/** Whether the entry (k, k − 1) may be taken as zero. */
function negligible(h: ComplexMatrix, k: number, tiny: number): boolean {
  const size = modulus(...h.at(k, k - 1));
  return size <= EPSILON * (modulus(...h.at(k - 1, k - 1)) + modulus(...h.at(k, k))) + tiny;
}

/** A unitarily similar matrix that is zero below the first subdiagonal. */
function hessenberg(a: ComplexMatrix): ComplexMatrix {
  const n = a.rows;
  const h = a.clone();
  for (let k = 0; k < n - 2; k++) {
    const v: Complex[] = [];
    let rest = 0;
    for (let i = k + 1; i < n; i++) {
      v.push(h.at(i, k));
      if (i > k + 1) rest += h.re(i, k) ** 2 + h.im(i, k) ** 2;
    }
    if (rest === 0) continue;
    const [re, im] = v[0] as Complex;
    const head = modulus(re, im);
    const length = Math.sqrt(head * head + rest);
    v[0] = head === 0 ? [length, 0] : [re * (1 + length / head), im * (1 + length / head)];
    const norm = Math.sqrt((head + length) ** 2 + rest);
    reflect(
      h,
      k + 1,
      v.map(([x, y]) => [x / norm, y / norm]),
    );
    for (let i = k + 2; i < n; i++) h.set(i, k, 0);
  }
  return h;
}

/** h ← (I − 2vv†) h (I − 2vv†), v starting at index `start`. */
function reflect(h: ComplexMatrix, start: number, v: readonly Complex[]): void {
  const n = h.rows;
  const d = h.data;
  for (let j = 0; j < n; j++) {
    let re = 0;
    let im = 0;
    v.forEach(([p, q], k) => {
      const at = 2 * ((start + k) * n + j);
      re += p * (d[at] as number) + q * (d[at + 1] as number);
      im += p * (d[at + 1] as number) - q * (d[at] as number);
    });
    v.forEach(([p, q], k) => {
      const at = 2 * ((start + k) * n + j);
      d[at] = (d[at] as number) - 2 * (p * re - q * im);
      d[at + 1] = (d[at + 1] as number) - 2 * (p * im + q * re);
    });
  }
  for (let i = 0; i < n; i++) {
    let re = 0;
    let im = 0;
    v.forEach(([p, q], k) => {
      const at = 2 * (i * n + start + k);
      re += (d[at] as number) * p - (d[at + 1] as number) * q;
      im += (d[at] as number) * q + (d[at + 1] as number) * p;
    });
    v.forEach(([p, q], k) => {
      const at = 2 * (i * n + start + k);
      d[at] = (d[at] as number) - 2 * (re * p + im * q);
      d[at + 1] = (d[at + 1] as number) - 2 * (im * p - re * q);
    });
  }
}

/** The eigenvalue of the trailing 2 × 2 block nearer to its last entry. */
function wilkinsonShift(h: ComplexMatrix, high: number): Complex {
  const [ar, ai] = h.at(high - 1, high - 1);
  const [dr, di] = h.at(high, high);
  const [pr, pi] = complexProduct(h.at(high - 1, high), h.at(high, high - 1));
  const half: Complex = [(ar - dr) / 2, (ai - di) / 2];
  const [sr, si] = complexProduct(half, half);
  const [rr, ri] = complexSqrt([sr + pr, si + pi]);
  // λ − d = half ± root = −bc / (half ∓ root): take the smaller without cancellation.
  const sign = half[0] * rr + half[1] * ri >= 0 ? 1 : -1;
  const ur = half[0] + sign * rr;
  const ui = half[1] + sign * ri;
  const size = ur * ur + ui * ui;
  if (size === 0) return [dr, di];
  return [dr - (pr * ur + pi * ui) / size, di - (pi * ur - pr * ui) / size];
}

function exceptionalShift(h: ComplexMatrix, high: number): Complex {
  const [re, im] = h.at(high, high);
  return [re + modulus(...h.at(high, high - 1)), im];
}

/** One QR step on the block low … high: H − σ = QR, H ← RQ + σ. */
function qrStep(h: ComplexMatrix, low: number, high: number, [sr, si]: Complex): void {
  const n = h.rows;
  const d = h.data;
  const shift = (sign: number): void => {
    for (let i = low; i <= high; i++) {
      const at = 2 * (i * n + i);
      d[at] = (d[at] as number) + sign * sr;
      d[at + 1] = (d[at + 1] as number) + sign * si;
    }
  };
  shift(-1);
  const rotations: (readonly [number, number, number, number])[] = [];
  for (let k = low; k < high; k++) {
    const [ar, ai] = h.at(k, k);
    const [br, bi] = h.at(k + 1, k);
    const r = Math.sqrt(ar * ar + ai * ai + br * br + bi * bi);
    const [cr, ci, tr, ti] = r === 0 ? [1, 0, 0, 0] : [ar / r, ai / r, br / r, bi / r];
    rotations.push([cr, ci, tr, ti]);
    for (let j = k; j <= high; j++) {
      const p = 2 * (k * n + j);
      const q = p + 2 * n;
      const [xr, xi] = [d[p] as number, d[p + 1] as number];
      const [yr, yi] = [d[q] as number, d[q + 1] as number];
      d[p] = cr * xr + ci * xi + tr * yr + ti * yi;
      d[p + 1] = cr * xi - ci * xr + tr * yi - ti * yr;
      d[q] = cr * yr - ci * yi - tr * xr + ti * xi;
      d[q + 1] = cr * yi + ci * yr - tr * xi - ti * xr;
    }
  }
  rotations.forEach(([cr, ci, tr, ti], index) => {
    const k = low + index;
    for (let i = low; i <= Math.min(k + 1, high); i++) {
      const p = 2 * (i * n + k);
      const [xr, xi] = [d[p] as number, d[p + 1] as number];
      const [yr, yi] = [d[p + 2] as number, d[p + 3] as number];
      d[p] = xr * cr - xi * ci + yr * tr - yi * ti;
      d[p + 1] = xr * ci + xi * cr + yr * ti + yi * tr;
      d[p + 2] = -(xr * tr + xi * ti) + yr * cr + yi * ci;
      d[p + 3] = xr * ti - xi * tr + yi * cr - yr * ci;
    }
  });
  shift(1);
}
