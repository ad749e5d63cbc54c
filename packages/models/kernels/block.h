// The inner loops of convolutions and matrix products: five rows (pixels) by eight output channels. Ten accumulators, two
// weights and two temporaries are what fits the 15 vector registers that V8 has on x86-64.
#pragma once
#include "common.h"

#define ROWS 5

#define TERM(w, c)                                                \
  {                                                             \
    const V w0 = load(w + 8 * (c)), w1 = load(w + 8 * (c) + 4); \
    V v;                                                        \
    v = splat(r0[c]); a00 += v * w0; a01 += v * w1;             \
    v = splat(r1[c]); a10 += v * w0; a11 += v * w1;             \
    v = splat(r2[c]); a20 += v * w0; a21 += v * w1;             \
    v = splat(r3[c]); a30 += v * w0; a31 += v * w1;             \
    v = splat(r4[c]); a40 += v * w0; a41 += v * w1;             \
  }

// y[yo[i]][0 … lanes) = start + Σ_s Σ_k x[xo[i] + s·step + k] · w[s·run + k][0 … 8), i = 0 … 4.
// Weights are packed in panels of eight output channels, so they are read in order.
// One function for each way to unroll: with a second loop for the rest, V8 would spill the accumulators (30 % slower).
#define BLOCK(name, unroll, TERMS)                                                                                     \
  NOINLINE void name(const float *x, const int *xo, const float *w, const float *start, float *y, const int *yo,       \
                     int segments, int step, int run, int lanes, int rows) {                                           \
    const V s0 = load(start), s1 = load(start + 4);                                                                    \
    V a00 = s0, a01 = s1, a10 = s0, a11 = s1, a20 = s0, a21 = s1, a30 = s0, a31 = s1, a40 = s0, a41 = s1;               \
    const float *r0 = x + xo[0], *r1 = x + xo[1], *r2 = x + xo[2], *r3 = x + xo[3], *r4 = x + xo[4];                    \
    for (int s = 0; s < segments; s++) {                                                                               \
      for (int k = run; k > 0; k -= unroll) {                                                                          \
        TERMS                                                                                                          \
        r0 += unroll, r1 += unroll, r2 += unroll, r3 += unroll, r4 += unroll, w += 8 * unroll;                          \
      }                                                                                                                \
      const int skip = step - run;                                                                                     \
      r0 += skip, r1 += skip, r2 += skip, r3 += skip, r4 += skip;                                                      \
    }                                                                                                                  \
    if (lanes == 8 && rows == ROWS) {                                                                                  \
      store(y + yo[0], a00), store(y + yo[0] + 4, a01), store(y + yo[1], a10), store(y + yo[1] + 4, a11);              \
      store(y + yo[2], a20), store(y + yo[2] + 4, a21), store(y + yo[3], a30), store(y + yo[3] + 4, a31);              \
      store(y + yo[4], a40), store(y + yo[4] + 4, a41);                                                                \
      return;                                                                                                          \
    }                                                                                                                  \
    const V all[2 * ROWS] = {a00, a01, a10, a11, a20, a21, a30, a31, a40, a41};                                        \
    for (int i = 0; i < rows; i++) {                                                                                   \
      const float *from = (const float *)&all[2 * i];                                                                  \
      for (int j = 0; j < lanes; j++) y[yo[i] + j] = from[j];                                                          \
    }                                                                                                                  \
  }

BLOCK(block_by_four, 4, TERM(w, 0) TERM(w, 1) TERM(w, 2) TERM(w, 3))
BLOCK(block_by_one, 1, TERM(w, 0))

INLINE void block(const float *x, const int *xo, const float *w, const float *start, float *y, const int *yo,
                  int segments, int step, int run, int lanes, int rows) {
  if (run % 4) block_by_one(x, xo, w, start, y, yo, segments, step, run, lanes, rows);
  else block_by_four(x, xo, w, start, y, yo, segments, step, run, lanes, rows);
}

// y[i][0 … 8) = Σ_k x[i][k] · w[k][0 … 8) for 5 · blocks rows, `x_step` and `y_step` floats apart; depth a multiple of four.
NOINLINE void multiply_panel(const float *x, int x_step, const float *w, float *y, int y_step, int depth, int blocks) {
  for (; blocks > 0; blocks--) {
    V a00 = splat(0), a01 = a00, a10 = a00, a11 = a00, a20 = a00, a21 = a00, a30 = a00, a31 = a00, a40 = a00, a41 = a00;
    const float *r0 = x, *r1 = r0 + x_step, *r2 = r1 + x_step, *r3 = r2 + x_step, *r4 = r3 + x_step, *p = w;
    for (int k = depth; k > 0; k -= 4) {
      TERM(p, 0) TERM(p, 1) TERM(p, 2) TERM(p, 3)
      r0 += 4, r1 += 4, r2 += 4, r3 += 4, r4 += 4, p += 32;
    }
    float *t = y;
    store(t, a00), store(t + 4, a01), t += y_step;
    store(t, a10), store(t + 4, a11), t += y_step;
    store(t, a20), store(t + 4, a21), t += y_step;
    store(t, a30), store(t + 4, a31), t += y_step;
    store(t, a40), store(t + 4, a41);
    x += ROWS * x_step, y += ROWS * y_step;
  }
}
#undef TERM

// y[i][0 … 8) (+)= Σ_t x[t][i] · g[t][0 … 8), i = 0 … 3; rows of x, g and y are so many floats apart.
NOINLINE void multiply_outer(const float *x, int x_step, const float *g, int g_step, float *y, int y_step, int count, int add) {
  V a00 = splat(0), a01 = a00, a10 = a00, a11 = a00, a20 = a00, a21 = a00, a30 = a00, a31 = a00;
  for (; count > 0; count--) {
    const V g0 = load(g), g1 = load(g + 4);
    V v;
    v = splat(x[0]); a00 += v * g0; a01 += v * g1;
    v = splat(x[1]); a10 += v * g0; a11 += v * g1;
    v = splat(x[2]); a20 += v * g0; a21 += v * g1;
    v = splat(x[3]); a30 += v * g0; a31 += v * g1;
    x += x_step, g += g_step;
  }
  if (add) {
    const float *t = y;
    a00 += load(t), a01 += load(t + 4), t += y_step;
    a10 += load(t), a11 += load(t + 4), t += y_step;
    a20 += load(t), a21 += load(t + 4), t += y_step;
    a30 += load(t), a31 += load(t + 4);
  }
  store(y, a00), store(y + 4, a01), y += y_step;
  store(y, a10), store(y + 4, a11), y += y_step;
  store(y, a20), store(y + 4, a21), y += y_step;
  store(y, a30), store(y + 4, a31);
}
