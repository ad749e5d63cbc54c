// Depthwise convolution of NHWC images: filter [kh][kw][channels][multiplier], output channel c · multiplier + m.
#include "common.h"

typedef struct {
  const float *x, *w, *dy;
  float *y;  // the result: y, dx, or partial filter gradients [chunk][kh][kw][channels][multiplier]
  int batch, images;
  int height, width, channels, multiplier;
  int kh, kw, stride_y, stride_x, dilation_y, dilation_x, top, left;
  int rows, columns;
} Depthwise;

// Runs the given statement for every window element inside the image.
#define WINDOWS(...)                                                                            \
  for (int i = 0; i < p->rows; i++)                                                             \
    for (int j = 0; j < p->columns; j++)                                                        \
      for (int ky = 0; ky < p->kh; ky++) {                                                      \
        const int v = i * p->stride_y - p->top + ky * p->dilation_y;                            \
        if (v < 0 || v >= p->height) continue;                                                  \
        for (int kx = 0; kx < p->kw; kx++) {                                                    \
          const int u = j * p->stride_x - p->left + kx * p->dilation_x;                         \
          if (u < 0 || u >= p->width) continue;                                                 \
          const uz at_x = ((uz)v * p->width + u) * n, at_y = ((uz)i * p->columns + j) * out, at_w = ((uz)ky * p->kw + kx) * out; \
          __VA_ARGS__                                                                               \
        }                                                                                       \
      }

KERNEL(depthwise) {
  UNUSED_THREAD;
  const Depthwise *p = (const Depthwise *)a;
  const int n = p->channels, k = p->multiplier, out = n * k;
  const float *x = p->x + (uz)chunk * p->height * p->width * n;
  float *y = p->y + (uz)chunk * p->rows * p->columns * out;
  __builtin_memset(y, 0, (uz)p->rows * p->columns * out * 4);
  WINDOWS({
    const float *restrict f = x + at_x, *restrict w = p->w + at_w;
    float *restrict t = y + at_y;
    if (k == 1) for (int c = 0; c < n; c++) t[c] += f[c] * w[c];
    else for (int c = 0; c < n; c++) for (int m = 0; m < k; m++) t[c * k + m] += f[c] * w[c * k + m];
  })
}

KERNEL(depthwise_input_gradient) {
  UNUSED_THREAD;
  const Depthwise *p = (const Depthwise *)a;
  const int n = p->channels, k = p->multiplier, out = n * k;
  const float *dy = p->dy + (uz)chunk * p->rows * p->columns * out;
  float *dx = p->y + (uz)chunk * p->height * p->width * n;
  __builtin_memset(dx, 0, (uz)p->height * p->width * n * 4);
  WINDOWS({
    float *restrict t = dx + at_x;
    const float *restrict g = dy + at_y, *restrict w = p->w + at_w;
    if (k == 1) for (int c = 0; c < n; c++) t[c] += g[c] * w[c];
    else for (int c = 0; c < n; c++) for (int m = 0; m < k; m++) t[c] += g[c * k + m] * w[c * k + m];
  })
}

KERNEL(depthwise_filter_gradient) {
  UNUSED_THREAD;
  const Depthwise *p = (const Depthwise *)a;
  const int n = p->channels, k = p->multiplier, out = n * k;
  float *dw = p->y + (uz)chunk * p->kh * p->kw * out;
  __builtin_memset(dw, 0, (uz)p->kh * p->kw * out * 4);
  const int b1 = min_int(p->batch, (chunk + 1) * p->images);
  for (int b = chunk * p->images; b < b1; b++) {
    const float *x = p->x + (uz)b * p->height * p->width * n, *dy = p->dy + (uz)b * p->rows * p->columns * out;
    WINDOWS({
      const float *restrict f = x + at_x, *restrict g = dy + at_y;
      float *restrict t = dw + at_w;
      if (k == 1) for (int c = 0; c < n; c++) t[c] += f[c] * g[c];
      else for (int c = 0; c < n; c++) for (int m = 0; m < k; m++) t[c * k + m] += f[c] * g[c * k + m];
    })
  }
}
