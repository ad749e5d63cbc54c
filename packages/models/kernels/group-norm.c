// Group normalisation of [batch][pixels][channels], with a shift of each image and an activation behind it (0 none, 1 relu,
// 2 silu), and its gradient. One chunk is one image; an image is read while it is in cache.
#include "maths.h"

// Pixels whose sums are kept in float; the sums of these are added in double.
#define STRETCH 32

// Up to four channels; the rest are zeros.
INLINE V load_lanes(const float *p, int lanes) {
  if (lanes == 4) return load(p);
  V v = splat(0);
  for (int i = 0; i < lanes; i++) v[i] = p[i];
  return v;
}

INLINE void store_lanes(float *p, V v, int lanes) {
  if (lanes == 4) store(p, v);
  else
    for (int i = 0; i < lanes; i++) p[i] = v[i];
}

INLINE void add_lanes(double *sums, V v, int lanes) {
  for (int i = 0; i < lanes; i++) sums[i] += v[i];
}

// Runs a statement for up to four channels, first with the number of lanes known to the compiler.
#define CHANNELS(n, ...)                              \
  for (int c = 0; c < (n); c += 4) {                  \
    if (c + 4 <= (n)) { const int lanes = 4; __VA_ARGS__ } \
    else { const int lanes = (n) - c; __VA_ARGS__ }   \
  }

// Σ over pixels of x, or of (x − m)² where m is given, for each channel.
NOINLINE void channel_sums(const float *x, int pixels, int n, const float *m, double *sums) {
  for (int c = 0; c < n; c++) sums[c] = 0;
  for (int first = 0; first < pixels; first += STRETCH) {
    const int last = min_int(pixels, first + STRETCH);
    CHANNELS(n, {
      const float *row = x + (uz)first * n + c;
      V s = splat(0);
      if (m) {
        const V mean = load_lanes(m + c, lanes);
        for (int p = first; p < last; p++, row += n) {
          const V d = load_lanes(row, lanes) - mean;
          s += d * d;
        }
      } else
        for (int p = first; p < last; p++, row += n) s += load_lanes(row, lanes);
      add_lanes(sums + c, s, lanes);
    })
  }
}

typedef struct {
  const float *x, *gamma, *beta, *shift;  // shift: [batch][channels], or null
  float *y, *mean, *scale;                // mean and 1 / standard deviation: [batch][groups]
  float *scratch;
  int scratch_stride;
  int pixels, channels, groups, activation;
  float epsilon;
} GroupNorm;

KERNEL(group_norm) {
  const GroupNorm *g = (const GroupNorm *)a;
  const int n = g->channels, size = n / g->groups, pixels = g->pixels;
  const double count = (double)pixels * size;
  double *sums = (double *)(g->scratch + (uz)thread * g->scratch_stride);
  float *m = (float *)(sums + n), *factor = m + n, *offset = factor + n;
  const float *x = g->x + (uz)chunk * pixels * n;
  float *y = g->y + (uz)chunk * pixels * n, *mean = g->mean + chunk * g->groups, *scale = g->scale + chunk * g->groups;
  channel_sums(x, pixels, n, 0, sums);
  for (int k = 0; k < g->groups; k++) {
    double total = 0;
    for (int c = 0; c < size; c++) total += sums[k * size + c];
    mean[k] = (float)(total / count);
    for (int c = 0; c < size; c++) m[k * size + c] = mean[k];
  }
  channel_sums(x, pixels, n, m, sums);
  for (int k = 0; k < g->groups; k++) {
    double total = 0;
    for (int c = 0; c < size; c++) total += sums[k * size + c];
    scale[k] = (float)(1 / __builtin_sqrt(total / count + g->epsilon));
    for (int c = k * size; c < (k + 1) * size; c++) {
      factor[c] = scale[k] * g->gamma[c];
      offset[c] = g->beta[c] + (g->shift ? g->shift[chunk * n + c] : 0);
    }
  }
  for (int p = 0; p < pixels; p++, x += n, y += n)
    CHANNELS(n, {
      V z = (load_lanes(x + c, lanes) - load_lanes(m + c, lanes)) * load_lanes(factor + c, lanes) + load_lanes(offset + c, lanes);
      if (g->activation == 1) z = vmax(z, splat(0));
      else if (g->activation == 2) z = z * vsigmoid(z);
      store_lanes(y + c, z, lanes);
    })
}

typedef struct {
  const float *dy, *x, *gamma, *beta, *shift, *mean, *scale;
  float *dx, *gamma_parts, *shift_parts;  // [batch][channels]: of each image d gamma, and d beta, which is also d shift
  float *scratch;
  int scratch_stride;
  int pixels, channels, groups, activation;
} GroupNormGradient;

KERNEL(group_norm_gradient) {
  const GroupNormGradient *g = (const GroupNormGradient *)a;
  const int n = g->channels, size = n / g->groups, pixels = g->pixels, activation = g->activation;
  const double count = (double)pixels * size;
  double *s1 = (double *)(g->scratch + (uz)thread * g->scratch_stride), *s2 = s1 + n;
  float *m = (float *)(s2 + n), *r = m + n, *offset = r + n, *k1 = offset + n, *k2 = k1 + n, *factor = k2 + n;
  const uz image = (uz)pixels * n;
  const float *x = g->x + chunk * image, *dy = g->dy + chunk * image;
  float *dx = g->dx + chunk * image, *gamma_part = g->gamma_parts + (uz)chunk * n, *shift_part = g->shift_parts + (uz)chunk * n;
  for (int c = 0; c < n; c++) {
    m[c] = g->mean[chunk * g->groups + c / size];
    r[c] = g->scale[chunk * g->groups + c / size];
    offset[c] = g->beta[c] + (g->shift ? g->shift[chunk * n + c] : 0);
    s1[c] = s2[c] = 0;
  }
  // dx: q = dy times the activation's slope. s1 = Σ q, s2 = Σ q u, u = (x − m) r.
  for (int first = 0; first < pixels; first += STRETCH) {
    const int last = min_int(pixels, first + STRETCH);
    CHANNELS(n, {
      uz at = (uz)first * n + c;
      const V mean = load_lanes(m + c, lanes);
      const V scale = load_lanes(r + c, lanes);
      const V gamma = load_lanes(g->gamma + c, lanes);
      const V beta = load_lanes(offset + c, lanes);
      V p1 = splat(0);
      V p2 = p1;
      for (int p = first; p < last; p++, at += n) {
        const V u = (load_lanes(x + at, lanes) - mean) * scale;
        const V z = u * gamma + beta;
        V q = load_lanes(dy + at, lanes);
        if (activation == 1) q = select(z > splat(0), q, splat(0));
        else if (activation == 2) {
          const V s = vsigmoid(z);
          q = q * (s * (splat(1) + z * (splat(1) - s)));
        }
        store_lanes(dx + at, q, lanes);
        p1 += q;
        p2 += q * u;
      }
      add_lanes(s1 + c, p1, lanes);
      add_lanes(s2 + c, p2, lanes);
    })
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
  for (int c = 0; c < n; c++) gamma_part[c] = (float)s2[c], shift_part[c] = (float)s1[c];
  // dx = r (γ q − mean(γ q) − u mean(γ q u))
  for (int p = 0; p < pixels; p++, x += n, dx += n)
    CHANNELS(n, {
      const V centred = load_lanes(x + c, lanes) - load_lanes(m + c, lanes);
      const V q = load_lanes(dx + c, lanes);
      store_lanes(dx + c, q * load_lanes(factor + c, lanes) - load_lanes(k1 + c, lanes) - centred * load_lanes(k2 + c, lanes), lanes);
    })
}
