import { asBoolean, asCount, called, innerFrame, krausOperators, limits, passesOf } from '../evaluate/index.js';
import type {
  Argument,
  Block,
  ChannelDeclaration,
  Expression,
  GateDeclaration,
  GeneratorDeclaration,
  Mix,
  Named,
  Operation,
  Statement,
} from '../generated/index.js';
import { isNameExpression } from '../generated/index.js';
import { unitarityDefect } from '../matrix/index.js';
import { checkWithin } from './bounds.js';
import type { SymbolicEvaluation } from './evaluate.js';
import { Formula, Undecided } from './formula.js';
import type { FormulaMatrix } from './formula-matrix.js';
import { identityMatrix, type NamesUsed, type Place, type Symbolic } from './symbolic-values.js';

/** What a proved thing is. A gate is a channel too. */
export type Kind = 'gate' | 'channel' | 'generator';

type Provable = GateDeclaration | ChannelDeclaration | GeneratorDeclaration;
type Call = { readonly node: Expression | Operation; readonly arguments: readonly Argument[] };

/** Proves a call; handed in, because bodies contain calls and calls prove bodies. */
export type ProveCall = (target: Provable, call: Call, place: Place) => Kind;

const largestDimension = 64;

/** Proves bodies and expressions of gates, channels and generators; throws {@link Undecided} where that does not succeed. */
export class BodyProof {
  readonly #evaluation: SymbolicEvaluation;
  readonly #names: NamesUsed;
  readonly #call: ProveCall;

  constructor(evaluation: SymbolicEvaluation, names: NamesUsed, call: ProveCall) {
    this.#evaluation = evaluation;
    this.#names = names;
    this.#call = call;
  }

  ofBody(type: Provable['$type'], body: Block, place: Place): Kind {
    if (type === 'GeneratorDeclaration') {
      this.#run(body, place, (statement, inner) => this.#hamiltonian(statement, inner));
      return 'generator';
    }
    const total = place.frame.system?.total ?? 1;
    let sum: FormulaMatrix | undefined;
    let kind: Kind = 'gate';
    this.#run(body, place, (statement, inner) => {
      if (statement.$type === 'KrausOperator') {
        const square = this.#square(statement.value, inner);
        sum = sum === undefined ? square : sum.plus(square);
        kind = 'channel';
      } else if (this.#statement(statement, inner) !== 'gate') kind = 'channel';
    });
    if (sum !== undefined && !(sum as FormulaMatrix).plus(identityMatrix(total), -1).isZero) {
      throw new Undecided('Σ K†K − I does not vanish identically');
    }
    if (type === 'GateDeclaration' && kind !== 'gate') throw new Undecided('an operation that is not a gate');
    return kind;
  }

  /** Σ K†K of a body that is a list of Kraus operators. */
  squareOf(body: Block, place: Place): FormulaMatrix {
    let sum: FormulaMatrix | undefined;
    this.#run(body, place, (statement, inner) => {
      if (statement.$type !== 'KrausOperator') throw new Undecided('a statement that is no Kraus operator');
      const square = this.#square(statement.value, inner);
      sum = sum === undefined ? square : sum.plus(square);
    });
    if (sum === undefined) throw new Undecided('no Kraus operator');
    return sum;
  }

  /** The weights of a mixture. */
  weightsOf({ branches }: Mix, place: Place): Formula[] {
    return branches.map(({ weight }) => this.#evaluation.formula(weight, place));
  }

  /** K†K. */
  #square(node: Expression, place: Place): FormulaMatrix {
    const total = place.frame.system?.total ?? 1;
    if (total > largestDimension) throw new Undecided('a large system');
    const operator = this.#evaluation.matrix(node, place);
    if (operator.rows !== total || operator.columns !== total) throw new Undecided('an operator of another size');
    return operator.dagger().times(operator);
  }

  ofExpression(node: Expression, place: Place): Kind {
    if (!this.#names.depend(node, place)) return this.#known(node, place);
    switch (node.$type) {
      case 'NameExpression':
      case 'CallExpression': {
        const callee = node.$type === 'CallExpression' ? node.callee : node;
        const target = isNameExpression(callee) ? callee.target.ref : undefined;
        const given = node.$type === 'CallExpression' ? node.arguments : [];
        if (target !== undefined && isProvable(target)) return this.#call(target, { node, arguments: given }, place);
        if (target?.$type === 'BuiltinDeclaration' && ['twirl', 'kron'].includes(target.name)) {
          if (given.some(({ value }) => this.#isOperation(value))) {
            return together(
              given.map(({ value }) => this.ofExpression(value, place)),
              target.name === 'kron',
            );
          }
        }
        break;
      }
      case 'BinaryExpression':
        if (!this.#isOperation(node)) break;
        if (node.operator === '^') return this.ofExpression(node.left, place);
        return together(
          [node.left, node.right].map((part) => this.ofExpression(part, place)),
          true,
        );
      case 'ModifiedGate':
        if (this.ofExpression(node.gate, place) !== 'gate') throw new Undecided('a modified channel');
        return 'gate';
      case 'EvolveExpression':
        return this.#evolution(node, place);
    }
    const matrix = this.#evaluation.matrix(node, place);
    if (!matrix.isSquare || matrix.rows > largestDimension) throw new Undecided('a large matrix');
    if (!matrix.unitarityDefect().isZero) throw new Undecided('U†U − I does not vanish identically');
    return 'gate';
  }

  /** The formulas that a condition says are not negative. */
  requirementsOf(condition: Expression, place: Place): Formula[] {
    if (condition.$type !== 'BinaryExpression') throw new Undecided('a requirement that is not followed');
    const { operator, left, right } = condition;
    if (operator === 'and') return [left, right].flatMap((part) => this.requirementsOf(part, place));
    const difference = (): Formula =>
      this.#evaluation.formula(right, place).plus(this.#evaluation.formula(left, place), -1);
    if (operator === '<=' || operator === '<') return [difference()];
    if (operator === '>=' || operator === '>') return [difference().scaled(-1)];
    throw new Undecided('a requirement that is not followed');
  }

  #run(body: Block, outer: Place, visit: (statement: Statement, place: Place) => void): void {
    const { interpreter } = outer.frame;
    const symbols = new Map<Named, Symbolic>(outer.symbols);
    let place: Place = { ...outer, frame: innerFrame(outer.frame), symbols };
    for (const statement of body.statements) {
      interpreter.budget.spend(20, statement);
      switch (statement.$type) {
        case 'Let': {
          const value = this.#evaluation.evaluate(statement.value, place);
          if (value.kind === 'value') place.frame.variables.set(statement, value.value);
          else symbols.set(statement, value);
          break;
        }
        case 'For':
          this.#mustBeKnown(statement.range, place);
          for (const frame of passesOf(statement, place.frame)) this.#run(statement.body, { ...place, frame }, visit);
          break;
        case 'Repeat': {
          this.#mustBeKnown(statement.count, place);
          const value = interpreter.evaluate(statement.count, place.frame);
          const count = asCount(value, statement.count, 'the number of repetitions', 0, limits.loopPasses);
          // What holds for one pass holds for all.
          if (count > 0) this.#run(statement.body, place, visit);
          break;
        }
        case 'If': {
          this.#mustBeKnown(statement.condition, place);
          const condition = interpreter.evaluate(statement.condition, place.frame);
          if (asBoolean(condition, statement.condition)) this.#run(statement.then, place, visit);
          else if (statement.otherwise !== undefined) this.#run(statement.otherwise, place, visit);
          break;
        }
        case 'Require':
          if (this.#names.depend(statement.condition, place)) {
            const more = this.requirementsOf(statement.condition, place);
            place = { ...place, known: { ...place.known, assumed: [...place.known.assumed, ...more] } };
          }
          break;
        default:
          visit(statement, place);
      }
    }
  }

  #mustBeKnown(node: Expression, place: Place): void {
    if (this.#names.depend(node, place)) throw new Undecided('control flow that depends on parameters');
  }

  #hamiltonian(statement: Statement, place: Place): void {
    // A jump may be any operator.
    if (statement.$type !== 'Hamiltonian') return;
    if ((place.frame.system?.total ?? 1) > largestDimension) throw new Undecided('a large system');
    const value = this.#evaluation.evaluate(statement.value, place);
    if (value.kind === 'value' && value.value.kind === 'number') return;
    const matrix = this.#evaluation.matrix(statement.value, place);
    if (!matrix.plus(matrix.dagger(), -1).isZero) throw new Undecided('H − H† does not vanish identically');
  }

  #statement(statement: Statement, place: Place): Kind {
    switch (statement.$type) {
      case 'Barrier':
        return 'gate';
      case 'Reset':
      case 'Measure':
        return 'channel';
      case 'Mix':
        return this.#mixture(statement, place);
      case 'Evolution':
        return this.#evolution(statement, place);
      case 'Operation':
        return this.#operation(statement, place);
      default:
        throw new Undecided('a statement that is not followed');
    }
  }

  #operation(statement: Operation, place: Place): Kind {
    const target = statement.target.ref;
    if (target === undefined || place.symbols.has(target)) throw new Undecided('an operation that is not followed');
    if (statement.power !== undefined) this.#mustBeKnown(statement.power, place);
    let kind: Kind;
    if (isProvable(target)) kind = this.#call(target, { node: statement, arguments: statement.arguments }, place);
    else {
      const value = place.frame.interpreter.lookUp(target, statement, place.frame);
      if (value.kind !== 'matrix' || unitarityDefect(value.matrix) !== undefined) {
        throw new Undecided('an operation that is not followed');
      }
      kind = 'gate';
    }
    if (statement.modifiers.length > 0 && kind !== 'gate') throw new Undecided('a modified channel');
    return kind;
  }

  #mixture({ branches }: Mix, place: Place): Kind {
    let sum = Formula.constant(0);
    for (const { weight, operation } of branches) {
      const formula = this.#evaluation.formula(weight, place);
      checkWithin(formula, [0, Number.POSITIVE_INFINITY], place.known, 'a weight');
      sum = sum.plus(formula);
      this.#statement(operation, place);
    }
    if (!sum.plus(Formula.constant(1), -1).isZero) throw new Undecided('the weights do not add up to 1 identically');
    return 'channel';
  }

  #evolution(node: { readonly generator: Expression; readonly time: Expression }, place: Place): Kind {
    const time = this.#evaluation.formula(node.time, place);
    checkWithin(time, [0, Number.POSITIVE_INFINITY], place.known, 'the time of an evolution');
    this.ofExpression(node.generator, place);
    return 'channel';
  }

  /** What does not depend on parameters is worked out. */
  #known(node: Expression, { frame }: Place): Kind {
    const value = called(frame.interpreter.evaluate(node, frame), node, frame);
    if (value.kind === 'generator') return 'generator';
    if (value.kind === 'matrix' && value.matrix.isSquare) {
      if (unitarityDefect(value.matrix) === undefined) return 'gate';
    }
    if (value.kind !== 'channel') throw new Undecided('a value that is not a channel');
    const [only, ...others] = krausOperators(value.program, 1) ?? [];
    return only !== undefined && others.length === 0 && unitarityDefect(only) === undefined ? 'gate' : 'channel';
  }

  /** Whether an expression is made of gates and channels, not of matrices. */
  #isOperation(node: Expression): boolean {
    switch (node.$type) {
      case 'NameExpression':
        return node.target.ref !== undefined && isProvable(node.target.ref);
      case 'CallExpression': {
        const target = isNameExpression(node.callee) ? node.callee.target.ref : undefined;
        if (target === undefined) return false;
        if (isProvable(target)) return true;
        return target.$type === 'BuiltinDeclaration' && ['twirl', 'kron'].includes(target.name)
          ? node.arguments.some(({ value }) => this.#isOperation(value))
          : false;
      }
      case 'BinaryExpression':
        if (node.operator === '>>') return true;
        return ['⊗', '^'].includes(node.operator) && [node.left, node.right].some((part) => this.#isOperation(part));
      case 'ModifiedGate':
      case 'EvolveExpression':
        return true;
      default:
        return false;
    }
  }
}

/** Several together are a gate if each is, where gates stay gates. */
function together(kinds: readonly Kind[], gates: boolean): Kind {
  return gates && kinds.every((kind) => kind === 'gate') ? 'gate' : 'channel';
}

function isProvable(name: Named): name is Provable {
  return ['GateDeclaration', 'ChannelDeclaration', 'GeneratorDeclaration'].includes(name.$type);
}
