import { type CircuitOperation, operationWires } from '@kraus/core';
import type { CircuitLoop, LoweredCircuit } from '@kraus/lang';

/** A loop of a picture: folded it shows its first pass, unfolded all of them. */
export interface Fold {
  /** Which of the circuit's loops. */
  readonly loop: number;
  readonly passes: number;
  readonly folded: boolean;
  /** Places in the list of drawn operations, from the first to behind the last. */
  readonly from: number;
  readonly to: number;
  /** How many folds are around it. */
  readonly depth: number;
}

export interface FoldedCircuit {
  /** Indices of the operations that are drawn. */
  readonly drawn: readonly number[];
  readonly folds: readonly Fold[];
}

/** A circuit with at most this many operations is drawn whole, unless the passes of a loop are all alike. */
const SMALL = 48;

/**
 * The operations that are drawn, and the frames around loops of two or more passes.
 * @param chosen whether a loop is folded, where somebody chose; else those whose passes are alike, and all of a big circuit
 */
export function foldLoops(circuit: LoweredCircuit, chosen: ReadonlyMap<number, boolean> = new Map()): FoldedCircuit {
  const { operations } = circuit.program;
  const drawn: number[] = [];
  const folds: Fold[] = [];
  const draw = (from: number, to: number, depth: number, first: number): void => {
    let index = from;
    let next = first;
    while (index < to) {
      while (next < circuit.loops.length && startOf(circuit.loops[next]) < index) next++;
      const loop = circuit.loops[next];
      if (loop === undefined || loop.first >= to || loop.first > index) {
        const until = loop === undefined ? to : Math.min(to, loop.first);
        for (; index < until; index++) drawn.push(index);
        continue;
      }
      const [end = index] = loop.ends;
      const last = loop.ends.at(-1) ?? index;
      const own = next++;
      if (loop.ends.length < 2) {
        draw(index, last, depth, next);
        index = last;
        continue;
      }
      const folded = chosen.get(own) ?? (operations.length > SMALL || passesAlike(loop, operations));
      const at = drawn.length;
      const slot = folds.length;
      folds.push({ loop: own, passes: loop.ends.length, folded, from: at, to: at, depth });
      draw(index, folded ? end : last, depth + 1, next);
      folds[slot] = { ...(folds[slot] as Fold), to: drawn.length };
      index = last;
    }
  };
  draw(0, operations.length, 0, 0);
  return { drawn, folds };
}

const startOf = (loop: CircuitLoop | undefined): number => loop?.first ?? 0;

/** Whether every pass does the same to the same wires, apart from angles. */
function passesAlike({ first, ends }: CircuitLoop, operations: readonly CircuitOperation[]): boolean {
  const kindOf = (operation: CircuitOperation): string => {
    const name =
      operation.kind === 'gate' ? operation.gate : operation.kind === 'noise' ? operation.channel : operation.kind;
    return `${name} ${operation.kind === 'barrier' ? operation.targets : operationWires(operation)}`;
  };
  const starts = [first, ...ends.slice(0, -1)];
  const texts = starts.map((start, pass) => operations.slice(start, ends[pass]).map(kindOf).join(';'));
  return new Set(texts).size === 1;
}
