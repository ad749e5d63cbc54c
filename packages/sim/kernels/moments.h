// Pauli moments A_P = Im <lambda| P_q |psi>: all derivatives of a run are combinations of its three.
#pragma once
#include "gates.h"

// A_x, A_y of qubit q; `to` is [2][W].
INLINE void moments_kernel(const REAL *psi, const REAL *lambda, int n, int q, REAL *to, const int wide) {
  const uz N = 1ul << n, H = 1ul << q;
  V xs[LANES / VL], ys[LANES / VL];
  for (int i = 0; i < LANES / VL; i++) xs[i] = ys[i] = splat(0);
  for (uz b = 0; b < N; b += 2 * H)
    for (uz k = b; k < b + H; k++) {
      const REAL *p = psi + k * STRIDE, *r = p + H * STRIDE, *l = lambda + k * STRIDE, *m = l + H * STRIDE;
      for (int t = 0; t < LANES; t += VL) {
        const V ar = load(p + t), ai = load(p + LANES + t), br = load(r + t), bi = load(r + LANES + t);
        const V cr = load(l + t), ci = load(l + LANES + t), dr = load(m + t), di = load(m + LANES + t);
        xs[wide ? t / VL : 0] += (cr * bi - ci * br) + (dr * ai - di * ar);
        ys[wide ? t / VL : 0] += (dr * ar + di * ai) - (cr * br + ci * bi);
      }
    }
  for (int i = 0; i < (wide ? LANES / VL : 1); i++) {
    store(to + i * VL, xs[i]);
    store(to + (wide ? LANES : VL) + i * VL, ys[i]);
  }
}
NOINLINE void moments_lanes(const REAL *psi, const REAL *lambda, int n, int q, REAL *to) { moments_kernel(psi, lambda, n, q, to, 1); }
NOINLINE void moments_shared(const REAL *psi, const REAL *lambda, int n, int q, REAL *to) { moments_kernel(psi, lambda, n, q, to, 0); }

// A_x, A_y of two qubits q < p in one reading of the states; lanes added up.
NOINLINE void moments_of_two(const REAL *psi, const REAL *lambda, int n, int q, int p, REAL *a, REAL *b) {
  const uz N = 1ul << n, H = 1ul << q, G = 1ul << p;
  V ax = splat(0), ay = ax, bx = ax, by = ax;
  for (uz c = 0; c < N; c += 2 * G)
    for (uz d = c; d < c + G; d += 2 * H)
      for (uz k = d; k < d + H; k++) {
        const REAL *p0 = psi + k * STRIDE, *p1 = p0 + H * STRIDE, *p2 = p0 + G * STRIDE, *p3 = p1 + G * STRIDE;
        const REAL *l0 = lambda + k * STRIDE, *l1 = l0 + H * STRIDE, *l2 = l0 + G * STRIDE, *l3 = l1 + G * STRIDE;
        for (int t = 0; t < LANES; t += VL) {
          const V r0 = load(p0 + t), i0 = load(p0 + LANES + t), r1 = load(p1 + t), i1 = load(p1 + LANES + t);
          const V r2 = load(p2 + t), i2 = load(p2 + LANES + t), r3 = load(p3 + t), i3 = load(p3 + LANES + t);
          V x = load(l0 + t), y = load(l0 + LANES + t);
          ax = ax + (x * i1 - y * r1), ay = ay - (x * r1 + y * i1), bx = bx + (x * i2 - y * r2), by = by - (x * r2 + y * i2);
          x = load(l1 + t), y = load(l1 + LANES + t);
          ax = ax + (x * i0 - y * r0), ay = ay + (x * r0 + y * i0), bx = bx + (x * i3 - y * r3), by = by - (x * r3 + y * i3);
          x = load(l2 + t), y = load(l2 + LANES + t);
          ax = ax + (x * i3 - y * r3), ay = ay - (x * r3 + y * i3), bx = bx + (x * i0 - y * r0), by = by + (x * r0 + y * i0);
          x = load(l3 + t), y = load(l3 + LANES + t);
          ax = ax + (x * i2 - y * r2), ay = ay + (x * r2 + y * i2), bx = bx + (x * i1 - y * r1), by = by + (x * r1 + y * i1);
        }
      }
  a[0] = lanes_sum(ax), a[1] = lanes_sum(ay), b[0] = lanes_sum(bx), b[1] = lanes_sum(by);
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
