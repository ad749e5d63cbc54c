import type { Named } from '../generated/index.js';
import { checkWithin, type Knowledge, rangeOf } from './bounds.js';
import { type Atom, Formula, type Term, Undecided } from './formula.js';

/** Functions of formulas. The same argument gives the same atom, so that equal formulas can be told. */
export class Functions {
  readonly #atoms = new Map<string, Atom>();
  #last = 0;
  /** Whether something has been divided by what may vanish. */
  divided = false;

  parameter(name: Named, low: number, high: number): Formula {
    return Formula.atom({ kind: 'parameter', id: ++this.#last, name, low, high });
  }

  /** √f of a real f that is not negative; throws {@link Undecided} where that cannot be shown. */
  root(formula: Formula, known: Knowledge): Formula {
    const { constant } = formula;
    if (constant !== undefined && constant[1] === 0) {
      return constant[0] >= 0 ? Formula.constant(Math.sqrt(constant[0])) : Formula.constant(0, Math.sqrt(-constant[0]));
    }
    const [only, another] = formula.terms.values();
    if (only !== undefined && another === undefined && isPositive(only)) return this.#rootOfTerm(only);
    checkWithin(formula, [0, Number.POSITIVE_INFINITY], known, 'a number under a root');
    // √(c f) = √c √f, so that roots that differ by a factor are one atom.
    const first = [...formula.terms].sort(([a], [b]) => (a < b ? -1 : 1))[0]?.[1];
    const size = Math.hypot(first?.re ?? 1, first?.im ?? 0);
    return this.#rootAtom(formula.scaled(1 / size)).scaled(Math.sqrt(size));
  }

  #rootOfTerm({ re, exponent, powers }: Term): Formula {
    let result = Formula.constant(Math.sqrt(re));
    for (const [atom, power] of powers) {
      const half = Math.floor(power / 2);
      if (half !== 0) result = result.times(Formula.atom(atom, half));
      if (power % 2 !== 0) result = result.times(this.#rootAtom(Formula.atom(atom)));
    }
    return exponent === undefined ? result : result.times(exponent.scaled(0.5).exponential());
  }

  #rootAtom(of: Formula): Formula {
    return Formula.atom(this.#once(`root ${of.key}`, (id) => ({ kind: 'root', id, of })));
  }

  inverse(formula: Formula): Formula {
    const { constant } = formula;
    if (constant !== undefined) {
      const norm = constant[0] ** 2 + constant[1] ** 2;
      if (norm === 0) throw new Undecided('a division by zero');
      return Formula.constant(constant[0] / norm, -constant[1] / norm);
    }
    this.divided = true;
    const [only, another] = formula.terms.values();
    if (
      only !== undefined &&
      another === undefined &&
      [...only.powers.keys()].every(({ kind }) => kind === 'parameter')
    ) {
      const norm = only.re ** 2 + only.im ** 2;
      const powers = new Map([...only.powers].map(([atom, power]) => [atom, -power]));
      const exponent = only.exponent?.scaled(-1);
      return Formula.of([{ re: only.re / norm, im: -only.im / norm, powers, exponent }]);
    }
    if (!formula.isReal) throw new Undecided('a division by a complex number');
    return Formula.atom(this.#once(`inverse ${formula.key}`, (id) => ({ kind: 'inverse', id, of: formula })));
  }

  /** max (sign 1) or min (sign −1) of two real formulas. */
  extreme(sign: 1 | -1, a: Formula, b: Formula, known: Knowledge): Formula {
    if (!a.isReal || !b.isReal) throw new Undecided('`max` or `min` of complex numbers');
    const difference = a.plus(b, -1).scaled(sign);
    // A `require` may leave room for rounding.
    if (rangeOf(difference, known)[0] >= -1e-11) return a;
    if (rangeOf(difference.scaled(-1), known)[0] >= -1e-11) return b;
    const key = `extreme ${sign} ${a.key} , ${b.key}`;
    return Formula.atom(this.#once(key, (id) => ({ kind: 'extreme', id, sign, a, b })));
  }

  #once(key: string, make: (id: number) => Atom): Atom {
    let atom = this.#atoms.get(key);
    if (atom === undefined) {
      atom = make(++this.#last);
      this.#atoms.set(key, atom);
    }
    return atom;
  }
}

/** cos f = (exp(if) + exp(−if))/2. */
export function cosine(formula: Formula): Formula {
  const turn = formula.scaled(0, 1);
  return turn.exponential().plus(turn.scaled(-1).exponential()).scaled(0.5);
}

/** sin f = (exp(if) − exp(−if))/2i. */
export function sine(formula: Formula): Formula {
  const turn = formula.scaled(0, 1);
  return turn.exponential().plus(turn.scaled(-1).exponential(), -1).scaled(0, -0.5);
}

/** Whether a term is a product of things that are not negative, so that its root is the product of their roots. */
function isPositive({ re, im, exponent, powers }: Term): boolean {
  if (im !== 0 || re < 0 || exponent?.isReal === false) return false;
  return [...powers.keys()].every((atom) => (atom.kind === 'parameter' ? atom.low >= 0 : atom.kind === 'root'));
}
