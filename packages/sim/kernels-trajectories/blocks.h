// Blocks: products of rotations, constant matrices and randomly chosen unitaries on the same wires, applied as one matrix.
#pragma once
#include "draws.h"

INLINE V angle_value(PLAN, const Scratch *s, const Angle *angle, int t, const int wide) {
  V value = splat(p->number[angle->offset]);
  const int *term = p->word + angle->terms;
  for (int i = 0; i < angle->count; i++, term += 3) {
    const V scale = splat(p->number[term[2]]);
    if (term[0] == 0) value = value + scale * splat(p->theta[term[1]]);
    else if (wide) {
      V x = splat(0);
      for (int l = 0; l < VL; l++) x[l] = p->x[(uz)s->sample[t + l] * p->inputs + term[1]];
      value = value + scale * x;
    }
  }
  return value;
}

// The factor's matrix: [m*m][2][W], or [m][2][W] its diagonal.
INLINE void factor_matrix(PLAN, Scratch *s, const Factor *f, const int m, const int diagonal, REAL *to, const int wide) {
  const int W = wide ? LANES : VL, entries = diagonal ? m : m * m;
  if (f->kind == ROTATION) {
    const int *rows = p->word + f->rows;
    const REAL *phases = p->number + f->numbers;
    for (int t = 0; t < W; t += VL) {
      V sine, cosine;
      sincos(angle_value(p, s, (const Angle *)(p->word + f->angle), t, wide) * splat((REAL)0.5), &sine, &cosine);
      if (wide && f->condition >= 0)
        for (int l = 0; l < VL; l++)
          if (!active(p, s, f->condition, t + l)) sine[l] = 0, cosine[l] = 1;
      for (int i = 0; i < entries; i++) store(to + (uz)i * 2 * W + t, splat(0)), store(to + (uz)i * 2 * W + W + t, splat(0));
      for (int a = 0; a < m; a++) {
        // column a of cos - i sin P
        REAL *own = to + (uz)(diagonal ? a : a * m + a) * 2 * W + t;
        if (rows[a] < 0) {
          store(own, splat(1));
          continue;
        }
        store(own, cosine);
        REAL *at = diagonal ? own : to + (uz)(rows[a] * m + a) * 2 * W + t;
        store(at, load(at) + splat(phases[2 * a + 1]) * sine);
        store(at + W, load(at + W) - splat(phases[2 * a]) * sine);
      }
    }
    return;
  }
  for (int l = 0; l < W; l++) {
    int option = 0;
    if (wide && f->kind == MIXTURE) option = s->choice[(uz)f->draw * LANES + l];
    else if (wide && !active(p, s, f->condition, l)) option = -1;
    const REAL *from = p->number + f->numbers + (f->kind == MIXTURE ? f->options : 0) + (uz)(option < 0 ? 0 : option) * 2 * m * m;
    for (int i = 0; i < entries; i++) {
      const int entry = diagonal ? i * m + i : i;
      to[(uz)i * 2 * W + l] = option < 0 ? entry % (m + 1) == 0 : from[2 * entry];
      to[(uz)i * 2 * W + W + l] = option < 0 ? 0 : from[2 * entry + 1];
    }
  }
}

// to = left * right, or left^+ * right.
INLINE void multiply(const REAL *left, const REAL *right, const int m, const int diagonal, REAL *to, const int W, const int left_dagger) {
  for (int a = 0; a < m; a++)
    for (int b = 0; b < (diagonal ? 1 : m); b++)
      for (int t = 0; t < W; t += VL) {
        V x = splat(0), y = splat(0);
        for (int k = 0; k < (diagonal ? 1 : m); k++) {
          const REAL *l = left + (uz)(diagonal ? a : left_dagger ? k * m + a : a * m + k) * 2 * W + t;
          const REAL *r = right + (uz)(diagonal ? a : k * m + b) * 2 * W + t;
          const V lr = load(l), li = left_dagger ? -load(l + W) : load(l + W), rr = load(r), ri = load(r + W);
          x = x + (lr * rr - li * ri), y = y + (lr * ri + li * rr);
        }
        REAL *o = to + (uz)(diagonal ? a : a * m + b) * 2 * W + t;
        store(o, x), store(o + W, y);
      }
}

INLINE void copy_matrix(const REAL *from, REAL *to, int count) {
  for (int i = 0; i < count; i += VL) store(to + i, load(from + i));
}

// All matrices of a block.
INLINE void block_matrices(PLAN, Scratch *s, const Op *op, REAL *matrices, REAL *temporary, const int wide) {
  const int m = wires_at(p, op->wires)->size, W = wide ? LANES : VL, size = (op->diagonal ? m : m * m) * 2 * W;
  const Factor *f = (const Factor *)(p->word + op->first);
  for (int i = 0; i < op->factors; i++, f++) {
    factor_matrix(p, s, f, m, op->diagonal, matrices + f->matrix, wide);
    if (op->factors == 1) return;
    if (i == 0) copy_matrix(matrices + f->matrix, matrices + op->matrix, size);
    else {
      multiply(matrices + f->matrix, matrices + op->matrix, m, op->diagonal, temporary, W, 0);
      copy_matrix(temporary, matrices + op->matrix, size);
    }
  }
}

// Whether any lane has a factor that is not the identity; sets the lanes' masks.
INLINE int any_active(PLAN, Scratch *s, const Op *op) {
  int any = 0;
  for (int l = 0; l < LANES; l++) {
    int on = 0;
    const Factor *f = (const Factor *)(p->word + op->first);
    for (int i = 0; i < op->factors; i++, f++) {
      if (f->kind != MIXTURE) on |= active(p, s, f->condition, l);
      else {
        const int j = s->choice[(uz)f->draw * LANES + l];
        on |= j >= 0 && j != f->idle;
      }
    }
    set_mask(s->matrices + op->mask, l, on);
    any |= on;
  }
  return any;
}

// Random choices and matrices of a block with one matrix a lane.
NOINLINE void prepare_lanes(PLAN, Scratch *s, const Op *op, int index) {
  const Factor *f = (const Factor *)(p->word + op->first);
  for (int i = 0; i < op->factors; i++)
    if (f[i].kind == MIXTURE) choose_unitary(p, s, f + i);
  s->skip[index] = op->mask >= 0 && !any_active(p, s, op);
  if (!s->skip[index]) block_matrices(p, s, op, s->matrices, s->temporary, 1);
}

INLINE void apply_block(PLAN, const Scratch *s, const Op *op, int index, REAL *state) {
  const Wires *w = wires_at(p, op->wires);
  if (!op->wide) {
    if (op->diagonal) apply_diagonal(p, state, w, p->shared + op->matrix, VL, 0, 0);
    else apply_shared(p, state, w, p->shared + op->matrix);
    return;
  }
  if (s->skip[index]) return;
  const REAL *matrix = s->matrices + op->matrix, *mask = op->mask >= 0 ? s->matrices + op->mask : 0;
  if (op->diagonal) apply_diagonal(p, state, w, matrix, LANES, 0, mask);
  else if (mask) apply_masked(p, state, w, matrix, mask);
  else apply_lanes(p, state, w, matrix);
}

INLINE const REAL *daggered(const REAL *matrix, REAL *to, int m, int W) {
  for (int a = 0; a < m; a++)
    for (int b = 0; b < m; b++)
      for (int t = 0; t < W; t += VL) {
        store(to + (uz)(b * m + a) * 2 * W + t, load(matrix + (uz)(a * m + b) * 2 * W + t));
        store(to + (uz)(b * m + a) * 2 * W + W + t, -load(matrix + (uz)(a * m + b) * 2 * W + W + t));
      }
  return to;
}

// The inverse of the block, on psi and lambda.
INLINE void undo_block(PLAN, const Scratch *s, const Op *op, int index) {
  const Wires *w = wires_at(p, op->wires);
  if (op->wide && s->skip[index]) return;
  const REAL *matrix = (op->wide ? s->matrices : p->shared) + op->matrix;
  const REAL *mask = op->mask >= 0 ? s->matrices + op->mask : 0;
  REAL *states[2] = {s->psi, s->lambda};
  const REAL *inverse = op->diagonal ? matrix : daggered(matrix, s->temporary, w->size, op->wide ? LANES : VL);
  for (int i = 0; i < 2; i++) {
    if (op->diagonal && op->wide) apply_diagonal(p, states[i], w, matrix, LANES, 1, mask);
    else if (op->diagonal) apply_diagonal(p, states[i], w, matrix, VL, 1, 0);
    else if (mask) apply_masked(p, states[i], w, inverse, mask);
    else if (op->wide) apply_lanes(p, states[i], w, inverse);
    else apply_shared(p, states[i], w, inverse);
  }
}

// dL/dangle of lanes t … t + VL goes to theta (summed over them) and to x.
INLINE void add_angle_gradient(PLAN, const Scratch *s, const Angle *angle, V derivative, int t, REAL *theta) {
  const int *term = p->word + angle->terms;
  for (int i = 0; i < angle->count; i++, term += 3) {
    const REAL scale = p->number[term[2]];
    if (term[0] == 0) theta[term[1]] += scale * lanes_sum(derivative);
    else {
      REAL *to = s->x + (uz)term[1] * LANES + t;
      store(to, load(to) + splat(scale) * derivative);
    }
  }
}

// Gradients of a block's angles. With X = sum psi lambda^+ behind factor f, dL/dangle = Im tr(P X) / 2 (the rotation is
// exp(-i angle/2 P), idle where its rows are -1); X in front of the factor is F^+ X F.
NOINLINE void block_gradient(PLAN, Scratch *s, const Op *op, int index, REAL *theta) {
  const Wires *w = wires_at(p, op->wires);
  const int m = w->size, wide = op->wide, diagonal = op->diagonal;
  if (wide && s->skip[index]) return;
  const int size = (diagonal ? m : m * m) * STRIDE;
  REAL *x = s->temporary, *y = x + p->temporary_size, *matrix = y + p->temporary_size;
  if (diagonal) diagonal_moments(p, s->psi, s->lambda, w, x);
  else moments(p, s->psi, s->lambda, w, x);
  const Factor *first = (const Factor *)(p->word + op->first);
  for (int i = op->factors - 1; i >= 0; i--) {
    const Factor *f = first + i;
    if (f->kind == ROTATION && f->differentiated) {
      const int *rows = p->word + f->rows;
      const REAL *phases = p->number + f->numbers;
      for (int t = 0; t < LANES; t += VL) {
        V sum = splat(0);
        for (int a = 0; a < m; a++) {
          if (rows[a] < 0) continue;
          const REAL *entry = x + (uz)(diagonal ? a : a * m + rows[a]) * STRIDE + t;
          sum = sum + splat(phases[2 * a]) * load(entry + LANES) + splat(phases[2 * a + 1]) * load(entry);
        }
        if (wide && f->condition >= 0)
          for (int l = 0; l < VL; l++)
            if (!active(p, s, f->condition, t + l)) sum[l] = 0;
        add_angle_gradient(p, s, (const Angle *)(p->word + f->angle), splat((REAL)0.5) * sum, t, theta);
      }
    }
    if (i == 0 || diagonal) continue;
    // X <- F^+ X F, as (F^+ (F^+ X)^+)^+
    const REAL *own = (wide ? s->matrices : p->shared) + f->matrix;
    if (!wide)
      for (int k = 0; k < 2 * m * m; k++)
        for (int t = 0; t < LANES; t += VL) store(matrix + (uz)k * LANES + t, load(own + (uz)k * VL));
    else copy_matrix(own, matrix, size);
    multiply(matrix, x, m, 0, y, LANES, 1);
    daggered(y, x, m, LANES);
    multiply(matrix, x, m, 0, y, LANES, 1);
    daggered(y, x, m, LANES);
  }
}
