// Convolutions with filters of 3 × 3, stride 1, by Winograd's F(4×4, 3×3), and their filter gradients: 36 products for what
// takes 144. Channels in and out are multiples of four. Tiles are numbered over (image, row, column).
#include "block.h"
#include "winograd.h"

typedef struct {
  int height, width, channels;
  int top, left;  // the window of tile (0, 0) starts at (−top, −left); what lies outside of the image is zero
  int step, side; // from tile to tile, and how much a tile reads, along both dimensions
} Tiles;

// Where the elements of a tile are: side² pointers; outside of the image, at `zeros`.
INLINE void find_tile(const Tiles *s, const float *x, const float *zeros, int image, int row, int column, const float **from) {
  const float *base = x + (uz)image * s->height * s->width * s->channels;
  for (int i = 0; i < s->side; i++) {
    const int v = row * s->step - s->top + i;
    for (int j = 0; j < s->side; j++) {
      const int u = column * s->step - s->left + j;
      const int inside = v >= 0 && v < s->height && u >= 0 && u < s->width;
      *from++ = inside ? base + ((uz)v * s->width + u) * s->channels : zeros;
    }
  }
}

// to[point · stride + channel] = Bᵀ d B of one tile.
NOINLINE void transform_window(const float **from, int channels, float *to, uz stride) {
  for (int c = 0; c < channels; c += 4) {
    V half[WINDOW][WINDOW];
    for (int j = 0; j < WINDOW; j++) {
      V d[WINDOW], t[WINDOW];
      for (int i = 0; i < WINDOW; i++) d[i] = load(from[i * WINDOW + j] + c);
      image_to_points(d, t);
      for (int i = 0; i < WINDOW; i++) half[i][j] = t[i];
    }
    for (int i = 0; i < WINDOW; i++) {
      V t[WINDOW];
      image_to_points(half[i], t);
      for (int j = 0; j < WINDOW; j++) store(to + (uz)(i * WINDOW + j) * stride + c, t[j]);
    }
  }
}

// to[point · stride + channel] = A dy Aᵀ of one tile.
NOINLINE void transform_gradient(const float **from, int channels, float *to, uz stride) {
  for (int c = 0; c < channels; c += 4) {
    V half[WINDOW][TILE];
    for (int j = 0; j < TILE; j++) {
      V d[TILE], t[WINDOW];
      for (int i = 0; i < TILE; i++) d[i] = load(from[i * TILE + j] + c);
      output_to_points(d, t);
      for (int i = 0; i < WINDOW; i++) half[i][j] = t[i];
    }
    for (int i = 0; i < WINDOW; i++) {
      V t[WINDOW];
      output_to_points(half[i], t);
      for (int j = 0; j < WINDOW; j++) store(to + (uz)(i * WINDOW + j) * stride + c, t[j]);
    }
  }
}

// y = Aᵀ m A + bias for one tile, of which `rows` × `columns` outputs are kept.
NOINLINE void transform_output(const float *m, uz stride, const float *bias, int channels, float *y, int rows, int columns,
                               int y_row) {
  for (int c = 0; c < channels; c += 4) {
    V half[TILE][WINDOW];
    for (int j = 0; j < WINDOW; j++) {
      V d[WINDOW], t[TILE];
      for (int i = 0; i < WINDOW; i++) d[i] = load(m + (uz)(i * WINDOW + j) * stride + c);
      points_to_image(d, t);
      for (int i = 0; i < TILE; i++) half[i][j] = t[i];
    }
    const V b = load(bias + c);
    for (int i = 0; i < rows; i++) {
      V t[TILE];
      points_to_image(half[i], t);
      float *to = y + (uz)i * y_row + c;
      for (int j = 0; j < columns; j++, to += channels) store(to, t[j] + b);
    }
  }
}

// Filters at the points, in panels of eight output channels: to[point][out / 8][in][8], zeros behind the last output channel.
// The source is [3][3][in][out]; when flipped it is [3][3][out][in], and its taps are taken in reverse order, as the gradient
// for the input needs. One chunk is one panel.
typedef struct {
  const float *from;
  float *to;
  int in, out, flipped;
} WinogradFilter;

KERNEL(winograd_filter) {
  UNUSED_THREAD;
  const WinogradFilter *f = (const WinogradFilter *)a;
  const int in = f->in, out = f->out, panels = (out + 7) / 8;
  const uz stride = (uz)panels * in * 8;
  for (int half = 0; half < 8; half += 4) {
    const int o = chunk * 8 + half;
    float *to = f->to + (uz)chunk * in * 8 + half;
    for (int c = 0; c < in; c++, to += 8) {
      V g[3][3], u[3][WINDOW];
      for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
          if (o >= out) g[i][j] = splat(0);
          else if (!f->flipped) g[i][j] = load(f->from + ((uz)(3 * i + j) * in + c) * out + o);
          else {
            const float *p = f->from + ((uz)(8 - 3 * i - j) * out + o) * in + c;
            g[i][j] = (V){p[0], p[in], p[2 * in], p[3 * in]};
          }
        }
      for (int i = 0; i < 3; i++) filter_to_points(g[i], u[i]);
      for (int j = 0; j < WINDOW; j++) {
        const V column[3] = {u[0][j], u[1][j], u[2][j]};
        V t[WINDOW];
        filter_to_points(column, t);
        for (int i = 0; i < WINDOW; i++) store(to + (uz)(i * WINDOW + j) * stride, t[i]);
      }
    }
  }
}

typedef struct {
  const float *x, *w, *bias;  // images, filters at the points, bias padded to a multiple of eight
  float *y, *scratch;
  int scratch_stride;         // floats of scratch a thread
  Tiles window;
  int rows, columns, out;     // of an image of y
  int tile_rows, tile_columns, tiles, chunk_tiles;  // tiles in all, tiles a chunk (a multiple of five)
} Winograd;

KERNEL(winograd_convolve) {
  const Winograd *c = (const Winograd *)a;
  const int first = chunk_begin(chunk, c->chunk_tiles), count = chunk_end(chunk, c->chunk_tiles, c->tiles) - first;
  const int in = c->window.channels, out = c->out, panels = (out + 7) / 8, padded = 8 * panels;
  const int blocks = (count + ROWS - 1) / ROWS;
  const uz x_stride = (uz)c->chunk_tiles * in, m_stride = (uz)c->chunk_tiles * padded;
  float *zeros = c->scratch + (uz)thread * c->scratch_stride;
  float *x = zeros + in, *m = x + POINTS * x_stride;
  for (int i = 0; i < in; i++) zeros[i] = 0;
  int column = first % c->tile_columns, row = first / c->tile_columns % c->tile_rows;
  int image = first / c->tile_columns / c->tile_rows;
  for (int t = 0; t < blocks * ROWS; t++) {
    if (t >= count) {  // the last block's rows that are no tiles
      for (int p = 0; p < POINTS; p++) __builtin_memset(x + p * x_stride + (uz)t * in, 0, (uz)in * 4);
      continue;
    }
    const float *from[POINTS];
    find_tile(&c->window, c->x, zeros, image, row, column, from);
    transform_window(from, in, x + (uz)t * in, x_stride);
    if (++column == c->tile_columns) column = 0, row++;
    if (row == c->tile_rows) row = 0, image++;
  }
  const uz w_stride = (uz)padded * in;
  for (int p = 0; p < POINTS; p++)
    for (int o = 0; o < panels; o++)
      multiply_panel(x + p * x_stride, in, c->w + p * w_stride + (uz)o * in * 8, m + p * m_stride + 8 * o, padded, in, blocks);
  column = first % c->tile_columns, row = first / c->tile_columns % c->tile_rows;
  image = first / c->tile_columns / c->tile_rows;
  for (int t = 0; t < count; t++) {
    const int i = row * TILE, j = column * TILE;
    transform_output(m + (uz)t * padded, m_stride, c->bias, out, c->y + (((uz)image * c->rows + i) * c->columns + j) * out,
                     min_int(TILE, c->rows - i), min_int(TILE, c->columns - j), c->columns * out);
    if (++column == c->tile_columns) column = 0, row++;
    if (row == c->tile_rows) row = 0, image++;
  }
}

typedef struct {
  const float *x, *dy;
  float *partial, *scratch;   // partial: [chunk][3][3][in][out]
  int scratch_stride;
  Tiles window, target;       // tiles of x and of dy
  int tile_rows, tile_columns, tiles, chunk_tiles;
  int group;                  // tiles that are transformed together
} WinogradGradient;

// Σ over tiles of x at the points times dy at the points, then Gᵀ · G. Tiles are summed in order.
KERNEL(winograd_filter_gradient) {
  const WinogradGradient *c = (const WinogradGradient *)a;
  const int first = chunk_begin(chunk, c->chunk_tiles), last = chunk_end(chunk, c->chunk_tiles, c->tiles);
  const int in = c->window.channels, out = c->target.channels, padded = (out + 7) & ~7;
  const uz x_stride = (uz)c->group * in, g_stride = (uz)c->group * padded, u_stride = (uz)in * padded;
  float *zeros = c->scratch + (uz)thread * c->scratch_stride;
  float *x = zeros + max_int(in, padded), *g = x + POINTS * x_stride, *u = g + POINTS * g_stride;
  for (int i = 0; i < max_int(in, padded); i++) zeros[i] = 0;
  if (padded != out) __builtin_memset(g, 0, POINTS * g_stride * 4);
  int column = first % c->tile_columns, row = first / c->tile_columns % c->tile_rows;
  int image = first / c->tile_columns / c->tile_rows;
  for (int begin = first; begin < last; begin += c->group) {
    const int count = min_int(c->group, last - begin);
    for (int t = 0; t < count; t++) {
      const float *from[POINTS];
      find_tile(&c->window, c->x, zeros, image, row, column, from);
      transform_window(from, in, x + (uz)t * in, x_stride);
      find_tile(&c->target, c->dy, zeros, image, row, column, from);
      transform_gradient(from, out, g + (uz)t * padded, g_stride);
      if (++column == c->tile_columns) column = 0, row++;
      if (row == c->tile_rows) row = 0, image++;
    }
    for (int p = 0; p < POINTS; p++)
      for (int o = 0; o < padded; o += 8)
        for (int i = 0; i < in; i += 4)
          multiply_outer(x + p * x_stride + i, in, g + p * g_stride + o, padded, u + p * u_stride + (uz)i * padded + o, padded,
                         count, begin > first);
  }
  float *to = c->partial + (uz)chunk * 9 * in * out;
  for (int i = 0; i < in; i++)
    for (int o = 0; o < out; o += 4) {
      V half[3][WINDOW];
      for (int j = 0; j < WINDOW; j++) {
        V d[WINDOW], t[3];
        for (int k = 0; k < WINDOW; k++) d[k] = load(u + (uz)(k * WINDOW + j) * u_stride + (uz)i * padded + o);
        points_to_filter(d, t);
        for (int k = 0; k < 3; k++) half[k][j] = t[k];
      }
      for (int k = 0; k < 3; k++) {
        V t[3];
        points_to_filter(half[k], t);
        for (int j = 0; j < 3; j++) store(to + ((uz)(3 * k + j) * in + i) * out + o, t[j]);
      }
    }
}
