import { KrausError, type RandomStream } from '@kraus/core';
import type { CouplingGraph } from '../devices/index.js';
import type { Demands, Quality } from './layout.js';
import type { Operation } from './operations.js';
import { distances, type Routed, route } from './route.js';
import { simplify, totalEntanglers } from './simplify.js';

/** Starts of the search. */
const TRIALS = 6;
/** Of all routed circuits the ones with the fewest swaps, from which the one with the fewest entanglers is kept. */
const FINALISTS = 4;

/** A routed circuit and where its wires start. */
export interface Placed extends Routed {
  readonly initial: readonly number[];
}

/**
 * Swaps that make the circuit fit, by SABRE from several starts: on each region of good qubits a random layout, routed forwards,
 * backwards and forwards again.
 * @throws KrausError `hardware/too-few-qubits` if no connected part of the graph has enough qubits
 */
export function placeWithSwaps(
  operations: readonly Operation[],
  demands: Demands,
  graph: CouplingGraph,
  quality: Quality,
  random: RandomStream,
): Placed {
  const far = distances(graph);
  const reversed = [...operations].reverse();
  const found: Placed[] = [];
  for (const region of regions(demands.wires, graph, quality)) {
    let initial = [...random.permutation(demands.wires)].map((k) => region[k] as number);
    for (let pass = 0; pass < 2; pass++) {
      const there = route(operations, initial, graph, far, random);
      found.push({ ...there, initial });
      initial = route(reversed, there.layout, graph, far, random).layout;
    }
    found.push({ ...route(operations, initial, graph, far, random), initial });
  }
  found.sort((a, b) => a.swaps - b.swaps);
  const finalists = found.slice(0, FINALISTS).map((each) => ({ ...each, operations: simplify(each.operations) }));
  const [best] = finalists.sort((a, b) => totalEntanglers(a.operations) - totalEntanglers(b.operations));
  if (best === undefined) {
    throw new KrausError(
      'hardware/too-few-qubits',
      `The circuit has ${demands.wires} qubits; no connected part of the device (or of the qubits allowed) has so many that work.`,
    );
  }
  return best;
}

/** Connected sets of `size` qubits, each grown from a good qubit by its best neighbours. */
function regions(size: number, graph: CouplingGraph, quality: Quality): number[][] {
  const score = (q: number) =>
    quality.qubit(q, 2, 1) + Math.max(...(graph.neighbours[q] as number[]).map((p) => quality.pair(p, q)));
  const seeds = graph.neighbours
    .map((neighbours, qubit) => ({ qubit, degree: neighbours.length }))
    .filter(({ degree }) => degree > 0 || size === 1)
    .sort(
      (a, b) => Number(b.degree > 2) - Number(a.degree > 2) || score(b.qubit) - score(a.qubit) || a.qubit - b.qubit,
    );
  const found: number[][] = [];
  for (const { qubit } of seeds) {
    const region = [qubit];
    while (region.length < size) {
      const [next] = region
        .flatMap((p) =>
          (graph.neighbours[p] as readonly number[]).filter((q) => !region.includes(q)).map((q) => ({ p, q })),
        )
        .map(({ p, q }) => ({ q, value: links(q, region, graph) + quality.pair(p, q) + quality.qubit(q, 2, 1) }))
        .sort((a, b) => b.value - a.value || a.q - b.q);
      if (next === undefined) break;
      region.push(next.q);
    }
    if (region.length === size) found.push(region);
    if (found.length === TRIALS) break;
  }
  return found;
}

/** Neighbours inside the region: compact regions need fewer swaps. */
function links(qubit: number, region: readonly number[], graph: CouplingGraph): number {
  return (graph.neighbours[qubit] as readonly number[]).filter((p) => region.includes(p)).length;
}
