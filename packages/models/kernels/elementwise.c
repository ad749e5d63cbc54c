// Elementwise kernels: binary operations with broadcasting, unary operations, selection, casts.
#include "maths.h"

// Loops over up to four merged outer dimensions are run by the host's strides; the inner dimension is contiguous in the
// result and contiguous (stride 1) or constant (stride 0) in each operand.
typedef struct {
  const float *x, *y;
  float *z;
  int operation;
  int inner;            // elements of the inner dimension
  int rows;             // product of the outer dimensions
  int chunk_rows;       // rows a chunk
  int chunk_inner;      // elements a chunk when there is one row only; else = inner
  int x_inner, y_inner; // 0 or 1
  int extent[4], x_stride[4], y_stride[4];  // outer dimensions, outermost first
} Binary;

enum { ADD, SUB, MUL, DIV, MAX, MIN, SQUARED_DIFFERENCE, EQUAL, NOT_EQUAL, GREATER, GREATER_EQUAL, LESS, LESS_EQUAL };

#define ROW(expression)                                                                  \
  if (xs && ys) for (int i = 0; i < n; i++) { const float p = x[i], q = y[i]; z[i] = (expression); } \
  else if (xs) { const float q = y[0]; for (int i = 0; i < n; i++) { const float p = x[i]; z[i] = (expression); } } \
  else if (ys) { const float p = x[0]; for (int i = 0; i < n; i++) { const float q = y[i]; z[i] = (expression); } } \
  else { const float p = x[0], q = y[0]; const float r = (expression); for (int i = 0; i < n; i++) z[i] = r; }

NOINLINE void float_row(int operation, const float *restrict x, const float *restrict y, float *restrict z, int n, int xs, int ys) {
  switch (operation) {
    case ADD: ROW(p + q) break;
    case SUB: ROW(p - q) break;
    case MUL: ROW(p * q) break;
    case DIV: ROW(p / q) break;
    case MAX: ROW(p > q || p != p ? p : q) break;
    case MIN: ROW(p < q || p != p ? p : q) break;
    default: ROW((p - q) * (p - q)) break;
  }
}

NOINLINE void bool_row(int operation, const float *restrict x, const float *restrict y, u8 *restrict z, int n, int xs, int ys) {
  switch (operation) {
    case EQUAL: ROW(p == q) break;
    case NOT_EQUAL: ROW(p != q) break;
    case GREATER: ROW(p > q) break;
    case GREATER_EQUAL: ROW(p >= q) break;
    case LESS: ROW(p < q) break;
    default: ROW(p <= q) break;
  }
}

KERNEL(binary) {
  UNUSED_THREAD;
  const Binary *b = (const Binary *)a;
  const int n = b->inner, compare = b->operation >= EQUAL;
  if (b->rows == 1) {
    const int first = chunk_begin(chunk, b->chunk_inner), count = chunk_end(chunk, b->chunk_inner, n) - first;
    const float *x = b->x + first * b->x_inner, *y = b->y + first * b->y_inner;
    if (compare) bool_row(b->operation, x, y, (u8 *)b->z + first, count, b->x_inner, b->y_inner);
    else float_row(b->operation, x, y, b->z + first, count, b->x_inner, b->y_inner);
    return;
  }
  const int first = chunk_begin(chunk, b->chunk_rows), last = chunk_end(chunk, b->chunk_rows, b->rows);
  for (int row = first; row < last; row++) {
    int rest = row, xo = 0, yo = 0;
    for (int d = 3; d >= 0; d--) {
      const int e = b->extent[d];
      if (e == 1) continue;
      const int quotient = rest / e, i = rest - quotient * e;
      rest = quotient;
      xo += i * b->x_stride[d];
      yo += i * b->y_stride[d];
    }
    if (compare) bool_row(b->operation, b->x + xo, b->y + yo, (u8 *)b->z + (uz)row * n, n, b->x_inner, b->y_inner);
    else float_row(b->operation, b->x + xo, b->y + yo, b->z + (uz)row * n, n, b->x_inner, b->y_inner);
  }
}

enum { NEG, ABS, RELU, SIGMOID, TANH, EXP, LOG, SQRT, RSQRT, SQUARE, STEP, SIGN, RECIPROCAL, ERF, SOFTPLUS, ELU, LEAKY_RELU,
       CLIP, SILU, FLOOR, CEIL, RELU6, COPY, SCALE, LOG1P, EXPM1 };

#define MAP(expression)                                        \
  {                                                            \
    int i = first;                                             \
    for (; i + 4 <= last; i += 4) { const V v = load(x + i); store(y + i, (expression)); } \
    if (i < last) {                                            \
      float rest[4] = {0, 0, 0, 0};                            \
      for (int j = i; j < last; j++) rest[j - i] = x[j];       \
      const V v = load(rest);                                  \
      store(rest, (expression));                               \
      for (int j = i; j < last; j++) y[j] = rest[j - i];       \
    }                                                          \
  }

// log(1 + x) without loss for small x (Kahan): x · log(u) / (u − 1), u = 1 + x.
INLINE V vlog1p(V x) {
  const V u = splat(1) + x, d = u - splat(1);
  return select(d == splat(0), x, vlog(u) * x / d);
}

// e^x − 1 without loss for small x (Kahan): (u − 1) · x / log u, u = e^x.
INLINE V vexpm1(V x) {
  const V u = vexp(x), d = u - splat(1);
  const V y = d * x / vlog(u);
  return select((V)((VI)x & 0x7fffffff) < splat(1), select(d == splat(0), x, y), d);
}

// args: x, y, operation, n, elements a chunk, p, q (floats)
KERNEL(unary) {
  UNUSED_THREAD;
  const float *x = word_pointer(a, 0);
  float *y = word_pointer(a, 1);
  const int first = chunk_begin(chunk, a[4]), last = chunk_end(chunk, a[4], a[3]);
  const V p = splat(word_float(a, 5)), q = splat(word_float(a, 6)), zero = splat(0), one = splat(1);
  switch (a[2]) {
    case NEG: MAP(-v) break;
    case ABS: MAP((V)((VI)v & 0x7fffffff)) break;
    case RELU: MAP(vmax(v, zero)) break;
    case SIGMOID: MAP(vsigmoid(v)) break;
    case TANH: MAP(vtanh(v)) break;
    case EXP: MAP(vexp(v)) break;
    case LOG: MAP(vlog(v)) break;
    case SQRT: MAP(__builtin_wasm_sqrt_f32x4(v)) break;
    case RSQRT: MAP(one / __builtin_wasm_sqrt_f32x4(v)) break;
    case SQUARE: MAP(v * v) break;
    case STEP: MAP(select(v == v, select(v > zero, one, p), v)) break;
    case SIGN: MAP(select(v > zero, one, select(v < zero, -one, v))) break;
    case RECIPROCAL: MAP(one / v) break;
    case ERF: MAP(verf(v)) break;
    case SOFTPLUS: MAP(vmax(v, zero) + vlog1p(vexp(-(V)((VI)v & 0x7fffffff)))) break;
    case ELU: MAP(select(v >= zero, v, vexpm1(v))) break;
    case LEAKY_RELU: MAP(select(v < zero, p * v, v)) break;
    case CLIP: MAP(vmin(vmax(v, p), q)) break;
    case SILU: MAP(v * vsigmoid(v)) break;
    case FLOOR: MAP(__builtin_wasm_floor_f32x4(v)) break;
    case CEIL: MAP(__builtin_wasm_ceil_f32x4(v)) break;
    case RELU6: MAP(vmin(vmax(v, zero), splat(6))) break;
    case SCALE: MAP(v * p + q) break;
    case LOG1P: MAP(vlog1p(v)) break;
    case EXPM1: MAP(vexpm1(v)) break;
    default: MAP(v) break;
  }
}

// dx = dy · silu'(x). args: dy, x, dx, n, elements a chunk
KERNEL(silu_gradient) {
  UNUSED_THREAD;
  const float *dy = word_pointer(a, 0), *x = word_pointer(a, 1);
  float *dx = word_pointer(a, 2);
  const int last = chunk_end(chunk, a[4], a[3]);
  int i = chunk_begin(chunk, a[4]);
  for (; i < last; i += 4) {
    V v, d;
    if (i + 4 <= last) v = load(x + i), d = load(dy + i);
    else {
      v = d = splat(0);
      for (int j = i; j < last; j++) v[j - i] = x[j], d[j - i] = dy[j];
    }
    const V s = vsigmoid(v), g = d * (s * (splat(1) + v * (splat(1) - s)));
    if (i + 4 <= last) store(dx + i, g);
    else
      for (int j = i; j < last; j++) dx[j] = g[j - i];
  }
}

// dx = x > 0 ? dy : 0. args: dy, x, dx, n, elements a chunk
KERNEL(relu_gradient) {
  UNUSED_THREAD;
  const float *restrict dy = word_pointer(a, 0), *restrict x = word_pointer(a, 1);
  float *restrict dx = word_pointer(a, 2);
  const int last = chunk_end(chunk, a[4], a[3]);
  for (int i = chunk_begin(chunk, a[4]); i < last; i++) dx[i] = x[i] > 0 ? dy[i] : 0;
}

// z = condition ? x : y. args: condition (bytes), x, y, z, n, elements a chunk
KERNEL(select_where) {
  UNUSED_THREAD;
  const u8 *c = (const u8 *)word_pointer(a, 0);
  const float *x = word_pointer(a, 1), *y = word_pointer(a, 2);
  float *z = word_pointer(a, 3);
  const int last = chunk_end(chunk, a[5], a[4]);
  for (int i = chunk_begin(chunk, a[5]); i < last; i++) z[i] = c[i] ? x[i] : y[i];
}

// Casts. args: from, to, kind, n, elements a chunk. Kinds: float→int, int→float, byte→float, byte→int, float→byte, int→byte
KERNEL(convert) {
  UNUSED_THREAD;
  const void *from = word_pointer(a, 0);
  void *to = word_pointer(a, 1);
  const int first = chunk_begin(chunk, a[4]), last = chunk_end(chunk, a[4], a[3]);
  switch (a[2]) {
    case 0: for (int i = first; i < last; i++) { const float v = ((const float *)from)[i]; ((int *)to)[i] = __builtin_wasm_trunc_saturate_s_i32_f32(v); } break;
    case 1: for (int i = first; i < last; i++) ((float *)to)[i] = (float)((const int *)from)[i]; break;
    case 2: for (int i = first; i < last; i++) ((float *)to)[i] = ((const u8 *)from)[i]; break;
    case 3: for (int i = first; i < last; i++) ((int *)to)[i] = ((const u8 *)from)[i]; break;
    case 4: for (int i = first; i < last; i++) ((u8 *)to)[i] = ((const float *)from)[i] != 0; break;
    default: for (int i = first; i < last; i++) ((u8 *)to)[i] = ((const int *)from)[i] != 0; break;
  }
}
