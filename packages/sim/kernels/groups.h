// Shears of shared runs, up to three qubits in one reading and writing of a tile's states.
#pragma once
#include "shears.h"

// Runs that one pass takes together, by qubit, ascending.
typedef struct {
  int count;  // 1, 2 or 3
  int run[3], qubit[3];
} Group;
#define MOST_GROUPS 8
// Passes on qubits below PIECE go one after the other over a piece of the state that stays in the nearest cache.
#define PIECE 9
typedef struct {
  int count, runs;
  int low;  // so many groups are on qubits of a piece only
  Group group[MOST_GROUPS];
} Groups;
// What the passes of a shared block are: found out once a call, by prepare.
typedef struct {
  Groups shears;     // runs that move amplitudes
  Groups moments_y;  // those of them that are differentiated
  Groups moments_x;  // those whose A_x is read off the states
  int turned;        // qubits whose runs are turned over
} Passes;

INLINE void add_run(Groups *groups, int run, int qubit) {
  Group *g = groups->group + groups->runs / 3;
  g->count = groups->runs++ % 3 + 1;
  g->run[g->count - 1] = run, g->qubit[g->count - 1] = qubit;
}
// Closes the list: a run that is left over takes one from the group before.
INLINE void end_groups(Groups *groups, int qubits) {
  const int count = groups->count = (groups->runs + 2) / 3;
  if (count > 1 && groups->group[count - 1].count == 1) {
    Group *last = groups->group + count - 1, *before = last - 1;
    last->run[1] = last->run[0], last->qubit[1] = last->qubit[0];
    last->run[0] = before->run[2], last->qubit[0] = before->qubit[2];
    last->count = before->count = 2;
  }
  groups->low = 0;
  for (int i = 0; i < count; i++) groups->low += groups->group[i].qubit[groups->group[i].count - 1] < (qubits < PIECE ? qubits : PIECE);
}
// The i-th basis state with all the group's bits 0.
INLINE uz group_index(const Group *g, uz i, const int count) {
  for (int j = 0; j < count; j++) {
    const uz low = (1ul << g->qubit[j]) - 1;
    i = (i & ~low) << 1 | (i & low);
  }
  return i;
}
// Where the 2^count amplitudes of a group stand behind the one of index 0.
INLINE void group_offsets(const Group *g, uz *offset, const int count) {
  for (int j = 0; j < 1 << count; j++) {
    offset[j] = 0;
    for (int q = 0; q < count; q++) offset[j] += (uz)(j >> q & 1) * STRIDE << g->qubit[q];
  }
}

// Amplitudes of neighbouring qubits stand a whole row apart: a kernel for each lowest qubit that groups mostly have knows how far.
#define NEIGHBOURS2(of) of(0) of(2) of(3) of(5) of(6) of(8) of(9)
#define NEIGHBOURS3(of) of(0) of(3) of(6) of(9)
INLINE int neighbours(const Group *g) {
  for (int q = 1; q < g->count; q++)
    if (g->qubit[q] != g->qubit[0] + q) return 0;
  return 1;
}

// (a, b) to (a - t b, b + t a) on every qubit of a group, for one vector of each of its amplitudes.
INLINE void shear_at(REAL *at, const uz *offset, const V *t, const int count) {
  const int m = 1 << count;
  V x[8];
  for (int j = 0; j < m; j++) x[j] = load(at + offset[j]);
  for (int q = 0; q < count; q++)
    for (int j = 0; j < m; j++) {
      if (j >> q & 1) continue;
      const V a = x[j], b = x[j | 1 << q];
      x[j] = a - t[q] * b, x[j | 1 << q] = b + t[q] * a;
    }
  for (int j = 0; j < m; j++) store(at + offset[j], x[j]);
}
INLINE void shear_group(REAL *s, int n, const Group *g, const REAL *tangent, const int count) {
  uz offset[8];
  group_offsets(g, offset, count);
  V t[3];
  for (int q = 0; q < count; q++) t[q] = splat(tangent[q]);
  for (uz i = 0; i < 1ul << (n - count); i++) {
    REAL *at = s + group_index(g, i, count) * STRIDE;
    for (REAL *end = at + STRIDE; at < end; at += VL) shear_at(at, offset, t, count);
  }
}
INLINE void shear_neighbours(REAL *s, int n, const REAL *tangent, const int count, const int lowest) {
  const uz row = (uz)STRIDE << lowest;
  uz offset[8];
  for (int j = 0; j < 1 << count; j++) offset[j] = (uz)j * row;
  V t[3];
  for (int q = 0; q < count; q++) t[q] = splat(tangent[q]);
  for (REAL *end = s + ((uz)STRIDE << n); s < end; s += row << count)
    for (REAL *at = s; at < s + row; at += VL) shear_at(at, offset, t, count);
}
NOINLINE void shear_one(REAL *s, int n, const Group *g, const REAL *t) { shear_group(s, n, g, t, 1); }
NOINLINE void shear_two(REAL *s, int n, const Group *g, const REAL *t) { shear_group(s, n, g, t, 2); }
NOINLINE void shear_three(REAL *s, int n, const Group *g, const REAL *t) { shear_group(s, n, g, t, 3); }
#define SHEAR2(q) NOINLINE void shear_two_##q(REAL *s, int n, const REAL *t) { shear_neighbours(s, n, t, 2, q); }
#define SHEAR3(q) NOINLINE void shear_three_##q(REAL *s, int n, const REAL *t) { shear_neighbours(s, n, t, 3, q); }
NEIGHBOURS2(SHEAR2)
NEIGHBOURS3(SHEAR3)

// A shared run in form 1, [[u, -1], [1, u]], is the shear by t = -u with its two results exchanged and the first one negated. The
// sign goes to the late phase of the amplitude of bit 0, and the exchange is left to the diagonal, which reads the state k at
// k ^ turned. So one kernel serves both forms.
INLINE void turn_over(REAL *coefficients) {
  REAL *c = coefficients;
  for (int l = 0; l < VL; l++) c[SHEAR_T * VL + l] = -c[SHEAR_U * VL + l];
  for (int i = LATE_RE * VL; i < (RATIO_IM + 1) * VL; i++) c[i] = -c[i];
}

// One group, or `back`: transposes of the same.
INLINE void apply_group(REAL *s, int n, const Group *g, const REAL *coefficients, int back) {
  REAL t[3];
  for (int q = 0; q < g->count; q++) {
    const REAL tangent = coefficients[((uz)g->run[q] * RUN_SIZE + SHEAR_T) * VL];
    t[q] = back ? -tangent : tangent;
  }
#define CASE2(q) case q: shear_two_##q(s, n, t); return;
#define CASE3(q) case q: shear_three_##q(s, n, t); return;
  if (neighbours(g)) {
    if (g->count == 2) switch (g->qubit[0]) { NEIGHBOURS2(CASE2) }
    else if (g->count == 3) switch (g->qubit[0]) { NEIGHBOURS3(CASE3) }
  }
#undef CASE2
#undef CASE3
  if (g->count == 1) shear_one(s, n, g, t);
  else if (g->count == 2) shear_two(s, n, g, t);
  else shear_three(s, n, g, t);
}

// All runs of a shared block that move amplitudes.
INLINE void apply_runs_shared(const Plan *p, const Block *b, REAL *s, int back) {
  const Groups *groups = &((const Passes *)b->passes)->shears;
  const int n = p->qubits, piece = n < PIECE ? n : PIECE;
  for (uz i = 0; i < 1ul << (n - piece); i++)
    for (int g = 0; g < groups->low; g++) apply_group(s + (i << piece) * STRIDE, piece, groups->group + g, p->shared, back);
  for (int g = groups->low; g < groups->count; g++) apply_group(s, n, groups->group + g, p->shared, back);
}
