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
  const layout = Int32Array.from(start);
  const wireAt = new Int32Array(graph.neighbours.length).fill(-1);
  layout.forEach((physical, wire) => {
    wireAt[physical] = wire;
  });
  const { after, waits } = dependencies(operations);
  const scratch = new Int32Array(waits.length);
  const pairs = pairsOf(operations);
  const out: Operation[] = [];
  let front = [...waits.keys()].filter((k) => waits[k] === 0);
  const decay = new Float64Array(graph.neighbours.length);
  let [swaps, stuck] = [0, 0];
  const distance = (k: number) =>
    (far[layout[pairs[2 * k] as number] as number] as Float64Array)[
      layout[pairs[2 * k + 1] as number] as number
    ] as number;
  const mean = (list: readonly number[]) => {
    let sum = 0;
    for (const k of list) sum += distance(k);
    return sum / Math.max(1, list.length);
  };
  const swap = (p: number, q: number) => {
    const [a, b] = [wireAt[p] as number, wireAt[q] as number];
    if (a >= 0) layout[a] = q;
    if (b >= 0) layout[b] = p;
    wireAt[p] = b;
    wireAt[q] = a;
  };
  while (front.length > 0) {
    const ready = front.filter((k) => (pairs[2 * k] as number) < 0 || distance(k) === 1);
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
      front = [...front.filter((k) => !ready.includes(k)), ...released];
      decay.fill(0);
      stuck = 0;
      continue;
    }
    const extended = lookAhead(pairs, front, after, waits, scratch);
    let best: { p: number; q: number; cost: number } | undefined;
    if (stuck < PATIENCE) {
      const active = front.flatMap((k) => [
        layout[pairs[2 * k] as number] as number,
        layout[pairs[2 * k + 1] as number] as number,
      ]);
      let ties = 0;
      for (const [p, q] of candidateSwaps(active, graph)) {
        swap(p, q);
        const wear = 1 + Math.max(decay[p] as number, decay[q] as number);
        const cost = wear * (mean(front) + EXTENDED_WEIGHT * mean(extended));
        swap(p, q);
        const tied = best !== undefined && Math.abs(cost - best.cost) < 1e-12;
        ties = tied ? ties + 1 : 1;
        if (best === undefined || cost < best.cost - 1e-12 || (tied && random.integer(ties) === 0))
          best = { p, q, cost };
      }
    } else {
      const [nearest = 0] = [...front].sort((a, b) => distance(a) - distance(b));
      const [a, b] = [
        layout[pairs[2 * nearest] as number] as number,
        layout[pairs[2 * nearest + 1] as number] as number,
      ];
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
    if (swaps % DECAY_RESET === 0) decay.fill(0);
    for (const qubit of [p, q]) decay[qubit] = (decay[qubit] as number) + DECAY;
  }
  return { operations: out, layout: [...layout], swaps };
}

/** The two wires of every pair, one after another; −1 for other operations. */
function pairsOf(operations: readonly Operation[]): Int32Array {
  const pairs = new Int32Array(2 * operations.length).fill(-1);
  operations.forEach((operation, k) => {
    if (isPair(operation)) pairs.set(operation.qubits, 2 * k);
  });
  return pairs;
}

function candidateSwaps(active: readonly number[], graph: CouplingGraph): readonly (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  const seen = new Set<number>();
  const n = graph.neighbours.length;
  for (const p of active) {
    for (const q of graph.neighbours[p] as readonly number[]) {
      const key = p < q ? p * n + q : q * n + p;
      if (!seen.has(key)) found.push([p, q]);
      seen.add(key);
    }
  }
  return found;
}

/** The next pairs after the front, in the order in which they become possible. `left` is room for one number an operation. */
function lookAhead(
  pairs: Int32Array,
  front: readonly number[],
  after: Dependencies['after'],
  waits: Int32Array,
  left: Int32Array,
): readonly number[] {
  left.set(waits);
  const queue = [...front];
  const found: number[] = [];
  for (const k of queue) {
    for (const next of after[k] as readonly number[]) {
      left[next] = (left[next] as number) - 1;
      if ((left[next] as number) > 0) continue;
      queue.push(next);
      if ((pairs[2 * next] as number) >= 0 && found.push(next) === EXTENDED) return found;
    }
  }
  return found;
}
