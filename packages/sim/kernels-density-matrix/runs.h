// Angles to sines and cosines, runs to coefficients (rows X, Y, Z of the product, 12 numbers of VL lanes), and the chain rule
// back from the moments of a run: sum of lambda_i (behind it) v_j (in front of it).
#pragma once
#include "plan.h"
#include "sincos.h"

INLINE V angle_value(const Plan *p, const Angle *angle, int tile) {
  V value = splat(p->constant[angle->offset]);
  for (int i = 0; i < angle->count; i++) {
    const AngleTerm *term = p->angle_term + angle->first + i;
    const V scale = splat(p->constant[term->scale]);
    if (term->source == 0) value = value + scale * splat(p->theta[term->index]);
    else {
      V x;
      for (int l = 0; l < VL; l++) x[l] = p->x[(uz)sample_of(p, tile, l) * p->inputs + term->index];
      value = value + scale * x;
    }
  }
  return value;
}
// Adds d loss / d angle (one number a lane) to the gradients.
INLINE void add_angle_gradient(const Plan *p, const Angle *angle, V derivative, REAL *theta, REAL *x) {
  for (int i = 0; i < angle->count; i++) {
    const AngleTerm *term = p->angle_term + angle->first + i;
    const REAL scale = p->constant[term->scale];
    if (term->source == 0) theta[term->index] += scale * lanes_sum(derivative);
    else {
      REAL *to = x + (uz)term->index * VL;
      store(to, load(to) + splat(scale) * derivative);
    }
  }
}

// An angle that is the same for all samples.
INLINE REAL shared_angle(const Plan *p, const Angle *angle) {
  REAL value = p->constant[angle->offset];
  for (int i = 0; i < angle->count; i++) {
    const AngleTerm *term = p->angle_term + angle->first + i;
    value += p->constant[term->scale] * p->theta[term->index];
  }
  return value;
}
// Sines and cosines of the batch's angles, VL angles at once, written VL times each.
INLINE void shared_angles(const Plan *p, REAL *to) {
  for (int first = 0; first < p->angles; first += VL) {
    V values = splat(0), s, c;
#pragma clang loop unroll(full)
    for (int l = 0; l < VL; l++)
      if (first + l < p->angles && !p->angle[first + l].lanes) values[l] = shared_angle(p, p->angle + first + l);
    sincos(values, &s, &c);
#pragma clang loop unroll(full)
    for (int l = 0; l < VL; l++) {
      if (first + l >= p->angles) break;
      REAL *at = to + (uz)(first + l) * 2 * VL;
      store(at, splat(s[l])), store(at + VL, splat(c[l]));
    }
  }
}

INLINE const REAL *sine_of(const Plan *p, int angle, const REAL *own) {
  return (p->angle[angle].lanes ? own : p->shared) + (uz)angle * 2 * VL;
}
INLINE REAL *coefficients_of(const Plan *p, int run, const REAL *own) {
  return (REAL *)(p->run[run].lanes ? own : p->shared) + (uz)p->angles * 2 * VL + (uz)run * 12 * VL;
}

// Entry (i, j) of a factor that is a matrix.
INLINE V entry(const Plan *p, const Factor *f, int i, int j, int tile) {
  const int at = f->index + 4 * i + j;
  if (f->kind == FIXED || f->kind == SCALED) return splat(p->constant[at]);
  if (f->kind == NOISE) return splat(p->noise[at]);
  V v;
  for (int l = 0; l < VL; l++) v[l] = p->sample_noise[(uz)sample_of(p, tile, l) * p->sample_noise_numbers + at];
  return v;
}

INLINE void turn_rows(V *a, V *b, V s, V c) {
  for (int j = 0; j < 4; j++) {
    const V x = a[j], y = b[j];
    a[j] = c * x - s * y, b[j] = s * x + c * y;
  }
}
// Rows X, Y, Z of factor * m. A turn mixes the two rows behind its axis.
INLINE void apply_factor(const Plan *p, const Factor *f, V m[12], const REAL *own, int tile) {
  if (f->kind <= TURN_Z) {
    const REAL *sine = sine_of(p, f->index, own);
    const V s = load(sine), c = load(sine + VL);
    if (f->kind == TURN_X) turn_rows(m + 4, m + 8, s, c);
    else if (f->kind == TURN_Y) turn_rows(m + 8, m, s, c);
    else turn_rows(m, m + 4, s, c);
    return;
  }
  if (f->kind == SCALED) {
    const REAL *e = p->constant + f->index;
    const V x = splat(e[5]), y = splat(e[10]), z = splat(e[15]);
    for (int j = 0; j < 4; j++) m[j] = x * m[j], m[4 + j] = y * m[4 + j], m[8 + j] = z * m[8 + j];
    m[8] = m[8] + splat(e[12]);
    return;
  }
  V out[12];
  for (int i = 0; i < 3; i++) {
    const V e0 = entry(p, f, i + 1, 0, tile), e1 = entry(p, f, i + 1, 1, tile), e2 = entry(p, f, i + 1, 2, tile), e3 = entry(p, f, i + 1, 3, tile);
    for (int j = 0; j < 4; j++) out[4 * i + j] = e1 * m[j] + e2 * m[4 + j] + e3 * m[8 + j];
    out[4 * i] = out[4 * i] + e0;
  }
  for (int k = 0; k < 12; k++) m[k] = out[k];
}

INLINE void identity_rows(V m[12]) {
  for (int k = 0; k < 12; k++) m[k] = splat((k & 3) == 1 + (k >> 2));
}

NOINLINE void prepare_run(const Plan *p, const Run *run, REAL *to, const REAL *own, int tile) {
  V m[12];
  identity_rows(m);
  for (int f = 0; f < run->count; f++) apply_factor(p, p->factor + run->first + f, m, own, tile);
  for (int k = 0; k < 12; k++) store(to + k * VL, m[k]);
}

// The same for factors that all samples share: a row of four numbers fills whole vectors.
#define ROW (4 / VL)
typedef struct {
  V part[ROW];
} Row;
INLINE Row combined(V a, Row x, V b, Row y) {
  Row r;
  for (int h = 0; h < ROW; h++) r.part[h] = a * x.part[h] + b * y.part[h];
  return r;
}
INLINE Row scaled(V a, Row x) {
  for (int h = 0; h < ROW; h++) x.part[h] = a * x.part[h];
  return x;
}
INLINE Row added(Row x, Row y) {
  for (int h = 0; h < ROW; h++) x.part[h] = x.part[h] + y.part[h];
  return x;
}
INLINE Row unit_row(int k) {
  Row r;
  for (int h = 0; h < ROW; h++)
    for (int l = 0; l < VL; l++) r.part[h][l] = h * VL + l == k;
  return r;
}
INLINE Row load_row(const REAL *p) {
  Row r;
  for (int h = 0; h < ROW; h++) r.part[h] = load(p + h * VL);
  return r;
}
INLINE void store_row(REAL *p, Row r) {
  for (int h = 0; h < ROW; h++) store(p + h * VL, r.part[h]);
}
// Entries 0 to 15 of a shared factor that is a matrix.
INLINE const REAL *shared_entries(const Plan *p, const Factor *f) { return (f->kind == NOISE ? p->noise : p->constant) + f->index; }
INLINE void turn_pair(Row *a, Row *b, V s, V c) {
  const Row x = *a, y = *b;
  *a = combined(c, x, -s, y), *b = combined(s, x, c, y);
}
INLINE void apply_shared_factor(const Plan *p, const Factor *f, Row m[3]) {
  if (f->kind <= TURN_Z) {
    const REAL *sine = sine_of(p, f->index, 0);
    const V s = load(sine), c = load(sine + VL);
    if (f->kind == TURN_X) turn_pair(m + 1, m + 2, s, c);
    else if (f->kind == TURN_Y) turn_pair(m + 2, m, s, c);
    else turn_pair(m, m + 1, s, c);
    return;
  }
  const REAL *e = shared_entries(p, f);
  if (f->kind == SCALED) {
    for (int r = 0; r < 3; r++) m[r] = scaled(splat(e[5 * r + 5]), m[r]);
    m[2].part[0][0] += e[12];
    return;
  }
  Row out[3];
  for (int r = 0; r < 3; r++) {
    const REAL *row = e + 4 * (r + 1);
    out[r] = added(combined(splat(row[1]), m[0], splat(row[2]), m[1]), scaled(splat(row[3]), m[2]));
    out[r].part[0][0] += row[0];
  }
  for (int r = 0; r < 3; r++) m[r] = out[r];
}
NOINLINE void prepare_shared_run(const Plan *p, const Run *run, REAL *to) {
  Row m[3] = {unit_row(1), unit_row(2), unit_row(3)};
  for (int f = 0; f < run->count; f++) apply_shared_factor(p, p->factor + run->first + f, m);
  for (int r = 0; r < 3; r++)
    for (int j = 0; j < 4; j++) store(to + (4 * r + j) * VL, splat(m[r].part[j / VL][j % VL]));
}

// What the gradients of one tile are added to.
typedef struct {
  REAL *theta, *x, *noise, *sample_noise;  // [parameters], [inputs][VL], [noise_numbers], [sample_noise_numbers][VL]
  REAL *prefix;                            // [longest_run + 1][12][VL]
} Gradients;

INLINE void add_noise_gradient(const Factor *f, int k, V derivative, const Gradients *g) {
  if (f->kind == NOISE) g->noise[f->index + k] += lanes_sum(derivative);
  else {
    REAL *to = g->sample_noise + (uz)(f->index + k) * VL;
    store(to, load(to) + derivative);
  }
}

// From the moments of a run to the gradients of its factors.
NOINLINE void chain_run(const Plan *p, const Run *run, const REAL *moments, const REAL *own, int tile, const Gradients *g) {
  V m[12], y[12];
  identity_rows(m);
  for (int f = 0; f <= run->count; f++) {
    for (int k = 0; k < 12; k++) store(g->prefix + ((uz)f * 12 + k) * VL, m[k]);
    if (f < run->count) apply_factor(p, p->factor + run->first + f, m, own, tile);
  }
  for (int k = 0; k < 12; k++) y[k] = load(moments + k * VL);
  for (int i = run->count - 1; i >= 0; i--) {
    const Factor *f = p->factor + run->first + i;
    const REAL *before = g->prefix + (uz)i * 12 * VL, *behind = before + 12 * VL;
    if (f->kind <= TURN_Z) {
      const int a = (f->kind + 1) % 3, b = (f->kind + 2) % 3;
      if (f->differentiated) {
        V d = splat(0);
        for (int j = 0; j < 4; j++) d = d + (y[4 * b + j] * load(behind + (4 * a + j) * VL) - y[4 * a + j] * load(behind + (4 * b + j) * VL));
        add_angle_gradient(p, p->angle + f->index, d, g->theta, g->x);
      }
      const REAL *sine = sine_of(p, f->index, own);
      const V s = load(sine), c = load(sine + VL);
      for (int j = 0; j < 4; j++) {
        const V u = y[4 * a + j], w = y[4 * b + j];
        y[4 * a + j] = c * u + s * w, y[4 * b + j] = c * w - s * u;
      }
      continue;
    }
    if (f->differentiated)
      for (int r = 0; r < 3; r++) {
        add_noise_gradient(f, 4 * (r + 1), y[4 * r], g);
        for (int q = 0; q < 3; q++) {
          V d = splat(0);
          for (int j = 0; j < 4; j++) d = d + y[4 * r + j] * load(before + (4 * q + j) * VL);
          add_noise_gradient(f, 4 * (r + 1) + q + 1, d, g);
        }
      }
    if (f->kind == SCALED) {
      const REAL *e = p->constant + f->index;
      for (int j = 0; j < 4; j++) y[j] = splat(e[5]) * y[j], y[4 + j] = splat(e[10]) * y[4 + j], y[8 + j] = splat(e[15]) * y[8 + j];
      continue;
    }
    V out[12];
    for (int q = 0; q < 3; q++) {
      const V e0 = entry(p, f, 1, q + 1, tile), e1 = entry(p, f, 2, q + 1, tile), e2 = entry(p, f, 3, q + 1, tile);
      for (int j = 0; j < 4; j++) out[4 * q + j] = e0 * y[j] + e1 * y[4 + j] + e2 * y[8 + j];
    }
    for (int k = 0; k < 12; k++) y[k] = out[k];
  }
}

INLINE REAL row_product(Row a, Row b) {
  V sum = a.part[0] * b.part[0];
  for (int h = 1; h < ROW; h++) sum = sum + a.part[h] * b.part[h];
  return lanes_sum(sum);
}
// The same for a run that all samples share: its moments are summed over the lanes first.
NOINLINE void chain_shared_run(const Plan *p, const Run *run, const REAL *moments, const Gradients *g) {
  Row m[3] = {unit_row(1), unit_row(2), unit_row(3)}, y[3];
  for (int f = 0; f <= run->count; f++) {
    for (int r = 0; r < 3; r++) store_row(g->prefix + (f * 3 + r) * 4, m[r]);
    if (f < run->count) apply_shared_factor(p, p->factor + run->first + f, m);
  }
  for (int r = 0; r < 3; r++)
    for (int j = 0; j < 4; j++) y[r].part[j / VL][j % VL] = lanes_sum(load(moments + (4 * r + j) * VL));
  for (int i = run->count - 1; i >= 0; i--) {
    const Factor *f = p->factor + run->first + i;
    const REAL *before = g->prefix + i * 12, *behind = before + 12;
    if (f->kind <= TURN_Z) {
      const int a = (f->kind + 1) % 3, b = (f->kind + 2) % 3;
      if (f->differentiated) {
        const Angle *angle = p->angle + f->index;
        const REAL d = row_product(y[b], load_row(behind + 4 * a)) - row_product(y[a], load_row(behind + 4 * b));
        for (int t = angle->first; t < angle->first + angle->count; t++)
          g->theta[p->angle_term[t].index] += p->constant[p->angle_term[t].scale] * d;
      }
      const REAL *sine = sine_of(p, f->index, 0);
      turn_pair(y + a, y + b, -load(sine), load(sine + VL));
      continue;
    }
    const REAL *e = shared_entries(p, f);
    if (f->differentiated)
      for (int r = 0; r < 3; r++) {
        REAL *to = g->noise + f->index + 4 * (r + 1);
        to[0] += y[r].part[0][0];
        for (int q = 0; q < 3; q++) to[q + 1] += row_product(y[r], load_row(before + 4 * q));
      }
    if (f->kind == SCALED) {
      for (int r = 0; r < 3; r++) y[r] = scaled(splat(e[5 * r + 5]), y[r]);
      continue;
    }
    Row out[3];
    for (int q = 0; q < 3; q++)
      out[q] = added(combined(splat(e[5 + q]), y[0], splat(e[9 + q]), y[1]), scaled(splat(e[13 + q]), y[2]));
    for (int q = 0; q < 3; q++) y[q] = out[q];
  }
}
