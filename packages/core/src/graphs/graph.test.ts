import { describe, expect, it } from 'vitest';
import {
  adjacency,
  complete,
  cycle,
  degree,
  degrees,
  edges,
  graphFromEdges,
  grid,
  isUndirected,
  laplacian,
  path,
} from './graph.js';

describe('graphs', () => {
  it('lists both directions of every edge', () => {
    expect(edges(path(3))).toEqual([
      [0, 1],
      [1, 0],
      [1, 2],
      [2, 1],
    ]);
    expect(edges(cycle(8))).toHaveLength(16);
    expect(edges(cycle(2))).toHaveLength(2);
    expect(edges(complete(5))).toHaveLength(20);
    expect(edges(grid(2, 3))).toHaveLength(14);
    expect(edges(grid(3, 4, { periodic: true }))).toHaveLength(48);
    expect(edges(path(1))).toEqual([]);
  });

  it('gives degrees, adjacency and Laplacian', () => {
    expect([...degrees(path(4))]).toEqual([1, 2, 2, 1]);
    expect([...degrees(grid(3, 3, { periodic: true }))]).toEqual(new Array(9).fill(4));
    expect([...adjacency(cycle(3))]).toEqual([0, 1, 1, 1, 0, 1, 1, 1, 0]);
    expect([...laplacian(path(3))]).toEqual([1, -1, 0, -1, 2, -1, 0, -1, 1]);
    const weighted = graphFromEdges(3, [
      [0, 1, 2],
      [1, 2, 0.5],
    ]);
    expect(degree(weighted, 1)).toBe(2.5);
  });

  it('keeps directions: A[i][j] is the weight of j → i', () => {
    const graph = graphFromEdges(
      3,
      [
        [0, 1, 2],
        [1, 2],
      ],
      { directed: true },
    );
    expect([...adjacency(graph)]).toEqual([0, 0, 0, 2, 0, 0, 0, 1, 0]);
    expect([...degrees(graph)]).toEqual([2, 1, 0]);
    expect(isUndirected(graph)).toBe(false);
    expect(isUndirected(cycle(5))).toBe(true);
  });

  it('refuses what is no simple graph', () => {
    expect(() => graphFromEdges(3, [[0, 3]])).toThrow(/vertex 3/);
    expect(() => graphFromEdges(3, [[1, 1]])).toThrow(/itself/);
    expect(() =>
      graphFromEdges(3, [
        [0, 1],
        [1, 0],
      ]),
    ).toThrow(/twice/);
    expect(() => graphFromEdges(3, [[0, 1, 0]])).toThrow(/weight 0/);
    expect(() => cycle(1)).toThrow(/from 2/);
    expect(() => degree(cycle(3), 3)).toThrow(/vertex/);
  });
});
