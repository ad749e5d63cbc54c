// Maximum and mean pooling of NHWC images and their gradients. One chunk is one image.
#include "common.h"

typedef struct {
  const float *x, *dy;
  float *y;  // result: y forward, dx backward
  int height, width, channels;
  int window_height, window_width, stride_y, stride_x, top, left;
  int rows, columns;
  int mean;  // 0 maximum, 1 mean
} Pool;

KERNEL(pool) {
  UNUSED_THREAD;
  const Pool *p = (const Pool *)a;
  const int n = p->channels;
  const float *x = p->x + (uz)chunk * p->height * p->width * n;
  float *y = p->y + (uz)chunk * p->rows * p->columns * n;
  for (int i = 0; i < p->rows; i++)
    for (int j = 0; j < p->columns; j++, y += n) {
      const int y0 = max_int(0, i * p->stride_y - p->top), y1 = min_int(p->height, i * p->stride_y - p->top + p->window_height);
      const int x0 = max_int(0, j * p->stride_x - p->left), x1 = min_int(p->width, j * p->stride_x - p->left + p->window_width);
      for (int c = 0; c < n; c++) y[c] = p->mean ? 0 : -__builtin_inff();
      for (int v = y0; v < y1; v++)
        for (int u = x0; u < x1; u++) {
          const float *restrict f = x + ((uz)v * p->width + u) * n;
          float *restrict t = y;
          if (p->mean) for (int c = 0; c < n; c++) t[c] += f[c];
          else for (int c = 0; c < n; c++) t[c] = f[c] > t[c] || f[c] != f[c] ? f[c] : t[c];
        }
      if (p->mean) for (int c = 0; c < n; c++) y[c] /= (float)((y1 - y0) * (x1 - x0));
    }
}

// Maximum: the gradient goes to the first largest element of each window. Mean: to all elements that the window covers,
// divided by the window's full size, as TensorFlow.js' kernels do.
KERNEL(pool_gradient) {
  UNUSED_THREAD;
  const Pool *p = (const Pool *)a;
  const int n = p->channels;
  const uz image = (uz)p->height * p->width * n;
  const float *x = p->x + chunk * image, *dy = p->dy + (uz)chunk * p->rows * p->columns * n;
  float *dx = p->y + chunk * image;
  __builtin_memset(dx, 0, image * 4);
  const float share = 1.0f / (float)(p->window_height * p->window_width);
  for (int i = 0; i < p->rows; i++)
    for (int j = 0; j < p->columns; j++, dy += n) {
      const int y0 = max_int(0, i * p->stride_y - p->top), y1 = min_int(p->height, i * p->stride_y - p->top + p->window_height);
      const int x0 = max_int(0, j * p->stride_x - p->left), x1 = min_int(p->width, j * p->stride_x - p->left + p->window_width);
      if (p->mean) {
        for (int v = y0; v < y1; v++)
          for (int u = x0; u < x1; u++) {
            float *restrict t = dx + ((uz)v * p->width + u) * n;
            for (int c = 0; c < n; c++) t[c] += dy[c] * share;
          }
        continue;
      }
      for (int c = 0; c < n; c++) {
        int best = -1;
        float largest = -__builtin_inff();
        for (int v = y0; v < y1; v++)
          for (int u = x0; u < x1; u++) {
            const int at = (v * p->width + u) * n + c;
            if (x[at] > largest || best < 0) largest = x[at], best = at;
          }
        if (best >= 0) dx[best] += dy[c];
      }
    }
}
