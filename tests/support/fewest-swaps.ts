/** Adjacency of a small graph: `graph[p][q]`. */
type Graph = readonly (readonly boolean[])[];

/**
 * The fewest swaps with which pairs of wires, in their order, become neighbours on `wires` connected qubits of a device, the best start
 * and the best qubits chosen: by breadth-first search over all placings of the wires, so there is nothing better without reordering
 * or more qubits.
 */
export function fewestSwaps(
  wires: number,
  pairs: readonly (readonly [number, number])[],
  neighbours: readonly (readonly number[])[],
): number {
  return Math.min(...shapes(wires, neighbours).map((graph) => swapsOn(graph, pairs)));
}

/** Connected sets of so many qubits as graphs, each shape once. */
function shapes(size: number, neighbours: readonly (readonly number[])[]): Graph[] {
  const sets = new Map<string, readonly number[]>();
  let grown: readonly (readonly number[])[] = neighbours.flatMap((near, q) =>
    near.length > 0 || size === 1 ? [[q]] : [],
  );
  for (let count = 1; count < size; count++) {
    sets.clear();
    for (const set of grown) {
      for (const next of set.flatMap((q) => neighbours[q] ?? [])) {
        if (set.includes(next)) continue;
        const larger = [...set, next].sort((a, b) => a - b);
        sets.set(larger.join(), larger);
      }
    }
    grown = [...sets.values()];
  }
  const found = new Map<string, Graph>();
  const known = new Set<string>();
  for (const set of grown) {
    const graph = set.map((p) => set.map((q) => neighbours[p]?.includes(q) === true));
    const text = JSON.stringify(graph);
    if (!known.has(text)) found.set(canonical(graph), graph);
    known.add(text);
  }
  return [...found.values()];
}

function canonical(graph: Graph): string {
  let least = '';
  for (const order of permutations(graph.length)) {
    const text = order.map((p) => order.map((q) => (graph[p]?.[q] === true ? 1 : 0)).join('')).join('');
    if (least === '' || text < least) least = text;
  }
  return least;
}

function permutations(n: number): number[][] {
  if (n === 0) return [[]];
  return permutations(n - 1).flatMap((rest) =>
    Array.from({ length: n }, (_, at) => [...rest.slice(0, at), n - 1, ...rest.slice(at)]),
  );
}

function swapsOn(graph: Graph, pairs: readonly (readonly [number, number])[]): number {
  const n = graph.length;
  const onWire: number[][] = Array.from({ length: n }, () => []);
  pairs.forEach((pair, k) => {
    for (const wire of pair) onWire[wire]?.push(k);
  });
  const edges = graph.flatMap((row, p) => row.flatMap((is, q) => (is && p < q ? [[p, q] as const] : [])));
  // Everything that can be done is done at once: that never makes the rest harder.
  const advance = (place: readonly number[], done: readonly number[]): number[] => {
    const next = [...done];
    for (let moved = true; moved; ) {
      moved = false;
      for (let wire = 0; wire < n; wire++) {
        const k = onWire[wire]?.[next[wire] as number];
        if (k === undefined) continue;
        const [a, b] = pairs[k] as readonly [number, number];
        if (onWire[a]?.[next[a] as number] !== k || onWire[b]?.[next[b] as number] !== k) continue;
        if (graph[place[a] as number]?.[place[b] as number] !== true) continue;
        next[a] = (next[a] as number) + 1;
        next[b] = (next[b] as number) + 1;
        moved = true;
      }
    }
    return next;
  };
  const over = (done: readonly number[]) => done.every((count, wire) => count === onWire[wire]?.length);
  let front = permutations(n).map((place) => ({ place, done: advance(place, new Array<number>(n).fill(0)) }));
  const seen = new Set(front.map(({ place, done }) => `${place}|${done}`));
  for (let swaps = 0; ; swaps++) {
    if (front.some(({ done }) => over(done))) return swaps;
    const next: typeof front = [];
    for (const { place, done } of front) {
      for (const [p, q] of edges) {
        const moved = place.map((at) => (at === p ? q : at === q ? p : at));
        const then = advance(moved, done);
        const key = `${moved}|${then}`;
        if (seen.has(key)) continue;
        seen.add(key);
        next.push({ place: moved, done: then });
      }
    }
    front = next;
  }
}
