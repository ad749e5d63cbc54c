import { gateNamed, type RandomStream } from '@kraus/core';
import type { CouplingGraph } from '../devices/index.js';
import { isPair, type Operation, onQubits, wiresOf } from './operations.js';

export const SWAP = gateNamed('SWAP').matrix([]);
const EXTENDED = 20;
const EXTENDED_WEIGHT = 0.5;
const DECAY = 0.001;
const DECAY_RESET = 5;
/** Swaps without a gate becoming possible, before the nearest pair is brought together directly. */
const PATIENCE = 60;

/** Operations on physical qubits, every pair adjacent, and where each wire is at the end. */
export interface Routed {
  readonly operations: Operation[];
  readonly layout: number[];
  readonly swaps: number;
}

/** Distances between all qubits in the coupling graph; Infinity where there is no path. */
export function distances(graph: CouplingGraph): Float64Array[] {
  return graph.neighbours.map((_, start) => {
    const far = new Float64Array(graph.neighbours.length).fill(Number.POSITIVE_INFINITY);
    far[start] = 0;
    const queue = [start];
    for (const qubit of queue) {
      for (const next of graph.neighbours[qubit] as readonly number[]) {
        if (far[next] !== Number.POSITIVE_INFINITY) continue;
        far[next] = (far[qubit] as number) + 1;
        queue.push(next);
      }
    }
    return far;
  });
}

/** Dependencies of operations by position: what waits for each, and for how many each waits. */
interface Dependencies {
  readonly after: readonly (readonly number[])[];
  readonly waits: Int32Array;
}

function dependencies(operations: readonly Operation[]): Dependencies {
  const last = new Map<number, number>();
  const after: number[][] = operations.map(() => []);
  const waits = new Int32Array(operations.length);
  operations.forEach((operation, k) => {
    const before = new Set(wiresOf(operation).flatMap((wire) => last.get(wire) ?? []));
    for (const earlier of before) (after[earlier] as number[]).push(k);
    waits[k] = before.size;
    for (const wire of wiresOf(operation)) last.set(wire, k);
  });
  return { after, waits };
}

/**
 * Inserts swaps so that all pairs are neighbours, starting from a layout (wire → physical qubit).
 * SABRE: Li, Ding & Xie, ASPLOS 2019, arXiv:1809.02573; look-ahead over 20 pairs at weight ½, decay 0.001.
 */
export function route(
  operations: readonly Operation[],
  start: readonly number[],
  graph: CouplingGraph,
  far: readonly Float64Array[],
  random: RandomStream,
): Routed {
  const layout = [...start];
  const wireAt = new Map(layout.map((physical, wire) => [physical, wire]));
  const { after, waits } = dependencies(operations);
  const out: Operation[] = [];
  let front = [...waits.keys()].filter((k) => waits[k] === 0);
  let decay = new Map<number, number>();
  let [swaps, stuck] = [0, 0];
  const pairOf = (k: number) => (operations[k] as Operation).qubits as readonly [number, number];
  const distance = (k: number) => {
    const [a, b] = pairOf(k);
    return far[layout[a] as number]?.[layout[b] as number] as number;
  };
  const swap = (p: number, q: number) => {
    const [a, b] = [wireAt.get(p), wireAt.get(q)];
    if (a !== undefined) layout[a] = q;
    if (b !== undefined) layout[b] = p;
    for (const [physical, wire] of [
      [q, a],
      [p, b],
    ] as const) {
      if (wire === undefined) wireAt.delete(physical);
      else wireAt.set(physical, wire);
    }
  };
  while (front.length > 0) {
    const ready = front.filter((k) => !isPair(operations[k] as Operation) || distance(k) === 1);
    if (ready.length > 0) {
      ready.sort((a, b) => a - b);
      const released: number[] = [];
      for (const k of ready) {
        out.push(onQubits(operations[k] as Operation, (wire) => layout[wire] as number));
        for (const next of after[k] as readonly number[]) {
          waits[next] = (waits[next] as number) - 1;
          if (waits[next] === 0) released.push(next);
        }
      }
      const done = new Set(ready);
      front = [...front.filter((k) => !done.has(k)), ...released];
      decay = new Map();
      stuck = 0;
      continue;
    }
    const extended = lookAhead(operations, front, after, waits);
    const mean = (list: readonly number[]) => list.reduce((sum, k) => sum + distance(k), 0) / Math.max(1, list.length);
    const candidates = candidateSwaps(
      front.flatMap((k) => pairOf(k).map((wire) => layout[wire] as number)),
      graph,
    );
    let best: { p: number; q: number; cost: number } | undefined;
    if (stuck < PATIENCE) {
      let ties = 0;
      for (const [p, q] of candidates) {
        swap(p, q);
        const wear = 1 + Math.max(decay.get(p) ?? 0, decay.get(q) ?? 0);
        const cost = wear * (mean(front) + EXTENDED_WEIGHT * mean(extended));
        swap(p, q);
        const tied = best !== undefined && Math.abs(cost - best.cost) < 1e-12;
        ties = tied ? ties + 1 : 1;
        if (best === undefined || cost < best.cost - 1e-12 || (tied && random.integer(ties) === 0))
          best = { p, q, cost };
      }
    } else {
      const [nearest] = [...front].sort((a, b) => distance(a) - distance(b));
      const [a, b] = pairOf(nearest as number).map((wire) => layout[wire] as number) as [number, number];
      const step = (graph.neighbours[a] as readonly number[]).find(
        (q) => (far[q]?.[b] as number) < (far[a]?.[b] as number),
      );
      best = { p: a, q: step as number, cost: 0 };
    }
    const { p, q } = best as { p: number; q: number };
    swap(p, q);
    out.push({ kind: 'unitary', qubits: [p, q], matrix: SWAP });
    swaps++;
    stuck++;
    if (swaps % DECAY_RESET === 0) decay = new Map();
    for (const qubit of [p, q]) decay.set(qubit, (decay.get(qubit) ?? 0) + DECAY);
  }
  return { operations: out, layout, swaps };
}

function candidateSwaps(active: readonly number[], graph: CouplingGraph): readonly (readonly [number, number])[] {
  const seen = new Map<string, readonly [number, number]>();
  for (const p of active) {
    for (const q of graph.neighbours[p] as readonly number[]) seen.set(p < q ? `${p},${q}` : `${q},${p}`, [p, q]);
  }
  return [...seen.values()];
}

/** The next pairs after the front, in the order in which they become possible. */
function lookAhead(
  operations: readonly Operation[],
  front: readonly number[],
  after: Dependencies['after'],
  waits: Int32Array,
): readonly number[] {
  const left = new Map<number, number>();
  const queue = [...front];
  const found: number[] = [];
  for (const k of queue) {
    for (const next of after[k] as readonly number[]) {
      const remaining = (left.get(next) ?? (waits[next] as number)) - 1;
      left.set(next, remaining);
      if (remaining > 0) continue;
      queue.push(next);
      if (isPair(operations[next] as Operation) && found.push(next) === EXTENDED) return found;
    }
  }
  return found;
}
