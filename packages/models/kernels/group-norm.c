// Group normalisation of [batch][pixels][channels] with an activation behind it (0 none, 1 relu, 2 silu), and its gradient.
// One chunk is one image; an image is read while it is in cache.
#include "maths.h"

typedef struct {
  const float *x, *gamma, *beta;
  float *y, *mean, *scale;  // mean and 1 / standard deviation: [batch][groups]
  float *scratch;
  int scratch_stride;
  int pixels, channels, groups, activation;
  float epsilon;
} GroupNorm;

// Σ over pixels of (x − m)^power for each channel, in double; floats for at most 32 pixels.
NOINLINE void channel_sums(const float *x, int pixels, int channels, const float *m, int square, float *part, double *sums) {
  for (int c = 0; c < channels; c++) sums[c] = 0;
  for (int p = 0; p < pixels;) {
    const int end = min_int(pixels, p + 32);
    for (int c = 0; c < channels; c++) part[c] = 0;
    for (; p < end; p++) {
      const float *restrict row = x + (uz)p * channels;
      float *restrict s = part;
      if (square) for (int c = 0; c < channels; c++) { const float d = row[c] - m[c]; s[c] += d * d; }
      else for (int c = 0; c < channels; c++) s[c] += row[c];
    }
    for (int c = 0; c < channels; c++) sums[c] += part[c];
  }
}

INLINE float sigmoid1(float x) { return vsigmoid(splat(x))[0]; }

KERNEL(group_norm) {
  const GroupNorm *g = (const GroupNorm *)a;
  const int n = g->channels, size = n / g->groups, pixels = g->pixels;
  const double count = (double)pixels * size;
  float *scratch = g->scratch + (uz)thread * g->scratch_stride;
  double *sums = (double *)scratch;
  float *part = (float *)(sums + n), *m = part + n, *factor = m + n, *shift = factor + n;
  const float *x = g->x + (uz)chunk * pixels * n;
  float *y = g->y + (uz)chunk * pixels * n, *mean = g->mean + chunk * g->groups, *scale = g->scale + chunk * g->groups;
  channel_sums(x, pixels, n, m, 0, part, sums);
  for (int k = 0; k < g->groups; k++) {
    double total = 0;
    for (int c = 0; c < size; c++) total += sums[k * size + c];
    mean[k] = (float)(total / count);
    for (int c = 0; c < size; c++) m[k * size + c] = mean[k];
  }
  channel_sums(x, pixels, n, m, 1, part, sums);
  for (int k = 0; k < g->groups; k++) {
    double total = 0;
    for (int c = 0; c < size; c++) total += sums[k * size + c];
    scale[k] = (float)(1 / __builtin_sqrt(total / count + g->epsilon));
    for (int c = k * size; c < (k + 1) * size; c++) {
      factor[c] = scale[k] * g->gamma[c];
      shift[c] = g->beta[c];
    }
  }
  for (int p = 0; p < pixels; p++) {
    const float *row = x + (uz)p * n;
    float *to = y + (uz)p * n;
    int c = 0;
    for (; c + 4 <= n; c += 4) {
      V z = (load(row + c) - load(m + c)) * load(factor + c) + load(shift + c);
      if (g->activation == 1) z = vmax(z, splat(0));
      else if (g->activation == 2) z = z * vsigmoid(z);
      store(to + c, z);
    }
    for (; c < n; c++) {
      float z = (row[c] - m[c]) * factor[c] + shift[c];
      if (g->activation == 1) z = z > 0 ? z : 0;
      else if (g->activation == 2) z = z * sigmoid1(z);
      to[c] = z;
    }
  }
}

typedef struct {
  const float *dy, *x, *gamma, *beta, *mean, *scale;
  float *dx, *partial;  // partial: [batch][2][channels], d gamma and d beta of each image
  float *scratch;
  int scratch_stride;
  int pixels, channels, groups, activation;
} GroupNormGradient;

KERNEL(group_norm_gradient) {
  const GroupNormGradient *g = (const GroupNormGradient *)a;
  const int n = g->channels, size = n / g->groups, pixels = g->pixels;
  const double count = (double)pixels * size;
  float *scratch = g->scratch + (uz)thread * g->scratch_stride;
  double *s1 = (double *)scratch, *s2 = s1 + n;
  float *p1 = (float *)(s2 + n), *p2 = p1 + n, *m = p2 + n, *r = m + n, *k1 = r + n, *k2 = k1 + n, *factor = k2 + n;
  const uz image = (uz)pixels * n;
  const float *x = g->x + chunk * image, *dy = g->dy + chunk * image;
  float *dx = g->dx + chunk * image, *partial = g->partial + (uz)chunk * 2 * n;
  for (int c = 0; c < n; c++) {
    m[c] = g->mean[chunk * g->groups + c / size];
    r[c] = g->scale[chunk * g->groups + c / size];
    s1[c] = s2[c] = 0;
  }
  for (int p = 0; p < pixels;) {
    const int end = min_int(pixels, p + 32);
    for (int c = 0; c < n; c++) p1[c] = p2[c] = 0;
    for (; p < end; p++) {
      const float *row = x + (uz)p * n, *d = dy + (uz)p * n;
      float *to = dx + (uz)p * n;
      int c = 0;
      for (; c + 4 <= n; c += 4) {
        const V u = (load(row + c) - load(m + c)) * load(r + c);  // normalised
        V q = load(d + c);
        if (g->activation) {
          const V z = u * load(g->gamma + c) + load(g->beta + c);
          if (g->activation == 1) q = select(z > splat(0), q, splat(0));
          else {
            const V s = vsigmoid(z);
            q = q * (s * (splat(1) + z * (splat(1) - s)));
          }
        }
        store(to + c, q);
        store(p1 + c, load(p1 + c) + q);
        store(p2 + c, load(p2 + c) + q * u);
      }
      for (; c < n; c++) {
        const float u = (row[c] - m[c]) * r[c];
        float q = d[c];
        if (g->activation) {
          const float z = u * g->gamma[c] + g->beta[c];
          if (g->activation == 1) q = z > 0 ? q : 0;
          else {
            const float s = sigmoid1(z);
            q = q * (s * (1 + z * (1 - s)));
          }
        }
        to[c] = q;
        p1[c] += q;
        p2[c] += q * u;
      }
    }
    for (int c = 0; c < n; c++) s1[c] += p1[c], s2[c] += p2[c];
  }
  for (int k = 0; k < g->groups; k++) {
    double t1 = 0, t2 = 0;
    for (int c = k * size; c < (k + 1) * size; c++) t1 += g->gamma[c] * s1[c], t2 += g->gamma[c] * s2[c];
    for (int c = k * size; c < (k + 1) * size; c++) {
      k1[c] = (float)(r[c] * t1 / count);
      k2[c] = (float)(r[c] * t2 / count) * r[c];
      factor[c] = r[c] * g->gamma[c];
    }
  }
  for (int c = 0; c < n; c++) partial[c] = (float)s2[c], partial[n + c] = (float)s1[c];
  // dx = r (γ q − mean(γ q) − u mean(γ q u)), u = (x − m) r
  for (int p = 0; p < pixels; p++) {
    const float *restrict row = x + (uz)p * n;
    float *restrict to = dx + (uz)p * n;
    for (int c = 0; c < n; c++) to[c] = to[c] * factor[c] - k1[c] - (row[c] - m[c]) * k2[c];
  }
}
