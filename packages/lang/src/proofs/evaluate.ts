import { asInteger, passesOf, subsystem } from '../evaluate/index.js';
import type { Argument, BinaryExpression, CallExpression, Expression, ListExpression } from '../generated/index.js';
import { isNameExpression } from '../generated/index.js';
import { Formula, Undecided } from './formula.js';
import { FormulaMatrix } from './formula-matrix.js';
import { cosine, type Functions, sine } from './functions.js';
import {
  asFormula,
  asFormulaMatrix,
  identityMatrix,
  isMatrixLike,
  itemsOf,
  matrixOrNumber,
  type NamesUsed,
  type Place,
  type Symbolic,
} from './symbolic-values.js';

const formulaOf = (formula: Formula): Symbolic => ({ kind: 'formula', formula });
const mostFactors = 40;

/** Works out expressions over formulas; what does not depend on parameters is left to the interpreter. */
export class SymbolicEvaluation {
  readonly #functions: Functions;
  readonly #names: NamesUsed;

  constructor(functions: Functions, names: NamesUsed) {
    this.#functions = functions;
    this.#names = names;
  }

  /** Throws {@link Undecided} for what has no form as a formula, `EvaluationError` for what has no value. */
  evaluate(node: Expression, place: Place): Symbolic {
    place.frame.interpreter.budget.spend(20, node);
    if (!this.#names.depend(node, place)) {
      return { kind: 'value', value: place.frame.interpreter.evaluate(node, place.frame) };
    }
    switch (node.$type) {
      case 'NameExpression': {
        const symbol = node.target.ref && place.symbols.get(node.target.ref);
        if (symbol !== undefined) return symbol;
        break;
      }
      case 'UnaryExpression': {
        const value = this.evaluate(node.operand, place);
        if (node.operator === '+') return value;
        if (node.operator === '-') return this.#scaled(value, Formula.constant(-1), node.operand);
        break;
      }
      case 'BinaryExpression':
        return this.#binary(node, place);
      case 'CallExpression':
        return this.#call(node, place);
      case 'ListExpression':
        return this.#list(node, place);
      case 'IndexExpression': {
        let value = this.evaluate(node.base, place);
        for (const index of node.indices) {
          const at = asInteger(place.frame.interpreter.evaluate(index, place.frame), index);
          const item = itemsOf(value)[at];
          if (item === undefined) throw new Undecided('an index out of range');
          value = item;
        }
        return value;
      }
    }
    throw new Undecided('an expression of a kind that is not followed');
  }

  formula(node: Expression, place: Place): Formula {
    return asFormula(this.evaluate(node, place));
  }

  matrix(node: Expression, place: Place): FormulaMatrix {
    return asFormulaMatrix(this.evaluate(node, place), node);
  }

  #binary(node: BinaryExpression, place: Place): Symbolic {
    const { operator } = node;
    const [left, right] = [this.evaluate(node.left, place), this.evaluate(node.right, place)];
    const matrices = isMatrixLike(left) || isMatrixLike(right) || left.kind === 'list' || right.kind === 'list';
    switch (operator) {
      case '+':
      case '-': {
        const sign = operator === '+' ? 1 : -1;
        if (!matrices) return formulaOf(asFormula(left).plus(asFormula(right), sign));
        const [a, b] = [asFormulaMatrix(left, node.left), asFormulaMatrix(right, node.right)];
        if (a.rows !== b.rows || a.columns !== b.columns) throw new Undecided('matrices of different sizes');
        return { kind: 'matrix', matrix: a.plus(b, sign) };
      }
      case '*': {
        if (!matrices) return formulaOf(asFormula(left).times(asFormula(right)));
        if (!isMatrixLike(left)) return this.#scaled(right, asFormula(left), node.right);
        if (!isMatrixLike(right)) return this.#scaled(left, asFormula(right), node.left);
        const [a, b] = [asFormulaMatrix(left, node.left), asFormulaMatrix(right, node.right)];
        if (a.columns !== b.rows) throw new Undecided('matrices of different sizes');
        return matrixOrNumber(a.times(b));
      }
      case '/':
        return this.#scaled(left, this.#functions.inverse(asFormula(right)), node.left);
      case '^': {
        const power = asInteger(place.frame.interpreter.evaluate(node.right, place.frame), node.right);
        if (Math.abs(power) > mostFactors) throw new Undecided('a high power');
        if (!matrices) {
          const base = asFormula(left);
          return formulaOf(power < 0 ? this.#functions.inverse(base).power(-power) : base.power(power));
        }
        const matrix = asFormulaMatrix(left, node.left);
        if (power < 0) throw new Undecided('an inverse matrix');
        let result = identityMatrix(matrix.rows);
        for (let k = 0; k < power; k++) result = result.times(matrix);
        return { kind: 'matrix', matrix: result };
      }
      case '⊗':
        return {
          kind: 'matrix',
          matrix: asFormulaMatrix(left, node.left).kron(asFormulaMatrix(right, node.right)),
        };
      default:
        throw new Undecided(`\`${operator}\` of parameters`);
    }
  }

  #scaled(value: Symbolic, factor: Formula, node: Expression): Symbolic {
    if (!isMatrixLike(value)) return formulaOf(asFormula(value).times(factor));
    return { kind: 'matrix', matrix: asFormulaMatrix(value, node).map((entry) => entry.times(factor)) };
  }

  #list({ items, loop }: ListExpression, place: Place): Symbolic {
    if (loop === undefined) return { kind: 'list', items: items.map((item) => this.evaluate(item, place)) };
    if (this.#names.depend(loop.range, place)) throw new Undecided('a range that depends on parameters');
    const all: Symbolic[] = [];
    for (const frame of passesOf(loop, place.frame)) {
      for (const item of items) all.push(this.evaluate(item, { ...place, frame }));
    }
    return { kind: 'list', items: all };
  }

  #call({ callee, arguments: given }: CallExpression, place: Place): Symbolic {
    const target = isNameExpression(callee) ? callee.target.ref : undefined;
    if (target?.$type !== 'BuiltinDeclaration') throw new Undecided('a call that is not followed');
    const [first, second] = given;
    if (first === undefined) throw new Undecided(`\`${target.name}\` without arguments`);
    const argument = ({ value }: Argument): Formula => this.formula(value, place);
    const matrix = ({ value }: Argument): FormulaMatrix => this.matrix(value, place);
    switch (target.name) {
      case 'sqrt':
        return formulaOf(this.#functions.root(argument(first), place.known));
      case 'exp':
        return formulaOf(argument(first).exponential());
      case 'cos':
        return formulaOf(cosine(argument(first)));
      case 'sin':
        return formulaOf(sine(argument(first)));
      case 'min':
      case 'max': {
        if (second === undefined) break;
        const sign = target.name === 'max' ? 1 : -1;
        return formulaOf(this.#functions.extreme(sign, argument(first), argument(second), place.known));
      }
      case 'kron':
        if (second === undefined) break;
        return { kind: 'matrix', matrix: matrix(first).kron(matrix(second)) };
      case 'dagger':
        return { kind: 'matrix', matrix: matrix(first).dagger() };
      case 'transpose':
        return { kind: 'matrix', matrix: matrix(first).transpose() };
      case 'conj': {
        const value = this.evaluate(first.value, place);
        if (!isMatrixLike(value)) return formulaOf(asFormula(value).conjugate());
        return { kind: 'matrix', matrix: asFormulaMatrix(value, first.value).map((entry) => entry.conjugate()) };
      }
      case 'diagonal': {
        const entries = itemsOf(this.evaluate(first.value, place)).map(asFormula);
        const diagonal = FormulaMatrix.from(entries.length, entries.length, (add) => {
          for (const [k, entry] of entries.entries()) add(k, k, entry);
        });
        return { kind: 'matrix', matrix: diagonal };
      }
      case 'sum':
        return this.#sum(itemsOf(this.evaluate(first.value, place)), first.value);
      case 'at':
        return this.#at(given, place);
    }
    throw new Undecided(`\`${target.name}\` of parameters`);
  }

  #sum(items: readonly Symbolic[], node: Expression): Symbolic {
    const [first, ...others] = items;
    if (first === undefined) return formulaOf(Formula.constant(0));
    if (!isMatrixLike(first))
      return formulaOf(others.reduce((sum, item) => sum.plus(asFormula(item)), asFormula(first)));
    const start = asFormulaMatrix(first, node);
    return { kind: 'matrix', matrix: others.reduce((sum, item) => sum.plus(asFormulaMatrix(item, node)), start) };
  }

  /** `at(operator, wires)`: the operator is read on the wires. */
  #at([operator, ...wires]: readonly Argument[], place: Place): Symbolic {
    const { frame } = place;
    const { system } = frame;
    const positions = wires.flatMap(({ value }) => {
      const wire = frame.interpreter.evaluate(value, frame);
      return wire.kind === 'wire' ? wire.positions : [];
    });
    if (operator === undefined || system === undefined) throw new Undecided('`at` without wires');
    const own = { ...place, frame: { ...frame, system: subsystem(system, positions) } };
    return { kind: 'matrix', matrix: this.matrix(operator.value, own).embedded(positions, system.dims) };
  }
}
