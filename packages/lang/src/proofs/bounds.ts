import { type Atom, type Formula, Undecided } from './formula.js';

/** What is known of the parameters: their ranges, and formulas that a `require` makes not negative. */
export interface Knowledge {
  readonly assumed: readonly Formula[];
  /** Ranges narrower than those of the parameters themselves, while a domain is being divided. */
  readonly ranges?: ReadonlyMap<Atom, Interval> | undefined;
}

export type Interval = readonly [low: number, high: number];

const everything: Interval = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
/** Rounding that a bound may carry. */
const slack = 2e-12;
const mostBoxes = 600;
const mostCoefficients = 4096;

/** A range that holds every value of a real formula. */
export function rangeOf(formula: Formula, known: Knowledge): Interval {
  const termwise = sumOf(formula, known);
  const bernstein = bernsteinRange(formula, known);
  let low = Math.max(termwise[0], bernstein?.[0] ?? Number.NEGATIVE_INFINITY);
  const high = Math.min(termwise[1], bernstein?.[1] ?? Number.POSITIVE_INFINITY);
  // f = (f − g) + g with g ≥ 0 assumed.
  for (const assumed of known.assumed) {
    const rest = formula.plus(assumed, -1);
    if (rest.terms.size < formula.terms.size) low = Math.max(low, sumOf(rest, known)[0]);
  }
  return [low, high];
}

/** Whether low ≤ f ≤ high everywhere; throws {@link Undecided}, with a place where it looks wrong if there is one. */
export function checkWithin(formula: Formula, [low, high]: Interval, known: Knowledge, what: string): void {
  if (!formula.isReal) throw new Undecided(`${what} may be complex`);
  const within = (range: Interval): boolean => range[0] >= low - slack && range[1] <= high + slack;
  const fits = (ranges: ReadonlyMap<Atom, Interval> | undefined): boolean => {
    const here = { ...known, ranges };
    // The quicker bound is mostly enough.
    return within(sumOf(formula, here)) || within(rangeOf(formula, here));
  };
  if (fits(undefined)) return;
  const parameters = [...parametersOf(formula)];
  const boxes: ReadonlyMap<Atom, Interval>[] = [new Map(parameters.map((atom) => [atom, [atom.low, atom.high]]))];
  for (let done = 0; done < boxes.length; done++) {
    const box = boxes[done] as ReadonlyMap<Atom, Interval>;
    if (fits(box)) continue;
    const middle = new Map(parameters.map((atom) => [atom as Atom, middleOf(box.get(atom) ?? everything)]));
    const [value] = valueAt(formula, middle);
    const outside = value < low - slack || value > high + slack;
    if (outside && known.assumed.every((assumed) => valueAt(assumed, middle)[0] >= 0)) {
      const point = new Map(parameters.map((atom) => [atom.name, middle.get(atom) ?? 0]));
      throw new Undecided(`${what} may leave its domain`, point);
    }
    if (done > mostBoxes || parameters.length === 0) throw new Undecided(`${what} could not be bounded`);
    boxes.push(...halves(box, parameters, middle));
  }
}

/** The two halves of a box along its widest side. */
function halves(
  box: ReadonlyMap<Atom, Interval>,
  parameters: readonly Atom[],
  middle: ReadonlyMap<Atom, number>,
): ReadonlyMap<Atom, Interval>[] {
  const width = (atom: Atom): number => {
    const [low, high] = box.get(atom) ?? everything;
    return high - low;
  };
  const widest = parameters.reduce((best, atom) => (width(atom) > width(best) ? atom : best));
  const [low, high] = box.get(widest) ?? everything;
  const at = middle.get(widest) ?? 0;
  return [new Map([...box, [widest, [low, at]]]), new Map([...box, [widest, [at, high]]])];
}

function middleOf([low, high]: Interval): number {
  if (Number.isFinite(low) && Number.isFinite(high)) return (low + high) / 2;
  if (Number.isFinite(low)) return low > 0 ? 2 * low : low + 1;
  if (Number.isFinite(high)) return high < 0 ? 2 * high : high - 1;
  return 0;
}

/** The parameters that a formula depends on, through roots and exponents too. */
export function parametersOf(formula: Formula, found = new Set<Extract<Atom, { kind: 'parameter' }>>()): typeof found {
  for (const { exponent, powers } of formula.terms.values()) {
    if (exponent !== undefined) parametersOf(exponent, found);
    for (const atom of powers.keys()) {
      if (atom.kind === 'parameter') found.add(atom);
      else if (atom.kind === 'extreme') for (const part of [atom.a, atom.b]) parametersOf(part, found);
      else parametersOf(atom.of, found);
    }
  }
  return found;
}

export function valueAt(formula: Formula, at: ReadonlyMap<Atom, number>): [re: number, im: number] {
  let [re, im] = [0, 0];
  for (const term of formula.terms.values()) {
    let size = 1;
    let angle = 0;
    if (term.exponent !== undefined) {
      const [growth, turn] = valueAt(term.exponent, at);
      size = Math.exp(growth);
      angle = turn;
    }
    for (const [atom, power] of term.powers) size *= atomAt(atom, at) ** power;
    const [c, s] = [size * Math.cos(angle), size * Math.sin(angle)];
    re += term.re * c - term.im * s;
    im += term.re * s + term.im * c;
  }
  return [re, im];
}

function atomAt(atom: Atom, at: ReadonlyMap<Atom, number>): number {
  switch (atom.kind) {
    case 'parameter':
      return at.get(atom) ?? 0;
    case 'root':
      return Math.sqrt(Math.max(0, valueAt(atom.of, at)[0]));
    case 'inverse':
      return 1 / valueAt(atom.of, at)[0];
    case 'extreme': {
      const [a, b] = [valueAt(atom.a, at)[0], valueAt(atom.b, at)[0]];
      return atom.sign === 1 ? Math.max(a, b) : Math.min(a, b);
    }
  }
}

function rangeOfAtom(atom: Atom, known: Knowledge): Interval {
  switch (atom.kind) {
    case 'parameter':
      return known.ranges?.get(atom) ?? [atom.low, atom.high];
    case 'root': {
      const [low, high] = rangeOf(atom.of, known);
      return [Math.sqrt(Math.max(0, low)), Math.sqrt(Math.max(0, high))];
    }
    case 'inverse':
      return powerOf(rangeOf(atom.of, known), -1);
    case 'extreme': {
      const [a, b] = [rangeOf(atom.a, known), rangeOf(atom.b, known)];
      const choose = atom.sign === 1 ? Math.max : Math.min;
      return [choose(a[0], b[0]), choose(a[1], b[1])];
    }
  }
}

function powerOf([low, high]: Interval, power: number): Interval {
  if (power < 0) {
    if (low < 0 && high > 0) return everything;
    const ends = [1 / low, 1 / high].map((end) => (Number.isNaN(end) ? 0 : end));
    if (low === 0) return powerOf([1 / high, Number.POSITIVE_INFINITY], -power);
    if (high === 0) return powerOf([Number.NEGATIVE_INFINITY, 1 / low], -power);
    return powerOf([Math.min(...ends), Math.max(...ends)], -power);
  }
  const ends = [low ** power, high ** power];
  if (power % 2 === 0 && low < 0 && high > 0) return [0, Math.max(...ends)];
  return [Math.min(...ends), Math.max(...ends)];
}

/** Products of bounds; 0 · ∞ = 0, as a bound that is reached only in the limit. */
function productOf(a: Interval, b: Interval): Interval {
  const ends = a.flatMap((x) => b.map((y) => (x === 0 || y === 0 ? 0 : x * y)));
  return [Math.min(...ends), Math.max(...ends)];
}

/** The range of the sum of the terms' ranges. */
function sumOf(formula: Formula, known: Knowledge): Interval {
  let [low, high] = [0, 0];
  for (const { re, im, exponent, powers } of formula.terms.values()) {
    let range: Interval = [1, 1];
    for (const [atom, power] of powers) range = productOf(range, powerOf(rangeOfAtom(atom, known), power));
    if (exponent?.isReal === true && im === 0) {
      const growth = rangeOf(exponent, known);
      range = productOf(range, [Math.exp(growth[0]), Math.exp(growth[1])]);
    } else if (exponent !== undefined || im !== 0) {
      // The real part of c·exp(iφ): the terms of a real formula come in conjugate pairs.
      const growth = exponent === undefined ? [0, 0] : rangeOf(exponent.plus(exponent.conjugate()).scaled(0.5), known);
      const size = Math.hypot(re, im) * Math.exp(growth[1] ?? 0);
      const most = productOf(range, [-size, size]);
      low += most[0];
      high += most[1];
      continue;
    }
    const term = productOf(range, [re, re]);
    low += term[0];
    high += term[1];
  }
  return [low, high];
}

/**
 * The range of the Bernstein coefficients, which hold a polynomial over a box between them (Farouki, Comput. Aided Geom. Des. 29, 379
 * (2012)); exact where no variable has a power. Roots, exponentials and waves count as variables of their own. Undefined where this is
 * not a polynomial over a bounded box.
 */
function bernsteinRange(formula: Formula, known: Knowledge): Interval | undefined {
  const variables = new Map<string, { range: Interval; degree: number }>();
  const terms: { coefficient: number; powers: Map<string, number> }[] = [];
  for (const { re, im, exponent, powers } of formula.terms.values()) {
    const turn = exponent?.isReal === false ? wave(exponent, re, im) : undefined;
    if (turn === undefined && (im !== 0 || exponent?.isReal === false)) return undefined;
    if (turn?.half === true) continue;
    const own = new Map<string, number>();
    const use = (name: string, power: number, range: () => Interval): void => {
      own.set(name, power);
      const old = variables.get(name);
      if (old === undefined) variables.set(name, { range: range(), degree: power });
      else old.degree = Math.max(old.degree, power);
    };
    for (const [atom, power] of powers) {
      if (power < 0) return undefined;
      use(String(atom.id), power, () => rangeOfAtom(atom, known));
    }
    if (turn !== undefined) use(turn.name, 1, () => [-1, 1]);
    else if (exponent !== undefined) {
      use(`e${exponent.key}`, 1, () => {
        const growth = rangeOf(exponent, known);
        return [Math.exp(growth[0]), Math.exp(growth[1])];
      });
    }
    terms.push({ coefficient: turn?.size ?? re, powers: own });
  }
  const all = [...variables];
  if (all.some(([, { range }]) => !range.every(Number.isFinite))) return undefined;
  const sizes = all.map(([, { degree }]) => degree + 1);
  const count = sizes.reduce((product, size) => product * size, 1);
  if (count > mostCoefficients || terms.length * count > 64 * mostCoefficients) return undefined;
  const coefficients = new Float64Array(count);
  for (const { coefficient, powers } of terms) {
    const factors = all.map(([name, { range, degree }]) => bernsteinOf(powers.get(name) ?? 0, degree, range));
    for (let index = 0; index < count; index++) {
      let value = coefficient;
      let rest = index;
      for (const [axis, factor] of factors.entries()) {
        const size = sizes[axis] ?? 1;
        value *= factor[rest % size] ?? 0;
        rest = Math.floor(rest / size);
      }
      coefficients[index] = (coefficients[index] ?? 0) + value;
    }
  }
  return [Math.min(...coefficients), Math.max(...coefficients)];
}

/**
 * c·exp(iφ) + c̄·exp(−iφ) = 2|c|·cos(φ + arg c), of a real formula's two conjugate terms: a number in [−1, 1] times a size. `half` for the
 * term of the pair that is left out. Undefined where the exponent is not imaginary.
 */
function wave(exponent: Formula, re: number, im: number): { name: string; size: number; half: boolean } | undefined {
  const other = exponent.conjugate();
  if (exponent.plus(other).terms.size > 0) return undefined;
  const phase = Math.atan2(im, re);
  const turned = phase < -1e-9 || phase > Math.PI - 1e-9;
  const name = `w${exponent.key}@${(turned ? phase + (phase < 0 ? Math.PI : -Math.PI) : phase).toFixed(9)}`;
  return { name, size: (turned ? -2 : 2) * Math.hypot(re, im), half: exponent.key > other.key };
}

/** The Bernstein coefficients of x^power, x in [low, high], in degree `degree`: the blossom of the power. */
function bernsteinOf(power: number, degree: number, [low, high]: Interval): number[] {
  return Array.from({ length: degree + 1 }, (_, k) => {
    // The mean of products of `power` arguments out of k times `high` and degree − k times `low`.
    let sum = 0;
    for (let j = Math.max(0, power - (degree - k)); j <= Math.min(power, k); j++) {
      sum += ((choose(k, j) * choose(degree - k, power - j)) / choose(degree, power)) * high ** j * low ** (power - j);
    }
    return sum;
  });
}

function choose(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i++) result = (result * (n - i + 1)) / i;
  return result;
}
