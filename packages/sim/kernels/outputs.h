// From final states to output columns, and from their cotangents to lambda, with dL = 2 Re <lambda|d psi>.
#pragma once
#include "angles.h"
#include "moments.h"

INLINE int samples_in_tile(const Plan *p, int tile) {
  const int left = p->batch - tile * LANES;
  return left < LANES ? left : LANES;
}
INLINE V cotangent_of(const Plan *p, int tile, int column, int t) {
  V v = splat(0);
  for (int l = 0; l < VL; l++) {
    const int sample = tile * LANES + t + l;
    if (sample < p->batch) v[l] = p->cotangent[(uz)sample * p->columns + column];
  }
  return v;
}
INLINE void put_value(const Plan *p, int tile, int column, int t, V v) {
  for (int l = 0; l < VL; l++) {
    const int sample = tile * LANES + t + l;
    if (sample < p->batch) p->value[(uz)sample * p->columns + column] = v[l];
  }
}
INLINE int single_qubit(unsigned mask) { return mask != 0 && (mask & (mask - 1)) == 0; }

// <psi| X^x Z^z i^turns |psi>, real part
INLINE V string_value(const REAL *s, int n, const String *p, int t) {
  const unsigned N = 1u << n, x = (unsigned)p->x, z = (unsigned)p->z;
  V sr = splat(0), si = splat(0);
  for (unsigned k = 0; k < N; k++) {
    const REAL *a = s + (uz)k * STRIDE + t, *b = s + (uz)(k ^ x) * STRIDE + t;
    const V ar = load(a), ai = load(a + LANES), br = load(b), bi = load(b + LANES);
    const V re = br * ar + bi * ai, im = br * ai - bi * ar;
    if (odd(k & z)) sr = sr - re, si = si - im;
    else sr = sr + re, si = si + im;
  }
  turn(p->quarter_turns, &sr, &si);
  return sr;
}

NOINLINE void probabilities(const REAL *s, int n, REAL *to) {
  const uz N = 1ul << n;
  for (uz k = 0; k < N; k++)
    for (int t = 0; t < LANES; t += VL) {
      const V a = load(s + k * STRIDE + t), b = load(s + k * STRIDE + LANES + t);
      store(to + k * LANES + t, a * a + b * b);
    }
}

// Values of all outputs of a tile. tmp, folded: [2^n][LANES], [n][LANES].
NOINLINE void write_outputs(const Plan *p, const REAL *s, int tile, REAL *tmp, REAL *folded) {
  const int n = p->qubits;
  const uz N = 1ul << n;
  int ready = 0;
  for (int o = 0; o < p->outputs; o++) {
    const Output *output = p->output + o;
    if (output->kind <= 1 && !ready) probabilities(s, n, tmp), ready = 1;
    if (output->kind == 0) {
      const int *first = p->observable + output->first_observable;
      int singles = 0, others = 0;
      for (int i = first[0]; i < first[output->size]; i++)
        if (p->string[i].x == 0 && single_qubit((unsigned)p->string[i].z)) singles = 1;
        else others = 1;
      if (singles) ready = 0;
      // strings that read the probabilities come before the fold, which destroys them
      for (int pass = singles && !others; pass < 2; pass++) {
        if (pass == 1) {
          if (!singles) break;
          fold(tmp, n, folded, LANES);
        }
        for (int j = 0; j < output->size; j++) {
          for (int t = 0; t < LANES; t += VL) {
            V sum = splat(0);
            for (int i = first[j]; i < first[j + 1]; i++) {
              const String *string = p->string + i;
              const int single = string->x == 0 && single_qubit((unsigned)string->z);
              if (single != pass) continue;
              const V c = splat(p->constant[string->coefficient]);
              if (single) sum = sum + c * load(folded + (uz)__builtin_ctz((unsigned)string->z) * LANES + t);
              else if (string->x == 0) {
                V v = splat(0);
                for (uz k = 0; k < N; k++) v = odd((unsigned)k & (unsigned)string->z) ? v - load(tmp + k * LANES + t) : v + load(tmp + k * LANES + t);
                sum = sum + c * v;
              } else sum = sum + c * string_value(s, n, string, t);
            }
            if (pass == 1 && others) {
              for (int l = 0; l < VL; l++) {
                const int sample = tile * LANES + t + l;
                if (sample < p->batch) p->value[(uz)sample * p->columns + output->first + j] += sum[l];
              }
            } else put_value(p, tile, output->first + j, t, sum);
          }
        }
      }
    } else if (output->kind == 1) {
      for (int l = 0; l < samples_in_tile(p, tile); l++) {
        REAL *to = p->value + (uz)(tile * LANES + l) * p->columns + output->first;
        clear(to, (uz)output->size);
        for (uz k = 0; k < N; k++) to[output->outcome[k]] += tmp[k * LANES + l];
      }
    } else if (output->kind == 2) {
      for (int l = 0; l < samples_in_tile(p, tile); l++) {
        REAL *to = p->value + (uz)(tile * LANES + l) * p->columns + output->first;
        for (uz k = 0; k < N; k++) to[2 * k] = s[k * STRIDE + l], to[2 * k + 1] = s[k * STRIDE + LANES + l];
      }
    } else {
      for (int l = 0; l < samples_in_tile(p, tile); l++) {
        const int sample = tile * LANES + l;
        const REAL *target = output->target + (output->per_sample ? (uz)sample * 2 * N : 0);
        REAL re = 0, im = 0;
        for (uz k = 0; k < N; k++) {
          const REAL a = target[2 * k], b = target[2 * k + 1], c = s[k * STRIDE + l], d = s[k * STRIDE + LANES + l];
          re += a * c + b * d, im += a * d - b * c;
        }
        p->value[(uz)sample * p->columns + output->first] = re * re + im * im;
      }
    }
  }
}

// lambda from the cotangents. tmp: [2^n][LANES], the diagonal part of the observable.
NOINLINE void seed_lambda(const Plan *p, const REAL *s, REAL *lambda, int tile, REAL *tmp) {
  const int n = p->qubits;
  const uz N = 1ul << n;
  // single Z's and identities by doubling: exact eigenvalues of every basis state
  REAL weight[32 * LANES];
  clear(weight, (uz)(n + 1) * LANES);
  for (int o = 0; o < p->outputs; o++) {
    const Output *output = p->output + o;
    if (output->kind != 0) continue;
    const int *first = p->observable + output->first_observable;
    for (int j = 0; j < output->size; j++)
      for (int t = 0; t < LANES; t += VL) {
        const V w = cotangent_of(p, tile, output->first + j, t);
        for (int i = first[j]; i < first[j + 1]; i++) {
          const String *string = p->string + i;
          if (string->x != 0 || (string->z != 0 && !single_qubit((unsigned)string->z))) continue;
          REAL *at = weight + (string->z ? 1 + __builtin_ctz((unsigned)string->z) : 0) * LANES + t;
          store(at, load(at) + w * splat(p->constant[string->coefficient]));
        }
      }
  }
  for (int t = 0; t < LANES; t += VL) {
    V sum = load(weight + t);
    for (int q = 0; q < n; q++) sum = sum + load(weight + (1 + q) * LANES + t);
    store(tmp + t, sum);
  }
  for (int q = 0; q < n; q++) {
    const uz H = 1ul << q;
    for (int t = 0; t < LANES; t += VL) {
      const V twice = splat(2) * load(weight + (1 + q) * LANES + t);
      for (uz k = 0; k < H; k++) store(tmp + (k + H) * LANES + t, load(tmp + k * LANES + t) - twice);
    }
  }
  for (int o = 0; o < p->outputs; o++) {
    const Output *output = p->output + o;
    if (output->kind == 0) {
      const int *first = p->observable + output->first_observable;
      for (int j = 0; j < output->size; j++)
        for (int i = first[j]; i < first[j + 1]; i++) {
          const String *string = p->string + i;
          if (string->x != 0 || string->z == 0 || single_qubit((unsigned)string->z)) continue;
          for (int t = 0; t < LANES; t += VL) {
            const V w = cotangent_of(p, tile, output->first + j, t) * splat(p->constant[string->coefficient]);
            for (uz k = 0; k < N; k++) {
              REAL *at = tmp + k * LANES + t;
              store(at, odd((unsigned)k & (unsigned)string->z) ? load(at) - w : load(at) + w);
            }
          }
        }
    } else if (output->kind == 1) {
      for (int l = 0; l < samples_in_tile(p, tile); l++) {
        const REAL *from = p->cotangent + (uz)(tile * LANES + l) * p->columns + output->first;
        for (uz k = 0; k < N; k++) tmp[k * LANES + l] += from[output->outcome[k]];
      }
    }
  }
  for (uz k = 0; k < N; k++)
    for (int t = 0; t < LANES; t += VL) {
      const V d = load(tmp + k * LANES + t);
      store(lambda + k * STRIDE + t, d * load(s + k * STRIDE + t));
      store(lambda + k * STRIDE + LANES + t, d * load(s + k * STRIDE + LANES + t));
    }
  for (int o = 0; o < p->outputs; o++) {
    const Output *output = p->output + o;
    if (output->kind == 0) {
      const int *first = p->observable + output->first_observable;
      for (int j = 0; j < output->size; j++)
        for (int i = first[j]; i < first[j + 1]; i++) {
          const String *string = p->string + i;
          if (string->x == 0) continue;
          for (int t = 0; t < LANES; t += VL) {
            const V w = cotangent_of(p, tile, output->first + j, t) * splat(p->constant[string->coefficient]);
            for (uz k = 0; k < N; k++) {
              const REAL *from = s + k * STRIDE + t;
              REAL *to = lambda + (k ^ (uz)(unsigned)string->x) * STRIDE + t;
              const V sign = odd((unsigned)k & (unsigned)string->z) ? -w : w;
              V re = sign * load(from), im = sign * load(from + LANES);
              turn(string->quarter_turns, &re, &im);
              store(to, load(to) + re), store(to + LANES, load(to + LANES) + im);
            }
          }
        }
    } else if (output->kind == 2) {
      for (int l = 0; l < samples_in_tile(p, tile); l++) {
        const REAL *from = p->cotangent + (uz)(tile * LANES + l) * p->columns + output->first;
        for (uz k = 0; k < N; k++) {
          lambda[k * STRIDE + l] += (REAL)0.5 * from[2 * k];
          lambda[k * STRIDE + LANES + l] += (REAL)0.5 * from[2 * k + 1];
        }
      }
    } else if (output->kind == 3) {
      for (int l = 0; l < samples_in_tile(p, tile); l++) {
        const int sample = tile * LANES + l;
        const REAL *target = output->target + (output->per_sample ? (uz)sample * 2 * N : 0);
        const REAL w = p->cotangent[(uz)sample * p->columns + output->first];
        REAL re = 0, im = 0;
        for (uz k = 0; k < N; k++) {
          const REAL a = target[2 * k], b = target[2 * k + 1], c = s[k * STRIDE + l], d = s[k * STRIDE + LANES + l];
          re += a * c + b * d, im += a * d - b * c;
        }
        re *= w, im *= w;
        for (uz k = 0; k < N; k++) {
          const REAL a = target[2 * k], b = target[2 * k + 1];
          lambda[k * STRIDE + l] += re * a - im * b;
          lambda[k * STRIDE + LANES + l] += re * b + im * a;
        }
      }
    }
  }
}
