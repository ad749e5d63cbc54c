// Outputs are linear in the coordinates: read here, and transposed from cotangents to lambda.
#pragma once
#include "coordinates.h"

// Sum over an output's blocks of element k of a lane; nothing for k < 0.
INLINE REAL read_element(const Plan *p, const Output *o, const REAL *v, long k, int lane) {
  REAL sum = 0;
  if (k < 0) return 0;
  for (int b = 0; b < o->blocks; b++) sum += v[((uz)o->block[b] * elements(p) + (uz)k) * (uz)p->width + (uz)lane];
  return sum;
}
INLINE void add_element(const Plan *p, const Output *o, REAL *lambda, long k, int lane, REAL value) {
  if (k < 0) return;
  for (int b = 0; b < o->blocks; b++) lambda[((uz)o->block[b] * elements(p) + (uz)k) * (uz)p->width + (uz)lane] += value;
}
// Every factor of a marginal by its matrix [n][n], or the transpose, in place.
INLINE void transform_marginal(const Plan *p, const Output *o, REAL *x, const int transposed) {
  const REAL *m = p->constant + o->coefficient;
  int step = 1;
  for (int f = 0; f < o->factors; f++) {
    const int n = o->factor[f];
    if (n < 0) {
      step *= -n;
      continue;
    }
    for (int j = 0; j < o->size; j += step * n)
      for (int k = j; k < j + step; k++) {
        REAL old[MOST_LEVELS];
        for (int i = 0; i < n; i++) old[i] = x[k + i * step];
        for (int i = 0; i < n; i++) {
          REAL sum = 0;
          for (int l = 0; l < n; l++) sum += (transposed ? m[l * n + i] : m[i * n + l]) * old[l];
          x[k + i * step] = sum;
        }
      }
    m += n * n, step *= n;
  }
}
// Coordinates of a sample's target, divided by D: the functional that gives the fidelity.
INLINE const REAL *fidelity_functional(const Plan *p, const Output *o, int sample, REAL *u) {
  if (!o->per_sample) return o->target;
  clear(u, elements(p));
  write_projector(p, p->end_row, p->end_column, o->target + (uz)sample * 2 * (uz)p->dimension, u);
  fold(p, p->end, u);
  for (uz k = 0; k < elements(p); k++) u[k] /= (REAL)p->dimension;
  return u;
}

// u: room for one block of one sample.
NOINLINE void write_outputs(const Plan *p, const REAL *v, int tile, REAL *u) {
  const REAL scale = 1 / (REAL)p->dimension;
  const int D = p->dimension;
  for (int l = 0; l < samples_in_tile(p, tile); l++) {
    const int sample = sample_of(p, tile, l);
    for (const Output *o = p->output; o < p->output + p->outputs; o++) {
      REAL *to = p->value + (uz)sample * (uz)p->columns + o->column;
      if (o->kind == FUNCTIONAL) {
        for (int i = 0; i < o->size; i++) {
          REAL sum = 0;
          for (int e = o->row[i]; e < o->row[i + 1]; e++) sum += p->constant[o->coefficient + e] * read_element(p, o, v, o->index[e], l);
          to[i] = sum;
        }
      } else if (o->kind == MARGINAL) {
        for (int i = 0; i < o->size; i++) to[i] = read_element(p, o, v, o->index[i], l);
        transform_marginal(p, o, to, 0);
      } else if (o->kind == DENSITY) {
        for (uz k = 0; k < elements(p); k++) u[k] = scale * read_element(p, o, v, (long)k, l);
        unfold(p, p->end, u);
        for (int i = 0; i < D; i++)
          for (int j = 0; j < D; j++, to += 2) {
            const REAL a = u[p->end_row[i] + p->end_column[j]], b = u[p->end_row[j] + p->end_column[i]];
            to[0] = (REAL)0.5 * (a + b), to[1] = (REAL)0.5 * (a - b);
          }
      } else {
        const REAL *f = fidelity_functional(p, o, sample, u);
        REAL sum = 0;
        for (uz k = 0; k < elements(p); k++) sum += f[k] * read_element(p, o, v, (long)k, l);
        *to = sum;
      }
    }
  }
}

NOINLINE void seed_lambda(const Plan *p, REAL *lambda, int tile, REAL *u) {
  const REAL scale = (REAL)0.5 / (REAL)p->dimension;
  const int D = p->dimension;
  clear(lambda, block_size(p) * (uz)p->last_blocks);
  for (int l = 0; l < samples_in_tile(p, tile); l++) {
    const int sample = sample_of(p, tile, l);
    for (const Output *o = p->output; o < p->output + p->outputs; o++) {
      const REAL *from = p->cotangent + (uz)sample * (uz)p->columns + o->column;
      if (o->kind == FUNCTIONAL) {
        for (int i = 0; i < o->size; i++)
          for (int e = o->row[i]; e < o->row[i + 1]; e++) add_element(p, o, lambda, o->index[e], l, p->constant[o->coefficient + e] * from[i]);
      } else if (o->kind == MARGINAL) {
        for (int i = 0; i < o->size; i++) u[i] = from[i];
        transform_marginal(p, o, u, 1);
        for (int i = 0; i < o->size; i++) add_element(p, o, lambda, o->index[i], l, u[i]);
      } else if (o->kind == DENSITY) {
        clear(u, elements(p));
        for (int i = 0; i < D; i++)
          for (int j = 0; j < D; j++) {
            const REAL *a = from + 2 * ((uz)i * (uz)D + (uz)j), *b = from + 2 * ((uz)j * (uz)D + (uz)i);
            u[p->end_row[i] + p->end_column[j]] = scale * ((a[0] + b[0]) + (a[1] - b[1]));
          }
        fold(p, p->end, u);
        for (uz k = 0; k < elements(p); k++) add_element(p, o, lambda, (long)k, l, u[k]);
      } else {
        const REAL *f = fidelity_functional(p, o, sample, u);
        for (uz k = 0; k < elements(p); k++) add_element(p, o, lambda, (long)k, l, from[0] * f[k]);
      }
    }
  }
}
