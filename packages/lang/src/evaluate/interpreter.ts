import type { AstNode } from 'langium';
import { bindArguments, type CallSite } from '../calls/index.js';
import type {
  Argument,
  BuiltinDeclaration,
  Declaration,
  Expression,
  Named,
  Parameter,
  ScheduleDeclaration,
} from '../generated/index.js';
import { numberValue, type Value } from '../values/index.js';
import { BuiltinCall } from './builtin-context.js';
import { builtinConstant, callBuiltin } from './builtins.js';
import { buildChannel, buildGate, buildGenerator, buildGraph } from './declarations.js';
import { admit, checkShape } from './domains.js';
import { EvaluationError, fail } from './evaluation-error.js';
import { called } from './evolution.js';
import { evaluateExpression } from './expressions.js';
import { Budget, type Frame, type Interpreter } from './frame.js';
import type { KnownCalls } from './known-calls.js';
import { scheduleValue } from './schedules.js';
import { subsystem } from './system.js';

/** Evaluates expressions and calls of one script. Constants are worked out once. */
export class ScriptInterpreter implements Interpreter {
  budget: Budget;
  readonly matched: Interpreter['matched'];
  readonly #constants = new Map<Declaration, Value>();
  /** Declarations being worked out, outermost first: one of them again is a definition through itself. */
  readonly #active: Declaration[] = [];
  readonly #known: KnownCalls | undefined;
  #depth = 0;

  /** @param known calls and schedules that need not be worked out again */
  constructor(budget: Budget = new Budget(), known?: KnownCalls) {
    this.budget = budget;
    this.#known = known;
    this.matched = known?.matched ?? new Map();
  }

  /** A frame without variables, for expressions at the top of a file. */
  topFrame(): Frame {
    return {
      interpreter: this,
      variables: new Map(),
      outer: undefined,
      system: undefined,
      time: undefined,
      steps: undefined,
    };
  }

  evaluate(expression: Expression, frame: Frame): Value {
    this.budget.spend(10, expression);
    if (this.#depth > 400) fail({ code: 'K113', message: 'the expression is nested too deeply', node: expression });
    this.#depth++;
    try {
      return evaluateExpression(expression, frame);
    } finally {
      this.#depth--;
    }
  }

  lookUp(name: Named, node: AstNode, frame: Frame): Value {
    for (let at: Frame | undefined = frame; at !== undefined; at = at.outer) {
      const value = at.variables.get(name);
      if (value !== undefined) return value;
    }
    switch (name.$type) {
      case 'BuiltinDeclaration':
        return builtinConstant(name, node, frame);
      case 'ConstantDeclaration':
        return this.#once(name, node, () => {
          const frame = this.topFrame();
          const value = called(this.evaluate(name.value, frame), name.value, frame);
          checkShape(name, value, frame, name.value);
          return admit(name, value, undefined, name.value);
        });
      case 'GraphDeclaration':
        if (name.parameters.length > 0) return { kind: 'declaration', declaration: name };
        return this.#once(name, node, () => buildGraph(name, this.topFrame()));
      case 'Wire': {
        const positions = frame.system?.wires.get(name);
        if (positions !== undefined) return { kind: 'wire', positions };
        break;
      }
      case 'ChannelDeclaration':
      case 'GateDeclaration':
      case 'GeneratorDeclaration':
      case 'ScheduleDeclaration':
      case 'CircuitDeclaration':
      case 'DatasetDeclaration':
      case 'DeviceDeclaration':
      case 'ModelDeclaration':
        return { kind: 'declaration', declaration: name };
    }
    return fail({ code: 'K112', message: `the value of \`${name.name}\` is not known while checking`, node });
  }

  call(declaration: Declaration, site: CallSite, frame: Frame): Value {
    if (declaration.$type === 'BuiltinDeclaration') {
      const values = this.#builtinArguments(declaration, site, frame);
      const [named] = site.arguments.filter(({ name }) => name !== undefined);
      if (named !== undefined)
        fail({ code: 'K108', message: `\`${declaration.name}\` takes its arguments without names`, node: named });
      return callBuiltin(
        declaration,
        new BuiltinCall(declaration, { node: site.node, arguments: site.arguments, values, frame }),
      );
    }
    const values = this.argumentValues(site, frame);
    const known = this.#known?.find(declaration, values);
    if (known !== undefined) {
      this.budget.spend(known.steps, site.node);
      return known.value;
    }
    const before = this.budget.left;
    const value = this.at(site.node, () => this.instantiate(declaration, values, site.node));
    this.#known?.keep(declaration, values, { value, steps: before - this.budget.left });
    return value;
  }

  /** The arguments of a builtin. The operator in `at(operator, wires)` is read on the wires, which are known first. */
  #builtinArguments(declaration: BuiltinDeclaration, site: CallSite, frame: Frame): Value[] {
    const value = ({ value: node }: Argument, own: Frame): Value => called(this.evaluate(node, own), node, own);
    const [first, ...others] = site.arguments;
    const { system } = frame;
    if (declaration.name !== 'at' || first === undefined || system === undefined) {
      return site.arguments.map((argument) => value(argument, frame));
    }
    const wires = others.map((argument) => value(argument, frame));
    const positions = wires.flatMap((wire) => (wire.kind === 'wire' ? wire.positions : []));
    const own = positions.length === 0 ? frame : { ...frame, system: subsystem(system, positions) };
    return [value(first, own), ...wires];
  }

  /** The values that the arguments of a call give to parameters, checked against the parameters' types. */
  argumentValues(site: CallSite, frame: Frame): Map<Parameter, Value> {
    const values = new Map<Parameter, Value>();
    for (const [parameter, argument] of bindArguments(site, fail)) {
      values.set(parameter, admit(parameter, this.#argument(parameter, argument.value, frame), site.name, argument));
    }
    return values;
  }

  /** Does work on behalf of a call, so that what fails in it is known to come from there. */
  at<T>(site: AstNode, work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof EvaluationError) error.sites.push(site);
      throw error;
    }
  }

  /** Works inside a declaration; one that is used inside itself has no value. */
  within<T>(declaration: Declaration, node: AstNode, work: () => T): T {
    if (this.#active.includes(declaration)) {
      fail({ code: 'K121', message: `\`${declaration.name}\` is defined through itself`, node });
    }
    this.budget.spend(10, node);
    this.#checkDepth(node);
    this.#active.push(declaration);
    try {
      return work();
    } finally {
      this.#active.pop();
    }
  }

  /** The value of an argument; a schedule named without a call is taken at the time of the step. */
  #argument(parameter: Parameter, expression: Expression, frame: Frame): Value {
    const value = called(this.evaluate(expression, frame), expression, frame);
    if (value.kind !== 'declaration' || value.declaration.$type !== 'ScheduleDeclaration') return value;
    if (parameter.type?.name === 'schedule') return value;
    if (frame.time === undefined) {
      const message = `a schedule such as \`${value.declaration.name}\` has a value only in a forward process`;
      return fail({ code: 'K112', message, node: expression });
    }
    return this.scheduleAt(value.declaration, frame.time, expression, frame.steps);
  }

  /** The value of a schedule at a time in [0, 1] of a process of so many steps; its other parameters are at their defaults. */
  scheduleAt(schedule: ScheduleDeclaration, time: number, node: AstNode, steps?: number): Value {
    const [first, ...others] = schedule.parameters;
    if (first === undefined) {
      return this.within(schedule, node, () => scheduleValue(schedule, { ...this.topFrame(), time, steps }));
    }
    if (others.some((other) => other.default === undefined)) {
      fail({ code: 'K108', message: `\`${schedule.name}\` needs its arguments`, node });
    }
    return this.instantiate(schedule, new Map([[first, numberValue(time)]]), node);
  }

  /** Calls a declaration with values instead of arguments; parameters without a value take their default. */
  instantiate(declaration: Declaration, values: ReadonlyMap<Parameter, Value>, node: AstNode): Value {
    return this.within(declaration, node, () => this.build(declaration, values, node));
  }

  /** As {@link instantiate}, for work that is already inside the declaration. */
  build(declaration: Declaration, values: ReadonlyMap<Parameter, Value>, node: AstNode): Value {
    const frame = this.parameterFrame(declaration, values, node);
    switch (declaration.$type) {
      case 'ChannelDeclaration':
        return buildChannel(declaration, frame);
      case 'GateDeclaration':
        return buildGate(declaration, frame);
      case 'GeneratorDeclaration':
        return buildGenerator(declaration, frame);
      case 'GraphDeclaration':
        return buildGraph(declaration, frame);
      case 'ScheduleDeclaration':
        return scheduleValue(declaration, frame);
      default:
        return fail({ code: 'K106', message: `\`${declaration.name}\` cannot be called here`, node });
    }
  }

  /** A frame with the parameters of a declaration at the given values, else at their defaults. */
  parameterFrame(declaration: Declaration, values: ReadonlyMap<Parameter, Value>, node: AstNode): Frame {
    const frame = this.topFrame();
    const parameters = 'parameters' in declaration ? declaration.parameters : [];
    for (const parameter of parameters) {
      let value = values.get(parameter);
      if (value === undefined && parameter.default !== undefined) {
        value = admit(parameter, this.evaluate(parameter.default, frame), declaration.name, parameter.default);
      }
      if (value === undefined)
        return fail({ code: 'K108', message: `\`${declaration.name}\` needs a value for \`${parameter.name}\``, node });
      checkShape(parameter, value, frame, node);
      frame.variables.set(parameter, value);
    }
    return frame;
  }

  #checkDepth(node: AstNode): void {
    if (this.#active.length < 150) return;
    fail({ code: 'K113', message: 'declarations use each other more than 150 levels deep', node });
  }

  #once(declaration: Declaration, node: AstNode, make: () => Value): Value {
    const known = this.#constants.get(declaration);
    if (known !== undefined) return known;
    const value = this.at(node, () => this.within(declaration, node, make));
    this.#constants.set(declaration, value);
    return value;
  }
}
