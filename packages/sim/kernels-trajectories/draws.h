// Draws: which outcome or Kraus operator every lane takes, from probabilities of its own state.
#pragma once
#include "apply.h"
#include "random.h"
#include "scratch.h"

// Each lane's option from s->weight [options][LANES] (not normalised), its probability and 1 / sqrt(probability).
NOINLINE void choose_options(PLAN, Scratch *s, int draw, int options, int condition) {
  for (int l = 0; l < LANES; l++) {
    double total = 0, chance = 1;
    int j = -1;
    for (int o = 0; o < options; o++) {
      double *weight = s->weight + (uz)o * LANES + l;
      if (!(*weight > 0)) *weight = 0;
      total += *weight;
    }
    const int forced = p->given || p->mode == EXACT || p->mode == ENUMERATED;
    const int option = p->given ? p->given[(uz)s->sample[l] * p->draws + draw] : s->branch[draw];
    if (!active(p, s, condition, l)) chance = forced ? option == 0 : 1;
    else if (forced) {
      j = option;
      chance = total > 0 ? (j < options ? s->weight[(uz)j * LANES + l] / total : 0) : j == 0;
    } else {
      const double threshold = s->uniform[(uz)draw * LANES + l] * total;
      double sum = 0;
      j = 0;
      for (int o = 0; o < options; o++) {
        const double weight = s->weight[(uz)o * LANES + l];
        if (weight > 0) j = o;
        sum += weight;
        if (threshold < sum) break;
      }
      chance = total > 0 ? s->weight[(uz)j * LANES + l] / total : 1;
    }
    s->choice[(uz)draw * LANES + l] = j;
    s->scale[(uz)draw * LANES + l] = chance > 0 ? (j < 0 ? 1 : (REAL)(1 / __builtin_sqrt(chance))) : 0;
    s->chance[(uz)(draw + 1) * LANES + l] = s->chance[(uz)draw * LANES + l] * chance;
    if (p->mode == SAMPLED) s->log[l] += logarithm(chance);
  }
}

// The option of a mixture of unitaries, whose probabilities do not depend on the state.
INLINE void choose_unitary(PLAN, Scratch *s, const Factor *f) {
  const REAL *cumulative = p->number + f->numbers;
  for (int l = 0; l < LANES; l++) {
    int j = -1;
    if (active(p, s, f->condition, l)) {
      const double u = s->uniform[(uz)f->draw * LANES + l];
      j = 0;
      while (j + 1 < f->options && u >= (double)cumulative[j]) j++;
    }
    s->choice[(uz)f->draw * LANES + l] = j;
  }
}

// Measurement or reset: the outcome of every lane.
INLINE void choose_outcome(PLAN, Scratch *s, const Op *op) {
  const Wires *w = wires_at(p, op->wires);
  if (op->known >= 0) {
    for (int l = 0; l < LANES; l++) {
      s->choice[(uz)op->draw * LANES + l] = active(p, s, op->condition, l) ? s->choice[(uz)op->known * LANES + l] : -1;
      s->scale[(uz)op->draw * LANES + l] = 1;
    }
    return;
  }
  populations(p, s->psi, w, s->temporary);
  for (int i = 0; i < op->options * LANES; i++) s->weight[i] = s->temporary[i];
  choose_options(p, s, op->draw, op->options, op->condition);
}

// Channel: the Kraus operator of every lane, as [m*m][2][LANES], with its 1 / sqrt(probability).
NOINLINE void choose_kraus(PLAN, Scratch *s, const Op *op) {
  const Wires *w = wires_at(p, op->wires);
  const Table *table = p->table + op->table;
  const int m = w->size, square = m * m;
  if (op->diagonal) populations(p, s->psi, w, s->temporary);
  else moments(p, s->psi, s->psi, w, s->temporary);
  for (int l = 0; l < LANES; l++) {
    const REAL *of = table->first + (uz)s->sample[l] * table->stride;
    for (int o = 0; o < table->options; o++) {
      const REAL *effect = of + (uz)o * 4 * square + 2 * square;
      double sum = 0;
      if (op->diagonal)
        for (int a = 0; a < m; a++) sum += (double)effect[2 * (a * m + a)] * s->temporary[a * LANES + l];
      else  // tr E rho, rho[b][a] = X[b][a]
        for (int a = 0; a < m; a++)
          for (int b = 0; b < m; b++) {
            const REAL *x = s->temporary + (uz)(b * m + a) * STRIDE + l;
            sum += (double)effect[2 * (a * m + b)] * x[0] - (double)effect[2 * (a * m + b) + 1] * x[LANES];
          }
      s->weight[(uz)o * LANES + l] = sum;
    }
  }
  choose_options(p, s, op->draw, table->options, op->condition);
  REAL *to = s->matrices + op->matrix;
  for (int l = 0; l < LANES; l++) {
    const int j = s->choice[(uz)op->draw * LANES + l];
    const REAL *from = table->first + (uz)s->sample[l] * table->stride + (uz)(j < 0 ? 0 : j) * 4 * square;
    const REAL scale = s->scale[(uz)op->draw * LANES + l];
    for (int i = 0; i < square; i++) {
      to[(uz)i * STRIDE + l] = j < 0 ? i % (m + 1) == 0 : scale * from[2 * i];
      to[(uz)i * STRIDE + LANES + l] = j < 0 ? 0 : scale * from[2 * i + 1];
    }
  }
}

// Measurement: amplitudes of other outcomes become 0. Reset: those of the outcome move to |0>.
NOINLINE void project(PLAN, const Scratch *s, const Op *op, REAL *state, int back) {
  const Wires *w = wires_at(p, op->wires);
  const int *offset = p->word + w->offsets, m = w->size;
  REAL *factor = s->temporary, *idle = factor + (uz)m * LANES;  // [m][LANES] scale of the outcome's amplitudes
  for (int l = 0; l < LANES; l++) {
    const int j = s->choice[(uz)op->draw * LANES + l];
    for (int a = 0; a < m; a++)
      factor[a * LANES + l] = j < 0 ? (op->kind == MEASURE || a == 0) : a == j ? s->scale[(uz)op->draw * LANES + l] : 0;
    idle[l] = j < 0;
  }
  EACH_GROUP(g, w)
    for (int t = 0; t < LANES; t += VL) {
      REAL *first = state + (uz)(g.base + offset[0]) * STRIDE + t;
      V x = splat(0), y = splat(0);
      const V re = load(first), im = load(first + LANES);
      for (int a = 0; a < m; a++) {
        REAL *at = state + (uz)(g.base + offset[a]) * STRIDE + t;
        const V f = load(factor + a * LANES + t), u = load(at), v = load(at + LANES), keep = load(idle + t);
        if (op->kind == MEASURE) store(at, f * u), store(at + LANES, f * v);
        else if (back) {
          store(at, a == 0 ? f * re : f * re + keep * u), store(at + LANES, a == 0 ? f * im : f * im + keep * v);
        } else {
          x = x + f * u, y = y + f * v;
          store(at, keep * u), store(at + LANES, keep * v);
        }
      }
      if (op->kind == RESET && !back) store(first, x), store(first + LANES, y);
    }
}
