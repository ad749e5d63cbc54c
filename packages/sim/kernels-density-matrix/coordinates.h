// Between matrix entries and real coordinates, one sample at a time. A Hermitian matrix is held as u(i, j) = Re + Im of its
// entry (i, j), with the two indices of a wire, i + d j, in the field that holds the wire's coordinate afterwards: i > j becomes
// the symmetric, i < j the antisymmetric basis matrix, the diagonal the diagonal ones. A coordinate with n antisymmetric factors
// changes its sign for n = 1, 2 (mod 4).
#pragma once
#include "plan.h"

#define MOST_LEVELS 32

INLINE int antisymmetric(const Plan *p, const Wire *wires, uz k) {
  if (p->all_qubits) return __builtin_popcountl((k >> 1) & ~k & 0x55555555ul);
  int count = 0;
  for (int w = 0; w < p->wires; w++) {
    const int d = wires[w].levels;
    int digit = (int)(k >> wires[w].shift), bits = 0;
    while ((1 << bits) < d * d) bits++;
    digit &= (1 << bits) - 1;
    count += digit < d * d && digit % d < digit / d;
  }
  return count;
}
NOINLINE void change_signs(const Plan *p, const Wire *wires, REAL *v) {
  for (uz k = 0; k < elements(p); k++) {
    const int n = antisymmetric(p, wires, k) & 3;
    if (n == 1 || n == 2) v[k] = -v[k];
  }
}

// One wire of the transform, or of its transpose.
INLINE void transform_wire(const Plan *p, int levels, int shift, const REAL *diagonal, REAL *v, const int transposed) {
  const int d = levels;
  int bits = 0;
  while ((1 << bits) < d * d) bits++;
  const uz step = 1ul << shift;
  const REAL scale = diagonal[d * d];
  for (uz j = 0; j < elements(p); j += step << bits)
    for (uz k = j; k < j + step; k++) {
      REAL *at = v + k;
      if (d == 2) {
        const REAL a = at[0], b = at[step], c = at[2 * step], e = at[3 * step];
        at[0] = a + e, at[3 * step] = a - e;
        if (transposed) at[step] = b - c, at[2 * step] = b + c;
        else at[step] = b + c, at[2 * step] = c - b;
        continue;
      }
      for (int a = 0; a < d; a++)
        for (int b = 0; b < a; b++) {
          REAL *low = at + (uz)(a + d * b) * step, *high = at + (uz)(b + d * a) * step;
          const REAL x = *low, y = *high;
          if (transposed) *low = scale * (x - y), *high = scale * (x + y);
          else *low = scale * (x + y), *high = scale * (y - x);
        }
      REAL old[MOST_LEVELS];
      for (int i = 0; i < d; i++) old[i] = at[(uz)(i + d * i) * step];
      for (int i = 0; i < d; i++) {
        REAL sum = 0;
        for (int l = 0; l < d; l++) sum += (transposed ? diagonal[l * d + i] : diagonal[i * d + l]) * old[l];
        at[(uz)(i + d * i) * step] = sum;
      }
    }
}
// u to coordinates; transposed: from the gradient of the coordinates to that of u, and D times coordinates to u.
NOINLINE void fold(const Plan *p, const Wire *wires, REAL *v) {
  const REAL *diagonal = p->levels;
  for (int w = 0; w < p->wires; w++) {
    transform_wire(p, wires[w].levels, wires[w].shift, diagonal, v, 0);
    diagonal += wires[w].levels * wires[w].levels + 1;
  }
  change_signs(p, wires, v);
}
NOINLINE void unfold(const Plan *p, const Wire *wires, REAL *v) {
  const REAL *diagonal = p->levels;
  change_signs(p, wires, v);
  for (int w = 0; w < p->wires; w++) {
    transform_wire(p, wires[w].levels, wires[w].shift, diagonal, v, 1);
    diagonal += wires[w].levels * wires[w].levels + 1;
  }
}

// u of |a><a|.
INLINE void write_projector(const Plan *p, const int *row, const int *column, const REAL *a, REAL *u) {
  for (int j = 0; j < p->dimension; j++) {
    const REAL sum = a[2 * j] + a[2 * j + 1], difference = a[2 * j] - a[2 * j + 1];
    for (int i = 0; i < p->dimension; i++) u[row[i] + column[j]] = a[2 * i] * difference + a[2 * i + 1] * sum;
  }
}
// u of a matrix [D][D][2].
INLINE void write_matrix(const Plan *p, const int *row, const int *column, const REAL *m, REAL *u) {
  for (int i = 0; i < p->dimension; i++)
    for (int j = 0; j < p->dimension; j++) {
      const REAL *e = m + 2 * ((uz)i * (uz)p->dimension + (uz)j);
      u[row[i] + column[j]] = e[0] + e[1];
    }
}

INLINE void scatter(const Plan *p, const REAL *u, REAL *v, int lane) {
  for (uz k = 0; k < elements(p); k++) v[k * (uz)p->width + (uz)lane] = u[k];
}

// |0><0| of qubits: 1 where every digit is I or Z.
INLINE void write_ground(const Plan *p, REAL *v) {
  v[0] = 1;
  for (uz step = 1; step < elements(p); step <<= 2)
    for (uz k = 0; k < step; k++) v[3 * step + k] = v[k];
}

// The initial state of a tile; u holds one block of one sample.
NOINLINE void write_initial(const Plan *p, int tile, REAL *v, REAL *u) {
  const uz D = (uz)p->dimension;
  clear(v, block_size(p));
  for (int l = 0; l < p->width; l++) {
    if (l == 0 || p->initial_kind != 0) {
      REAL *to = p->width == 1 ? v : u;
      clear(to, elements(p));
      const uz sample = (uz)sample_of(p, tile, l);
      if (p->initial_kind == 0 && p->all_qubits) write_ground(p, to);
      else if (p->initial_kind == 0) to[0] = 1;
      else if (p->initial_kind == 1) write_projector(p, p->start_row, p->start_column, p->initial + sample * 2 * D, to);
      else write_matrix(p, p->start_row, p->start_column, p->initial + sample * 2 * D * D, to);
      if (p->initial_kind != 0 || !p->all_qubits) fold(p, p->start, to);
    }
    if (p->width > 1) scatter(p, u, v, l);
  }
}

// From lambda at the start to the gradient of the initial state.
NOINLINE void write_initial_gradient(const Plan *p, int tile, const REAL *lambda, REAL *u) {
  const int D = p->dimension, *row = p->start_row, *column = p->start_column;
  for (int l = 0; l < samples_in_tile(p, tile); l++) {
    const uz sample = (uz)sample_of(p, tile, l);
    for (uz k = 0; k < elements(p); k++) u[k] = lambda[k * (uz)p->width + (uz)l];
    unfold(p, p->start, u);
    if (p->initial_kind == 1) {
      const REAL *a = p->initial + sample * 2 * (uz)D;
      REAL *to = p->initial_out + sample * 2 * (uz)D;
      for (int i = 0; i < D; i++) {
        REAL re = 0, im = 0;
        for (int j = 0; j < D; j++) {
          const REAL g = u[row[i] + column[j]], h = u[row[j] + column[i]];
          const REAL sum = a[2 * j] + a[2 * j + 1], difference = a[2 * j] - a[2 * j + 1];
          re += g * difference + h * sum, im += g * sum - h * difference;
        }
        to[2 * i] = re, to[2 * i + 1] = im;
      }
    } else {
      REAL *to = p->initial_out + sample * 2 * (uz)D * (uz)D;
      for (int i = 0; i < D; i++)
        for (int j = 0; j < D; j++, to += 2) {
          const REAL g = u[row[i] + column[j]], h = u[row[j] + column[i]];
          to[0] = (REAL)0.5 * (g + h), to[1] = (REAL)0.5 * (g - h);
        }
    }
  }
}
