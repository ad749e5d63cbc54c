import type { CouplingGraph, Device } from '../devices/index.js';
import { entanglerCount } from './entanglers.js';
import { isPair, type Operation } from './operations.js';

/** What placing a circuit's wires depends on. */
export interface Demands {
  readonly wires: number;
  /** Entanglers by pair of wires. */
  readonly pairs: ReadonlyMap<number, ReadonlyMap<number, number>>;
  /** Unitaries of one qubit by wire, and how often each is measured. */
  readonly ones: readonly number[];
  readonly measured: readonly number[];
}

/** Search steps before the best layout so far is taken. */
const STEPS = 15_000;

export function demandsOf(operations: readonly Operation[], wires: number): Demands {
  const pairs = new Map<number, Map<number, number>>();
  const ones = new Array<number>(wires).fill(0);
  const measured = new Array<number>(wires).fill(0);
  const count = (a: number, b: number, entanglers: number) => {
    const row = pairs.get(a) ?? new Map<number, number>();
    row.set(b, (row.get(b) ?? 0) + entanglers);
    pairs.set(a, row);
  };
  for (const operation of operations) {
    const [a = 0, b = 0] = operation.qubits;
    if (isPair(operation)) {
      const entanglers = entanglerCount(operation);
      count(a, b, entanglers);
      count(b, a, entanglers);
    } else if (operation.kind === 'unitary') ones[a] = (ones[a] ?? 0) + 1;
    else if (operation.kind === 'measure') measured[a] = (measured[a] ?? 0) + 1;
  }
  return { wires, pairs, ones, measured };
}

/** Logarithm of the probability that nothing goes wrong on a qubit and between neighbours. */
export interface Quality {
  readonly qubit: (physical: number, ones: number, measured: number) => number;
  readonly pair: (a: number, b: number) => number;
}

export function qualityOf(device: Device, graph: CouplingGraph): Quality {
  const sx = device.qubits.map(() => 0);
  for (const gate of device.gates) if (gate.name === 'sx') sx[gate.qubits[0] as number] = logOf(gate.error ?? 0);
  const readout = device.qubits.map(({ p1given0, p0given1 }) => logOf((p1given0 + p0given1) / 2));
  return {
    qubit: (physical, ones, measured) => ones * (sx[physical] as number) + measured * (readout[physical] as number),
    pair: (a, b) => logOf(graph.coupling(a, b)?.error ?? 1),
  };
}

function logOf(error: number): number {
  return Math.log(Math.max(1e-9, 1 - error));
}

/**
 * The best layout in which all pairs that are entangled are neighbours: the product of the success probabilities of all gates and
 * measurements is largest. Undefined if there is none (or none was found in {@link STEPS} steps).
 */
export function swapFreeLayout(demands: Demands, graph: CouplingGraph, quality: Quality): number[] | undefined {
  const order = placingOrder(demands);
  const place = new Array<number>(demands.wires).fill(-1);
  const taken = new Set<number>();
  const all = graph.neighbours.map((_, qubit) => qubit);
  const usable = all.filter((qubit) => (graph.neighbours[qubit] as readonly number[]).length > 0);
  let best: { score: number; layout: number[] } | undefined;
  let steps = 0;
  const search = (depth: number, score: number): void => {
    if (best !== undefined && score <= best.score) return;
    if (depth === order.length) {
      best = { score, layout: [...place] };
      return;
    }
    const wire = order[depth] as number;
    const partners = [...(demands.pairs.get(wire) ?? [])].filter(([other]) => (place[other] as number) >= 0);
    const [first] = partners;
    const pool = first === undefined ? usable : (graph.neighbours[place[first[0]] as number] as readonly number[]);
    const own = (q: number) => quality.qubit(q, demands.ones[wire] as number, demands.measured[wire] as number);
    const candidates = pool
      .filter(
        (q) => !taken.has(q) && partners.every(([other]) => graph.coupling(q, place[other] as number) !== undefined),
      )
      .map((q) => ({
        q,
        gain: partners.reduce((sum, [other, n]) => sum + n * quality.pair(q, place[other] as number), own(q)),
      }))
      .sort((x, y) => y.gain - x.gain || x.q - y.q);
    // A wire that meets no other takes the best qubit that is left.
    const alone = (demands.pairs.get(wire)?.size ?? 0) === 0;
    for (const { q, gain } of alone ? candidates.slice(0, 1) : candidates) {
      if (++steps > STEPS) return;
      place[wire] = q;
      taken.add(q);
      search(depth + 1, score + gain);
      taken.delete(q);
      place[wire] = -1;
    }
  };
  search(0, 0);
  return best?.layout;
}

/** Busiest wire first, then always the one with most partners placed; wires without partners last. */
function placingOrder({ wires, pairs }: Demands): number[] {
  const order: number[] = [];
  const weight = (wire: number) => [...(pairs.get(wire)?.values() ?? [])].reduce((sum, n) => sum + n, 0);
  const left = new Set(Array.from({ length: wires }, (_, k) => k));
  while (left.size > 0) {
    const placed = (wire: number) => order.filter((other) => pairs.get(wire)?.has(other)).length;
    const [next] = [...left].sort((a, b) => placed(b) - placed(a) || weight(b) - weight(a) || a - b);
    order.push(next as number);
    left.delete(next as number);
  }
  return order;
}
