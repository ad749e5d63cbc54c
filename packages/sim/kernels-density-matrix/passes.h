// One pass over the coordinates: a coupling of two qubits and the maps on both behind it, forward and (transposed, with the
// moments of the maps) backward.
#pragma once
#include "runs.h"

// m[a + 4 b]: the coordinates of the Pauli string (a on qubit A, b on qubit B); digits I, X, Y, Z.
#define SWAPPED(i, j) { const V t = m[i]; m[i] = m[j]; m[j] = t; }
#define NEGATED(i, j) { const V t = m[i]; m[i] = -m[j]; m[j] = -t; }
#define TURNED(i, j) { const V t = m[i]; m[i] = c * t - s * m[j]; m[j] = s * t + c * m[j]; }
enum { IX = 4, IY = 8, IZ = 12, XI = 1, XX = 5, XY = 9, XZ = 13, YI = 2, YX = 6, YY = 10, YZ = 14, ZX = 7, ZY = 11, ZZ_ = 15 };
// U m U^dagger. CZ and CX undo themselves; ZZ is undone by the opposite sine.
INLINE void couple(V m[16], const int kind, V s, V c) {
  if (kind == CZ) {
    SWAPPED(XI, XZ) SWAPPED(YI, YZ) SWAPPED(IX, ZX) SWAPPED(IY, ZY) SWAPPED(XX, YY) NEGATED(XY, YX)
  } else if (kind == CX) {
    SWAPPED(IY, ZY) SWAPPED(IZ, ZZ_) SWAPPED(XI, XX) SWAPPED(YI, YX) SWAPPED(XY, YZ) NEGATED(XZ, YY)
  } else if (kind == ZZ) {
    TURNED(XI, YZ) TURNED(XZ, YI) TURNED(IX, ZY) TURNED(ZX, IY)
  }
}
// Rows X, Y, Z of a run on four coordinates that stand `step` apart, and `count` times so, `other` apart.
INLINE void forward_run(V *m, const int step, const int count, const int other, int form, const REAL *k) {
  if (form == DIAGONAL) {
    const V kx = load(k + VL), ky = load(k + 6 * VL), shift = load(k + 8 * VL), kz = load(k + 11 * VL);
    for (int j = 0; j < count; j++, m += other)
      m[step] = kx * m[step], m[2 * step] = ky * m[2 * step], m[3 * step] = shift * m[0] + kz * m[3 * step];
  } else if (form == AFFINE) {
    for (int j = 0; j < count; j++, m += other) {
      const V i = m[0], x = m[step], y = m[2 * step], z = m[3 * step];
      m[step] = (load(k) * i + load(k + VL) * x) + (load(k + 2 * VL) * y + load(k + 3 * VL) * z);
      m[2 * step] = (load(k + 4 * VL) * i + load(k + 5 * VL) * x) + (load(k + 6 * VL) * y + load(k + 7 * VL) * z);
      m[3 * step] = (load(k + 8 * VL) * i + load(k + 9 * VL) * x) + (load(k + 10 * VL) * y + load(k + 11 * VL) * z);
    }
  }
}
INLINE void backward_run(V *m, const int step, const int count, const int other, int form, const REAL *k) {
  if (form == DIAGONAL) {
    const V kx = load(k + VL), ky = load(k + 6 * VL), shift = load(k + 8 * VL), kz = load(k + 11 * VL);
    for (int j = 0; j < count; j++, m += other) {
      m[0] = m[0] + shift * m[3 * step];
      m[step] = kx * m[step], m[2 * step] = ky * m[2 * step], m[3 * step] = kz * m[3 * step];
    }
  } else if (form == AFFINE) {
    for (int j = 0; j < count; j++, m += other) {
      const V x = m[step], y = m[2 * step], z = m[3 * step];
      m[0] = (m[0] + load(k) * x) + (load(k + 4 * VL) * y + load(k + 8 * VL) * z);
      m[step] = load(k + VL) * x + (load(k + 5 * VL) * y + load(k + 9 * VL) * z);
      m[2 * step] = load(k + 2 * VL) * x + (load(k + 6 * VL) * y + load(k + 10 * VL) * z);
      m[3 * step] = load(k + 3 * VL) * x + (load(k + 7 * VL) * y + load(k + 11 * VL) * z);
    }
  }
}
// moments[row][column] += sum over the other qubit's four digits of l[row] u[column].
INLINE void add_moments(const V *l, const V *u, const int step, const int other, REAL *moments) {
  for (int row = 0; row < 3; row++)
    for (int column = 0; column < 4; column++) {
      const V *a = l + (row + 1) * step, *b = u + column * step;
      REAL *to = moments + (4 * row + column) * VL;
      store(to, load(to) + ((a[0] * b[0] + a[other] * b[other]) + (a[2 * other] * b[2 * other] + a[3 * other] * b[3 * other])));
    }
}

typedef struct {
  uz size, a, b;  // numbers of a block; strides of the two qubits
  int form_a, form_b;
  const REAL *run_a, *run_b;
  V s, c;
  REAL *moments_a, *moments_b, *moment;  // null where no gradient is wanted
} Pair;

#define LOAD16(m, p) for (int i = 0; i < 16; i++) m[i] = load((p) + (uz)(i & 3) * stride_a + (uz)(i >> 2) * stride_b);
#define STORE16(p, m) for (int i = 0; i < 16; i++) store((p) + (uz)(i & 3) * stride_a + (uz)(i >> 2) * stride_b, m[i]);
#define PAIRS(k)                                                                             \
  const uz stride_a = q->a, stride_b = q->b, size = q->size;                                 \
  const int form_a = q->form_a, form_b = q->form_b;                                          \
  const REAL *const run_a = q->run_a, *const run_b = q->run_b;                               \
  const V s = q->s, c = q->c;                                                                \
  const uz low = stride_a < stride_b ? stride_a : stride_b, high = stride_a < stride_b ? stride_b : stride_a; \
  for (uz k2 = 0; k2 < size; k2 += 4 * high)                                                 \
    for (uz k1 = k2; k1 < k2 + high; k1 += 4 * low)                                          \
      for (uz k = k1; k < k1 + low; k += VL)

INLINE void pair_forward(REAL *to, const REAL *from, const Pair *q, const int kind) {
  PAIRS(k) {
    V m[16];
    LOAD16(m, from + k)
    couple(m, kind, s, c);
    forward_run(m, 1, 4, 4, form_a, run_a);
    forward_run(m, 4, 4, 1, form_b, run_b);
    STORE16(to + k, m)
  }
}
// lambda in place; v is the state in front of the pass.
INLINE void pair_backward(REAL *lambda, const REAL *v, const Pair *q, const int kind) {
  PAIRS(k) {
    V m[16], u[16];
    if (q->moments_b) {
      LOAD16(m, v + k)
      couple(m, kind, s, c);
      forward_run(m, 1, 4, 4, form_a, run_a);
      LOAD16(u, lambda + k)
      add_moments(u, m, 4, 1, q->moments_b);
    }
    LOAD16(m, lambda + k)
    backward_run(m, 4, 4, 1, form_b, run_b);
    if (q->moments_a || q->moment) {
      V l[16];
      for (int i = 0; i < 16; i++) l[i] = m[i];
      LOAD16(m, v + k)
      couple(m, kind, s, c);
      for (int i = 0; i < 16; i++) u[i] = m[i], m[i] = l[i];
      if (q->moments_a) add_moments(m, u, 1, 4, q->moments_a);
    }
    backward_run(m, 1, 4, 4, form_a, run_a);
    if (kind == ZZ && q->moment) {
      const V one = (m[YZ] * u[XI] - m[XI] * u[YZ]) + (m[YI] * u[XZ] - m[XZ] * u[YI]);
      const V two = (m[ZY] * u[IX] - m[IX] * u[ZY]) + (m[IY] * u[ZX] - m[ZX] * u[IY]);
      store(q->moment, load(q->moment) + (one + two));
    }
    couple(m, kind, -s, c);
    STORE16(lambda + k, m)
  }
}
NOINLINE void alone_forward(REAL *to, const REAL *from, const Pair *q) { pair_forward(to, from, q, ALONE); }
NOINLINE void cz_forward(REAL *to, const REAL *from, const Pair *q) { pair_forward(to, from, q, CZ); }
NOINLINE void cx_forward(REAL *to, const REAL *from, const Pair *q) { pair_forward(to, from, q, CX); }
NOINLINE void zz_forward(REAL *to, const REAL *from, const Pair *q) { pair_forward(to, from, q, ZZ); }
NOINLINE void alone_backward(REAL *lambda, const REAL *v, const Pair *q) { pair_backward(lambda, v, q, ALONE); }
NOINLINE void cz_backward(REAL *lambda, const REAL *v, const Pair *q) { pair_backward(lambda, v, q, CZ); }
NOINLINE void cx_backward(REAL *lambda, const REAL *v, const Pair *q) { pair_backward(lambda, v, q, CX); }
NOINLINE void zz_backward(REAL *lambda, const REAL *v, const Pair *q) { pair_backward(lambda, v, q, ZZ); }

// One qubit without a partner.
NOINLINE void single_forward(REAL *to, const REAL *from, const Pair *q) {
  for (uz j = 0; j < q->size; j += 4 * q->a)
    for (uz k = j; k < j + q->a; k += VL) {
      V m[4];
      for (int i = 0; i < 4; i++) m[i] = load(from + k + (uz)i * q->a);
      forward_run(m, 1, 1, 0, q->form_a, q->run_a);
      for (int i = 0; i < 4; i++) store(to + k + (uz)i * q->a, m[i]);
    }
}
NOINLINE void single_backward(REAL *lambda, const REAL *v, const Pair *q) {
  for (uz j = 0; j < q->size; j += 4 * q->a)
    for (uz k = j; k < j + q->a; k += VL) {
      V m[4];
      for (int i = 0; i < 4; i++) m[i] = load(lambda + k + (uz)i * q->a);
      if (q->moments_a)
        for (int row = 0; row < 3; row++)
          for (int column = 0; column < 4; column++) {
            REAL *to = q->moments_a + (4 * row + column) * VL;
            store(to, load(to) + m[row + 1] * load(v + k + (uz)column * q->a));
          }
      backward_run(m, 1, 1, 0, q->form_a, q->run_a);
      for (int i = 0; i < 4; i++) store(lambda + k + (uz)i * q->a, m[i]);
    }
}

// Exchanges the lowest field with the one `step` numbers apart; width 1 only. Its own transpose.
NOINLINE void exchange(REAL *to, const REAL *from, uz size, uz step) {
  for (uz j = 0; j < size; j += 4 * step)
    for (uz k = j; k < j + step; k += 4) {
#ifdef DOUBLE
      V m[8];
      for (int i = 0; i < 4; i++) m[2 * i] = load(from + k + (uz)i * step), m[2 * i + 1] = load(from + k + (uz)i * step + 2);
      for (int i = 0; i < 4; i++)
        for (int h = 0; h < 2; h++) {
          const V x = m[4 * h + (i >> 1)], y = m[4 * h + 2 + (i >> 1)];
          store(to + k + (uz)i * step + 2 * h, i & 1 ? __builtin_shufflevector(x, y, 1, 3) : __builtin_shufflevector(x, y, 0, 2));
        }
#else
      V m[4];
      for (int i = 0; i < 4; i++) m[i] = load(from + k + (uz)i * step);
      const V a = __builtin_shufflevector(m[0], m[1], 0, 4, 1, 5), b = __builtin_shufflevector(m[2], m[3], 0, 4, 1, 5);
      const V c = __builtin_shufflevector(m[0], m[1], 2, 6, 3, 7), d = __builtin_shufflevector(m[2], m[3], 2, 6, 3, 7);
      store(to + k, __builtin_shufflevector(a, b, 0, 1, 4, 5));
      store(to + k + step, __builtin_shufflevector(a, b, 2, 3, 6, 7));
      store(to + k + 2 * step, __builtin_shufflevector(c, d, 0, 1, 4, 5));
      store(to + k + 3 * step, __builtin_shufflevector(c, d, 2, 3, 6, 7));
#endif
    }
}
