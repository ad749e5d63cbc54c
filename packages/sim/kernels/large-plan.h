// One large state at a time: real parts, then imaginary parts, amplitudes innermost. A pass takes chunk after chunk of
// 2^c amplitudes into a thread's scratch, applies all blocks of the pass there, and puts it back.
#pragma once
#include "angles.h"

typedef struct {
  int first_block, blocks;
  int first_run, runs;
  int first_term, terms;
  int row;                // the lowest 2^row amplitudes of a chunk are neighbours in the state
  unsigned local, outer;  // state bits of the chunk's other qubits; of the qubits outside the chunk
} Pass;

typedef struct {
  const Plan *plan;  // its qubits are those of a chunk
  const Pass *pass;
  int qubits;        // of the state
  int sample;        // the one that is worked on
  int strings;       // Pauli strings of all observables
  int slots;         // numbers a chunk may leave in `partial`
  REAL *psi, *lambda;  // [2][2^qubits]
  REAL *diagonal;    // of a pass's blocks, then the early phases of those that do not follow [block][2][2^c], [block][2][2^c]
  REAL *half;        // cosine and sine of half of every term's angle
  REAL *partial;     // [chunks][slots]
  REAL *sum;         // [slots]
  REAL *overlap;     // <target|psi> of every output [outputs][2]
} Large;

// A chunk in a thread's scratch. `spare` is for what cannot be done in place.
typedef struct {
  REAL *psi, *lambda, *spare, *density;
} Scratch;

INLINE uz amplitudes(const Plan *p) { return 1ul << p->qubits; }
INLINE const Large *large_of(const void *arguments) { return *(const Large *const *)arguments; }
INLINE const Pass *pass_of(const Large *g, const void *arguments) { return g->pass + ((const int *)arguments)[1]; }

INLINE Scratch scratch_of(const Plan *p, int thread) {
  const uz C = amplitudes(p);
  REAL *at = p->scratch + (uz)thread * (uz)p->scratch_size;
  return (Scratch){at, at + 2 * C, at + 4 * C, at + 6 * C};
}

INLINE REAL *run_coefficients(const Plan *p, int run) { return p->shared + (uz)run * RUN_SIZE * VL; }

INLINE int negative(unsigned k, unsigned mask) { return odd(k & mask); }

// The bits of `value` at the places of `mask`.
INLINE unsigned deposit(unsigned value, unsigned mask) {
  unsigned bits = 0;
  for (; mask; mask &= mask - 1, value >>= 1)
    if (value & 1) bits |= mask & -mask;
  return bits;
}

INLINE void copy(REAL *to, const REAL *from, uz count) {
  for (uz i = 0; i < count; i += VL) store(to + i, load(from + i));
}

// A chunk of the state into scratch, or back.
INLINE void move_chunk(const Large *g, const Pass *pass, int chunk, REAL *state, REAL *scratch, const int back) {
  const uz C = amplitudes(g->plan), N = 1ul << g->qubits, row = 1ul << pass->row;
  const unsigned base = deposit((unsigned)chunk, pass->outer);
  unsigned at = 0;
  for (uz r = 0; r < C; r += row) {
    REAL *s = state + base + at;
    for (int part = 0; part < 2; part++)
      if (back) copy(s + part * N, scratch + part * C + r, row);
      else copy(scratch + part * C + r, s + part * N, row);
    at = ((at | ~pass->local) + 1) & pass->local;
  }
}
NOINLINE void take_chunk(const Large *g, const Pass *pass, int chunk, REAL *state, REAL *scratch) {
  move_chunk(g, pass, chunk, state, scratch, 0);
}
NOINLINE void put_chunk(const Large *g, const Pass *pass, int chunk, REAL *state, REAL *scratch) {
  move_chunk(g, pass, chunk, state, scratch, 1);
}

// Numbers of two vectors whose index differs in bit `low` of the lane: bit 0 to a, bit 1 to b. -1: the vectors are they.
INLINE void part(V x, V y, V *a, V *b, const int low) {
#ifdef DOUBLE
  if (low == 0) *a = __builtin_shufflevector(x, y, 0, 2), *b = __builtin_shufflevector(x, y, 1, 3);
#else
  if (low == 0) *a = __builtin_shufflevector(x, y, 0, 2, 4, 6), *b = __builtin_shufflevector(x, y, 1, 3, 5, 7);
  else if (low == 1) *a = __builtin_shufflevector(x, y, 0, 1, 4, 5), *b = __builtin_shufflevector(x, y, 2, 3, 6, 7);
#endif
  else *a = x, *b = y;
}
// And back.
INLINE void join(V a, V b, V *x, V *y, const int low) {
#ifdef DOUBLE
  if (low == 0) *x = __builtin_shufflevector(a, b, 0, 2), *y = __builtin_shufflevector(a, b, 1, 3);
#else
  if (low == 0) *x = __builtin_shufflevector(a, b, 0, 4, 1, 5), *y = __builtin_shufflevector(a, b, 2, 6, 3, 7);
  else if (low == 1) *x = __builtin_shufflevector(a, b, 0, 1, 4, 5), *y = __builtin_shufflevector(a, b, 2, 3, 6, 7);
#endif
  else *x = a, *y = b;
}

// Both numbers of every pair by sum and difference, qubit after qubit: to[m] = sum over k of (-1)^(ones of k & m) from[k].
INLINE void walsh_qubit(REAL *a, uz C, uz H, const int low) {
  for (uz b = 0; b < C; b += 2 * H)
    for (uz k = b; k < b + H; k += VL) {
      V x, y;
      part(load(a + k), load(a + k + H), &x, &y, low);
      join(x + y, x - y, &x, &y, low);
      store(a + k, x), store(a + k + H, y);
    }
}
NOINLINE void walsh(REAL *a, int c) {
  const uz C = 1ul << c;
  walsh_qubit(a, C, VL, 0);
#ifndef DOUBLE
  walsh_qubit(a, C, VL, 1);
#endif
  for (uz H = VL; H < C; H *= 2) walsh_qubit(a, C, H, -1);
}

// How lanes with index k + lane look: 1 where all controls of the lane are set, and the sign of the lane's parity.
INLINE V lane_sign(unsigned mask) {
  V v;
  for (int l = 0; l < VL; l++) v[l] = odd((unsigned)l & mask) ? -1 : 1;
  return v;
}
