// Kernels that move elements: strided copies (slice, concat, pad, tile, transpose, …), fills, gather, resize, one-hot.
#include "common.h"

// A copy between two strided views of up to eight dimensions, outermost first; the chunk cuts the rows (all dimensions but the
// innermost). Strides count elements and may be zero or negative.
typedef struct {
  const void *from;
  void *to;
  int bytes;  // of an element: 4 or 1
  int rows, chunk_rows;
  int extent[8], from_stride[8], to_stride[8];
} StridedCopy;

INLINE void copy_words(float *restrict to, const float *restrict from, int n, int to_stride, int from_stride) {
  if (to_stride == 1 && from_stride == 1 && n < 256) {  // memory.copy costs a call
    int i = 0;
    for (; i + 4 <= n; i += 4) store(to + i, load(from + i));
    for (; i < n; i++) to[i] = from[i];
  } else if (to_stride == 1 && from_stride == 1) __builtin_memcpy(to, from, (uz)n * 4);
  else
    for (int i = 0; i < n; i++) to[(long)i * to_stride] = from[(long)i * from_stride];
}

INLINE void copy_bytes(u8 *restrict to, const u8 *restrict from, int n, int to_stride, int from_stride) {
  if (to_stride == 1 && from_stride == 1) __builtin_memcpy(to, from, (uz)n);
  else
    for (int i = 0; i < n; i++) to[(long)i * to_stride] = from[(long)i * from_stride];
}

KERNEL(copy_strided) {
  UNUSED_THREAD;
  const StridedCopy *s = (const StridedCopy *)a;
  const int first = chunk_begin(chunk, s->chunk_rows), last = chunk_end(chunk, s->chunk_rows, s->rows);
  const int n = s->extent[7], fs = s->from_stride[7], ts = s->to_stride[7];
  int index[7], rest = first;
  long fo = 0, to = 0;
  for (int d = 6; d >= 0; d--) {
    const int quotient = rest / s->extent[d];
    index[d] = rest - quotient * s->extent[d];
    rest = quotient;
    fo += (long)index[d] * s->from_stride[d];
    to += (long)index[d] * s->to_stride[d];
  }
  for (int row = first; row < last; row++) {
    if (s->bytes == 4) copy_words((float *)s->to + to, (const float *)s->from + fo, n, ts, fs);
    else copy_bytes((u8 *)s->to + to, (const u8 *)s->from + fo, n, ts, fs);
    for (int d = 6; d >= 0; d--) {  // to the next row
      fo += s->from_stride[d];
      to += s->to_stride[d];
      if (++index[d] < s->extent[d]) break;
      fo -= (long)s->extent[d] * s->from_stride[d];
      to -= (long)s->extent[d] * s->to_stride[d];
      index[d] = 0;
    }
  }
}

// args: to, word, n, words a chunk
KERNEL(fill_words) {
  UNUSED_THREAD;
  int *to = (int *)word_pointer(a, 0);
  const int v = a[1], last = chunk_end(chunk, a[3], a[2]);
  for (int i = chunk_begin(chunk, a[3]); i < last; i++) to[i] = v;
}

// y[o][i][…inner] = x[o][indices[i]][…inner]; an index out of range gives zeros.
// args: x, indices, y, outer, rows, count, inner
KERNEL(gather_rows) {
  UNUSED_THREAD;
  const int rows = a[4], count = a[5], inner = a[6], o = chunk;
  const float *x = word_pointer(a, 0) + (uz)o * rows * inner;
  const int *indices = (const int *)word_pointer(a, 1);
  float *y = word_pointer(a, 2) + (uz)o * count * inner;
  for (int i = 0; i < count; i++) {
    const int r = indices[i];
    if (r < 0 || r >= rows) __builtin_memset(y + (uz)i * inner, 0, (uz)inner * 4);
    else __builtin_memcpy(y + (uz)i * inner, x + (uz)r * inner, (uz)inner * 4);
  }
}

// y[segment[i]] += x[i], rows in order; the chunk cuts the inner elements. args: x, segments, y, count, rows, inner, inner a chunk
KERNEL(segment_sum) {
  UNUSED_THREAD;
  const float *x = word_pointer(a, 0);
  const int *segments = (const int *)word_pointer(a, 1);
  float *y = word_pointer(a, 2);
  const int count = a[3], rows = a[4], inner = a[5], first = chunk_begin(chunk, a[6]), last = chunk_end(chunk, a[6], inner);
  for (int r = 0; r < rows; r++)
    for (int c = first; c < last; c++) y[(uz)r * inner + c] = 0;
  for (int i = 0; i < count; i++) {
    const int r = segments[i];
    if (r < 0 || r >= rows) continue;
    for (int c = first; c < last; c++) y[(uz)r * inner + c] += x[(uz)i * inner + c];
  }
}

// args: indices, y, n, depth, on, off (floats or ints by their bits), elements a chunk
KERNEL(one_hot) {
  UNUSED_THREAD;
  const int *indices = (const int *)word_pointer(a, 0);
  int *y = (int *)word_pointer(a, 1);
  const int depth = a[3], on = a[4], off = a[5], last = chunk_end(chunk, a[6], a[2]);
  for (int i = chunk_begin(chunk, a[6]); i < last; i++) {
    int *row = y + (uz)i * depth;
    for (int d = 0; d < depth; d++) row[d] = off;
    if (indices[i] >= 0 && indices[i] < depth) row[indices[i]] = on;
  }
}

// y[b][i][j] = x[b][ys[i]][xs[j]]. One chunk is one image. args: x, y, ys, xs, height, width, rows, columns, channels
KERNEL(resize_nearest) {
  UNUSED_THREAD;
  const int *ys = (const int *)word_pointer(a, 2), *xs = (const int *)word_pointer(a, 3);
  const int height = a[4], width = a[5], rows = a[6], columns = a[7], c = a[8];
  const float *x = word_pointer(a, 0) + (uz)chunk * height * width * c;
  float *y = word_pointer(a, 1) + (uz)chunk * rows * columns * c;
  for (int i = 0; i < rows; i++) {
    float *to = y + (uz)i * columns * c;
    if (i > 0 && ys[i] == ys[i - 1]) {
      __builtin_memcpy(to, to - columns * c, (uz)columns * c * 4);
      continue;
    }
    for (int j = 0; j < columns; j++) {
      const float *f = x + ((uz)ys[i] * width + xs[j]) * c;
      for (int k = 0; k < c; k++) to[j * c + k] = f[k];
    }
  }
}

// The gradient of resize_nearest: dx[b][ys[i]][xs[j]] += dy[b][i][j]. args: dy, dx, ys, xs, height, width, rows, columns, channels
KERNEL(resize_nearest_gradient) {
  UNUSED_THREAD;
  const int *ys = (const int *)word_pointer(a, 2), *xs = (const int *)word_pointer(a, 3);
  const int height = a[4], width = a[5], rows = a[6], columns = a[7], c = a[8];
  const float *dy = word_pointer(a, 0) + (uz)chunk * rows * columns * c;
  float *dx = word_pointer(a, 1) + (uz)chunk * height * width * c;
  __builtin_memset(dx, 0, (uz)height * width * c * 4);
  for (int i = 0; i < rows; i++)
    for (int j = 0; j < columns; j++) {
      float *restrict to = dx + ((uz)ys[i] * width + xs[j]) * c;
      const float *restrict f = dy + ((uz)i * columns + j) * c;
      for (int k = 0; k < c; k++) to[k] += f[k];
    }
}
