// Pauli moments A_P = Im <lambda| P_q |psi>: all derivatives of a run are combinations of its three.
#pragma once
#include "gates.h"

// A_x, A_y of qubit q in every lane; `to` is [2][LANES].
NOINLINE void moments_lanes(const REAL *psi, const REAL *lambda, int n, int q, REAL *to) {
  const uz N = 1ul << n, H = 1ul << q;
  V xs[LANES / VL], ys[LANES / VL];
  for (int i = 0; i < LANES / VL; i++) xs[i] = ys[i] = splat(0);
  for (uz b = 0; b < N; b += 2 * H)
    for (uz k = b; k < b + H; k++) {
      const REAL *p = psi + k * STRIDE, *r = p + H * STRIDE, *l = lambda + k * STRIDE, *m = l + H * STRIDE;
      for (int t = 0; t < LANES; t += VL) {
        const V ar = load(p + t), ai = load(p + LANES + t), br = load(r + t), bi = load(r + LANES + t);
        const V cr = load(l + t), ci = load(l + LANES + t), dr = load(m + t), di = load(m + LANES + t);
        xs[t / VL] += (cr * bi - ci * br) + (dr * ai - di * ar);
        ys[t / VL] += (dr * ar + di * ai) - (cr * br + ci * bi);
      }
    }
  for (int i = 0; i < LANES / VL; i++) store(to + i * VL, xs[i]), store(to + LANES + i * VL, ys[i]);
}

// Adds to the sums of every qubit the products of lambda at the one and psi at the other amplitude of its pairs, in VL real
// numbers: less those where lambda's bit is 0 if `sign` is 0, less all if it is -1. Two sums for one qubit alone, so that
// additions need not wait for each other.
INLINE void pair_products(const REAL *psi, const REAL *lambda, const uz *offset, V sum[3][2], const int count, const int sign) {
  const int m = 1 << count;
  V a[8];
  for (int j = 0; j < m; j++) a[j] = load(psi + offset[j]);
  for (int j = 0; j < m; j++) {
    const V l = load(lambda + offset[j]);
    for (int q = 0; q < count; q++) {
      const int bit = j >> q & 1;
      const V here = l * a[j ^ (1 << q)];
      V *to = sum[q] + (count == 1 && bit);
      *to = sign == 1 || (sign == 0 && bit) ? *to + here : *to - here;
    }
  }
}
// A_y (or A_x) of the qubits of a group, added to `to` [count][VL], in one reading of the states. A_y pairs real parts with real
// parts and imaginary with imaginary ones; A_x real parts of lambda with imaginary ones of psi and, less, the other way round.
#define SUMS(to, count) \
  V sum[3][2];          \
  for (int q = 0; q < count; q++) sum[q][0] = load(to + q * VL), sum[q][1] = splat(0);
#define STORE_SUMS(to, count) \
  for (int q = 0; q < count; q++) store(to + q * VL, count == 1 ? sum[q][0] + sum[q][1] : sum[q][0]);
INLINE void group_moments(const REAL *psi, const REAL *lambda, int n, const Group *g, REAL *to, const int count, const int x) {
  uz offset[8];
  group_offsets(g, offset, count);
  SUMS(to, count)
  for (uz i = 0; i < 1ul << (n - count); i++) {
    const uz at = group_index(g, i, count) * STRIDE;
    const REAL *one = psi + at, *other = lambda + at;
    if (x) {
      for (const REAL *end = other + LANES; other < end; other += VL, one += VL) {
        pair_products(one + LANES, other, offset, sum, count, 1);
        pair_products(one, other + LANES, offset, sum, count, -1);
      }
    } else
      for (const REAL *end = other + STRIDE; other < end; other += VL, one += VL) pair_products(one, other, offset, sum, count, 0);
  }
  STORE_SUMS(to, count)
}
INLINE void neighbour_moments(const REAL *psi, const REAL *lambda, int n, REAL *to, const int count, const int lowest) {
  const uz row = (uz)STRIDE << lowest;
  uz offset[8];
  for (int j = 0; j < 1 << count; j++) offset[j] = (uz)j * row;
  SUMS(to, count)
  for (const REAL *end = psi + ((uz)STRIDE << n); psi < end; psi += row << count, lambda += row << count)
    for (uz i = 0; i < row; i += VL) pair_products(psi + i, lambda + i, offset, sum, count, 0);
  STORE_SUMS(to, count)
}
#define MOMENTS(name, count, x) \
  NOINLINE void name(const REAL *psi, const REAL *lambda, int n, const Group *g, REAL *to) { group_moments(psi, lambda, n, g, to, count, x); }
MOMENTS(moments_y1, 1, 0)
MOMENTS(moments_y2, 2, 0)
MOMENTS(moments_y3, 3, 0)
MOMENTS(moments_x1, 1, 1)
MOMENTS(moments_x2, 2, 1)
MOMENTS(moments_x3, 3, 1)
#define MOMENTS2(q) NOINLINE void moments_two_##q(const REAL *psi, const REAL *lambda, int n, REAL *to) { neighbour_moments(psi, lambda, n, to, 2, q); }
#define MOMENTS3(q) NOINLINE void moments_three_##q(const REAL *psi, const REAL *lambda, int n, REAL *to) { neighbour_moments(psi, lambda, n, to, 3, q); }
NEIGHBOURS2(MOMENTS2)
NEIGHBOURS3(MOMENTS3)
INLINE void moments_of(const REAL *psi, const REAL *lambda, int n, const Group *g, REAL *to, const int x) {
#define CASE2(q) case q: moments_two_##q(psi, lambda, n, to); return;
#define CASE3(q) case q: moments_three_##q(psi, lambda, n, to); return;
  if (!x && neighbours(g)) {
    if (g->count == 2) switch (g->qubit[0]) { NEIGHBOURS2(CASE2) }
    else if (g->count == 3) switch (g->qubit[0]) { NEIGHBOURS3(CASE3) }
  }
#undef CASE2
#undef CASE3
  if (g->count == 1) x ? moments_x1(psi, lambda, n, g, to) : moments_y1(psi, lambda, n, g, to);
  else if (g->count == 2) x ? moments_x2(psi, lambda, n, g, to) : moments_y2(psi, lambda, n, g, to);
  else x ? moments_x3(psi, lambda, n, g, to) : moments_y3(psi, lambda, n, g, to);
}
// The same for many groups: `to` is [groups][3][VL].
INLINE void moments_of_groups(const REAL *psi, const REAL *lambda, int n, const Groups *groups, REAL *to, const int x) {
  clear(to, (uz)groups->count * 3 * VL);
  const int piece = n < PIECE ? n : PIECE;
  const uz size = (1ul << piece) * STRIDE;
  for (uz i = 0; i < 1ul << (n - piece); i++)
    for (int g = 0; g < groups->low; g++) moments_of(psi + i * size, lambda + i * size, piece, groups->group + g, to + g * 3 * VL, x);
  for (int g = groups->low; g < groups->count; g++) moments_of(psi, lambda, n, groups->group + g, to + g * 3 * VL, x);
}

// Sum over k of f(k) density[k], W lanes wide, for a term's f.
INLINE void term_moment(const REAL *density, int n, const Term *term, REAL *to, const int W) {
  const unsigned N = 1u << n, controls = (unsigned)term->controls, parity = (unsigned)term->parity;
  for (int t = 0; t < W; t += VL) {
    V sum = splat(0);
    for (unsigned k = 0; k < N; k++) {
      if ((k & controls) != controls) continue;
      const V here = load(density + (uz)k * W + t);
      if (odd(k & parity)) sum = sum - here;
      else sum = sum + here;
    }
    store(to + t, sum);
  }
}

// A_z of every qubit by halving; destroys the density. `to` is [n][W].
INLINE void fold(REAL *density, int n, REAL *to, const int W) {
  for (int q = n - 1; q >= 0; q--) {
    const uz H = 1ul << q;
    for (int t = 0; t < W; t += VL) {
      V sum = splat(0);
      for (uz k = 0; k < H; k++) {
        const V a = load(density + k * W + t), b = load(density + (k + H) * W + t);
        sum = sum + (a - b);
        store(density + k * W + t, a + b);
      }
      store(to + q * W + t, sum);
    }
  }
}
