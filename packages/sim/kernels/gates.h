// Gates on one tile of states: state[amplitude][re | im][LANES], batch lanes innermost.
#pragma once
#include "shears.h"

#define STRIDE (2 * LANES)

// wide: coefficients are LANES wide (one a sample), else one vector of equal numbers.
INLINE void run_kernel(REAL *s, int n, int q, const REAL *c, const int form, const int wide, const int inverse) {
  const uz N = 1ul << n, H = 1ul << q, W = wide ? LANES : VL;
  for (int t = 0; t < LANES; t += VL) {
    const int at = wide ? t : 0;
    const V u = load(c + X_U * W + at), w = load(c + X_T * W + at), y = load(c + Y_T * W + at);
    const V iw = -w, iy = -y, iu = u;
    for (uz b = 0; b < N; b += 2 * H)
      for (uz k = b; k < b + H; k++) {
        REAL *p = s + k * STRIDE + t, *r = p + H * STRIDE;
        V ar = load(p), ai = load(p + LANES), br = load(r), bi = load(r + LANES);
        if (inverse) {
          SHEAR_Y(iy, ar, ai, br, bi)
          if (form == COTANGENT) {  // the adjoint of [[u, -i], [-i, u]] is [[u, i], [i, u]]
            const V cr = iu * ar - bi, ci = iu * ai + br, dr = iu * br - ai, di = iu * bi + ar;
            ar = cr, ai = ci, br = dr, bi = di;
          } else SHEAR_X(form, u, iw, ar, ai, br, bi)
        } else {
          SHEAR_X(form, u, w, ar, ai, br, bi)
          SHEAR_Y(y, ar, ai, br, bi)
        }
        store(p, ar), store(p + LANES, ai), store(r, br), store(r + LANES, bi);
      }
  }
}
// Both halves of the tile in one pass: fewer address computations when coefficients are shared.
INLINE void run_kernel_shared(REAL *s, int n, int q, const REAL *c, const int form, const int inverse) {
  const uz N = 1ul << n, H = 1ul << q;
  const V u = load(c + X_U * VL), w = load(c + X_T * VL), y = load(c + Y_T * VL);
  const V iw = -w, iy = -y;
  for (uz b = 0; b < N; b += 2 * H)
    for (uz k = b; k < b + H; k++) {
      REAL *p = s + k * STRIDE, *r = p + H * STRIDE;
      for (int t = 0; t < LANES; t += VL) {
        V ar = load(p + t), ai = load(p + LANES + t), br = load(r + t), bi = load(r + LANES + t);
        if (inverse) {
          SHEAR_Y(iy, ar, ai, br, bi)
          if (form == COTANGENT) {
            const V cr = u * ar - bi, ci = u * ai + br, dr = u * br - ai, di = u * bi + ar;
            ar = cr, ai = ci, br = dr, bi = di;
          } else SHEAR_X(form, u, iw, ar, ai, br, bi)
        } else {
          SHEAR_X(form, u, w, ar, ai, br, bi)
          SHEAR_Y(y, ar, ai, br, bi)
        }
        store(p + t, ar), store(p + LANES + t, ai), store(r + t, br), store(r + LANES + t, bi);
      }
    }
}
NOINLINE void run_tangent(REAL *s, int n, int q, const REAL *c) { run_kernel_shared(s, n, q, c, TANGENT, 0); }
NOINLINE void run_cotangent(REAL *s, int n, int q, const REAL *c) { run_kernel_shared(s, n, q, c, COTANGENT, 0); }
NOINLINE void run_tangent_back(REAL *s, int n, int q, const REAL *c) { run_kernel_shared(s, n, q, c, TANGENT, 1); }
NOINLINE void run_cotangent_back(REAL *s, int n, int q, const REAL *c) { run_kernel_shared(s, n, q, c, COTANGENT, 1); }
NOINLINE void lanes_tangent(REAL *s, int n, int q, const REAL *c) { run_kernel(s, n, q, c, TANGENT, 1, 0); }
NOINLINE void lanes_full(REAL *s, int n, int q, const REAL *c) { run_kernel(s, n, q, c, FULL, 1, 0); }
NOINLINE void lanes_tangent_back(REAL *s, int n, int q, const REAL *c) { run_kernel(s, n, q, c, TANGENT, 1, 1); }
NOINLINE void lanes_full_back(REAL *s, int n, int q, const REAL *c) { run_kernel(s, n, q, c, FULL, 1, 1); }

INLINE void apply_run(REAL *s, int n, int q, const REAL *c, int form, int wide, int inverse) {
  if (wide) {
    if (form == TANGENT) inverse ? lanes_tangent_back(s, n, q, c) : lanes_tangent(s, n, q, c);
    else inverse ? lanes_full_back(s, n, q, c) : lanes_full(s, n, q, c);
  } else if (form == TANGENT) inverse ? run_tangent_back(s, n, q, c) : run_tangent(s, n, q, c);
  else inverse ? run_cotangent_back(s, n, q, c) : run_cotangent(s, n, q, c);
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

// to[destination[k]] = diagonal[k] from[k]
INLINE void diagonal_kernel(REAL *to, const REAL *from, int n, const REAL *diagonal, const int *destination, const int wide) {
  const uz N = 1ul << n, W = wide ? LANES : 1;
  for (uz k = 0; k < N; k++) {
    const REAL *p = from + k * STRIDE, *d = diagonal + k * 2 * W;
    REAL *o = to + (destination ? (uz)destination[k] : k) * STRIDE;
    const V sr = splat(d[0]), si = splat(d[W]);
    for (int t = 0; t < LANES; t += VL) {
      const V re = wide ? load(d + t) : sr, im = wide ? load(d + LANES + t) : si;
      const V a = load(p + t), b = load(p + LANES + t);
      store(o + t, re * a - im * b), store(o + LANES + t, re * b + im * a);
    }
  }
}
NOINLINE void diagonal_shared(REAL *to, const REAL *from, int n, const REAL *diagonal, const int *destination) {
  if (destination) diagonal_kernel(to, from, n, diagonal, destination, 0);
  else diagonal_kernel(to, from, n, diagonal, 0, 0);
}
NOINLINE void diagonal_lanes(REAL *to, const REAL *from, int n, const REAL *diagonal, const int *destination) {
  if (destination) diagonal_kernel(to, from, n, diagonal, destination, 1);
  else diagonal_kernel(to, from, n, diagonal, 0, 1);
}

// back[k] = conj(diagonal[k]) lambda[destination[k]], and density[k] = Im conj(back[k]) psi[k] (W lanes) if wanted
INLINE void pull_back_kernel(REAL *back, const REAL *lambda, const REAL *psi, int n, const REAL *diagonal, const int *destination,
                             REAL *density, const int wide) {
  const uz N = 1ul << n, W = wide ? LANES : 1;
  for (uz k = 0; k < N; k++) {
    const REAL *p = psi + k * STRIDE, *d = diagonal + k * 2 * W, *l = lambda + (destination ? (uz)destination[k] : k) * STRIDE;
    REAL *o = back + k * STRIDE;
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
NOINLINE void pull_back_shared(REAL *back, const REAL *lambda, const REAL *psi, int n, const REAL *diagonal, const int *destination, REAL *density) {
  if (destination) pull_back_kernel(back, lambda, psi, n, diagonal, destination, density, 0);
  else pull_back_kernel(back, lambda, psi, n, diagonal, 0, density, 0);
}
NOINLINE void pull_back_lanes(REAL *back, const REAL *lambda, const REAL *psi, int n, const REAL *diagonal, const int *destination, REAL *density) {
  if (destination) pull_back_kernel(back, lambda, psi, n, diagonal, destination, density, 1);
  else pull_back_kernel(back, lambda, psi, n, diagonal, 0, density, 1);
}
