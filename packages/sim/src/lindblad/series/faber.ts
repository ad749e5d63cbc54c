/**
 * Faber series of the exponential on an ellipse (Beckermann & Reichel, SIAM J. Numer. Anal. 47, 3849, 2009). The ellipse is
 * the image of the unit circle under ψ(w) = s + ρw + δ/w; half axes ρ + δ (real) and ρ − δ (imaginary).
 * e^{tz} = Σ a_k(t) F_k(z) with a_k the Laurent coefficients of e^{tψ(w)}. δ = −ρ is the Chebyshev series on an imaginary
 * interval (a_k a Bessel function J_k), δ = ρ the one on a real interval, δ = 0 the Taylor series about s.
 */
export interface Ellipse {
  readonly center: number;
  /** Mean of the half axes, > 0. */
  readonly rho: number;
  /** Half their difference, real minus imaginary; −ρ … ρ. */
  readonly delta: number;
}

/** ρt below which the exponential does not differ from a constant in float64. */
const SMALLEST = 1e-17;

/** The smallest number of terms after which the series of e^{tz} is within the tolerance on the ellipse. */
export function faberTerms({ center, rho, delta }: Ellipse, time: number, tolerance: number): number {
  const z = time * rho;
  if (z < SMALLEST) return 1;
  const goal = Math.log(tolerance / 4) - time * center;
  // |a_k| ≤ min over r ≥ 1 of exp(t max Re ψ(r w)) / r^k.
  const bound = (k: number): number => {
    const r = Math.max(1, (k + Math.sqrt(Math.max(0, k * k + 4 * z * time * delta))) / (2 * z));
    return z * r + (time * delta) / r - k * Math.log(r);
  };
  let high = Math.max(4, Math.ceil(z));
  while (bound(high) > goal) high = Math.ceil(high * 1.5);
  let low = 0;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (bound(middle) > goal) low = middle;
    else high = middle;
  }
  return high + 1;
}

/**
 * a_0(t) … a_{terms − 1}(t), by Miller's backward recurrence k a_k = t (ρ a_{k−1} − δ a_{k+1}), normalised by
 * e^{t(s + ρ + δ)} = Σ a_k F_k(ψ(1)), F_k(ψ(1)) = 1 + (δ/ρ)^k for k ≥ 1.
 */
export function faberCoefficients({ center, rho, delta }: Ellipse, time: number, terms: number): Float64Array {
  const a = new Float64Array(terms);
  if (time * rho < SMALLEST) {
    a[0] = Math.exp(time * center);
    return a;
  }
  const ratio = delta / rho;
  const first = startingOrder(time * rho, terms);
  let above = 0;
  let here = 1e-280;
  // Σ a_k over k ≥ 1 and, by Horner's rule, Σ a_k (δ/ρ)^k over k ≥ 0.
  let plain = 0;
  let horner = 0;
  for (let k = first; k >= 0; k--) {
    if (Math.abs(here) > 1e200) {
      here *= 1e-250;
      above *= 1e-250;
      plain *= 1e-250;
      horner *= 1e-250;
      for (let j = k + 1; j < terms; j++) a[j] *= 1e-250;
    }
    if (k < terms) a[k] = here;
    horner = horner * ratio + here;
    if (k > 0) plain += here;
    const below = ((k / time) * here + delta * above) / rho;
    above = here;
    here = below;
  }
  const scale = Math.exp(time * (center + rho + delta)) / (plain + horner);
  for (let k = 0; k < terms; k++) a[k] *= scale;
  return a;
}

/** An order at which the coefficients are below 1e-30 of the largest. */
function startingOrder(z: number, terms: number): number {
  let k = Math.max(terms + 10, Math.ceil(1.5 * z));
  // log of z^k / k!, which bounds them up to e^z.
  while (k * (1 + Math.log(z / k)) > -70 - z) k += 8 + (k >> 3);
  return k;
}
