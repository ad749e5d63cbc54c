// Convolutions of NHWC images and matrix products, on one micro-kernel: five rows (pixels) by eight output
// channels. Ten accumulators, two weights and two temporaries are what fits the 15 vector registers that V8 has on x86-64.
#include "common.h"

#define ROWS 5

#define TERM(c)                                                 \
  {                                                             \
    const V w0 = load(w + 8 * (c)), w1 = load(w + 8 * (c) + 4); \
    V v;                                                        \
    v = splat(r0[c]); a00 += v * w0; a01 += v * w1;             \
    v = splat(r1[c]); a10 += v * w0; a11 += v * w1;             \
    v = splat(r2[c]); a20 += v * w0; a21 += v * w1;             \
    v = splat(r3[c]); a30 += v * w0; a31 += v * w1;             \
    v = splat(r4[c]); a40 += v * w0; a41 += v * w1;             \
  }

// y[yo[i]][0 … lanes) = start + Σ_s Σ_k x[xo[i] + s·step + k] · w[s·run + k][0 … 8), i = 0 … 4.
// Weights are packed in panels of eight output channels, so they are read in order.
// One function for each way to unroll: with a second loop for the rest, V8 would spill the accumulators (30 % slower).
#define BLOCK(name, unroll, TERMS)                                                                                     \
  NOINLINE void name(const float *x, const int *xo, const float *w, const float *start, float *y, const int *yo,       \
                     int segments, int step, int run, int lanes, int rows) {                                           \
    const V s0 = load(start), s1 = load(start + 4);                                                                    \
    V a00 = s0, a01 = s1, a10 = s0, a11 = s1, a20 = s0, a21 = s1, a30 = s0, a31 = s1, a40 = s0, a41 = s1;               \
    const float *r0 = x + xo[0], *r1 = x + xo[1], *r2 = x + xo[2], *r3 = x + xo[3], *r4 = x + xo[4];                    \
    for (int s = 0; s < segments; s++) {                                                                               \
      for (int k = run; k > 0; k -= unroll) {                                                                          \
        TERMS                                                                                                          \
        r0 += unroll, r1 += unroll, r2 += unroll, r3 += unroll, r4 += unroll, w += 8 * unroll;                          \
      }                                                                                                                \
      const int skip = step - run;                                                                                     \
      r0 += skip, r1 += skip, r2 += skip, r3 += skip, r4 += skip;                                                      \
    }                                                                                                                  \
    if (lanes == 8 && rows == ROWS) {                                                                                  \
      store(y + yo[0], a00), store(y + yo[0] + 4, a01), store(y + yo[1], a10), store(y + yo[1] + 4, a11);              \
      store(y + yo[2], a20), store(y + yo[2] + 4, a21), store(y + yo[3], a30), store(y + yo[3] + 4, a31);              \
      store(y + yo[4], a40), store(y + yo[4] + 4, a41);                                                                \
      return;                                                                                                          \
    }                                                                                                                  \
    const V all[2 * ROWS] = {a00, a01, a10, a11, a20, a21, a30, a31, a40, a41};                                        \
    for (int i = 0; i < rows; i++) {                                                                                   \
      const float *from = (const float *)&all[2 * i];                                                                  \
      for (int j = 0; j < lanes; j++) y[yo[i] + j] = from[j];                                                          \
    }                                                                                                                  \
  }

BLOCK(block_by_four, 4, TERM(0) TERM(1) TERM(2) TERM(3))
BLOCK(block_by_one, 1, TERM(0))
#undef TERM

INLINE void block(const float *x, const int *xo, const float *w, const float *start, float *y, const int *yo,
                  int segments, int step, int run, int lanes, int rows) {
  if (run % 4) block_by_one(x, xo, w, start, y, yo, segments, step, run, lanes, rows);
  else block_by_four(x, xo, w, start, y, yo, segments, step, run, lanes, rows);
}

// Packs weights into panels [out / 8][row taps][column taps][in][8], zeros behind the last output channel.
// One chunk is one panel. The source is [kh][kw][in][out], or [kh][kw][out][in] when transposed.
typedef struct {
  const float *from;
  float *to;
  int width;  // kw of the source
  int in, out;
  int transposed;
  int row_first, row_step, rows, column_first, column_step, columns;  // which taps, in which order
} Pack;

KERNEL(pack_filter) {
  UNUSED_THREAD;
  const Pack *p = (const Pack *)a;
  const int o0 = chunk * 8, lanes = min_int(8, p->out - o0), in = p->in, out = p->out;
  float *to = p->to + (uz)chunk * p->rows * p->columns * in * 8;
  for (int j = 0; j < p->rows; j++)
    for (int i = 0; i < p->columns; i++) {
      const int tap = (p->row_first + p->row_step * j) * p->width + p->column_first + p->column_step * i;
      const float *from = p->from + (uz)tap * in * out;
      if (!p->transposed && lanes == 8) {
        for (int c = 0; c < in; c++, to += 8) {
          const float *f = from + (uz)c * out + o0;
          store(to, load(f));
          store(to + 4, load(f + 4));
        }
      } else if (!p->transposed) {
        for (int c = 0; c < in; c++, to += 8) {
          for (int l = 0; l < 8; l++) to[l] = l < lanes ? from[(uz)c * out + o0 + l] : 0;
        }
      } else {
        int c = 0;
        if (lanes == 8) {  // eight rows, four by four
          const float *f = from + (uz)o0 * in;
          for (; c + 4 <= in; c += 4) {
            for (int half = 0; half < 8; half += 4) {
              const float *g = f + (uz)half * in + c;
              const V q0 = load(g), q1 = load(g + in), q2 = load(g + 2 * in), q3 = load(g + 3 * in);
              const V t0 = __builtin_shufflevector(q0, q1, 0, 4, 1, 5), t1 = __builtin_shufflevector(q0, q1, 2, 6, 3, 7);
              const V t2 = __builtin_shufflevector(q2, q3, 0, 4, 1, 5), t3 = __builtin_shufflevector(q2, q3, 2, 6, 3, 7);
              float *t = to + 8 * c + half;
              store(t, __builtin_shufflevector(t0, t2, 0, 1, 4, 5));
              store(t + 8, __builtin_shufflevector(t0, t2, 2, 3, 6, 7));
              store(t + 16, __builtin_shufflevector(t1, t3, 0, 1, 4, 5));
              store(t + 24, __builtin_shufflevector(t1, t3, 2, 3, 6, 7));
            }
          }
        }
        for (; c < in; c++)
          for (int l = 0; l < 8; l++) to[8 * c + l] = l < lanes ? from[(uz)(o0 + l) * in + c] : 0;
        to += 8 * in;
      }
    }
}

// Copies images into zero-padded ones. Rows and columns beyond the source (also negative padding) become zeros or are left out.
NOINLINE void pad_images(const float *x, float *to, int images, int height, int width, int channels, int top, int left,
                         int padded_height, int padded_width) {
  const int row = padded_width * channels;
  const int first = max_int(0, left), last = min_int(padded_width, left + width);
  for (int b = 0; b < images; b++) {
    for (int y = 0; y < padded_height; y++, to += row) {
      const int source = y - top;
      if (source < 0 || source >= height || last <= first) {
        __builtin_memset(to, 0, (uz)row * 4);
        continue;
      }
      const float *from = x + ((uz)b * height + source) * width * channels + (first - left) * channels;
      __builtin_memset(to, 0, (uz)first * channels * 4);
      __builtin_memcpy(to + first * channels, from, (uz)(last - first) * channels * 4);
      __builtin_memset(to + last * channels, 0, (uz)(padded_width - last) * channels * 4);
    }
  }
}

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

// Row-major matrix product: y[rows][columns] = x[rows][depth] · w (packed panels of eight columns).
typedef struct {
  const float *x, *w, *start;
  float *y;
  int rows, columns, depth;
  int chunk_rows, chunk_panels, row_chunks;
} Product;

KERNEL(multiply_matrices) {
  UNUSED_THREAD;
  const Product *p = (const Product *)a;
  const int r0 = (chunk % p->row_chunks) * p->chunk_rows, r1 = min_int(p->rows, r0 + p->chunk_rows);
  const int panels = (p->columns + 7) / 8;
  const int n0 = (chunk / p->row_chunks) * p->chunk_panels, n1 = min_int(panels, n0 + p->chunk_panels);
  for (int n = n0; n < n1; n++)
    for (int r = r0; r < r1; r += ROWS) {
      int xo[ROWS], yo[ROWS];
      for (int i = 0; i < ROWS; i++) {
        const int row = min_int(r + i, r1 - 1);
        xo[i] = row * p->depth;
        yo[i] = row * p->columns + n * 8;
      }
      block(p->x, xo, p->w + (uz)n * p->depth * 8, p->start + n * 8, p->y, yo, 1, 0, p->depth,
            min_int(8, p->columns - n * 8), min_int(ROWS, r1 - r));
    }
}

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

// to[i] = Σ_k from[k·n + i], k in order. args: from, to, count, n, elements a chunk
KERNEL(sum_partials) {
  UNUSED_THREAD;
  const float *from = word_pointer(a, 0);
  float *to = word_pointer(a, 1);
  const int count = a[2], n = a[3], first = chunk_begin(chunk, a[4]), last = chunk_end(chunk, a[4], n);
  for (int i = first; i < last; i++) to[i] = from[i];
  for (int k = 1; k < count; k++) {
    const float *f = from + (uz)k * n;
    for (int i = first; i < last; i++) to[i] += f[i];
  }
}
