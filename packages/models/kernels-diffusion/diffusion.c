// Discrete diffusion in float64: the loss with its gradient, and the reverse step. Twins, operation by operation, of
// src/diffusion/discrete-loss.ts and reverse-sampling.ts: sums over levels are those of the even plus those of the odd.
// Built by tools/kernels. A kernel is void name(const int *words, int chunk, int thread); results do not depend on how
// chunks are shared out. Rows of tables are padded with zeros to an even number of levels.
#include "elementary.h"

typedef unsigned char u8;

#define DEEPEST -600.0
#define SMALLEST 5.551115123125783e-17
#define KERNEL(name) __attribute__((export_name(#name), noinline)) void name(const int *a, int chunk, int thread)

// p = exp(max(logit − largest, −600)), not yet divided by the sum, which is returned.
INLINE double weights(const float *logits, int n, int padded, float *largest_of, double *p) {
  float largest = logits[0];
  for (int j = 1; j < n; j++) largest = logits[j] > largest ? logits[j] : largest;
  *largest_of = largest;
  D sum = both(0);
  for (int j = 0; j < padded; j += 2) {
    const int last = j + 1 < n ? j + 1 : j;
    const D x = {(double)logits[j] - (double)largest, (double)logits[last] - (double)largest};
    D e = exponential(choose(x < both(DEEPEST), both(DEEPEST), x));
    if (j + 1 >= n) e[1] = 0;
    store(p + j, e);
    sum += e;
  }
  return sum[0] + sum[1];
}

INLINE double dot(const double *x, const double *y, int padded) {
  D sum = both(0);
  for (int j = 0; j < padded; j += 2) sum += load(x + j) * load(y + j);
  return sum[0] + sum[1];
}

typedef struct {
  const float *logits;
  const u8 *clean, *noisy;
  const int *times;
  const double *step, *before, *normaliser, *constant;
  float *gradient;  // or 0
  double *bound, *entropy;
  int levels, pixels;
  const double *settings;  // ce weight, scale
} Loss;

INLINE void image_loss(const Loss *a, int b, int n, int padded) {
  const int size = n * padded;
  const double ce = a->settings[0], scale = a->settings[1];
  const int base = (a->times[b] - 1) * size;
  double p[padded], g[padded], q[padded], v[padded];
  for (int k = n; k < padded; k++) q[k] = 0, v[k] = 1;
  double bound_sum = 0, entropy_sum = 0;
  for (int pixel = b * a->pixels; pixel < (b + 1) * a->pixels; pixel++) {
    const float *logits = a->logits + pixel * n;
    const int j0 = a->clean[pixel];
    float largest;
    const double sum = weights(logits, n, padded, &largest, p);
    const D inverse = both(1 / sum);
    for (int j = 0; j < padded; j += 2) store(p + j, load(p + j) * inverse);
    const int row = base + a->noisy[pixel] * padded;
    const double *normaliser = a->normaliser + row;
    const double z = dot(normaliser, p, padded);
    const D logs = logarithm((D){sum, z});
    const double depth = (double)logits[j0] - (double)largest;
    entropy_sum += logs[0] - (depth < DEEPEST ? DEEPEST : depth);
    const D inverse_z = both(1 / z);
    for (int j = 0; j < padded; j += 2) store(g + j, load(normaliser + j) * inverse_z);
    const double inverse_total = 1 / normaliser[j0];
    for (int k = 0; k < n; k++) {
      const double *from = a->before + base + k * padded;
      const double posterior = a->step[row + k] * from[j0] * inverse_total;
      const int possible = posterior > 0;
      q[k] = possible ? posterior : 0;
      v[k] = possible ? dot(from, p, padded) : 1;
      const D weight = both(q[k] / v[k]);
      for (int j = 0; j < padded; j += 2) store(g + j, load(g + j) - weight * load(from + j));
    }
    D divergence = both(0);
    for (int k = 0; k < padded; k += 2) divergence += load(q + k) * logarithm(load(v + k));
    bound_sum += a->constant[row + j0] + logs[1] - (divergence[0] + divergence[1]);
    if (a->gradient) {
      float *gradient = a->gradient + pixel * n;
      for (int j = 0; j < n; j++) gradient[j] = (float)(scale * p[j] * (g[j] + ce));
      gradient[j0] = (float)((double)gradient[j0] - scale * ce);
    }
  }
  a->bound[b] = bound_sum / a->pixels;
  a->entropy[b] = entropy_sum / a->pixels;
}

// One chunk an image.
KERNEL(discrete_loss) {
  (void)thread;
  const Loss *loss = (const Loss *)a;
  switch (loss->levels) {
    case 8: image_loss(loss, chunk, 8, 8); break;
    case 4: image_loss(loss, chunk, 4, 4); break;
    default: image_loss(loss, chunk, loss->levels, (loss->levels + 1) & ~1);
  }
}

typedef struct {
  u8 *noisy;  // x_t, overwritten with x_{t−1}
  const float *logits;
  const double *step, *before;  // of this t
  const double *uniforms;  // [pixels, levels], unused when last
  int levels, pixels, chunk, last;
} Reverse;

INLINE void reverse_pixels(const Reverse *a, int chunk, int n, int padded) {
  double p[padded], w[padded], wait[padded];
  for (int k = n; k < padded; k++) wait[k] = 1;
  const int end = (chunk + 1) * a->chunk < a->pixels ? (chunk + 1) * a->chunk : a->pixels;
  for (int pixel = chunk * a->chunk; pixel < end; pixel++) {
    float largest;
    weights(a->logits + pixel * n, n, padded, &largest, p);
    const double *step = a->step + a->noisy[pixel] * padded;
    for (int k = 0; k < n; k++) w[k] = dot(a->before + k * padded, p, padded) * step[k];
    int chosen = 0;
    if (a->last) {
      for (int k = 1; k < n; k++) chosen = w[k] > w[chosen] ? k : chosen;
    } else {
      const double *uniforms = a->uniforms + pixel * n;
      for (int k = 0; k < n; k++) wait[k] = uniforms[k] < SMALLEST ? SMALLEST : uniforms[k];
      for (int k = 0; k < padded; k += 2) store(wait + k, -logarithm(load(wait + k)));
      double shortest = __builtin_inf();
      for (int k = 0; k < n; k++) {
        const double time = wait[k] / w[k];
        if (w[k] > 0 && time < shortest) shortest = time, chosen = k;
      }
    }
    a->noisy[pixel] = (u8)chosen;
  }
}

// One chunk `chunk` pixels.
KERNEL(reverse_step) {
  (void)thread;
  const Reverse *reverse = (const Reverse *)a;
  switch (reverse->levels) {
    case 8: reverse_pixels(reverse, chunk, 8, 8); break;
    case 4: reverse_pixels(reverse, chunk, 4, 4); break;
    default: reverse_pixels(reverse, chunk, reverse->levels, (reverse->levels + 1) & ~1);
  }
}
