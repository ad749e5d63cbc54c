import { KrausError } from '@kraus/core';
import { operatorWork, type RealOperator } from './real-operator.js';
import { planSeries, type SeriesPlan } from './series/series-plan.js';
import { spectralBounds } from './series/spectral-bounds.js';

/**
 * How a Lindblad equation is solved. `chebyshev`: Faber–Chebyshev series with dense output; `exact`: the propagator by scaling and
 * squaring; `rational`: shift-and-invert Krylov, for stiff problems; `krylov`: Arnoldi; `dop853`: adaptive Dormand–Prince
 * 8(5,3), the one that takes time-dependent Hamiltonians.
 */
export type LindbladMethod = 'chebyshev' | 'exact' | 'rational' | 'krylov' | 'dop853';

export interface MethodRequest {
  readonly operator: RealOperator;
  readonly times: readonly number[];
  /** Vectors, tiles filled up. */
  readonly count: number;
  /** Numbers read out of a vector at one time. */
  readonly columns: number;
  readonly tolerance: number;
  /** A bound of the Hamiltonian's transition frequencies. */
  readonly frequency: number;
  readonly float32: boolean;
  readonly driven: boolean;
}

/** A method and, in one sentence, why. */
export type ChosenMethod =
  | { readonly method: Exclude<LindbladMethod, 'chebyshev'>; readonly why: string }
  | { readonly method: 'chebyshev'; readonly why: string; readonly plan: SeriesPlan };

/** Largest d² whose propagator is written out, and whose LU decomposition is made. */
const LARGEST_EXACT = 1024;
const LARGEST_DECOMPOSED = 4096;
/** Multiply–adds of a dense decomposition in plain TypeScript take this much longer than those of the kernels. */
const SCRIPT_FACTOR = 6;
/** An error of the exact exponential beyond this counts as a price. */
const ACCEPTED_ROUNDING = 1e-10;
const TYPICAL_RATIONAL_SPACE = 40;
/** Frequency times length that such a space spans. */
const TURNS_A_STRETCH = 10;
/** Multiply–adds of the small exponentials of one output time, in units of the space's cube. */
const SMALL_EXPONENTIALS = 60;
/** Beyond this many multiply–adds (about an hour) a request is refused. */
const MOST_WORK = 2e13;

/**
 * The method for a problem: the cheapest of the series, the exact exponential and the rational Krylov method by counts of
 * multiply–adds, or the one that is asked for.
 * @throws KrausError `sim/unsupported` for a drive with a method that takes none; `sim/too-large` for d above 32 with `exact` and
 *   above 64 with `rational`; `sim/evolution-too-long`
 */
export function chooseMethod(wanted: LindbladMethod | 'auto', request: MethodRequest): ChosenMethod {
  if (request.driven) {
    if (wanted === 'auto' || wanted === 'dop853') return { method: 'dop853', why: 'the Hamiltonian depends on time' };
    throw new KrausError(
      'sim/unsupported',
      `Lindblad: the method ${wanted} takes no time-dependent Hamiltonian; use dop853.`,
    );
  }
  requireDense(wanted, request.operator);
  if (wanted !== 'auto' && wanted !== 'chebyshev') return { method: wanted, why: 'it was asked for' };
  const plan = seriesPlan(request);
  const cost = plan.work * request.count;
  if (wanted === 'auto') return cheapest(request, plan, cost);
  if (cost > MOST_WORK) throw tooLong(cost);
  return { method: 'chebyshev', why: 'it was asked for', plan };
}

function cheapest(request: MethodRequest, plan: SeriesPlan, seriesCost: number): ChosenMethod {
  const { rows } = request.operator;
  const exact = rows <= LARGEST_EXACT ? exactCost(request) : Infinity;
  const rational = rows <= LARGEST_DECOMPOSED ? rationalCost(request) : Infinity;
  const least = Math.min(seriesCost, exact, rational);
  if (least > MOST_WORK) throw tooLong(least);
  const counts = `${plan.terms} terms in each of ${plan.steps} steps`;
  if (least === seriesCost) {
    const other = Math.min(exact, rational);
    const times =
      other === Infinity ? '' : `, about ${(other / seriesCost).toPrecision(2)} times cheaper than the next`;
    return { method: 'chebyshev', why: `a series of ${counts}${times}`, plan };
  }
  const share = `${(seriesCost / least).toPrecision(2)} times cheaper than a series of ${counts}`;
  return least === exact
    ? { method: 'exact', why: `the system is small and its propagator about ${share}` }
    : { method: 'rational', why: `the problem is stiff: one decomposition a stretch of time is about ${share}` };
}

function requireDense(method: LindbladMethod | 'auto', { rows, dimension }: RealOperator): void {
  const largest = method === 'exact' ? LARGEST_EXACT : method === 'rational' ? LARGEST_DECOMPOSED : Infinity;
  if (rows <= largest) return;
  throw new KrausError(
    'sim/too-large',
    `Lindblad: dimension ${dimension} is too large for the method ${method}, at most ${Math.sqrt(largest)}; use chebyshev or krylov.`,
  );
}

function tooLong(work: number): KrausError {
  return new KrausError(
    'sim/evolution-too-long',
    `Lindblad: this evolution takes about ${work.toExponential(1)} multiply–adds; choose a shorter time, a smaller batch or another time unit.`,
  );
}

export function seriesPlan(request: Omit<MethodRequest, 'driven' | 'count' | 'frequency'>): SeriesPlan {
  const { operator, times, columns, tolerance, float32 } = request;
  return planSeries({
    bounds: spectralBounds(operator),
    duration: times[times.length - 1],
    tolerance: float32 ? Math.max(tolerance, 1e-8) : tolerance,
    operatorWork: operatorWork(operator),
    outputs: times.length * columns,
    growth: float32 ? 4 : 10,
  });
}

function exactCost({ operator, times, count }: MethodRequest): number {
  const { rows } = operator;
  const { lowest, highest, oscillation } = spectralBounds(operator);
  const intervals = times.map((time, m) => time - (times[m - 1] ?? 0)).filter((interval) => interval > 0);
  const distinct = new Set(intervals.map((interval) => interval.toPrecision(10)));
  const reach = Math.max(highest - lowest, 2 * oscillation, 1e-300);
  let cost = intervals.length * rows * rows * count;
  for (const interval of distinct) {
    cost += 50 * rows * operatorWork(operator) + rows ** 3 * Math.max(1, Math.log2(reach * Number(interval)));
  }
  // Squaring adds up rounding errors to about this; where that matters, another method may be worth its price.
  const rounding = reach * times[times.length - 1] * 2 ** -53;
  return cost * Math.max(1, rounding / ACCEPTED_ROUNDING);
}

function rationalCost({ operator, times, count, frequency }: MethodRequest): number {
  const { rows } = operator;
  const turns = (frequency * times[times.length - 1]) / TURNS_A_STRETCH;
  const stretches = 2 + times.length / 8 + turns;
  const space = Math.min(TYPICAL_RATIONAL_SPACE, rows);
  const small = SMALL_EXPONENTIALS * space ** 3 * Math.min(8, times.length);
  const decompositions = Math.min(stretches, 2) * (rows ** 3 / 3);
  return SCRIPT_FACTOR * (decompositions + stretches * count * (space * rows * rows + small));
}
