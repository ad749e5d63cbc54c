import { ComplexMatrix, multiply } from '@kraus/core';
import { allIntoEntanglers, entanglerCount } from './entanglers.js';
import { afterOnPair, commute, isFree, isPhase, type Operation, type UnitaryOperation, wiresOf } from './operations.js';

const IDENTITY2 = ComplexMatrix.identity(2);
const IDENTITY4 = ComplexMatrix.identity(4);
/** How far back a partner is looked for. */
const WINDOW = 80;
const ROUNDS = 6;

/** Fewest entanglers by merging: with commutation, then in blocks of two qubits, until nothing is gained. Ends in CZ and one-qubit unitaries. */
export function simplify(operations: readonly Operation[]): Operation[] {
  let best = mergeCommuting(allIntoEntanglers(mergeBlocks(mergeCommuting(operations))));
  for (let round = 0; round < ROUNDS; round++) {
    const next = mergeCommuting(allIntoEntanglers(mergeBlocks(best)));
    if (totalEntanglers(next) >= totalEntanglers(best)) break;
    best = next;
  }
  return allIntoEntanglers(best);
}

export function totalEntanglers(operations: readonly Operation[]): number {
  return operations.reduce((sum, operation) => sum + entanglerCount(operation), 0);
}

/** Merges unitaries on the same qubits, moved past those they commute with; what becomes a phase disappears. */
export function mergeCommuting(operations: readonly Operation[]): Operation[] {
  const done: Operation[] = [];
  for (const operation of operations) {
    const partner = isFree(operation) ? partnerOf(operation, done) : undefined;
    if (partner === undefined || !isFree(operation)) {
      if (!isFree(operation) || !isPhase(operation.matrix)) done.push(operation);
      continue;
    }
    const earlier = done[partner] as UnitaryOperation;
    const merged = merge([earlier, operation], earlier.qubits);
    if (isPhase(merged.matrix)) done.splice(partner, 1);
    else done[partner] = merged;
  }
  return done;
}

function partnerOf(operation: UnitaryOperation, done: readonly Operation[]): number | undefined {
  const wires = operation.qubits;
  for (let k = done.length - 1; k >= Math.max(0, done.length - WINDOW); k--) {
    const earlier = done[k] as Operation;
    if (!earlier.qubits.some((qubit) => wires.includes(qubit))) continue;
    if (!isFree(earlier)) return undefined;
    const same = earlier.qubits.length === wires.length && earlier.qubits.every((qubit) => wires.includes(qubit));
    if (same) return k;
    if (!commute(earlier, operation)) return undefined;
  }
  return undefined;
}

function merge(parts: readonly UnitaryOperation[], qubits: readonly number[]): UnitaryOperation {
  const [a = 0] = qubits;
  const pair = qubits.length === 2;
  const matrix = parts.reduce(
    (before, part) => (pair ? afterOnPair(part, a, before) : multiply(part.matrix, before)),
    pair ? IDENTITY4 : IDENTITY2,
  );
  return { kind: 'unitary', qubits, matrix };
}

interface Block {
  readonly qubits: readonly [number, number];
  readonly parts: UnitaryOperation[];
}

/** Merges each run of unitaries on a pair of qubits into one, where that costs fewer entanglers. */
export function mergeBlocks(operations: readonly Operation[]): Operation[] {
  const done: Operation[] = [];
  const open = new Map<number, Block>();
  const waiting = new Map<number, UnitaryOperation[]>();
  const close = (qubit: number) => {
    const block = open.get(qubit);
    if (block !== undefined) {
      for (const each of block.qubits) open.delete(each);
      done.push(...cheapest(block));
    }
    done.push(...(waiting.get(qubit) ?? []));
    waiting.delete(qubit);
  };
  for (const operation of operations) {
    if (!isFree(operation)) {
      for (const wire of wiresOf(operation)) if (wire >= 0) close(wire);
      done.push(operation);
      continue;
    }
    const [a, b] = operation.qubits as [number, number | undefined];
    if (b === undefined) {
      const block = open.get(a);
      if (block !== undefined) block.parts.push(operation);
      else waiting.set(a, [...(waiting.get(a) ?? []), operation]);
      continue;
    }
    const block = open.get(a);
    if (block !== undefined && block === open.get(b)) {
      block.parts.push(operation);
      continue;
    }
    for (const qubit of [a, b]) if (open.has(qubit)) close(qubit);
    const parts = [...(waiting.get(a) ?? []), ...(waiting.get(b) ?? []), operation];
    waiting.delete(a);
    waiting.delete(b);
    const fresh: Block = { qubits: [a, b], parts };
    open.set(a, fresh);
    open.set(b, fresh);
  }
  for (const qubit of [...open.keys(), ...waiting.keys()]) close(qubit);
  return done;
}

function cheapest({ qubits, parts }: Block): readonly UnitaryOperation[] {
  const before = totalEntanglers(parts);
  // One entangler is as few as a pair that is entangled can have.
  if (before <= 1) return parts;
  const whole = merge(parts, qubits);
  return entanglerCount(whole) < before ? [whole] : parts;
}
