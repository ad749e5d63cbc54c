// Gradients of convolutions for their filters, any size and stride.
#include "padding.h"

// dw[i][0 … lanes) (+)= Σ over one image's windows of x[i] · dy[0 … 8), i = 0 … 3.
NOINLINE void gradient_block(const float *x, const float *dy, float *dw, int rows, int columns, int x_row, int x_step,
                             int dy_step, int out, int lanes, int kept, int add) {
  V a00 = splat(0), a01 = a00, a10 = a00, a11 = a00, a20 = a00, a21 = a00, a30 = a00, a31 = a00;
  const float *g = dy;
  for (int i = 0; i < rows; i++) {
    const float *p = x + (uz)i * x_row;
    for (int j = 0; j < columns; j++) {
      const V g0 = load(g), g1 = load(g + 4);
      V v;
      v = splat(p[0]); a00 += v * g0; a01 += v * g1;
      v = splat(p[1]); a10 += v * g0; a11 += v * g1;
      v = splat(p[2]); a20 += v * g0; a21 += v * g1;
      v = splat(p[3]); a30 += v * g0; a31 += v * g1;
      p += x_step;
      g += dy_step;
    }
  }
  const V all[8] = {a00, a01, a10, a11, a20, a21, a30, a31};
  for (int i = 0; i < kept; i++, dw += out) {
    if (lanes == 8) {
      store(dw, add ? load(dw) + all[2 * i] : all[2 * i]);
      store(dw + 4, add ? load(dw + 4) + all[2 * i + 1] : all[2 * i + 1]);
    } else {
      const float *from = (const float *)&all[2 * i];
      for (int j = 0; j < lanes; j++) dw[j] = add ? dw[j] + from[j] : from[j];
    }
  }
}

// Gradient of a convolution for its filter: a partial result [segments][run][out] for each chunk of images.
typedef struct {
  const float *x, *dy;
  float *partial, *scratch;
  int scratch_stride;
  int batch, images;
  int height, width, in;
  int top, left, padded_height, padded_width;
  int stride_y, stride_x;
  int segments, run;
  int rows, columns, out;
} FilterGradient;

KERNEL(filter_gradient) {
  const FilterGradient *c = (const FilterGradient *)a;
  const int first = chunk * c->images, last = min_int(c->batch, first + c->images);
  const int pad = c->top != 0 || c->left != 0 || c->padded_height != c->height || c->padded_width != c->width;
  const int pixels = c->rows * c->columns, out = c->out, row = c->padded_width * c->in;
  float *scratch = c->scratch + (uz)thread * c->scratch_stride;
  float *partial = c->partial + (uz)chunk * c->segments * c->run * out;
  for (int b = first; b < last; b++) {  // one image at a time: it stays in cache
    const float *x = c->x + (uz)b * c->height * c->width * c->in, *dy = c->dy + (uz)b * pixels * out;
    float *area = scratch;
    if (pad) {
      pad_images(x, area, 1, c->height, c->width, c->in, c->top, c->left, c->padded_height, c->padded_width);
      x = area;
      area += (uz)c->padded_height * row + 8;
    }
    int dy_step = out;
    if (out % 8) {  // zeros behind the last channel
      dy_step = (out + 7) & ~7;
      for (int p = 0; p < pixels; p++)
        for (int o = 0; o < dy_step; o++) area[(uz)p * dy_step + o] = o < out ? dy[(uz)p * out + o] : 0;
      dy = area;
    }
    for (int s = 0; s < c->segments; s++)
      for (int m = 0; m < c->run; m += 4)
        for (int o = 0; o < out; o += 8)
          gradient_block(x + s * row + m, dy + o, partial + ((uz)s * c->run + m) * out + o, c->rows, c->columns,
                         row * c->stride_y, c->in * c->stride_x, dy_step, out, min_int(8, out - o), min_int(4, c->run - m),
                         b > first);
  }
}
