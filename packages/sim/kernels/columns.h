// A batch of more states than the circuit's dimension, where all angles are shared: the circuit runs on the basis states instead,
// whose final states are the columns of its matrix U, and the batch is multiplied by U. Backward, what comes back to column k is
// the sum over the batch of lambda_b conj(psi_b[k]), and the gradient by an initial state is that of U^dagger lambda_b.
#pragma once
#include "vectors.h"
#include "shears.h"

// Basis states c LANES … of tile c, one a lane; lanes beyond the dimension are zero.
INLINE void basis_states(int n, int c, REAL *to) {
  const uz N = 1ul << n, first = (uz)c * LANES;
  clear(to, N * STRIDE);
  for (uz l = 0; l < LANES && first + l < N; l++) to[(first + l) * STRIDE + l] = 1;
}

// sum[row][re | im] += (u[row] or its conjugate) from, over `count` states of a tile; u goes on by `step`, a row further by `next`.
INLINE void multiply_rows(const REAL *u, uz step, uz next, const REAL *from, uz count, V sum[2][2][LANES / VL], const int conjugate) {
  for (uz k = 0; k < count; k++, u += step, from += STRIDE)
    for (int row = 0; row < 2; row++) {
      const V re = splat(u[(uz)row * next]), im = splat(u[(uz)row * next + LANES]);
      for (int t = 0; t < LANES / VL; t++) {
        const V a = load(from + t * VL), b = load(from + LANES + t * VL);
        sum[row][0][t] = sum[row][0][t] + (conjugate ? re * a + im * b : re * a - im * b);
        sum[row][1][t] = sum[row][1][t] + (conjugate ? re * b - im * a : re * b + im * a);
      }
    }
}
// to = U from, or U^dagger from, on a tile of the batch. columns: of tile c at columns + c distance.
INLINE void multiply(const REAL *columns, uz distance, int n, const REAL *from, REAL *to, const int dagger) {
  const uz N = 1ul << n;
  for (uz i = 0; i < N; i += 2) {
    V sum[2][2][LANES / VL];
    for (int j = 0; j < 2; j++)
      for (int t = 0; t < LANES / VL; t++) sum[j][0][t] = sum[j][1][t] = splat(0);
    if (dagger) multiply_rows(columns + i / LANES * distance + i % LANES, STRIDE, 1, from, N, sum, 1);
    else
      for (uz k = 0; k < N; k += LANES)
        multiply_rows(columns + k / LANES * distance + i * STRIDE, 1, STRIDE, from + k * STRIDE, N < LANES ? N : LANES, sum, 0);
    for (int j = 0; j < 2; j++)
      for (int t = 0; t < LANES / VL; t++) {
        REAL *o = to + (i + (uz)j) * STRIDE + t * VL;
        store(o, sum[j][0][t]), store(o + LANES, sum[j][1][t]);
      }
  }
}
NOINLINE void multiply_forward(const REAL *columns, uz distance, int n, const REAL *from, REAL *to) { multiply(columns, distance, n, from, to, 0); }
NOINLINE void multiply_back(const REAL *columns, uz distance, int n, const REAL *from, REAL *to) { multiply(columns, distance, n, from, to, 1); }

// lambda of the basis states of tile c: sums over the batch of lambda_b[i] conj(psi_b[k]). psi is [batch][2^n][2], lambdas are
// the batch's, [tiles][2^n][re | im][LANES]. Two qubits or more.
NOINLINE void lambda_of_columns(const REAL *psi, const REAL *lambdas, int n, int c, int batch, REAL *to) {
  const uz N = 1ul << n, first = (uz)c * LANES;
  clear(to, N * STRIDE);
  for (uz l = 0; l < LANES && first + l < N; l += VL)
    for (uz i = 0; i < N; i += 4) {
      V re[4], im[4];
      for (int j = 0; j < 4; j++) re[j] = im[j] = splat(0);
      for (int b = 0; b < batch; b++) {
        const REAL *p = psi + ((uz)b * N + first + l) * 2, *s = lambdas + (uz)(b / LANES) * N * STRIDE + i * STRIDE + b % LANES;
        const V x = load(p), y = load(p + VL);
#ifdef DOUBLE
        const V pr = __builtin_shufflevector(x, y, 0, 2), pi = __builtin_shufflevector(x, y, 1, 3);
#else
        const V pr = __builtin_shufflevector(x, y, 0, 2, 4, 6), pi = __builtin_shufflevector(x, y, 1, 3, 5, 7);
#endif
        for (int j = 0; j < 4; j++) {
          const V lr = splat(s[j * STRIDE]), li = splat(s[j * STRIDE + LANES]);
          re[j] = re[j] + (lr * pr + li * pi), im[j] = im[j] + (li * pr - lr * pi);
        }
      }
      for (int j = 0; j < 4; j++) {
        REAL *o = to + (i + (uz)j) * STRIDE + l;
        store(o, re[j]), store(o + LANES, im[j]);
      }
    }
}
