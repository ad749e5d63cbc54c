import { fractionText } from '../fixes/index.js';
import type { Atom, Formula, Term } from './formula.js';

/** A formula as an expression of the language; undefined where one of its parts has no short form. */
export function textOfFormula(formula: Formula): string | undefined {
  const parts: string[] = [];
  // What is added comes first: `1 - p` reads better than `-p + 1`.
  const terms = [...formula.terms.values()].sort(
    (a, b) => Number(a.re < 0) - Number(b.re < 0) || a.powers.size - b.powers.size,
  );
  for (const term of terms) {
    const text = textOfTerm(term);
    if (text === undefined) return undefined;
    if (parts.length === 0) parts.push(term.re < 0 ? `-${text}` : text);
    else parts.push(term.re < 0 ? `- ${text}` : `+ ${text}`);
  }
  return parts.length === 0 ? '0' : parts.join(' ');
}

/** A term without its sign. */
function textOfTerm({ re, im, exponent, powers }: Term): string | undefined {
  if (im !== 0 || exponent !== undefined) return undefined;
  const size = Math.abs(re);
  const [above = '', below] = (fractionText(size) ?? String(size)).split(' / ');
  const factors: string[] = above === '1' && powers.size > 0 ? [] : [above];
  for (const [atom, power] of powers) {
    const text = textOfAtom(atom);
    if (text === undefined || !Number.isInteger(power) || power < 1) return undefined;
    factors.push(power === 1 ? text : `${text} ^ ${power}`);
  }
  return factors.join(' * ') + (below === undefined ? '' : ` / ${below}`);
}

function textOfAtom(atom: Atom): string | undefined {
  if (atom.kind === 'parameter') {
    const { name } = atom;
    // A time in an expression of numbers would need its unit.
    return name.$type === 'Parameter' && ['prob', 'real', 'angle'].includes(name.type?.name ?? '')
      ? name.name
      : undefined;
  }
  if (atom.kind !== 'root') return undefined;
  const inside = textOfFormula(atom.of);
  return inside === undefined ? undefined : `sqrt(${inside})`;
}
