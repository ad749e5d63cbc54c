import { type AstNode, AstUtils } from 'langium';
import type { CallSite } from '../calls/index.js';
import {
  controlsOf,
  evolvedChannel,
  type Frame,
  fail,
  systemOf,
  systemWords,
  writtenPower,
} from '../evaluate/index.js';
import type {
  Argument,
  Block,
  ChannelDeclaration,
  CircuitDeclaration,
  Expression,
  GateDeclaration,
  GateModifier,
  Named,
  Operation,
  Parameter,
} from '../generated/index.js';
import { isKrausOperator, isMix, isNameExpression } from '../generated/index.js';
import { describeValue, product, type Value } from '../values/index.js';
import type { CircuitState } from './circuit-state.js';
import { controlled, inverted, repeated } from './emitted.js';
import type { Place, Use } from './place.js';
import { gateUse, noiseUse, registeredChannel, registeredGate } from './registered.js';
import { channelUse, useOfValue } from './values-as-uses.js';

type Applicable = GateDeclaration | ChannelDeclaration | CircuitDeclaration;

/** Runs a body at a place; handed in, because bodies contain uses and uses run bodies. */
export type RunBody = (declaration: Applicable, frame: Frame, place: Place) => void;

/** Finds out what names and expressions stand for that are applied to wires. */
export class Uses {
  readonly #state: CircuitState;
  readonly #runBody: RunBody;

  constructor(state: CircuitState, runBody: RunBody) {
    this.#state = state;
    this.#runBody = runBody;
  }

  /** @param dims of the wires that the operation is written before, for matrices, which do not say what they act on */
  ofOperation(operation: Operation, frame: Frame, dims: readonly number[]): Use {
    const { target, modifiers, power } = operation;
    const site = { node: operation, name: target.$refText, arguments: operation.arguments };
    const controls = modifiers.reduce((sum, modifier) => sum + controlsOf(modifier, frame), 0);
    const use = this.#ofName(target.ref, site, frame, dims.slice(controls));
    const times = power === undefined ? 1 : writtenPower(power, frame);
    return this.#modified(use, modifiers, controls, times, operation);
  }

  #ofName(
    name: Named | undefined,
    site: { node: AstNode; name: string; arguments: readonly Argument[] },
    frame: Frame,
    dims: readonly number[],
  ): Use {
    if (name === undefined) return fail({ code: 'K101', message: `unknown name \`${site.name}\``, node: site.node });
    const use = this.#ofNamed(name, site, frame);
    if (use !== undefined) return use;
    const value = this.#state.interpreter.lookUp(name, site.node, frame);
    if (value.kind === 'declaration' && value.declaration !== name) {
      return this.#ofName(value.declaration, site, frame, dims);
    }
    // A matrix on one system may stand before a register.
    const rows = value.kind === 'matrix' ? value.matrix.rows : undefined;
    const own = rows === dims[0] && rows !== product(dims) ? dims.slice(0, 1) : dims;
    return useOfValue(value, { name: site.name, node: site.node, dims: own, state: this.#state });
  }

  /** What a gate, channel, circuit or letter stands for; undefined for any other name. */
  #ofNamed(name: Named, site: Omit<CallSite, 'parameters'>, frame: Frame): Use | undefined {
    switch (name.$type) {
      case 'BuiltinDeclaration': {
        const record = registeredGate(name);
        return record === undefined ? undefined : gateUse(record, [], site.node, this.#state);
      }
      case 'GateDeclaration':
      case 'ChannelDeclaration':
      case 'CircuitDeclaration': {
        const values = this.#state.interpreter.argumentValues({ ...site, parameters: name.parameters }, frame);
        return this.#state.interpreter.at(site.node, () => this.#ofDeclaration(name, values, site.node));
      }
      default:
        return undefined;
    }
  }

  #ofDeclaration(declaration: Applicable, values: ReadonlyMap<Parameter, Value>, node: AstNode): Use {
    const { interpreter } = this.#state;
    interpreter.budget.spend(150, node);
    return interpreter.within(declaration, node, () => {
      const frame = interpreter.parameterFrame(declaration, values, node);
      const given = declaration.parameters.map((parameter) => frame.variables.get(parameter));
      const ordered = given.filter((value) => value !== undefined);
      if (declaration.$type === 'GateDeclaration') {
        const record = registeredGate(declaration);
        if (record !== undefined) return gateUse(record, ordered, node, this.#state);
      } else if (declaration.$type === 'ChannelDeclaration') {
        const record = registeredChannel(declaration);
        if (record !== undefined) return noiseUse(record, ordered, { declaration, node, state: this.#state });
      }
      if (declaration.$type !== 'CircuitDeclaration') {
        const written = this.#written(declaration, frame);
        if (written !== undefined) return { ...written, name: declaration.name, node };
        if (!isSequence(declaration)) {
          checkKnown(declaration, given);
          return this.#workedOut(declaration, values, node);
        }
      }
      return this.#ofBody(declaration, frame, node);
    });
  }

  /** A gate or channel that is an expression of other gates or channels. */
  #written(declaration: GateDeclaration | ChannelDeclaration, frame: Frame): Use | undefined {
    const { value } = declaration;
    if (value === undefined) return undefined;
    const system = systemOf(declaration.wires, frame);
    const use = this.#ofExpression(value, { ...frame, system });
    if (use === undefined || sameDims(use.dims, system.dims)) return use;
    const message = `\`${declaration.name}\` is declared on ${systemWords(system.dims)}, but its value acts on ${systemWords(use.dims)}`;
    return fail({ code: 'K110', message, node: value });
  }

  /** A gate or channel given by matrices, worked out at its values. */
  #workedOut(
    declaration: GateDeclaration | ChannelDeclaration,
    values: ReadonlyMap<Parameter, Value>,
    node: AstNode,
  ): Use {
    // The caller is already inside the declaration, where it cannot be called again.
    const value = this.#state.interpreter.build(declaration, values, node);
    return useOfValue(value, { name: declaration.name, node, dims: [], state: this.#state });
  }

  #ofBody(declaration: Applicable, frame: Frame, node: AstNode): Use {
    const { interpreter, uses } = this.#state;
    const circuit = declaration.$type === 'CircuitDeclaration';
    const system = systemOf(declaration.wires, frame, true);
    const kind = circuit ? 'circuit' : declaration.$type === 'GateDeclaration' ? 'gate' : 'channel';
    const emit = (wires: readonly number[]): void => {
      const count = uses.get(declaration.name) ?? 0;
      if (circuit) uses.set(declaration.name, count + 1);
      const prefix = count === 0 ? `${declaration.name}.` : `${declaration.name}[${count}].`;
      const place: Place = { system, wires, kind, prefix, root: false };
      interpreter.at(node, () =>
        interpreter.within(declaration, node, () => this.#runBody(declaration, { ...frame, system }, place)),
      );
    };
    return { name: declaration.name, node, dims: system.dims, emit };
  }

  /** Gates and channels joined by operators; undefined where the expression has to be worked out as a value. */
  #ofExpression(expression: Expression, frame: Frame): Use | undefined {
    switch (expression.$type) {
      case 'NameExpression': {
        const name = expression.target.ref;
        if (name === undefined) return undefined;
        return this.#ofNamed(name, { node: expression, name: name.name, arguments: [] }, frame);
      }
      case 'CallExpression': {
        const name = isNameExpression(expression.callee) ? expression.callee.target.ref : undefined;
        if (name === undefined || name.$type === 'BuiltinDeclaration') return undefined;
        return this.#ofNamed(name, { node: expression, name: name.name, arguments: expression.arguments }, frame);
      }
      case 'EvolveExpression': {
        const { program } = evolvedChannel(expression.generator, expression.time, frame);
        return channelUse(program, 'evolve', expression, this.#state);
      }
      case 'ModifiedGate': {
        const { modifier } = expression;
        const use = this.#ofExpression(expression.gate, frame);
        return use && this.#modified(use, [modifier], controlsOf(modifier, frame), 1, expression);
      }
      case 'BinaryExpression': {
        const left = this.#ofExpression(expression.left, frame);
        if (left === undefined) return undefined;
        if (expression.operator === '^') {
          return this.#modified(left, [], 0, writtenPower(expression.right, frame), expression);
        }
        const right = this.#ofExpression(expression.right, frame);
        if (right === undefined) return undefined;
        if (expression.operator === '>>') return inOrder(left, right, expression);
        return expression.operator === '⊗' ? sideBySide(left, right, expression) : undefined;
      }
      default:
        return undefined;
    }
  }

  #modified(use: Use, modifiers: readonly GateModifier[], controls: number, power: number, node: AstNode): Use {
    if (modifiers.length === 0 && power === 1) return use;
    const undone = modifiers.filter(({ inverse }) => inverse).length % 2 === 1;
    const emit = (wires: readonly number[]): void => {
      let operations = this.#state.collect(() => use.emit(wires.slice(controls)));
      this.#state.checkCount(operations.length * Math.abs(power), node);
      if (power !== 1) operations = repeated(operations, power, node);
      if (undone) operations = inverted(operations, 'inverse', node);
      if (controls > 0) operations = controlled(operations, wires.slice(0, controls), node);
      this.#state.append(operations, node);
    };
    return { ...use, dims: [...Array.from({ length: controls }, () => 2), ...use.dims], emit };
  }
}

/** Matrices are worked out when the circuit is put together: they cannot depend on what is known only later. */
function checkKnown(declaration: GateDeclaration | ChannelDeclaration, given: readonly (Value | undefined)[]): void {
  const index = given.findIndex((value) => value?.kind === 'symbol' || value?.kind === 'array');
  const value = given[index];
  if (value === undefined) return;
  const gate = declaration.$type === 'GateDeclaration';
  fail({
    code: 'K112',
    message: `\`${declaration.name}\` is given by matrices, so \`${declaration.parameters[index]?.name}\` cannot be ${describeValue(value)}`,
    node: declaration,
    help: `gates${gate ? '' : ' and channels'} of the standard library take such values, and so do sequences of them`,
  });
}

const sequences = new WeakMap<Block, boolean>();

/** Whether a body is a sequence of operations, and can be put into a circuit one by one. */
function isSequence({ body }: GateDeclaration | ChannelDeclaration): boolean {
  if (body === undefined) return false;
  let known = sequences.get(body);
  if (known === undefined) {
    known = !AstUtils.streamAst(body).some((node) => isKrausOperator(node) || isMix(node));
    sequences.set(body, known);
  }
  return known;
}

function inOrder(first: Use, second: Use, node: AstNode): Use {
  if (!sameDims(first.dims, second.dims)) {
    const message = `cannot join what acts on ${systemWords(first.dims)} and on ${systemWords(second.dims)}`;
    return fail({ code: 'K110', message, node });
  }
  const emit = (wires: readonly number[]): void => {
    first.emit(wires);
    second.emit(wires);
  };
  return { ...first, emit };
}

/** The right one is on the less significant factors. */
function sideBySide(left: Use, right: Use, node: AstNode): Use {
  const emit = (wires: readonly number[]): void => {
    right.emit(wires.slice(0, right.dims.length));
    left.emit(wires.slice(right.dims.length));
  };
  return { name: `${left.name} ⊗ ${right.name}`, node, dims: [...right.dims, ...left.dims], emit };
}

function sameDims(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((dimension, index) => dimension === b[index]);
}
