import type { Named } from '../generated/index.js';

/** What a formula is made of: a real quantity of which little more is known than its range. */
export type Atom =
  | {
      readonly kind: 'parameter';
      readonly id: number;
      readonly name: Named;
      readonly low: number;
      readonly high: number;
    }
  /** The positive square root of a formula that is real and not negative. */
  | { readonly kind: 'root'; readonly id: number; readonly of: Formula }
  /** One over a real formula. */
  | { readonly kind: 'inverse'; readonly id: number; readonly of: Formula }
  /** The larger (sign 1) or smaller (sign −1) of two real formulas. */
  | { readonly kind: 'extreme'; readonly id: number; readonly sign: 1 | -1; readonly a: Formula; readonly b: Formula };

/** coefficient · exp(exponent) · Π atom^power; the exponent is a formula of its own, so that cos² + sin² = 1 comes out by itself. */
export interface Term {
  readonly re: number;
  readonly im: number;
  readonly exponent?: Formula | undefined;
  readonly powers: ReadonlyMap<Atom, number>;
}

/** Thrown where a proof cannot go on; says why. Not an error: the values are sampled then. */
export class Undecided extends Error {
  /** Values of the parameters at which something looks wrong. */
  readonly suspect: ReadonlyMap<Named, number> | undefined;

  constructor(because: string, suspect?: ReadonlyMap<Named, number>) {
    super(because);
    this.name = 'Undecided';
    this.suspect = suspect;
  }
}

const mostTerms = 400;
/** What is left of coefficients that cancel. */
const rounding = 1e-13;

/** A sum of terms in real parameters with complex coefficients; equal formulas have equal terms. */
export class Formula {
  readonly terms: ReadonlyMap<string, Term>;
  #key: string | undefined;

  private constructor(terms: ReadonlyMap<string, Term>) {
    this.terms = terms;
  }

  static constant(re: number, im = 0): Formula {
    return Formula.of([{ re, im, powers: new Map() }]);
  }

  static atom(atom: Atom, power = 1): Formula {
    return Formula.of([{ re: 1, im: 0, powers: new Map([[atom, power]]) }]);
  }

  /** Collects like terms and drops those that cancel. */
  static of(terms: Iterable<Term>): Formula {
    const sums = new Map<string, Term>();
    for (const term of terms) add(sums, keyOf(term), term);
    return Formula.#collected(sums);
  }

  static #collected(sums: ReadonlyMap<string, Term>): Formula {
    if (sums.size > mostTerms) throw new Undecided('an expression has too many terms');
    return new Formula(sums);
  }

  /** A text that is the same for equal formulas. */
  get key(): string {
    this.#key ??= [...this.terms]
      .map(([key, { re, im }]) => `${rounded(re)},${rounded(im)}*${key}`)
      .sort()
      .join('+');
    return this.#key;
  }

  /** The value of a formula without parameters. */
  get constant(): readonly [re: number, im: number] | undefined {
    if (this.terms.size === 0) return [0, 0];
    const only = this.terms.get('');
    return this.terms.size === 1 && only !== undefined ? [only.re, only.im] : undefined;
  }

  get isReal(): boolean {
    return this.plus(this.conjugate(), -1).terms.size === 0;
  }

  plus(other: Formula, factor = 1): Formula {
    if (other.terms.size === 0 || factor === 0) return this;
    const sums = new Map(this.terms);
    for (const [key, term] of other.terms) add(sums, key, { ...term, re: factor * term.re, im: factor * term.im });
    return Formula.#collected(sums);
  }

  scaled(re: number, im = 0): Formula {
    if (re === 1 && im === 0) return this;
    const terms = new Map<string, Term>();
    for (const [key, term] of this.terms) {
      add(terms, key, { ...term, re: term.re * re - term.im * im, im: term.re * im + term.im * re });
    }
    return new Formula(terms);
  }

  times(other: Formula): Formula {
    const [own, others] = [this.constant, other.constant];
    if (others !== undefined) return this.scaled(...others);
    if (own !== undefined) return other.scaled(...own);
    const plain: Term[] = [];
    let rest: Formula | undefined;
    for (const a of this.terms.values()) {
      for (const b of other.terms.values()) {
        const product = joined(a, b);
        const squares = squareOfRoot(product);
        if (squares === undefined) plain.push(product);
        else {
          // √f · √f = f
          const [root, power] = squares;
          const powers = new Map(product.powers);
          if (power === 2) powers.delete(root);
          else powers.set(root, power - 2);
          const reduced = Formula.of([{ ...product, powers }]).times(
            root.kind === 'root' ? root.of : Formula.constant(1),
          );
          rest = rest === undefined ? reduced : rest.plus(reduced);
        }
      }
      if (plain.length > 100 * mostTerms) throw new Undecided('an expression has too many terms');
    }
    const sum = Formula.of(plain);
    return rest === undefined ? sum : sum.plus(rest);
  }

  power(times: number): Formula {
    let result = Formula.constant(1);
    for (let k = 0; k < times; k++) result = result.times(this);
    return result;
  }

  /** Parameters are real. */
  conjugate(): Formula {
    const terms = [...this.terms.values()];
    if (terms.every(({ im, exponent }) => im === 0 && exponent === undefined)) return this;
    return Formula.of(terms.map((term) => ({ ...term, im: -term.im, exponent: term.exponent?.conjugate() })));
  }

  /** exp of this. */
  exponential(): Formula {
    const constant = this.constant;
    if (constant === undefined) return Formula.of([{ re: 1, im: 0, exponent: this, powers: new Map() }]);
    const size = Math.exp(constant[0]);
    return Formula.constant(size * Math.cos(constant[1]), size * Math.sin(constant[1]));
  }

  /** Whether this vanishes identically; denominators are multiplied out first. */
  get isZero(): boolean {
    let formula: Formula = this;
    for (let round = 0; round < 8; round++) {
      const inverse = [...formula.terms.values()].flatMap(({ powers }) => [...powers.keys()]).find(isInverse);
      if (inverse === undefined) return formula.terms.size === 0;
      formula = withoutInverse(formula, inverse);
    }
    return false;
  }
}

/** Adds a term to like ones; what cancels is gone. */
function add(sums: Map<string, Term>, key: string, term: Term): void {
  if (term.re === 0 && term.im === 0) return;
  const old = sums.get(key);
  if (old === undefined) {
    sums.set(key, term);
    return;
  }
  const [re, im] = [settled(old.re, term.re), settled(old.im, term.im)];
  if (re === 0 && im === 0) sums.delete(key);
  else sums.set(key, { ...term, re, im });
}

/** A root in a term that stands there more than once. */
function squareOfRoot({ powers }: Term): readonly [Atom, number] | undefined {
  for (const factor of powers) if (factor[0].kind === 'root' && factor[1] >= 2) return factor;
  return undefined;
}

function isInverse(atom: Atom): atom is Extract<Atom, { kind: 'inverse' }> {
  return atom.kind === 'inverse';
}

function withoutInverse(formula: Formula, inverse: Extract<Atom, { kind: 'inverse' }>): Formula {
  const terms = [...formula.terms.values()];
  const most = Math.max(...terms.map(({ powers }) => powers.get(inverse) ?? 0));
  let result = Formula.of([]);
  for (const term of terms) {
    const powers = new Map(term.powers);
    powers.delete(inverse);
    const missing = most - (term.powers.get(inverse) ?? 0);
    result = result.plus(Formula.of([{ ...term, powers }]).times(inverse.of.power(missing)));
  }
  return result;
}

function joined(a: Term, b: Term): Term {
  const powers = new Map(a.powers);
  for (const [atom, power] of b.powers) {
    const sum = (powers.get(atom) ?? 0) + power;
    if (sum === 0) powers.delete(atom);
    else powers.set(atom, sum);
  }
  const product = { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re, powers };
  if (a.exponent === undefined) return b.exponent === undefined ? product : { ...product, exponent: b.exponent };
  const exponent = b.exponent === undefined ? a.exponent : a.exponent.plus(b.exponent);
  return exponent.terms.size === 0 ? product : { ...product, exponent };
}

function keyOf({ exponent, powers }: Term): string {
  if (exponent === undefined && powers.size < 2) {
    for (const [{ id }, power] of powers) return `${id}^${power}`;
    return '';
  }
  const factors = [...powers].map(([{ id }, power]) => `${id}^${power}`).sort();
  if (exponent !== undefined) factors.push(`e(${exponent.key})`);
  return factors.join(' ');
}

/** a + b, 0 where only rounding is left. */
function settled(a: number, b: number): number {
  const sum = a + b;
  return Math.abs(sum) <= rounding * Math.max(1, Math.abs(a)) ? 0 : sum;
}

function rounded(x: number): number {
  return Number(x.toPrecision(12));
}
