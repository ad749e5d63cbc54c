// Convolutions of NHWC images with filters of any size and stride.
#include "block.h"
#include "padding.h"

typedef struct {
  const float *x, *w, *start;  // images, packed weights, eight-padded bias (or zeros)
  float *y, *scratch;
  int scratch_stride;  // floats of scratch a thread
  int batch, images;   // in all, in a chunk
  int height, width, in;
  int top, left, padded_height, padded_width;
  int stride_y, stride_x, origin_y, origin_x;  // the window of output (0, 0) starts at the origin of the padded image
  int segments, run;                           // taps a column; taps a row times in
  int rows, columns, out;                      // outputs computed
  int y_height, y_width, y_step_y, y_step_x, y_first_y, y_first_x;  // where they go
} Convolution;

KERNEL(convolve) {
  const Convolution *c = (const Convolution *)a;
  const int b0 = chunk * c->images, images = min_int(c->images, c->batch - b0);
  const int pixels = images * c->rows * c->columns, blocks = (pixels + ROWS - 1) / ROWS;
  float *scratch = c->scratch + (uz)thread * c->scratch_stride;
  int *xo = (int *)scratch, *yo = xo + blocks * ROWS;
  float *padded = (float *)(yo + blocks * ROWS);
  const int image = c->padded_height * c->padded_width * c->in;
  const float *x = c->x + (uz)b0 * c->height * c->width * c->in;
  if (c->top != 0 || c->left != 0 || c->padded_height != c->height || c->padded_width != c->width) {
    pad_images(x, padded, images, c->height, c->width, c->in, c->top, c->left, c->padded_height, c->padded_width);
    x = padded;
  }
  int p = 0;
  for (int b = 0; b < images; b++)
    for (int i = 0; i < c->rows; i++)
      for (int j = 0; j < c->columns; j++, p++) {
        xo[p] = b * image + ((c->origin_y + i * c->stride_y) * c->padded_width + c->origin_x + j * c->stride_x) * c->in;
        yo[p] = ((b * c->y_height + c->y_first_y + i * c->y_step_y) * c->y_width + c->y_first_x + j * c->y_step_x) * c->out;
      }
  for (; p < blocks * ROWS; p++) xo[p] = xo[pixels - 1], yo[p] = yo[pixels - 1];
  float *y = c->y + (uz)b0 * c->y_height * c->y_width * c->out;
  const uz panel = (uz)c->segments * c->run * 8;
  for (int o = 0; o < c->out; o += 8) {
    const float *w = c->w + panel * (o / 8);
    for (int q = 0; q < blocks; q++)
      block(x, xo + ROWS * q, w, c->start + o, y + o, yo + ROWS * q, c->segments, c->padded_width * c->in, c->run,
            min_int(8, c->out - o), min_int(ROWS, pixels - ROWS * q));
  }
}
