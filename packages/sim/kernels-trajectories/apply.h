// Small matrices on some wires of a tile of states [amplitude][re | im][LANES]. W is the width of a coefficient: VL (equal
// numbers, shared by the lanes) or LANES (one a lane).
#pragma once
#include "plan.h"
#define LARGEST 64  // states of the largest small system

// masked: only lanes whose mask is set change.
INLINE void apply_sized(PLAN, REAL *restrict state, const Wires *w, const REAL *restrict matrix, const int m, const int W, const REAL *restrict mask) {
  const int *offset = p->word + w->offsets;
  EACH_GROUP(g, w) {
    REAL *base = state + (uz)g.base * STRIDE;
    for (int t = 0; t < LANES; t += VL) {
      const int o = W == LANES ? t : 0;
      V re[LARGEST], im[LARGEST];
      for (int a = 0; a < m; a++) {
        const REAL *from = base + (uz)offset[a] * STRIDE + t;
        re[a] = load(from), im[a] = load(from + LANES);
      }
      for (int a = 0; a < m; a++) {
        V x = splat(0), y = splat(0);
        for (int b = 0; b < m; b++) {
          const REAL *c = matrix + (uz)(a * m + b) * 2 * W + o;
          const V u = load(c), v = load(c + W);
          x = x + (u * re[b] - v * im[b]);
          y = y + (u * im[b] + v * re[b]);
        }
        REAL *to = base + (uz)offset[a] * STRIDE + t;
        if (mask) x = choose((VI)load(mask + t), x, re[a]), y = choose((VI)load(mask + t), y, im[a]);
        store(to, x), store(to + LANES, y);
      }
    }
  }
}
#define BY_SIZE(m, call) \
  switch (m) { \
    case 2: { enum { M = 2 }; call; break; } \
    case 3: { enum { M = 3 }; call; break; } \
    case 4: { enum { M = 4 }; call; break; } \
    default: { const int M = m; call; } \
  }
NOINLINE void apply_shared(PLAN, REAL *state, const Wires *w, const REAL *matrix) {
  BY_SIZE(w->size, apply_sized(p, state, w, matrix, M, VL, 0))
}
NOINLINE void apply_lanes(PLAN, REAL *state, const Wires *w, const REAL *matrix) {
  BY_SIZE(w->size, apply_sized(p, state, w, matrix, M, LANES, 0))
}
NOINLINE void apply_masked(PLAN, REAL *state, const Wires *w, const REAL *matrix, const REAL *mask) {
  BY_SIZE(w->size, apply_sized(p, state, w, matrix, M, LANES, mask))
}

// Diagonal [m][2][W]; conjugated when back is set.
INLINE void apply_diagonal(PLAN, REAL *restrict state, const Wires *w, const REAL *restrict diagonal, const int W, const int back, const REAL *mask) {
  const int *offset = p->word + w->offsets, m = w->size;
  EACH_GROUP(g, w)
    for (int a = 0; a < m; a++) {
      REAL *to = state + (uz)(g.base + offset[a]) * STRIDE;
      for (int t = 0; t < LANES; t += VL) {
        const REAL *c = diagonal + (uz)a * 2 * W + (W == LANES ? t : 0);
        const V u = load(c), v = back ? -load(c + W) : load(c + W), re = load(to + t), im = load(to + LANES + t);
        V x = u * re - v * im, y = u * im + v * re;
        if (mask) x = choose((VI)load(mask + t), x, re), y = choose((VI)load(mask + t), y, im);
        store(to + t, x), store(to + LANES + t, y);
      }
    }
}

// |rows[a]> <- phase[a] |a>, or its inverse.
NOINLINE void permute(PLAN, REAL *restrict state, const Wires *w, const int *rows, const REAL *phases, int back) {
  const int *offset = p->word + w->offsets, m = w->size;
  EACH_GROUP(g, w) {
    REAL *base = state + (uz)g.base * STRIDE;
    for (int t = 0; t < LANES; t += VL) {
      V re[LARGEST], im[LARGEST];
      for (int a = 0; a < m; a++) {
        const REAL *from = base + (uz)offset[back ? rows[a] : a] * STRIDE + t;
        re[a] = load(from), im[a] = load(from + LANES);
      }
      for (int a = 0; a < m; a++) {
        REAL *to = base + (uz)offset[back ? a : rows[a]] * STRIDE + t;
        V x = re[a], y = im[a];
        if (phases) {
          const V u = splat(phases[2 * a]), v = splat(back ? -phases[2 * a + 1] : phases[2 * a + 1]);
          x = u * re[a] - v * im[a], y = u * im[a] + v * re[a];
        }
        store(to, x), store(to + LANES, y);
      }
    }
  }
}

// X[a][b] = sum over groups of left_a conj(right_b): [m*m][2][LANES]
INLINE void moments_sized(PLAN, const REAL *restrict left, const REAL *restrict right, const Wires *w, REAL *restrict to, const int m) {
  const int *offset = p->word + w->offsets;
  for (int i = 0; i < m * m * STRIDE; i += VL) store(to + i, splat(0));
  EACH_GROUP(g, w)
    for (int a = 0; a < m; a++)
      for (int b = 0; b < m; b++) {
        const REAL *l = left + (uz)(g.base + offset[a]) * STRIDE, *r = right + (uz)(g.base + offset[b]) * STRIDE;
        REAL *x = to + (uz)(a * m + b) * STRIDE;
        for (int t = 0; t < LANES; t += VL) {
          const V lr = load(l + t), li = load(l + LANES + t), rr = load(r + t), ri = load(r + LANES + t);
          store(x + t, load(x + t) + (lr * rr + li * ri));
          store(x + LANES + t, load(x + LANES + t) + (li * rr - lr * ri));
        }
      }
}
NOINLINE void moments(PLAN, const REAL *left, const REAL *right, const Wires *w, REAL *to) {
  BY_SIZE(w->size, moments_sized(p, left, right, w, to, M))
}
// The diagonal of the same: [m][2][LANES]
NOINLINE void diagonal_moments(PLAN, const REAL *restrict left, const REAL *restrict right, const Wires *w, REAL *restrict to) {
  const int *offset = p->word + w->offsets, m = w->size;
  for (int i = 0; i < m * STRIDE; i += VL) store(to + i, splat(0));
  EACH_GROUP(g, w)
    for (int a = 0; a < m; a++) {
      const uz at = (uz)(g.base + offset[a]) * STRIDE;
      REAL *x = to + (uz)a * STRIDE;
      for (int t = 0; t < LANES; t += VL) {
        const V lr = load(left + at + t), li = load(left + at + LANES + t), rr = load(right + at + t), ri = load(right + at + LANES + t);
        store(x + t, load(x + t) + (lr * rr + li * ri));
        store(x + LANES + t, load(x + LANES + t) + (li * rr - lr * ri));
      }
    }
}
// sum over groups of |state_a|^2: [m][LANES]
NOINLINE void populations(PLAN, const REAL *restrict state, const Wires *w, REAL *restrict to) {
  const int *offset = p->word + w->offsets, m = w->size;
  for (int i = 0; i < m * LANES; i += VL) store(to + i, splat(0));
  EACH_GROUP(g, w)
    for (int a = 0; a < m; a++) {
      const REAL *from = state + (uz)(g.base + offset[a]) * STRIDE;
      for (int t = 0; t < LANES; t += VL) {
        const V re = load(from + t), im = load(from + LANES + t);
        store(to + (uz)a * LANES + t, load(to + (uz)a * LANES + t) + (re * re + im * im));
      }
    }
}
// sum over all amplitudes of |state|^2
NOINLINE void norms(PLAN, const REAL *state, REAL *to) {
  for (int t = 0; t < LANES; t += VL) {
    V sum = splat(0);
    for (int k = 0; k < p->dimension; k++) {
      const V re = load(state + (uz)k * STRIDE + t), im = load(state + (uz)k * STRIDE + LANES + t);
      sum = sum + (re * re + im * im);
    }
    store(to + t, sum);
  }
}
