// Parameter updates in place.
#include "common.h"

typedef struct {
  float *value, *first, *second;
  const float *gradient;
  int n, chunk_size;
  float beta1, beta2, rest1, rest2;  // rest: 1 − β, rounded from double
  float rate, eps;                   // rate: learning rate / (1 − β1^t)
  float correction, gradient_scale;  // correction: 1 / (1 − β2^t)
} AdamUpdate;

KERNEL(adam_update) {
  UNUSED_THREAD;
  const AdamUpdate *u = (const AdamUpdate *)a;
  const int last = chunk_end(chunk, u->chunk_size, u->n);
  float *restrict value = u->value, *restrict first = u->first, *restrict second = u->second;
  const float *restrict gradient = u->gradient;
  const float b1 = u->beta1, b2 = u->beta2, r1 = u->rest1, r2 = u->rest2, rate = u->rate, eps = u->eps, correction = u->correction, scale = u->gradient_scale;
  for (int i = chunk_begin(chunk, u->chunk_size); i < last; i++) {
    const float g = gradient[i] * scale;
    first[i] = b1 * first[i] + r1 * g;
    second[i] = b2 * second[i] + r2 * (g * g);
    value[i] -= rate * first[i] / (__builtin_sqrtf(second[i] * correction) + eps);
  }
}

// average = decay · average + (1 − decay) · value. args: average, value, n, elements a chunk, decay, 1 − decay (floats)
KERNEL(average_update) {
  UNUSED_THREAD;
  float *restrict average = word_pointer(a, 0);
  const float *restrict value = word_pointer(a, 1);
  const float decay = word_float(a, 4), rest = word_float(a, 5);
  const int last = chunk_end(chunk, a[3], a[2]);
  for (int i = chunk_begin(chunk, a[3]); i < last; i++) average[i] = decay * average[i] + rest * value[i];
}
