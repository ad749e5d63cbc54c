// What one thread needs for one tile.
#pragma once
#include "plan.h"

typedef struct {
  REAL *psi, *lambda;
  REAL *kept;       // [ceil(slots / stride)] states before operations that lose information
  REAL *segment;    // [stride] the same within the segment that was last replayed, when stride > 1
  REAL *sums;       // [draws] lambda summed over branches, when branches are enumerated
  REAL *matrices;   // lanes' matrices and masks
  REAL *temporary;  // [3] of the largest matrix
  REAL *values;     // [columns][LANES]
  REAL *seeds;      // [columns][LANES] cotangents
  REAL *x;          // [inputs][LANES]
  REAL *scale;      // [choices][LANES]
  REAL *norm;       // [LANES] squared norm of the initial state
  REAL *radial;     // [LANES] sum over branches of the coefficient of -psi_0, see seed()
  double *uniform;  // [draws][LANES]
  double *chance;   // [draws + 1][LANES] probability of the outcomes so far
  double *log;      // [LANES] its logarithm
  double *weight;   // [options][LANES]
  int *choice;      // [choices][LANES]
  int *branch;      // [draws] the option that every lane takes, when branches are enumerated
  int *skip;        // [ops]
  int lane, count;  // the tile's first lane, and how many of its lanes are real
  int sample[LANES], shot[LANES];
  int replayed;     // the segment held in `segment`, -1 none
} Scratch;

INLINE Scratch scratch_of(PLAN, int thread) {
  const uz state = (uz)p->dimension * STRIDE;
  const int tree = p->mode == EXACT || p->mode == ENUMERATED;
  REAL *at = p->scratch + (uz)thread * (uz)p->scratch_size;
  Scratch s;
#define TAKE(name, count) s.name = (void *)at, at += ((uz)(count) + 15) / 16 * 16;
  TAKE(psi, state)
  TAKE(lambda, p->gradient ? state : 0)
  TAKE(kept, p->gradient || tree ? state * ((uz)(p->slots + p->stride - 1) / p->stride) : 0)
  TAKE(segment, p->gradient && p->stride > 1 ? state * p->stride : 0)
  TAKE(sums, p->gradient && tree ? state * p->draws : 0)
  TAKE(matrices, p->lanes_size)
  TAKE(temporary, 3 * p->temporary_size)
  TAKE(values, p->columns * LANES)
  TAKE(seeds, p->columns * LANES)
  TAKE(x, p->inputs * LANES)
  TAKE(scale, p->choices * LANES)
  TAKE(norm, LANES)
  TAKE(radial, LANES)
  TAKE(uniform, 2 * p->draws * LANES)
  TAKE(chance, 2 * (p->draws + 1) * LANES)
  TAKE(log, 2 * LANES)
  TAKE(weight, 2 * p->most_options * LANES)
  TAKE(choice, p->choices * LANES)
  TAKE(branch, p->draws)
  TAKE(skip, p->ops)
#undef TAKE
  s.replayed = -1;
  return s;
}

// Whether the lane's outcomes so far meet a condition (-1: there is none).
INLINE int active(PLAN, const Scratch *s, int condition, int lane) {
  if (condition < 0) return 1;
  const Condition *c = (const Condition *)(p->word + condition);
  const int *term = p->word + c->terms;
  int value = 0;
  for (int i = 0; i < c->count; i++) value += s->choice[term[2 * i] * LANES + lane] * term[2 * i + 1];
  return value == c->value;
}

// All bits set where true.
INLINE void set_mask(REAL *mask, int lane, int on) {
#ifdef DOUBLE
  ((long long *)mask)[lane] = on ? -1 : 0;
#else
  ((int *)mask)[lane] = on ? -1 : 0;
#endif
}
