// Outputs of a large state, chunk after chunk of neighbouring amplitudes, and lambda from their cotangents.
#pragma once
#include "large-gates.h"

// Lane l of the result is lane l ^ x of v.
INLINE V swap_lanes(V v, const int x) {
#ifdef DOUBLE
  return x ? __builtin_shufflevector(v, v, 1, 0) : v;
#else
  return x == 1 ? __builtin_shufflevector(v, v, 1, 0, 3, 2) : x == 2 ? __builtin_shufflevector(v, v, 2, 3, 0, 1)
       : x == 3 ? __builtin_shufflevector(v, v, 3, 2, 1, 0) : v;
#endif
}

// Sum over the chunk of <psi| X^x Z^z i^turns |psi>, real part; `other` is the chunk that x leads to.
INLINE REAL string_sum(const REAL *s, const REAL *other, uz C, uz N, const String *p, unsigned chunk_parity, const int lanes) {
  const unsigned x = (unsigned)p->x & (unsigned)(C - 1), z = (unsigned)p->z & (unsigned)(C - 1);
  const uz far = x & ~(uz)(VL - 1);
  const V sign = lane_sign(z);
  V sr = splat(0), si = sr;
  for (uz k = 0; k < C; k += VL) {
    const V ar = load(s + k), ai = load(s + N + k);
    const V br = swap_lanes(load(other + (k ^ far)), lanes), bi = swap_lanes(load(other + N + (k ^ far)), lanes);
    const V re = sign * (br * ar + bi * ai), im = sign * (br * ai - bi * ar);
    if (negative((unsigned)k, z)) sr -= re, si -= im;
    else sr += re, si += im;
  }
  turn(p->quarter_turns, &sr, &si);
  const REAL sum = lanes_sum(sr);
  return chunk_parity ? -sum : sum;
}
// Adds weight X^x Z^z i^turns psi to lambda.
INLINE void string_seed(REAL *lambda, const REAL *other, uz C, uz N, const String *p, REAL weight, const int lanes) {
  const unsigned x = (unsigned)p->x & (unsigned)(C - 1), z = (unsigned)p->z & (unsigned)(C - 1);
  const uz far = x & ~(uz)(VL - 1);
  const V plus = splat(weight) * swap_lanes(lane_sign(z), lanes), minus = -plus;
  for (uz k = 0; k < C; k += VL) {
    const V w = negative((unsigned)(k ^ far), z) ? minus : plus;
    V re = w * swap_lanes(load(other + (k ^ far)), lanes), im = w * swap_lanes(load(other + N + (k ^ far)), lanes);
    turn(p->quarter_turns, &re, &im);
    store(lambda + k, load(lambda + k) + re), store(lambda + N + k, load(lambda + N + k) + im);
  }
}
#define STRING_KERNELS(x)                                                                                                        \
  NOINLINE REAL string_sum_##x(const REAL *s, const REAL *o, uz C, uz N, const String *p, unsigned e) { return string_sum(s, o, C, N, p, e, x); } \
  NOINLINE void string_seed_##x(REAL *l, const REAL *o, uz C, uz N, const String *p, REAL w) { string_seed(l, o, C, N, p, w, x); }
STRING_KERNELS(0)
STRING_KERNELS(1)
#ifndef DOUBLE
STRING_KERNELS(2)
STRING_KERNELS(3)
#define BY_LANES(call, ...) \
  (x == 0 ? call##_0(__VA_ARGS__) : x == 1 ? call##_1(__VA_ARGS__) : x == 2 ? call##_2(__VA_ARGS__) : call##_3(__VA_ARGS__))
#else
#define BY_LANES(call, ...) (x == 0 ? call##_0(__VA_ARGS__) : call##_1(__VA_ARGS__))
#endif

INLINE const REAL *target_of(const Large *g, const Output *output, uz N) {
  return output->target + (output->per_sample ? (uz)g->sample * 2 * N : 0);
}

NOINLINE void square(REAL *to, const REAL *s, uz C, uz N) {
  for (uz k = 0; k < C; k += VL) {
    const V a = load(s + k), b = load(s + N + k);
    store(to + k, a * a + b * b);
  }
}

// What one chunk adds to the outputs: [strings], then re and im of the overlaps [outputs][2]. The state goes out at once.
KERNEL(large_measure) {
  const Large *g = large_of(arguments);
  const Plan *p = g->plan;
  const uz C = amplitudes(p), N = 1ul << g->qubits, base = (uz)chunk * C;
  const int c = p->qubits;
  const unsigned inside = (unsigned)(C - 1);
  REAL *partial = g->partial + (uz)chunk * (uz)g->slots, *density = scratch_of(p, thread).density;
  const REAL *s = g->psi + base;
  int diagonal = 0;
  for (int i = 0; i < g->strings; i++) diagonal |= p->string[i].x == 0;
  if (diagonal) square(density, s, C, N), walsh(density, c);
  for (int i = 0; i < g->strings; i++) {
    const String *string = p->string + i;
    const unsigned parity = (unsigned)odd((unsigned)chunk & ((unsigned)string->z >> c));
    if (string->x == 0) {
      const REAL sum = density[(unsigned)string->z & inside];
      partial[i] = parity ? -sum : sum;
    } else {
      const int x = string->x & (VL - 1);
      const REAL *other = g->psi + (uz)((unsigned)chunk ^ ((unsigned)string->x >> c)) * C;
      partial[i] = BY_LANES(string_sum, s, other, C, N, string, parity);
    }
  }
  for (int o = 0; o < p->outputs; o++) {
    const Output *output = p->output + o;
    if (output->kind == 2) {
      REAL *to = p->value + (uz)g->sample * p->columns + output->first + 2 * base;
      for (uz k = 0; k < C; k++) to[2 * k] = s[k], to[2 * k + 1] = s[N + k];
    } else if (output->kind == 3) {
      const REAL *target = target_of(g, output, N) + 2 * base;
      double re = 0, im = 0;
      for (uz k = 0; k < C; k++) {
        const double a = target[2 * k], b = target[2 * k + 1], d = s[k], e = s[N + k];
        re += a * d + b * e, im += a * e - b * d;
      }
      partial[g->strings + 2 * o] = (REAL)re, partial[g->strings + 2 * o + 1] = (REAL)im;
    }
  }
}

NOINLINE void add_chunks(const Large *g, int first, int count) {
  const int chunks = 1 << (g->qubits - g->plan->qubits);
  for (int i = first; i < first + count; i++) {
    double sum = 0;
    for (int k = 0; k < chunks; k++) sum += g->partial[(uz)k * (uz)g->slots + (uz)i];
    g->sum[i] = (REAL)sum;
  }
}

// Values of the sample from what its chunks added.
KERNEL(large_values) {
  UNUSED(chunk), UNUSED(thread);
  const Large *g = large_of(arguments);
  const Plan *p = g->plan;
  const uz C = amplitudes(p), N = 1ul << g->qubits;
  add_chunks(g, 0, g->strings);
  for (int o = 0; o < p->outputs; o++) {
    const Output *output = p->output + o;
    REAL *to = p->value + (uz)g->sample * p->columns + output->first;
    if (output->kind == 0) {
      const int *first = p->observable + output->first_observable;
      for (int j = 0; j < output->size; j++) {
        REAL sum = 0;
        for (int i = first[j]; i < first[j + 1]; i++) sum += p->constant[p->string[i].coefficient] * g->sum[i];
        to[j] = sum;
      }
    } else if (output->kind == 1) {
      clear(to, (uz)output->size);
      for (uz k = 0; k < N; k++) {
        const REAL a = g->psi[k], b = g->psi[N + k];
        to[output->outcome[k & (C - 1)] + output->outcome[C + (k >> p->qubits)]] += a * a + b * b;
      }
    } else if (output->kind == 3) {
      add_chunks(g, g->strings + 2 * o, 2);
      const REAL re = g->sum[g->strings + 2 * o], im = g->sum[g->strings + 2 * o + 1];
      g->overlap[2 * o] = re, g->overlap[2 * o + 1] = im;
      *to = re * re + im * im;
    }
  }
}

// lambda of a chunk from the cotangents, with dL = 2 Re <lambda|d psi>.
KERNEL(large_seed) {
  const Large *g = large_of(arguments);
  const Plan *p = g->plan;
  const uz C = amplitudes(p), N = 1ul << g->qubits, base = (uz)chunk * C;
  const int c = p->qubits;
  const unsigned inside = (unsigned)(C - 1);
  REAL *density = scratch_of(p, thread).density, *lambda = g->lambda + base;
  const REAL *s = g->psi + base, *cotangent = p->cotangent + (uz)g->sample * p->columns;
  clear(density, C);
  for (int o = 0; o < p->outputs; o++) {
    const Output *output = p->output + o;
    if (output->kind != 0) continue;
    const int *first = p->observable + output->first_observable;
    for (int j = 0; j < output->size; j++)
      for (int i = first[j]; i < first[j + 1]; i++) {
        const String *string = p->string + i;
        if (string->x != 0) continue;
        const REAL w = cotangent[output->first + j] * p->constant[string->coefficient];
        density[(unsigned)string->z & inside] += odd((unsigned)chunk & ((unsigned)string->z >> c)) ? -w : w;
      }
  }
  walsh(density, c);
  for (int o = 0; o < p->outputs; o++) {
    const Output *output = p->output + o;
    if (output->kind != 1) continue;
    const REAL *from = cotangent + output->first + output->outcome[C + (uz)chunk];
    for (uz k = 0; k < C; k++) density[k] += from[output->outcome[k]];
  }
  for (uz k = 0; k < C; k += VL) {
    const V d = load(density + k);
    store(lambda + k, d * load(s + k)), store(lambda + N + k, d * load(s + N + k));
  }
  for (int o = 0; o < p->outputs; o++) {
    const Output *output = p->output + o;
    const REAL *from = cotangent + output->first;
    if (output->kind == 0) {
      const int *first = p->observable + output->first_observable;
      for (int j = 0; j < output->size; j++)
        for (int i = first[j]; i < first[j + 1]; i++) {
          const String *string = p->string + i;
          if (string->x == 0) continue;
          const unsigned partner = (unsigned)chunk ^ ((unsigned)string->x >> c);
          const REAL w = from[j] * p->constant[string->coefficient];
          const REAL weight = odd(partner & ((unsigned)string->z >> c)) ? -w : w;
          const int x = string->x & (VL - 1);
          BY_LANES(string_seed, lambda, g->psi + (uz)partner * C, C, N, string, weight);
        }
    } else if (output->kind == 2) {
      for (uz k = 0; k < C; k++) {
        lambda[k] += (REAL)0.5 * from[2 * (base + k)];
        lambda[N + k] += (REAL)0.5 * from[2 * (base + k) + 1];
      }
    } else if (output->kind == 3) {
      const REAL *target = target_of(g, output, N) + 2 * base;
      const REAL re = *from * g->overlap[2 * o], im = *from * g->overlap[2 * o + 1];
      for (uz k = 0; k < C; k++) {
        const REAL a = target[2 * k], b = target[2 * k + 1];
        lambda[k] += re * a - im * b, lambda[N + k] += re * b + im * a;
      }
    }
  }
}
