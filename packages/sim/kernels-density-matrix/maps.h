// Sparse real matrices on several fields of the index, classical digits among them.
#pragma once
#include "runs.h"

#define LARGEST_MAP 1024

INLINE V map_value(const Plan *p, const Map *map, int entry, int tile) {
  const int at = map->values + entry;
  if (map->source == FIXED) return splat(p->constant[at]);
  if (map->source == NOISE) return splat(p->noise[at]);
  V v;
  for (int l = 0; l < VL; l++) v[l] = p->sample_noise[(uz)sample_of(p, tile, l) * p->sample_noise_numbers + at];
  return v;
}
// Every element with zeros in the map's fields, in a block where the pass acts.
#define BASES(k)                                                                                             \
  const uz count = elements(p) * (uz)pass->active, step = p->width == 1 ? VL : 1, fields = (uz)(unsigned)map->fields; \
  for (uz k = 0; k < count; k = ((k | fields) + step) & ~fields)                                             \
    if (acts(pass, (int)(k >> p->bits)))

NOINLINE void map_forward(const Plan *p, const Pass *pass, REAL *to, const REAL *from, int tile) {
  const Map *map = p->map + pass->map;
  V x[LARGEST_MAP];
  const uz w = (uz)p->width;
  BASES(k) {
    for (int i = 0; i < map->size; i++) x[i] = load(from + (k + (uz)map->offset[i]) * w);
    for (int i = 0; i < map->size; i++) {
      V sum = splat(0);
      for (int e = map->row[i]; e < map->row[i + 1]; e++) sum = sum + map_value(p, map, e, tile) * x[map->column[e]];
      store(to + (k + (uz)map->offset[i]) * w, sum);
    }
  }
}
NOINLINE void map_backward(const Plan *p, const Pass *pass, REAL *lambda, const REAL *v, int tile, const Gradients *g) {
  const Map *map = p->map + pass->map;
  V x[LARGEST_MAP];
  const uz w = (uz)p->width;
  BASES(k) {
    for (int i = 0; i < map->size; i++) x[i] = splat(0);
    for (int i = 0; i < map->size; i++) {
      const V l = load(lambda + (k + (uz)map->offset[i]) * w);
      for (int e = map->row[i]; e < map->row[i + 1]; e++) {
        const int j = map->column[e];
        x[j] = x[j] + map_value(p, map, e, tile) * l;
        if (map->differentiated) {
          const V d = l * load(v + (k + (uz)map->offset[j]) * w);
          if (map->source == NOISE) g->noise[map->values + e] += lanes_sum(d);
          else {
            REAL *to = g->sample_noise + (uz)(map->values + e) * VL;
            store(to, load(to) + d);
          }
        }
      }
    }
    for (int i = 0; i < map->size; i++) store(lambda + (k + (uz)map->offset[i]) * w, x[i]);
  }
}
