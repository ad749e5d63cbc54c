import type { CircuitOperation, CircuitVariable, InitialState, InitialValue } from '@kraus/core';
import type { AstNode } from 'langium';
import { fail, limits, type ScriptInterpreter } from '../evaluate/index.js';
import { spanOf } from '../language/index.js';
import type { ConditionValue } from '../values/index.js';
import type { Emitted } from './emitted.js';
import type { LoopPass } from './loops.js';
import type { CircuitRegister, CircuitResult } from './lowered-circuit.js';

/** What a variable is declared as. */
export interface VariableDeclaration {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  readonly initial?: InitialValue | undefined;
  readonly node: AstNode;
}

/** A circuit while it is being put together: its operations so far, its parameters, inputs and bits. */
export class CircuitState {
  readonly interpreter: ScriptInterpreter;
  readonly parameters: CircuitVariable[] = [];
  readonly inputs: CircuitVariable[] = [];
  readonly bits: CircuitRegister[] = [];
  readonly results: CircuitResult[] = [];
  /** How often each circuit has been used inside this one, by the name it has there. */
  readonly uses = new Map<string, number>();
  bitCount = 0;
  initial: InitialState = 'zero';
  /** The statement of the circuit's own body that is being worked out. */
  origin: AstNode;
  /** The conditions of the enclosing `if`s on measured bits. */
  conditions: readonly ConditionValue[] = [];
  /** The passes of the loops of the circuit's own body that are under way, outermost first. */
  passes: readonly LoopPass[] = [];
  #operations: Emitted[] = [];

  constructor(interpreter: ScriptInterpreter, origin: AstNode) {
    this.interpreter = interpreter;
    this.origin = origin;
  }

  get operations(): readonly Emitted[] {
    return this.#operations;
  }

  emit(operation: CircuitOperation, node: AstNode): void {
    this.interpreter.budget.spend(20, node);
    this.append([{ operation, node, origin: this.origin, conditions: this.conditions, passes: this.passes }], node);
  }

  append(operations: readonly Emitted[], node: AstNode): void {
    this.checkCount(this.#operations.length + operations.length, node);
    for (const operation of operations) this.#operations.push(operation);
  }

  /** Fails where a circuit would have too many operations. */
  checkCount(count: number, node: AstNode): void {
    if (count <= limits.operations) return;
    const message = `the circuit has more than ${limits.operations} operations`;
    fail({ code: 'K113', message, node });
  }

  /** The operations that `work` emits, without adding them to the circuit. */
  collect(work: () => void): readonly Emitted[] {
    const outer = this.#operations;
    this.#operations = [];
    try {
      work();
      return this.#operations;
    } finally {
      this.#operations = outer;
    }
  }

  /** Emits under a further condition. */
  under(condition: ConditionValue, work: () => void): void {
    const outer = this.conditions;
    this.conditions = [...outer, condition];
    try {
      work();
    } finally {
      this.conditions = outer;
    }
  }

  /** Works inside one pass of a loop. */
  inPass(pass: LoopPass, work: () => void): void {
    const outer = this.passes;
    this.passes = [...outer, pass];
    try {
      work();
    } finally {
      this.passes = outer;
    }
  }

  /** Adds an array of parameters or inputs behind those there are. @returns the index of its first entry */
  addVariable(source: 'parameter' | 'input', { node, ...declared }: VariableDeclaration): number {
    const list = source === 'parameter' ? this.parameters : this.inputs;
    const start = list.reduce((most, variable) => Math.max(most, variable.start + variable.length), 0);
    const length = declared.shape.reduce((product, size) => product * size, 1);
    if (start + length > limits.operations) {
      const message = `the circuit has more than ${limits.operations} ${source}s`;
      fail({ code: 'K113', message, node });
    }
    list.push({ ...declared, start, length, span: spanOf(node) });
    return start;
  }

  /** Adds classical digits. @param name none for those of a measurement whose outcome is not kept */
  addBits(count: number, name: string | undefined, node: AstNode): readonly number[] {
    if (this.bitCount + count > limits.operations) fail({ code: 'K113', message: 'too many bits', node });
    const positions = Array.from({ length: count }, (_, k) => this.bitCount + k);
    this.bitCount += count;
    if (name !== undefined) this.bits.push({ name, positions });
    return positions;
  }
}
