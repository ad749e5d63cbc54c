// Outputs of the lanes' final states, and the cotangents they send back.
#pragma once
#include "blocks.h"

// Pairs a <= rows[a] of a Pauli string: its expectation value, added to [LANES] with the coefficient.
NOINLINE void string_value(PLAN, const REAL *restrict psi, const String *string, REAL *restrict to) {
  const Wires *w = wires_at(p, string->wires);
  const int *offset = p->word + w->offsets, *rows = p->word + string->rows, m = w->size;
  const REAL coefficient = p->number[string->numbers], *phases = p->number + string->numbers + 1;
  V sums[LANES / VL];
  for (int i = 0; i < LANES / VL; i++) sums[i] = splat(0);
  EACH_GROUP(g, w)
    for (int a = 0; a < m; a++) {
      const int b = rows[a];
      if (b < a) continue;
      const REAL *from = psi + (uz)(g.base + offset[a]) * STRIDE, *other = psi + (uz)(g.base + offset[b]) * STRIDE;
      const V u = splat(a == b ? phases[2 * a] : 2 * phases[2 * a]), v = splat(2 * phases[2 * a + 1]);
      for (int t = 0; t < LANES; t += VL) {
        const V re = load(from + t), im = load(from + LANES + t);
        if (a == b) sums[t / VL] = sums[t / VL] + u * (re * re + im * im);
        else {  // 2 Re conj(psi_b) phase psi_a
          const V br = load(other + t), bi = load(other + LANES + t);
          sums[t / VL] = sums[t / VL] + (u * (br * re + bi * im) - v * (br * im - bi * re));
        }
      }
    }
  for (int t = 0; t < LANES; t += VL) store(to + t, load(to + t) + splat(coefficient) * sums[t / VL]);
}

// lambda += 2 c coefficient P psi
NOINLINE void string_seed(PLAN, const REAL *restrict psi, const String *string, const REAL *cotangent, REAL *restrict lambda) {
  const Wires *w = wires_at(p, string->wires);
  const int *offset = p->word + w->offsets, *rows = p->word + string->rows, m = w->size;
  const REAL coefficient = p->number[string->numbers], *phases = p->number + string->numbers + 1;
  EACH_GROUP(g, w)
    for (int a = 0; a < m; a++) {
      const REAL *from = psi + (uz)(g.base + offset[a]) * STRIDE;
      REAL *to = lambda + (uz)(g.base + offset[rows[a]]) * STRIDE;
      for (int t = 0; t < LANES; t += VL) {
        const V c = splat(2 * coefficient) * load(cotangent + t), re = load(from + t), im = load(from + LANES + t);
        const V u = c * splat(phases[2 * a]), v = c * splat(phases[2 * a + 1]);
        store(to + t, load(to + t) + (u * re - v * im));
        store(to + LANES + t, load(to + LANES + t) + (u * im + v * re));
      }
    }
}

NOINLINE void matrix_value(PLAN, Scratch *s, const Observable *o, REAL *to) {
  const Wires *w = wires_at(p, o->wires);
  const int m = w->size;
  const REAL *matrix = p->number + o->matrix;
  moments(p, s->psi, s->psi, w, s->temporary);
  for (int t = 0; t < LANES; t += VL) {
    V sum = splat(0);
    for (int a = 0; a < m; a++)
      for (int b = 0; b < m; b++) {
        const REAL *x = s->temporary + (uz)(b * m + a) * STRIDE + t, *e = matrix + 2 * (a * m + b);
        sum = sum + (splat(e[0]) * load(x) - splat(e[1]) * load(x + LANES));
      }
    store(to + t, sum);
  }
}
NOINLINE void matrix_seed(PLAN, const REAL *restrict psi, const Observable *o, const REAL *cotangent, REAL *restrict lambda) {
  const Wires *w = wires_at(p, o->wires);
  const int *offset = p->word + w->offsets, m = w->size;
  const REAL *matrix = p->number + o->matrix;
  EACH_GROUP(g, w)
    for (int a = 0; a < m; a++)
      for (int t = 0; t < LANES; t += VL) {
        const V c = splat(2) * load(cotangent + t);
        REAL *to = lambda + (uz)(g.base + offset[a]) * STRIDE + t;
        V x = load(to), y = load(to + LANES);
        for (int b = 0; b < m; b++) {
          const REAL *from = psi + (uz)(g.base + offset[b]) * STRIDE + t, *e = matrix + 2 * (a * m + b);
          const V u = c * splat(e[0]), v = c * splat(e[1]), re = load(from), im = load(from + LANES);
          x = x + (u * re - v * im), y = y + (u * im + v * re);
        }
        store(to, x), store(to + LANES, y);
      }
}

INLINE const REAL *target_of(PLAN, const Scratch *s, const Output *o, int lane) {
  return o->target >= 0 ? p->number + o->target : p->target + (uz)s->sample[lane] * 2 * p->dimension;
}

// Which value of the classical digits the lane has.
INLINE int classical_value(PLAN, const Scratch *s, const Output *o, int lane) {
  const Condition *digits = (const Condition *)(p->word + o->at);
  const int *term = p->word + digits->terms;
  int value = 0;
  for (int i = 0; i < digits->count; i++) value += s->choice[term[2 * i] * LANES + lane] * term[2 * i + 1];
  return value;
}

// All outputs of psi: s->values [columns][LANES].
INLINE void read_outputs(PLAN, Scratch *s) {
  const Output *o = (const Output *)(p->word + p->first_output);
  for (int i = 0; i < p->outputs; i++, o++) {
    REAL *to = s->values + (uz)o->column * LANES;
    if (o->kind == EXPECTATION) {
      const Observable *observable = (const Observable *)(p->word + o->at);
      for (int k = 0; k < o->size; k++, observable++, to += LANES) {
        if (observable->count < 0) matrix_value(p, s, observable, to);
        else {
          for (int l = 0; l < LANES; l++) to[l] = 0;
          for (int j = 0; j < observable->count; j++) string_value(p, s->psi, (const String *)(p->word + observable->first) + j, to);
        }
      }
    } else if (o->kind == PROBABILITIES) populations(p, s->psi, wires_at(p, o->at), to);
    else if (o->kind == STATE) {
      for (uz k = 0; k < (uz)p->dimension * STRIDE; k += VL) store(to + k, load(s->psi + k));
    } else if (o->kind == DENSITY) {
      for (int a = 0; a < p->dimension; a++)
        for (int b = 0; b < p->dimension; b++, to += STRIDE)
          for (int t = 0; t < LANES; t += VL) {
            const REAL *x = s->psi + (uz)a * STRIDE + t, *y = s->psi + (uz)b * STRIDE + t;
            const V ar = load(x), ai = load(x + LANES), br = load(y), bi = load(y + LANES);
            store(to + t, ar * br + ai * bi), store(to + LANES + t, ai * br - ar * bi);
          }
    } else if (o->kind == CLASSICAL) {
      for (int l = 0; l < LANES; l++) {
        const int value = classical_value(p, s, o, l);
        for (int k = 0; k < o->size; k++) to[(uz)k * LANES + l] = k == value ? s->norm[l] : 0;
      }
    } else {
      for (int l = 0; l < LANES; l++) {
        const REAL *target = target_of(p, s, o, l), *psi = s->psi + l;
        REAL re = 0, im = 0;
        for (int k = 0; k < p->dimension; k++, target += 2, psi += STRIDE) {
          re += target[0] * psi[0] + target[1] * psi[LANES];
          im += target[0] * psi[LANES] - target[1] * psi[0];
        }
        to[l] = re * re + im * im;
      }
    }
  }
}

// lambda = dL/dRe psi + i dL/dIm psi for the cotangents s->seeds [columns][LANES] of all outputs but classical ones.
INLINE void seed_outputs(PLAN, Scratch *s) {
  REAL *lambda = s->lambda;
  const REAL *psi = s->psi;
  for (uz i = 0; i < (uz)p->dimension * STRIDE; i += VL) store(lambda + i, splat(0));
  const Output *o = (const Output *)(p->word + p->first_output);
  for (int i = 0; i < p->outputs; i++, o++) {
    const REAL *c = s->seeds + (uz)o->column * LANES;
    if (o->kind == EXPECTATION) {
      const Observable *observable = (const Observable *)(p->word + o->at);
      for (int k = 0; k < o->size; k++, observable++, c += LANES) {
        if (observable->count < 0) matrix_seed(p, psi, observable, c, lambda);
        for (int j = 0; j < observable->count; j++) string_seed(p, psi, (const String *)(p->word + observable->first) + j, c, lambda);
      }
    } else if (o->kind == PROBABILITIES) {
      const Wires *w = wires_at(p, o->at);
      const int *offset = p->word + w->offsets;
      EACH_GROUP(g, w)
        for (int a = 0; a < w->size; a++) {
          const uz at = (uz)(g.base + offset[a]) * STRIDE;
          for (int t = 0; t < LANES; t += VL) {
            const V two = splat(2) * load(c + (uz)a * LANES + t);
            store(lambda + at + t, load(lambda + at + t) + two * load(psi + at + t));
            store(lambda + at + LANES + t, load(lambda + at + LANES + t) + two * load(psi + at + LANES + t));
          }
        }
    } else if (o->kind == STATE) {
      for (uz k = 0; k < (uz)p->dimension * STRIDE; k += VL) store(lambda + k, load(lambda + k) + load(c + k));
    } else if (o->kind == DENSITY) {
      // (C + C^+) psi
      for (int a = 0; a < p->dimension; a++)
        for (int t = 0; t < LANES; t += VL) {
          REAL *to = lambda + (uz)a * STRIDE + t;
          V x = load(to), y = load(to + LANES);
          for (int b = 0; b < p->dimension; b++) {
            const REAL *e = c + ((uz)a * p->dimension + b) * STRIDE + t, *f = c + ((uz)b * p->dimension + a) * STRIDE + t;
            const V u = load(e) + load(f), v = load(e + LANES) - load(f + LANES);
            const V re = load(psi + (uz)b * STRIDE + t), im = load(psi + (uz)b * STRIDE + LANES + t);
            x = x + (u * re - v * im), y = y + (u * im + v * re);
          }
          store(to, x), store(to + LANES, y);
        }
    } else if (o->kind == FIDELITY) {
      for (int l = 0; l < LANES; l++) {
        const REAL *target = target_of(p, s, o, l);
        REAL re = 0, im = 0;
        for (int k = 0; k < p->dimension; k++) {
          const REAL *at = psi + (uz)k * STRIDE + l;
          re += target[2 * k] * at[0] + target[2 * k + 1] * at[LANES];
          im += target[2 * k] * at[LANES] - target[2 * k + 1] * at[0];
        }
        re *= 2 * c[l], im *= 2 * c[l];
        for (int k = 0; k < p->dimension; k++) {
          REAL *to = lambda + (uz)k * STRIDE + l;
          to[0] += re * target[2 * k] - im * target[2 * k + 1];
          to[LANES] += re * target[2 * k + 1] + im * target[2 * k];
        }
      }
    }
  }
}
