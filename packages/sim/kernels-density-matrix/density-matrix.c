// Batched density matrices: forward pass, outputs, and the checkpointed backward pass, one tile a chunk.
#include "maps.h"
#include "outputs.h"
#include "passes.h"

typedef struct {
  REAL *states, *lambda, *u, *own, *moments;
  Gradients gradients;
} Scratch;

INLINE uz state_size(const Plan *p) { return block_size(p) * (uz)p->blocks; }
// The k-th state that is kept on a level.
INLINE REAL *slot(const Plan *p, const Scratch *s, int level, int k) {
  return s->states + ((uz)level * (uz)(p->slots + 1) + (uz)k) * state_size(p);
}

// In the order of scratchSize in wasm-memory.ts.
INLINE Scratch scratch_of(const Plan *p, int thread) {
  Scratch s;
  REAL *at = p->scratch + (uz)thread * (uz)(unsigned)p->scratch_size;
#define TAKE(name, count) name = at, at += (count);
  TAKE(s.states, p->gradient ? (uz)p->depth * (uz)(p->slots + 1) * state_size(p) : state_size(p))
  TAKE(s.lambda, p->gradient ? state_size(p) : 0)
  TAKE(s.u, (uz)p->room)
  TAKE(s.own, (uz)(p->angles * 2 + p->runs * 12) * VL)
  TAKE(s.moments, 25 * VL)
  TAKE(s.gradients.prefix, (uz)(p->longest_run + 1) * 12 * VL)
  TAKE(s.gradients.x, (uz)p->inputs * VL)
  TAKE(s.gradients.sample_noise, (uz)p->sample_noise_numbers * VL)
#undef TAKE
  return s;
}

INLINE Pair pair_of(const Plan *p, const Pass *pass, const Scratch *s) {
  const uz w = (uz)p->width;
  Pair q = {.size = block_size(p), .a = w << pass->a, .b = w << pass->b, .s = splat(0), .c = splat(1)};
  if (pass->run_a >= 0) q.form_a = p->run[pass->run_a].form, q.run_a = coefficients_of(p, pass->run_a, s->own);
  if (pass->run_b >= 0) q.form_b = p->run[pass->run_b].form, q.run_b = coefficients_of(p, pass->run_b, s->own);
  if (pass->kind == ZZ) {
    const REAL *sine = sine_of(p, pass->angle, s->own);
    q.s = load(sine), q.c = load(sine + VL);
  }
  return q;
}

INLINE void apply(const Plan *p, const Scratch *s, int number, REAL *to, REAL *from, int tile) {
  const Pass *pass = p->pass + number;
  const uz size = block_size(p);
  if (pass->before < pass->active) clear(from + (uz)pass->before * size, (uz)(pass->active - pass->before) * size);
  if (pass->mask)
    for (int b = 0; b < pass->active; b++) if (!acts(pass, b)) copy(to + (uz)b * size, from + (uz)b * size, size);
  if (pass->kind == MAP) {
    map_forward(p, pass, to, from, tile);
    return;
  }
  const Pair q = pair_of(p, pass, s);
  for (int b = 0; b < pass->active; b++) {
    if (!acts(pass, b)) continue;
    REAL *o = to + (uz)b * size;
    const REAL *i = from + (uz)b * size;
    switch (pass->kind) {
      case ALONE: alone_forward(o, i, &q); break;
      case CZ: cz_forward(o, i, &q); break;
      case CX: cx_forward(o, i, &q); break;
      case ZZ: zz_forward(o, i, &q); break;
      case SINGLE: single_forward(o, i, &q); break;
      default: exchange(o, i, size, q.a); break;
    }
  }
}

INLINE void chain(const Plan *p, const Run *run, const REAL *moments, const Scratch *s, int tile) {
  if (run->lanes) chain_run(p, run, moments, s->own, tile, &s->gradients);
  else chain_shared_run(p, run, moments, &s->gradients);
}

// lambda from behind the pass to in front of it, where the state is v; gradients of its maps.
INLINE void pull_back(const Plan *p, Scratch *s, int number, const REAL *v, int tile) {
  const Pass *pass = p->pass + number;
  const uz size = block_size(p);
  if (pass->kind == MAP) {
    map_backward(p, pass, s->lambda, v, tile, &s->gradients);
    return;
  }
  Pair q = pair_of(p, pass, s);
  const Run *a = pass->run_a >= 0 ? p->run + pass->run_a : 0, *b = pass->run_b >= 0 ? p->run + pass->run_b : 0;
  clear(s->moments, 25 * VL);
  if (a && a->differentiated) q.moments_a = s->moments;
  if (b && b->differentiated) q.moments_b = s->moments + 12 * VL;
  if (pass->kind == ZZ && p->angle[pass->angle].count) q.moment = s->moments + 24 * VL;
  for (int k = 0; k < pass->active; k++) {
    if (!acts(pass, k)) continue;
    REAL *l = s->lambda + (uz)k * size;
    const REAL *i = v + (uz)k * size;
    switch (pass->kind) {
      case ALONE: alone_backward(l, i, &q); break;
      case CZ: cz_backward(l, i, &q); break;
      case CX: cx_backward(l, i, &q); break;
      case ZZ: zz_backward(l, i, &q); break;
      case SINGLE: single_backward(l, i, &q); break;
      default: exchange(l, l, size, q.a); break;
    }
  }
  if (q.moments_a) chain(p, a, q.moments_a, s, tile);
  if (q.moments_b) chain(p, b, q.moments_b, s, tile);
  if (q.moment) add_angle_gradient(p, p->angle + pass->angle, load(q.moment), s->gradients.theta, s->gradients.x);
}

INLINE int power(int base, int exponent) {
  int result = 1;
  while (exponent-- > 0) result *= base;
  return result;
}
// From the state in front of pass `first`, in slot 0 of the level, on to pass `last`, keeping every slots^level-th state.
// Returns the state behind the last pass.
INLINE REAL *advance(const Plan *p, const Scratch *s, int level, int first, int last, int tile) {
  const int step = power(p->slots, level);
  REAL *state = slot(p, s, level, 0);
  for (int i = first; i < last; i++) {
    REAL *next = (i - first) % step == 0 ? slot(p, s, level, (i - first) / step + 1) : state;
    apply(p, s, i, next, state, tile);
    state = next;
  }
  return state;
}
// Backward through first … last - 1; the states that `advance` keeps on the level are there.
static void reverse(const Plan *p, Scratch *s, int level, int first, int last, int tile) {
  const int step = power(p->slots, level);
  for (int k = (last - first + step - 1) / step - 1; k >= 0; k--) {
    const int from = first + k * step, to = from + step < last ? from + step : last;
    if (level == 0) pull_back(p, s, from, slot(p, s, 0, k), tile);
    else {
      copy(slot(p, s, level - 1, 0), slot(p, s, level, k), state_size(p));
      advance(p, s, level - 1, from, to, tile);
      reverse(p, s, level - 1, from, to, tile);
    }
  }
}

INLINE void prepare(const Plan *p, int differentiated) {
  shared_angles(p, p->shared);
  for (int r = 0; r < p->runs; r++)
    if (!p->run[r].lanes && p->run[r].differentiated == differentiated) prepare_shared_run(p, p->run + r, coefficients_of(p, r, 0));
}
// What never changes; once.
KERNEL(density_constants) {
  UNUSED(chunk), UNUSED(thread);
  prepare(*(const Plan *const *)arguments, 0);
}
// What is the same for the whole batch.
KERNEL(density_prepare) {
  UNUSED(chunk), UNUSED(thread);
  prepare(*(const Plan *const *)arguments, 1);
}

// One tile: values, and gradients when asked for.
KERNEL(density_run) {
  const Plan *p = *(const Plan *const *)arguments;
  Scratch s = scratch_of(p, thread);
  for (int a = 0; a < p->angles; a++) {
    if (!p->angle[a].lanes) continue;
    V sine, cosine;
    sincos(angle_value(p, p->angle + a, chunk), &sine, &cosine);
    store(s.own + (uz)a * 2 * VL, sine), store(s.own + (uz)a * 2 * VL + VL, cosine);
  }
  for (int r = 0; r < p->runs; r++)
    if (p->run[r].lanes) prepare_run(p, p->run + r, coefficients_of(p, r, s.own), s.own, chunk);
  if (!p->gradient) {
    write_initial(p, chunk, s.states, s.u);
    for (int i = 0; i < p->passes; i++) apply(p, &s, i, s.states, s.states, chunk);
    write_outputs(p, s.states, chunk, s.u);
    return;
  }
  s.gradients.theta = p->theta_partial + (uz)chunk * (uz)p->parameters;
  s.gradients.noise = p->noise_partial + (uz)chunk * (uz)p->noise_numbers;
  clear(s.gradients.theta, (uz)p->parameters);
  clear(s.gradients.noise, (uz)p->noise_numbers);
  clear(s.gradients.x, (uz)p->inputs * VL);
  clear(s.gradients.sample_noise, (uz)p->sample_noise_numbers * VL);
  write_initial(p, chunk, slot(p, &s, p->depth - 1, 0), s.u);
  write_outputs(p, advance(p, &s, p->depth - 1, 0, p->passes, chunk), chunk, s.u);
  seed_lambda(p, s.lambda, chunk, s.u);
  reverse(p, &s, p->depth - 1, 0, p->passes, chunk);
  for (int l = 0; l < samples_in_tile(p, chunk); l++) {
    const uz sample = (uz)sample_of(p, chunk, l);
    const int alone = p->width == 1;
    if (p->input_gradient)
      for (int i = 0; i < p->inputs; i++) {
        const REAL *x = s.gradients.x + (uz)i * VL;
        p->x_gradient[sample * (uz)p->inputs + (uz)i] = alone ? lanes_sum(load(x)) : x[l];
      }
    for (int i = 0; i < p->sample_noise_numbers; i++) {
      const REAL *x = s.gradients.sample_noise + (uz)i * VL;
      p->sample_noise_gradient[sample * (uz)p->sample_noise_numbers + (uz)i] = alone ? lanes_sum(load(x)) : x[l];
    }
  }
  if (p->initial_gradient) write_initial_gradient(p, chunk, s.lambda, s.u);
}

INLINE void reduce(const REAL *partial, int tiles, int count, REAL *to) {
  for (int i = 0; i < count; i++) {
    double sum = 0;
    for (int t = 0; t < tiles; t++) sum += partial[(uz)t * (uz)count + (uz)i];
    to[i] = (REAL)sum;
  }
}
// Adds the tiles' gradients in their order.
KERNEL(density_reduce) {
  UNUSED(chunk), UNUSED(thread);
  const Plan *p = *(const Plan *const *)arguments;
  reduce(p->theta_partial, p->tiles, p->parameters, p->theta_gradient);
  reduce(p->noise_partial, p->tiles, p->noise_numbers, p->noise_gradient);
}
