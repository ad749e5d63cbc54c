// Gates on one tile of states: state[amplitude][re | im][LANES], batch lanes innermost.
#pragma once
#include "groups.h"

// One run with coefficients that are LANES wide, one a sample. `back` undoes it.
INLINE void run_kernel(REAL *s, int n, int q, const REAL *k, const int form, const int back) {
  const uz N = 1ul << n, H = 1ul << q;
  V u[LANES / VL], w[LANES / VL];
  for (int t = 0; t < LANES; t += VL) {
    u[t / VL] = load(k + SHEAR_U * LANES + t), w[t / VL] = load(k + SHEAR_T * LANES + t);
    if (back) w[t / VL] = -w[t / VL];
  }
  for (uz b = 0; b < N; b += 2 * H)
    for (uz c = b; c < b + H; c++) {
      REAL *p = s + c * STRIDE, *r = p + H * STRIDE;
      for (int t = 0; t < 2 * LANES; t += VL) {
        V x = load(p + t), y = load(r + t);
        SHEAR(form, u[t % LANES / VL], w[t % LANES / VL], x, y)
        store(p + t, x), store(r + t, y);
      }
    }
}
// Two runs of one form on qubits q < p in one reading of the states.
INLINE void two_kernel(REAL *s, int n, int q, int p, const REAL *k, const REAL *l, const int form, const int back) {
  const uz N = 1ul << n, H = 1ul << q, G = 1ul << p;
  V u[2][LANES / VL], w[2][LANES / VL];
  for (int t = 0; t < LANES; t += VL) {
    const int i = t / VL;
    u[0][i] = load(k + SHEAR_U * LANES + t), u[1][i] = load(l + SHEAR_U * LANES + t);
    w[0][i] = load(k + SHEAR_T * LANES + t), w[1][i] = load(l + SHEAR_T * LANES + t);
    if (back) w[0][i] = -w[0][i], w[1][i] = -w[1][i];
  }
  for (uz c = 0; c < N; c += 2 * G)
    for (uz d = c; d < c + G; d += 2 * H)
      for (uz e = d; e < d + H; e++) {
        REAL *p0 = s + e * STRIDE, *p1 = p0 + H * STRIDE, *p2 = p0 + G * STRIDE, *p3 = p1 + G * STRIDE;
        for (int t = 0; t < 2 * LANES; t += VL) {
          const int i = t % LANES / VL;
          V x0 = load(p0 + t), x1 = load(p1 + t), x2 = load(p2 + t), x3 = load(p3 + t);
          SHEAR(form, u[0][i], w[0][i], x0, x1)
          SHEAR(form, u[0][i], w[0][i], x2, x3)
          SHEAR(form, u[1][i], w[1][i], x0, x2)
          SHEAR(form, u[1][i], w[1][i], x1, x3)
          store(p0 + t, x0), store(p1 + t, x1), store(p2 + t, x2), store(p3 + t, x3);
        }
      }
}
#define RUN_KERNELS(name, form, back)                                                              \
  NOINLINE void name(REAL *s, int n, int q, const REAL *k) { run_kernel(s, n, q, k, form, back); }   \
  NOINLINE void two_##name(REAL *s, int n, int q, int p, const REAL *k, const REAL *l) {             \
    two_kernel(s, n, q, p, k, l, form, back);                                                        \
  }
RUN_KERNELS(lanes_tangent, TANGENT, 0)
RUN_KERNELS(lanes_full, FULL, 0)
RUN_KERNELS(lanes_tangent_back, TANGENT, 1)
RUN_KERNELS(lanes_full_back, FULL, 1)
#define BY_FORM(prefix, ...)                                                                                   \
  {                                                                                                            \
    if (form == TANGENT) back ? prefix##lanes_tangent_back(__VA_ARGS__) : prefix##lanes_tangent(__VA_ARGS__);   \
    else back ? prefix##lanes_full_back(__VA_ARGS__) : prefix##lanes_full(__VA_ARGS__);                         \
  }

// All runs of a block whose angles differ from sample to sample, two at a time where two have the same form.
// coefficients: [runs of the plan][RUN_SIZE][LANES].
INLINE void apply_runs_lanes(const Plan *p, const Block *b, REAL *s, const REAL *coefficients, const int *forms, int back) {
  const int n = p->qubits;
  const uz size = (uz)RUN_SIZE * LANES;
  for (int form = TANGENT; form <= FULL; form++) {
    int waiting = -1;
    for (int r = b->first_run; r < b->first_run + b->runs; r++) {
      if (p->run[r].diagonal || forms[r] != form) continue;
      if (waiting < 0) waiting = r;
      else {
        const REAL *k = coefficients + (uz)waiting * size, *l = coefficients + (uz)r * size;
        BY_FORM(two_, s, n, p->run[waiting].qubit, p->run[r].qubit, k, l)
        waiting = -1;
      }
    }
    if (waiting >= 0) BY_FORM(, s, n, p->run[waiting].qubit, coefficients + (uz)waiting * size)
  }
}

// A dense matrix (or its adjoint) on up to five qubits.
NOINLINE void apply_dense(REAL *s, int n, const Dense *d, const REAL *constant, int adjoint) {
  const int m = 1 << d->targets;
  const REAL *matrix = constant + d->constant;
  unsigned used = 0, offset[32];
  for (int i = 0; i < d->targets; i++) used |= 1u << d->qubit[i];
  for (int j = 0; j < m; j++) {
    offset[j] = 0;
    for (int i = 0; i < d->targets; i++) if ((j >> i) & 1) offset[j] |= 1u << d->qubit[i];
  }
  const unsigned N = 1u << n, controls = (unsigned)d->controls;
  V xr[32], xi[32];
  for (unsigned k = 0; k < N; k++) {
    if ((k & used) || (k & controls) != controls) continue;
    for (int t = 0; t < LANES; t += VL) {
      for (int j = 0; j < m; j++) {
        const REAL *p = s + (uz)(k | offset[j]) * STRIDE + t;
        xr[j] = load(p), xi[j] = load(p + LANES);
      }
      for (int i = 0; i < m; i++) {
        V yr = splat(0), yi = splat(0);
        for (int j = 0; j < m; j++) {
          const REAL *e = matrix + 2 * (adjoint ? j * m + i : i * m + j);
          const V re = splat(e[0]), im = splat(adjoint ? -e[1] : e[1]);
          yr = yr + (re * xr[j] - im * xi[j]);
          yi = yi + (re * xi[j] + im * xr[j]);
        }
        REAL *p = s + (uz)(k | offset[i]) * STRIDE + t;
        store(p, yr), store(p + LANES, yi);
      }
    }
  }
}

// to[destination[k]] = diagonal[k] from[k ^ turned]
INLINE void diagonal_kernel(REAL *to, const REAL *from, int n, const REAL *diagonal, const int *destination, const uz turned, const int wide, const int conjugate) {
  const uz N = 1ul << n, W = wide ? LANES : 1;
  for (uz k = 0; k < N; k++) {
    const REAL *p = from + (k ^ turned) * STRIDE, *d = diagonal + k * 2 * W;
    REAL *o = to + (destination ? (uz)destination[k] : k) * STRIDE;
    const V sr = splat(d[0]), si = splat(d[W]);
    for (int t = 0; t < LANES; t += VL) {
      const V re = wide ? load(d + t) : sr, im = wide ? load(d + LANES + t) : si;
      const V a = load(p + t), b = load(p + LANES + t);
      store(o + t, conjugate ? re * a + im * b : re * a - im * b);
      store(o + LANES + t, conjugate ? re * b - im * a : re * b + im * a);
    }
  }
}
NOINLINE void diagonal_shared(REAL *to, const REAL *from, int n, const REAL *diagonal, const int *destination, int turned) {
  if (destination) diagonal_kernel(to, from, n, diagonal, destination, (uz)turned, 0, 0);
  else diagonal_kernel(to, from, n, diagonal, 0, (uz)turned, 0, 0);
}
NOINLINE void diagonal_lanes(REAL *to, const REAL *from, int n, const REAL *diagonal, const int *destination) {
  if (destination) diagonal_kernel(to, from, n, diagonal, destination, 0, 1, 0);
  else diagonal_kernel(to, from, n, diagonal, 0, 0, 1, 0);
}
// In place, by the diagonal or its conjugate.
NOINLINE void phases_shared(REAL *s, int n, const REAL *diagonal) { diagonal_kernel(s, s, n, diagonal, 0, 0, 0, 0); }
NOINLINE void phases_shared_back(REAL *s, int n, const REAL *diagonal) { diagonal_kernel(s, s, n, diagonal, 0, 0, 0, 1); }
NOINLINE void phases_lanes(REAL *s, int n, const REAL *diagonal) { diagonal_kernel(s, s, n, diagonal, 0, 0, 1, 0); }
NOINLINE void phases_lanes_back(REAL *s, int n, const REAL *diagonal) { diagonal_kernel(s, s, n, diagonal, 0, 0, 1, 1); }

// back[k ^ turned] = conj(diagonal[k]) lambda[destination[k]], and density[k] = Im conj(back[k ^ turned]) psi[k ^ turned] (W lanes)
INLINE void pull_back_kernel(REAL *back, const REAL *lambda, const REAL *psi, int n, const REAL *diagonal, const int *destination,
                             const uz turned, REAL *density, const int wide) {
  const uz N = 1ul << n, W = wide ? LANES : 1;
  for (uz k = 0; k < N; k++) {
    const REAL *p = psi + (k ^ turned) * STRIDE, *d = diagonal + k * 2 * W, *l = lambda + (destination ? (uz)destination[k] : k) * STRIDE;
    REAL *o = back + (k ^ turned) * STRIDE;
    const V sr = splat(d[0]), si = splat(d[W]);
    V sum = splat(0);
    for (int t = 0; t < LANES; t += VL) {
      const V re = wide ? load(d + t) : sr, im = wide ? load(d + LANES + t) : si;
      const V a = load(l + t), b = load(l + LANES + t);
      const V lr = re * a + im * b, li = re * b - im * a;
      store(o + t, lr), store(o + LANES + t, li);
      const V here = lr * load(p + LANES + t) - li * load(p + t);
      if (wide) store(density + k * LANES + t, here);
      else sum = sum + here;
    }
    if (!wide) store(density + k * VL, sum);
  }
}
NOINLINE void pull_back_shared(REAL *back, const REAL *lambda, const REAL *psi, int n, const REAL *diagonal, const int *destination, int turned, REAL *density) {
  if (destination) pull_back_kernel(back, lambda, psi, n, diagonal, destination, (uz)turned, density, 0);
  else pull_back_kernel(back, lambda, psi, n, diagonal, 0, (uz)turned, density, 0);
}
NOINLINE void pull_back_lanes(REAL *back, const REAL *lambda, const REAL *psi, int n, const REAL *diagonal, const int *destination, REAL *density) {
  if (destination) pull_back_kernel(back, lambda, psi, n, diagonal, destination, 0, density, 1);
  else pull_back_kernel(back, lambda, psi, n, diagonal, 0, 0, density, 1);
}
