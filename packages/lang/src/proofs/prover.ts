import { AstUtils } from 'langium';
import { bindArguments } from '../calls/index.js';
import { asBoolean, Budget, EvaluationError, limits, ScriptInterpreter, systemOf } from '../evaluate/index.js';
import type { Argument, Declaration, Expression, Named, Parameter } from '../generated/index.js';
import { isRequire } from '../generated/index.js';
import { numberTypes, type Value } from '../values/index.js';
import { BodyProof, type Kind } from './bodies.js';
import { checkWithin } from './bounds.js';
import { SymbolicEvaluation } from './evaluate.js';
import { type Formula, Undecided } from './formula.js';
import { Functions } from './functions.js';
import { type Remedy, remedyOf } from './remedy.js';
import { asFormula, NamesUsed, type Place, type Symbolic } from './symbolic-values.js';

/** What could be said of a declaration over the whole domain of its parameters. */
export type Proof =
  /** `partial`: wherever it has a value, which a division may deny it. */
  | { readonly verdict: 'proved'; readonly partial: boolean }
  /** Not decided: why, and values at which something looks wrong, which are worth trying first. */
  | { readonly verdict: 'open'; readonly because: string; readonly suspect?: ReadonlyMap<Named, number> | undefined };

export type Provable = Extract<
  Declaration,
  { $type: 'GateDeclaration' | 'ChannelDeclaration' | 'GeneratorDeclaration' }
>;
type Outcome = { readonly kind: Kind; readonly partial: boolean } | { readonly open: Undecided };

/** What is proved of a declaration, by the values of its parameters that are not continuous. */
export type Proved = Map<string, Outcome>;

/** What is known of the standard library, which never changes. */
const libraryOutcomes = new WeakMap<Declaration, Proved>();

/**
 * Proves for all parameter values at once that gates are unitary, channels keep the trace and generators have a Hermitian Hamiltonian.
 * Bodies are worked out over formulas, in which Σ K†K − I must vanish identically; arguments, weights and roots are bounded by interval
 * arithmetic. What a declaration uses is proved once, for every argument in its domain. Complete positivity needs no proof: Kraus
 * operators, mixtures and Lindblad generators have it by their form.
 */
export class Prover {
  readonly #functions = new Functions();
  readonly #names = new NamesUsed();
  readonly #evaluation = new SymbolicEvaluation(this.#functions, this.#names);
  readonly #outcomes = new Map<Declaration, Map<string, Outcome>>();
  readonly #active = new Set<Declaration>();
  readonly #bodies = new BodyProof(this.#evaluation, this.#names, (target, given, place) =>
    this.#called(target, given, place),
  );
  readonly #provedOf: (declaration: Declaration) => Proved | undefined;
  #interpreter = new ScriptInterpreter();

  /** @param provedOf what was proved before of declarations that do the same, where it is put too */
  constructor(provedOf: (declaration: Declaration) => Proved | undefined = () => undefined) {
    this.#provedOf = provedOf;
  }

  /** Proves a declaration, all of whose parameters are continuous; sizes and graphs cannot be covered as a whole. */
  prove(declaration: Provable): Proof {
    this.#interpreter = new ScriptInterpreter(new Budget(limits.steps / 4));
    const outcome = this.#outcomeOf(declaration, new Map());
    if ('kind' in outcome) return { verdict: 'proved', partial: outcome.partial };
    return { verdict: 'open', because: outcome.open.message, suspect: outcome.open.suspect };
  }

  /** What a declaration is for all values of its continuous parameters, the others at the values given. */
  #outcomeOf(declaration: Provable, given: ReadonlyMap<Parameter, Value>): Outcome {
    const lasting = this.#lasting(declaration);
    const known = lasting ?? this.#outcomes.get(declaration) ?? new Map<string, Outcome>();
    if (lasting === undefined) this.#outcomes.set(declaration, known);
    const key = JSON.stringify([...given].map(([{ name }, value]) => [name, value]));
    const before = known.get(key);
    if (before !== undefined) return before;
    const outcome = this.#tried(declaration, given);
    // What is open may be so for want of steps.
    if (lasting === undefined || 'kind' in outcome) known.set(key, outcome);
    return outcome;
  }

  /** Where outcomes are kept beyond this proof. */
  #lasting(declaration: Provable): Proved | undefined {
    if (AstUtils.getDocument(declaration).uri.scheme !== 'kraus-std') return this.#provedOf(declaration);
    let known = libraryOutcomes.get(declaration);
    if (known === undefined) {
      known = new Map();
      libraryOutcomes.set(declaration, known);
    }
    return known;
  }

  #tried(declaration: Provable, given: ReadonlyMap<Parameter, Value>): Outcome {
    if (this.#active.has(declaration)) return { open: new Undecided('a definition through itself') };
    if (this.#active.size > 40) return { open: new Undecided('declarations that use each other very deeply') };
    const functions = this.#functions;
    const outer = functions.divided;
    functions.divided = false;
    this.#active.add(declaration);
    try {
      return { kind: this.#proved(declaration, given), partial: functions.divided };
    } catch (error) {
      if (error instanceof Undecided) return { open: error };
      if (error instanceof EvaluationError) return { open: new Undecided(error.issue.message) };
      throw error;
    } finally {
      functions.divided ||= outer;
      this.#active.delete(declaration);
    }
  }

  /** What would mend a channel that does not keep the trace, or a mixture whose weights do not add up to 1, for all values of its parameters. */
  remedy(declaration: Provable): Remedy {
    this.#interpreter = new ScriptInterpreter(new Budget(limits.steps / 4));
    try {
      const place = this.#placeOf(declaration, new Map());
      return remedyOf(declaration.body, this.#bodies, place);
    } catch (error) {
      if (error instanceof Undecided || error instanceof EvaluationError) return {};
      throw error;
    }
  }

  #placeOf(declaration: Provable, given: ReadonlyMap<Parameter, Value>): Place {
    const frame = this.#interpreter.topFrame();
    const symbols = new Map<Named, Symbolic>();
    for (const parameter of declaration.parameters) {
      const value = given.get(parameter);
      if (value !== undefined) frame.variables.set(parameter, value);
      else symbols.set(parameter, this.#symbolOf(parameter));
    }
    const system = systemOf(declaration.wires, frame);
    return { frame: { ...frame, system }, symbols, known: { assumed: [] } };
  }

  #proved(declaration: Provable, given: ReadonlyMap<Parameter, Value>): Kind {
    const place = this.#placeOf(declaration, given);
    const { body } = declaration;
    if (body !== undefined) return this.#bodies.ofBody(declaration.$type, body, place);
    if (declaration.$type === 'GeneratorDeclaration' || declaration.value === undefined) {
      throw new Undecided('a declaration without a value');
    }
    const kind = this.#bodies.ofExpression(declaration.value, place);
    if (declaration.$type === 'GateDeclaration' && kind !== 'gate')
      throw new Undecided('an operation that is not a gate');
    return kind;
  }

  #symbolOf(parameter: Parameter): Symbolic {
    const { name, type } = parameter;
    const numeric = isContinuous(parameter) ? numberTypes[type?.name ?? ''] : undefined;
    if (numeric === undefined) throw new Undecided(`\`${name}\` is not a continuous parameter`);
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = numeric;
    const real = this.#functions.parameter(parameter, min, max);
    if (numeric.field === 'real') return { kind: 'formula', formula: real };
    const imaginary = this.#functions.parameter(parameter, min, max);
    return { kind: 'formula', formula: real.plus(imaginary.scaled(0, 1)) };
  }

  /** A call: every argument within the domain of its parameter, every requirement met, and the declaration proved. */
  #called(
    target: Provable,
    given: { node: Expression | Argument['$container']; arguments: readonly Argument[] },
    place: Place,
  ): Kind {
    const site = { node: given.node, name: target.name, parameters: target.parameters, arguments: given.arguments };
    const bound = bindArguments(site, ({ message }) => {
      throw new Undecided(message);
    });
    const { interpreter } = place.frame;
    const fixed = new Map<Parameter, Value>();
    const symbols = new Map<Named, Symbolic>();
    const inside: Place = { frame: { interpreter, variables: new Map() }, symbols, known: place.known };
    for (const parameter of target.parameters) {
      const node = bound.get(parameter)?.value;
      const from = node === undefined ? inside : place;
      const expression = node ?? parameter.default;
      if (expression === undefined) throw new Undecided('an argument is missing');
      if (!isContinuous(parameter)) {
        if (this.#names.depend(expression, from)) throw new Undecided(`\`${parameter.name}\` depends on parameters`);
        const value = interpreter.evaluate(expression, from.frame);
        fixed.set(parameter, value);
        inside.frame.variables.set(parameter, value);
        continue;
      }
      const symbolic = this.#evaluation.evaluate(expression, from);
      this.#checkDomain(parameter, asFormula(symbolic), place);
      symbols.set(parameter, symbolic);
    }
    this.#checkRequirements(target, inside);
    const outcome = this.#outcomeOf(target, fixed);
    if ('open' in outcome) throw new Undecided(`\`${target.name}\` is not decided: ${outcome.open.message}`);
    this.#functions.divided ||= outcome.partial;
    return outcome.kind;
  }

  #checkDomain(parameter: Parameter, formula: Formula, { known }: Place): void {
    const numeric = numberTypes[parameter.type?.name ?? ''];
    if (numeric === undefined || numeric.field === 'complex') return;
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = numeric;
    checkWithin(formula, [min, max], known, `\`${parameter.name}\``);
  }

  #checkRequirements(target: Provable, inside: Place): void {
    if (target.body === undefined) return;
    for (const statement of AstUtils.streamAst(target.body).filter(isRequire)) {
      if (statement.$container !== target.body) throw new Undecided('a requirement within a loop');
      if (!this.#names.depend(statement.condition, inside)) {
        const value = inside.frame.interpreter.evaluate(statement.condition, inside.frame);
        if (!asBoolean(value, statement.condition)) throw new Undecided('a requirement that is not met');
        continue;
      }
      for (const formula of this.#bodies.requirementsOf(statement.condition, inside)) {
        checkWithin(formula, [0, Number.POSITIVE_INFINITY], inside.known, 'a requirement');
      }
    }
  }
}

/** Whether a declaration can be proved for all values of its parameters: it has some, and all are continuous. */
export function isProvable(declaration: Declaration): declaration is Provable {
  if (!['GateDeclaration', 'ChannelDeclaration', 'GeneratorDeclaration'].includes(declaration.$type)) return false;
  const { parameters } = declaration as Provable;
  return parameters.length > 0 && parameters.every(isContinuous);
}

/** Whether a parameter ranges over an interval, so that formulas can stand for it. */
export function isContinuous({ type }: Parameter): boolean {
  if (type === undefined || type.shape.length > 0 || !Object.hasOwn(numberTypes, type.name)) return false;
  return numberTypes[type.name]?.field !== 'int';
}
