import type { CircuitOperation } from '@kraus/core';
import type { AstNode } from 'langium';
import { fail } from '../evaluate/index.js';
import { SparseMatrix } from '../matrix/index.js';
import type { ConditionValue } from '../values/index.js';
import type { LoopPass } from './loops.js';

/** An operation of a circuit that is being put together, without its classical condition. */
export interface Emitted {
  readonly operation: CircuitOperation;
  /** All must hold for it to act. */
  readonly conditions: readonly ConditionValue[];
  /** The passes of loops of the circuit's own body that it comes from, outermost first. */
  readonly passes: readonly LoopPass[];
  /** The statement of the circuit's own body that it comes from. */
  readonly origin: AstNode;
  /** The statement that says it, maybe in another declaration. */
  readonly node: AstNode;
}

/** The operations that undo the given ones. */
export function inverted(operations: readonly Emitted[], word: string, node: AstNode): Emitted[] {
  return operations
    .toReversed()
    .map((emitted) => ({ ...emitted, operation: inverseOf(emitted.operation, word, node) }));
}

function inverseOf(operation: CircuitOperation, word: string, node: AstNode): CircuitOperation {
  switch (operation.kind) {
    case 'gate':
      return { ...operation, power: -operation.power };
    case 'matrix':
      return { ...operation, matrix: SparseMatrix.fromData(operation.matrix).dagger().toData() };
    case 'barrier':
      return operation;
    default:
      return notGate(operation, word, node);
  }
}

/** The operations with controls added: they act only where every control is |1>. */
export function controlled(operations: readonly Emitted[], controls: readonly number[], node: AstNode): Emitted[] {
  return operations.map((emitted) => ({ ...emitted, operation: withControls(emitted.operation, controls, node) }));
}

function withControls(operation: CircuitOperation, controls: readonly number[], node: AstNode): CircuitOperation {
  switch (operation.kind) {
    case 'gate':
    case 'matrix':
      return { ...operation, controls: [...controls, ...operation.controls] };
    case 'barrier':
      return { ...operation, targets: [...controls, ...operation.targets] };
    default:
      return notGate(operation, 'ctrl', node);
  }
}

function notGate(operation: CircuitOperation, word: string, node: AstNode): never {
  const words: Partial<Record<CircuitOperation['kind'], string>> = {
    channel: 'a channel',
    noise: 'noise',
    measure: 'a measurement',
    reset: 'a reset',
  };
  const what = words[operation.kind] ?? 'something else';
  return fail({ code: 'K209', message: `\`${word}\` goes with gates, found ${what}`, node });
}

/** The operations repeated; a single gate of the registry keeps the number as its power. */
export function repeated(operations: readonly Emitted[], times: number, node: AstNode): Emitted[] {
  const base = times < 0 ? inverted(operations, '^', node) : operations;
  const count = Math.abs(times);
  const [only] = base;
  if (only !== undefined && base.length === 1 && only.operation.kind === 'gate') {
    return [{ ...only, operation: { ...only.operation, power: only.operation.power * count } }];
  }
  return Array.from({ length: count }, () => base).flat();
}
