import type { InitialValue } from '@kraus/core';
import {
  applications,
  asCount,
  bitsOf,
  evolvedChannel,
  type Frame,
  fail,
  limits,
  negated,
  operationName,
  positionsOf,
  runBlock,
  shapeOf,
} from '../evaluate/index.js';
import type {
  BitDeclaration,
  Block,
  CircuitInput,
  Evolution,
  If,
  Measure,
  Operation,
  Start,
  Statement,
  TrainableParameter,
  WireReference,
} from '../generated/index.js';
import { SparseMatrix } from '../matrix/index.js';
import {
  type ArrayValue,
  type ConditionValue,
  describeValue,
  entryOf,
  numberTypes,
  type StateInputValue,
  type Value,
} from '../values/index.js';
import type { CircuitState } from './circuit-state.js';
import { type Place, wiresAt } from './place.js';
import { Uses } from './uses.js';
import { channelUse } from './values-as-uses.js';

/** What only the circuit itself may contain. */
export interface RootStatements {
  readonly returned: (statement: Extract<Statement, { $type: 'Return' }>, frame: Frame) => void;
}

/** Turns the statements of circuits, and of the gates and channels used in them, into operations. */
export class BodyLowering {
  readonly #state: CircuitState;
  readonly #uses: Uses;
  readonly #root: RootStatements;

  constructor(state: CircuitState, root: RootStatements) {
    this.#state = state;
    this.#root = root;
    this.#uses = new Uses(state, ({ body }, frame, place) => {
      if (body !== undefined) this.run(body, frame, place);
    });
  }

  run(body: Block, frame: Frame, place: Place): void {
    runBlock(body, frame, {
      statement: (statement, inner) => {
        if (place.root) this.#state.origin = statement;
        this.#statement(statement, inner, place);
      },
      branch: (condition, statement, inner) => this.#branch(condition, statement, inner, place),
      pass: (loop, pass, work) => (place.root ? this.#state.inPass({ loop, pass }, work) : work()),
    });
  }

  #branch(condition: ConditionValue, statement: If, frame: Frame, place: Place): void {
    const { then, otherwise } = statement;
    this.#state.under(condition, () => this.run(then, frame, place));
    if (otherwise !== undefined) this.#state.under(negated(condition), () => this.run(otherwise, frame, place));
  }

  #statement(statement: Statement, frame: Frame, place: Place): void {
    const state = this.#state;
    switch (statement.$type) {
      case 'Operation':
        this.#operation(statement, frame, place);
        return;
      case 'Evolution':
        this.#evolution(statement, frame, place);
        return;
      case 'Measure':
        this.#measure(statement, frame, place);
        return;
      case 'Reset':
        for (const target of this.#targets(statement.wires, frame, place))
          state.emit({ kind: 'reset', target }, statement);
        return;
      case 'Barrier': {
        const all = statement.wires.length === 0 ? [...place.wires] : this.#targets(statement.wires, frame, place);
        if (new Set(all).size !== all.length) fail({ code: 'K105', message: 'a wire is given twice', node: statement });
        state.emit({ kind: 'barrier', targets: all }, statement);
        return;
      }
      case 'TrainableParameter':
        frame.variables.set(statement, this.#variable('parameter', statement, frame, place));
        return;
      case 'CircuitInput':
        frame.variables.set(statement, this.#input(statement, frame, place));
        return;
      case 'BitDeclaration':
        frame.variables.set(statement, this.#bits(statement, frame, place));
        return;
      case 'Start':
        this.#start(statement, frame, place);
        return;
      case 'Return':
        if (place.root) this.#root.returned(statement, frame);
        return;
      default:
        fail({ code: 'K114', message: 'this statement does not belong in a circuit', node: statement });
    }
  }

  #operation(statement: Operation, frame: Frame, place: Place): void {
    const all = statement.wires.map((wire) => positionsOf(wire, frame));
    const flat = all.length === 0 ? place.system.dims.map((_, index) => index) : all.flat();
    const given = flat.map((position) => place.system.dims[position] ?? 1);
    const use = this.#uses.ofOperation(statement, frame, given);
    const applied = { name: operationName(statement), node: statement, dims: use.dims };
    for (const positions of applications(applied, all, place.system.dims)) use.emit(wiresAt(place, positions));
  }

  #evolution(statement: Evolution, frame: Frame, place: Place): void {
    const { program } = evolvedChannel(statement.generator, statement.time, frame);
    const name = statement.generator.$cstNode?.text ?? 'evolve';
    const all = statement.wires.map((wire) => positionsOf(wire, frame));
    const use = channelUse(program, name, statement, this.#state);
    for (const positions of applications({ name, node: statement, dims: program.dims }, all, place.system.dims)) {
      use.emit(wiresAt(place, positions));
    }
  }

  #targets(wires: readonly WireReference[], frame: Frame, place: Place): number[] {
    return wires.flatMap((wire) => wiresAt(place, positionsOf(wire, frame)));
  }

  #measure(statement: Measure, frame: Frame, place: Place): void {
    const state = this.#state;
    const targets = this.#targets(statement.wires, frame, place);
    if (place.kind !== 'circuit') {
      for (const target of targets) this.#forgottenMeasurement(statement, target, place);
      return;
    }
    if (state.conditions.length > 0) {
      const help = 'measure before the `if`, and use the outcome inside it';
      fail({ code: 'K126', message: 'a measurement cannot depend on measured bits', node: statement, help });
    }
    if (new Set(targets).size !== targets.length) {
      fail({ code: 'K105', message: 'a wire is given twice', node: statement });
    }
    const given = statement.bits.flatMap((bit) => bitsOf(bit, frame));
    const bits = statement.bits.length === 0 ? state.addBits(targets.length, undefined, statement) : given;
    if (bits.length !== targets.length) {
      const message = `${targets.length} wires cannot be measured into ${bits.length} bits`;
      fail({ code: 'K110', message, node: statement });
    }
    targets.forEach((target, index) => {
      state.emit({ kind: 'measure', target, bit: bits[index] ?? 0 }, statement);
    });
  }

  /** A measurement within a channel: nobody learns its outcome. */
  #forgottenMeasurement(statement: Measure, target: number, place: Place): void {
    const dimension = place.system.dims[place.wires.indexOf(target)] ?? 2;
    const operators = Array.from({ length: dimension }, (_, level) =>
      SparseMatrix.unit(dimension, dimension, level, level).toData(),
    );
    this.#state.emit(
      { kind: 'channel', channel: { kind: 'kraus', dims: [dimension], operators }, targets: [target] },
      statement,
    );
  }

  #variable(
    source: 'parameter' | 'input',
    statement: TrainableParameter | CircuitInput,
    frame: Frame,
    place: Place,
  ): Value {
    const shape = shapeOf(statement.type, frame);
    const type = statement.type.name;
    const initial = statement.$type === 'TrainableParameter' ? this.#initial(statement, frame) : undefined;
    const name = place.prefix + statement.name;
    const start = this.#state.addVariable(source, { name, type, shape, initial, node: statement });
    const unit = Object.hasOwn(numberTypes, type) ? (numberTypes[type]?.unit ?? 0) : 0;
    const array: ArrayValue = { kind: 'array', source, start, shape, unit };
    return shape.length > 0 ? array : entryOf({ ...array, shape: [1] }, 0);
  }

  #initial({ initial }: TrainableParameter, frame: Frame): InitialValue | undefined {
    if (initial === undefined) return undefined;
    const value = frame.interpreter.evaluate(initial, frame);
    if (value.kind === 'distribution') return value.initial;
    if (value.kind === 'number' && value.im === 0) return { kind: 'constant', value: value.re };
    const message = `expected a number, \`uniform(from, to)\` or \`normal(mean, deviation)\`, found ${describeValue(value)}`;
    return fail({ code: 'K106', message, node: initial });
  }

  #input(statement: CircuitInput, frame: Frame, place: Place): Value {
    const type = statement.type.name;
    if (type !== 'state' && type !== 'density') return this.#variable('input', statement, frame, place);
    return { kind: 'state-input', name: place.prefix + statement.name, density: type === 'density' };
  }

  #bits(statement: BitDeclaration, frame: Frame, place: Place): Value {
    const { size } = statement;
    const count =
      size === undefined
        ? 1
        : asCount(frame.interpreter.evaluate(size, frame), size, 'the number of bits', 1, limits.wires);
    return { kind: 'bits', positions: this.#state.addBits(count, place.prefix + statement.name, statement) };
  }

  #start(statement: Start, frame: Frame, place: Place): void {
    const state = this.#state;
    const given = stateNamed(statement, frame);
    if (!place.root || state.operations.length > 0 || state.initial !== 'zero') {
      const message = '`start` comes once, before all operations of the circuit';
      fail({ code: 'K114', message, node: statement });
    }
    state.initial = given.density ? 'density' : 'amplitudes';
  }
}

function stateNamed(statement: Start, frame: Frame): StateInputValue {
  const name = statement.state.ref;
  const value = name && frame.interpreter.lookUp(name, statement, frame);
  if (value?.kind === 'state-input') return value;
  const message = `\`${statement.state.$refText}\` is not an input of type \`state\` or \`density\``;
  return fail({ code: 'K106', message, node: statement, property: 'state' });
}
