// A real linear operator on Hermitian matrices in orthonormal coordinates (hermitian-coordinates.ts): compressed rows, and
// parts in matrix form whose superoperator would be larger than the work they need. Tiles are [row][T].
#pragma once
#include "vectors.h"

// kind 0: A rho + (A rho)^dagger; kind 1: A rho A^dagger. A is d x d in compressed rows, values re, im.
typedef struct {
  int kind;
  const int *start, *column;
  const REAL *value;
} Part;

typedef struct {
  int rows;
  const int *start, *column;
  const REAL *value;
  int dimension, parts;
  const Part *part;
} Operator;

// y = a M x + b x + c y, and sum += e y where sum is given; y may be uninitialised if c is 0
INLINE void apply_rows(const Operator *o, const REAL *x, REAL *y, REAL a, REAL b, REAL c, REAL *sum, REAL e, const int T) {
  const V va = splat(a), vb = splat(b), vc = splat(c), ve = splat(e);
  const int *start = o->start, *column = o->column;
  const REAL *value = o->value;
  for (int r = 0; r < o->rows; r++) {
    V s[WIDE / NARROW];
    for (int t = 0; t < T / NARROW; t++) s[t] = splat(0);
    const int end = start[r + 1];
    for (int k = start[r]; k < end; k++) {
      const V v = splat(value[k]);
      const REAL *p = x + (uz)column[k] * T;
      for (int t = 0; t < T / NARROW; t++) s[t] += v * load(p + t * NARROW);
    }
    const uz at = (uz)r * T;
    for (int t = 0; t < T / NARROW; t++) {
      const uz i = at + (uz)(t * NARROW);
      V n = va * s[t] + vb * load(x + i);
      if (c != 0) n += vc * load(y + i);
      store(y + i, n);
      if (sum) store(sum + i, load(sum + i) + ve * n);
    }
  }
}

// index of the real coordinate of (i, j), i < j; the imaginary one follows
INLINE uz pair_row(int d, int i, int j) { return (uz)d + 2 * ((uz)i * (uz)(2 * d - i - 1) / 2 + (uz)(j - i - 1)); }

#define ROOT_HALF ((REAL)0.70710678118654752440)
#define ROOT_TWO ((REAL)1.41421356237309504880)

// coordinates -> full matrix [i][j][re | im][T]
INLINE void expand(const REAL *x, REAL *full, int d, const int T) {
  const V h = splat(ROOT_HALF);
  for (int i = 0; i < d; i++) {
    REAL *diagonal = full + ((uz)i * d + i) * 2 * T;
    for (int t = 0; t < T; t += NARROW) store(diagonal + t, load(x + (uz)i * T + t)), store(diagonal + T + t, splat(0));
    for (int j = i + 1; j < d; j++) {
      const REAL *p = x + pair_row(d, i, j) * T;
      REAL *u = full + ((uz)i * d + j) * 2 * T, *l = full + ((uz)j * d + i) * 2 * T;
      for (int t = 0; t < T; t += NARROW) {
        const V re = h * load(p + t), im = h * load(p + T + t);
        store(u + t, re), store(l + t, re), store(u + T + t, im), store(l + T + t, -im);
      }
    }
  }
}

// product = A full
INLINE void left_multiply(const Part *p, const REAL *full, REAL *product, int d, const int T) {
  const uz R = (uz)d * 2 * T;
  for (int i = 0; i < d; i++) {
    REAL *to = product + i * R;
    clear(to, R);
    for (int k = p->start[i]; k < p->start[i + 1]; k++) {
      const V re = splat(p->value[2 * k]), im = splat(p->value[2 * k + 1]);
      const REAL *from = full + p->column[k] * R;
      for (int j = 0; j < d; j++)
        for (int t = 0; t < T; t += NARROW) {
          const uz at = (uz)j * 2 * T + t;
          const V x = load(from + at), y = load(from + at + T);
          store(to + at, load(to + at) + re * x - im * y);
          store(to + at + T, load(to + at + T) + re * y + im * x);
        }
    }
  }
}

// y += a (product + product^dagger)
INLINE void add_hermitian(const REAL *product, REAL *y, int d, REAL a, const int T) {
  const V two = splat(2 * a), root = splat(ROOT_TWO * a);
  for (int i = 0; i < d; i++) {
    const REAL *q = product + ((uz)i * d + i) * 2 * T;
    for (int t = 0; t < T; t += NARROW) store(y + (uz)i * T + t, load(y + (uz)i * T + t) + two * load(q + t));
    for (int j = i + 1; j < d; j++) {
      const REAL *u = product + ((uz)i * d + j) * 2 * T, *l = product + ((uz)j * d + i) * 2 * T;
      REAL *to = y + pair_row(d, i, j) * T;
      for (int t = 0; t < T; t += NARROW) {
        store(to + t, load(to + t) + root * (load(u + t) + load(l + t)));
        store(to + T + t, load(to + T + t) + root * (load(u + T + t) - load(l + T + t)));
      }
    }
  }
}

// y += a (product A^dagger), the upper half of it
INLINE void add_sandwich(const Part *p, const REAL *product, REAL *y, int d, REAL a, const int T) {
  const uz R = (uz)d * 2 * T;
  const V one = splat(a), root = splat(ROOT_TWO * a);
  for (int i = 0; i < d; i++)
    for (int j = i; j < d; j++) {
      REAL *to = i == j ? y + (uz)i * T : y + pair_row(d, i, j) * T;
      for (int t = 0; t < T; t += NARROW) {
        V x = splat(0), z = splat(0);
        for (int k = p->start[j]; k < p->start[j + 1]; k++) {
          const V re = splat(p->value[2 * k]), im = splat(p->value[2 * k + 1]);
          const REAL *q = product + i * R + (uz)p->column[k] * 2 * T + t;
          const V u = load(q), v = load(q + T);
          x += re * u + im * v;
          z += re * v - im * u;
        }
        if (i == j) store(to + t, load(to + t) + one * x);
        else store(to + t, load(to + t) + root * x), store(to + T + t, load(to + T + t) + root * z);
      }
    }
}

// as apply_rows, with the parts; scratch holds 4 d^2 T numbers if there are any
INLINE void apply_operator(const Operator *o, const REAL *x, REAL *y, REAL a, REAL b, REAL c, REAL *sum, REAL e, REAL *scratch, const int T) {
  if (o->parts == 0) {
    apply_rows(o, x, y, a, b, c, sum, e, T);
    return;
  }
  const int d = o->dimension;
  REAL *full = scratch, *product = scratch + (uz)d * d * 2 * T;
  apply_rows(o, x, y, a, b, c, 0, 0, T);
  expand(x, full, d, T);
  for (int p = 0; p < o->parts; p++) {
    left_multiply(o->part + p, full, product, d, T);
    if (o->part[p].kind == 0) add_hermitian(product, y, d, a, T);
    else add_sandwich(o->part + p, product, y, d, a, T);
  }
  if (!sum) return;
  const V ve = splat(e);
  for (uz i = 0; i < (uz)o->rows * T; i += (uz)NARROW) store(sum + i, load(sum + i) + ve * load(y + i));
}
NOINLINE void apply_wide(const Operator *o, const REAL *x, REAL *y, REAL a, REAL b, REAL c, REAL *sum, REAL e, REAL *scratch) {
  apply_operator(o, x, y, a, b, c, sum, e, scratch, WIDE);
}
NOINLINE void apply_narrow(const Operator *o, const REAL *x, REAL *y, REAL a, REAL b, REAL c, REAL *sum, REAL e, REAL *scratch) {
  apply_operator(o, x, y, a, b, c, sum, e, scratch, NARROW);
}
INLINE void apply(const Operator *o, const REAL *x, REAL *y, REAL a, REAL b, REAL c, REAL *sum, REAL e, REAL *scratch, int lanes) {
  if (lanes == WIDE) apply_wide(o, x, y, a, b, c, sum, e, scratch);
  else apply_narrow(o, x, y, a, b, c, sum, e, scratch);
}
