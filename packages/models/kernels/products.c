// Matrix products, and the packing of weights that they share with convolutions.
#include "block.h"

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
