import { add, multiply, scale, subtract } from './arithmetic.js';
import { requireFinite, requireSquare } from './checks.js';
import { ComplexMatrix } from './complex-matrix.js';
import { solve } from './lu.js';
import { oneNorm } from './norms.js';

/** Largest ‖A‖₁ for which the Padé approximant of this degree is accurate to 2^-53 (Higham 2005, table 2.3). */
const DEGREES: readonly { readonly bound: number; readonly coefficients: readonly number[] }[] = [
  { bound: 1.495585217958292e-2, coefficients: [120, 60, 12, 1] },
  { bound: 2.53939833006323e-1, coefficients: [30240, 15120, 3360, 420, 30, 1] },
  { bound: 9.504178996162932e-1, coefficients: [17297280, 8648640, 1995840, 277200, 25200, 1512, 56, 1] },
  {
    bound: 2.097847961257068,
    coefficients: [17643225600, 8821612800, 2075673600, 302702400, 30270240, 2162160, 110880, 3960, 90, 1],
  },
];
const LARGEST_BOUND = 5.371920351148152;
const PADE_13 = [
  64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000, 10559470521600,
  670442572800, 33522128640, 1323241920, 40840800, 960960, 16380, 182, 1,
] as const;

/**
 * The matrix exponential, by scaling and squaring with Padé approximants of degree 3 to 13
 * (N. J. Higham, SIAM J. Matrix Anal. Appl. 26, 1179, 2005).
 * @throws KrausError `core/not-square`, `core/not-finite`
 */
export function expm(a: ComplexMatrix): ComplexMatrix {
  requireSquare(a, 'Matrix exponential');
  requireFinite(a, 'Matrix exponential');
  const norm = oneNorm(a);
  for (const { bound, coefficients } of DEGREES) {
    if (norm <= bound) return padeLow(a, coefficients);
  }
  const squarings = Math.max(0, Math.ceil(Math.log2(norm / LARGEST_BOUND)));
  let result = pade13(scale(a, 2 ** -squarings));
  for (let k = 0; k < squarings; k++) result = multiply(result, result);
  return result;
}

/** Degrees 3, 5, 7, 9: U = A Σ b_{2k+1} A^{2k}, V = Σ b_{2k} A^{2k}. */
function padeLow(a: ComplexMatrix, b: readonly number[]): ComplexMatrix {
  const identity = ComplexMatrix.identity(a.rows);
  const square = multiply(a, a);
  let power = identity;
  let odd = scale(identity, b[1] as number);
  let even = scale(identity, b[0] as number);
  for (let k = 2; k < b.length; k += 2) {
    power = multiply(power, square);
    even = add(even, scale(power, b[k] as number));
    odd = add(odd, scale(power, b[k + 1] as number));
  }
  return quotient(multiply(a, odd), even);
}

function pade13(a: ComplexMatrix): ComplexMatrix {
  const b = PADE_13;
  const identity = ComplexMatrix.identity(a.rows);
  const a2 = multiply(a, a);
  const a4 = multiply(a2, a2);
  const a6 = multiply(a4, a2);
  const sum = (c6: number, c4: number, c2: number): ComplexMatrix =>
    add(add(scale(a6, c6), scale(a4, c4)), scale(a2, c2));
  const odd = add(add(multiply(a6, sum(b[13], b[11], b[9])), sum(b[7], b[5], b[3])), scale(identity, b[1]));
  const even = add(add(multiply(a6, sum(b[12], b[10], b[8])), sum(b[6], b[4], b[2])), scale(identity, b[0]));
  return quotient(multiply(a, odd), even);
}

/** (V − U)⁻¹ (V + U). */
function quotient(u: ComplexMatrix, v: ComplexMatrix): ComplexMatrix {
  return solve(subtract(v, u), add(v, u));
}
