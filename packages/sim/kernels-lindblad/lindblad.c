// Kernels of the Lindblad engine. A vector of the batch is [tile][row][lane]; a chunk is one tile. Arguments are words: integers
// and addresses; real scalars are read from memory, so that float64 keeps its digits.
#include "operator.h"

typedef struct {
  const Operator *operator;
  int lanes;
  REAL *scratch;  // per thread
  int scratch_size;
  const REAL *x;
  REAL *y;
  const REAL *scalars;  // a, b, c
} Apply;

// y = a M x + b x + c y
KERNEL(lindblad_apply) {
  const Apply *p = arguments;
  const uz at = (uz)chunk * p->operator->rows * p->lanes;
  apply(p->operator, p->x + at, p->y + at, p->scalars[0], p->scalars[1], p->scalars[2], 0, 0,
        p->scratch + (uz)thread * p->scratch_size, p->lanes);
}

typedef struct {
  const Operator *operator;
  int lanes;
  REAL *scratch;  // per thread: two tiles, then what apply needs
  int scratch_size;
  REAL *state;  // in: x; out: sum_k last[k] F_k x, if keep
  int keep;
  const REAL *scalars;  // 1/rho, center, delta/rho
  int terms;
  const REAL *last;   // [terms]
  int times;
  const REAL *coefficient;  // [terms][times]
  const int *first;         // [terms]: the first time whose coefficient counts
  // what is read out of F_k x: rows of a sparse matrix, or every coordinate if start is 0
  int outputs;
  const int *start, *column;
  const REAL *value;
  REAL *out;  // [tile][time][output][lane]
} Series;

NOINLINE void add_outputs(const Series *p, int k, const REAL *f, REAL *out, REAL *row, const int T) {
  const REAL *coefficient = p->coefficient + (uz)k * p->times;
  const uz size = (uz)p->outputs * T;
  if (p->start == 0) {
    for (int m = p->first[k]; m < p->times; m++) {
      const V c = splat(coefficient[m]);
      REAL *to = out + m * size;
      for (uz i = 0; i < size; i += (uz)NARROW) store(to + i, load(to + i) + c * load(f + i));
    }
    return;
  }
  for (int r = 0; r < p->outputs; r++) {
    for (int t = 0; t < T; t += NARROW) {
      V s = splat(0);
      for (int e = p->start[r]; e < p->start[r + 1]; e++) s += splat(p->value[e]) * load(f + (uz)p->column[e] * T + t);
      store(row + t, s);
    }
    for (int m = p->first[k]; m < p->times; m++) {
      const V c = splat(coefficient[m]);
      REAL *to = out + m * size + (uz)r * T;
      for (int t = 0; t < T; t += NARROW) store(to + t, load(to + t) + c * load(row + t));
    }
  }
}

// One step by the Faber series of an ellipse: F_0 = x, F_1 = (M - s) x / rho, F_2 = ((M - s) F_1 - 2 delta F_0) / rho,
// F_{k+1} = ((M - s) F_k - delta F_{k-1}) / rho, with dense output.
KERNEL(lindblad_series) {
  const Series *p = arguments;
  const int T = p->lanes, rows = p->operator->rows;
  const uz size = (uz)rows * T;
  REAL *f = p->scratch + (uz)thread * p->scratch_size, *g = f + size, *row = g + size, *rest = row + T;
  REAL *state = p->state + chunk * size, *out = p->out + (uz)chunk * p->times * p->outputs * T;
  const REAL a = p->scalars[0], b = -p->scalars[1] * p->scalars[0], c = -p->scalars[2];
  copy(state, f, size);
  clear(out, (uz)p->times * p->outputs * T);
  if (p->keep) {
    const V first = splat(p->last[0]);
    for (uz i = 0; i < size; i += (uz)NARROW) store(state + i, first * load(f + i));
  }
  if (p->times) add_outputs(p, 0, f, out, row, T);
  for (int k = 1; k < p->terms; k++) {
    apply(p->operator, f, g, a, b, k == 1 ? 0 : k == 2 ? 2 * c : c, p->keep ? state : 0, p->last[k], rest, T);
    REAL *swap = f;
    f = g, g = swap;
    if (p->times) add_outputs(p, k, f, out, row, T);
  }
}

INLINE void lane_dots(const REAL *x, const REAL *y, int rows, REAL *to, const int T) {
  for (int t = 0; t < T; t += NARROW) {
    V s = splat(0);
    for (int r = 0; r < rows; r++) s += load(x + (uz)r * T + t) * load(y + (uz)r * T + t);
    store(to + t, s);
  }
}

typedef struct {
  int rows, lanes;
  const REAL *x, *y;
  REAL *out;  // [tile][lane]
} Dots;

// the inner product of each lane
KERNEL(lindblad_dots) {
  const Dots *p = arguments;
  (void)thread;
  const uz at = (uz)chunk * p->rows * p->lanes;
  lane_dots(p->x + at, p->y + at, p->rows, p->out + (uz)chunk * p->lanes, p->lanes);
}

typedef struct {
  int rows, lanes, count;
  const int *vector;  // [count][2]: address, numbers from tile to tile
  const REAL *coefficient;  // [tile or one][count][lane]
  int coefficient_stride;   // numbers from tile to tile
  REAL *out;
} Combine;

// out = sum_k coefficient[k] vector[k], lane by lane; out may be one of the vectors
KERNEL(lindblad_combine) {
  const Combine *p = arguments;
  (void)thread;
  const int T = p->lanes;
  const REAL *coefficient = p->coefficient + (uz)chunk * p->coefficient_stride;
  REAL *out = p->out + (uz)chunk * p->rows * T;
  for (uz i = 0; i < (uz)p->rows * T; i += (uz)T)
    for (int t = 0; t < T; t += NARROW) {
      V s = splat(0);
      for (int k = 0; k < p->count; k++) {
        const REAL *x = (const REAL *)(uz)(unsigned)p->vector[2 * k] + (uz)chunk * p->vector[2 * k + 1];
        s += load(coefficient + (uz)k * T + t) * load(x + i + t);
      }
      store(out + i + t, s);
    }
}

typedef struct {
  const Operator *operator;
  int lanes;
  REAL *scratch;
  int scratch_size;
  REAL *basis;  // [tile][steps + 1][row][lane]; the first vector is given, not normalised
  int steps;
  REAL *norm;  // [tile][lane]: length of the first vector
  REAL *h;     // [tile][steps][steps + 2][lane]: column j holds h_0j ... h_{j+1,j}
} Arnoldi;

// scales x to length 1, lane by lane; a lane below `least` becomes 0 and its length too
INLINE void normalise(REAL *x, int rows, REAL *length, const REAL *least, const int T) {
  REAL factor[WIDE];
  lane_dots(x, x, rows, length, T);
  for (int t = 0; t < T; t++) {
    const REAL n = SQUARE_ROOT(length[t]);
    length[t] = n > least[t] ? n : 0;
    factor[t] = n > least[t] ? 1 / n : 0;
  }
  for (int r = 0; r < rows; r++)
    for (int t = 0; t < T; t += NARROW) {
      V f;
      for (int i = 0; i < NARROW; i++) f[i] = factor[t + i];
      store(x + (uz)r * T + t, f * load(x + (uz)r * T + t));
    }
}

// Arnoldi's process with every new vector orthogonalised twice (Saad, Iterative Methods, 6.3)
KERNEL(lindblad_arnoldi) {
  const Arnoldi *p = arguments;
  const int T = p->lanes, rows = p->operator->rows, steps = p->steps;
  const uz size = (uz)rows * T;
  REAL *basis = p->basis + (uz)chunk * (steps + 1) * size;
  REAL *h = p->h + (uz)chunk * steps * (steps + 2) * T, least[WIDE], dot[WIDE];
  clear(h, (uz)steps * (steps + 2) * T);
  for (int t = 0; t < T; t++) least[t] = 0;
  normalise(basis, rows, p->norm + (uz)chunk * T, least, T);
  for (int j = 0; j < steps; j++) {
    REAL *w = basis + (j + 1) * size, *column = h + (uz)j * (steps + 2) * T;
    apply(p->operator, basis + j * size, w, 1, 0, 0, 0, 0, p->scratch + (uz)thread * p->scratch_size, T);
    lane_dots(w, w, rows, least, T);
    for (int t = 0; t < T; t++) least[t] = SQUARE_ROOT(least[t]) * (REAL)(sizeof(REAL) == 8 ? 1e-14 : 1e-6);
    for (int pass = 0; pass < 2; pass++)
      for (int k = 0; k <= j; k++) {
        const REAL *v = basis + k * size;
        lane_dots(v, w, rows, dot, T);
        for (int t = 0; t < T; t++) column[k * T + t] += dot[t];
        for (uz i = 0; i < size; i += (uz)T)
          for (int t = 0; t < T; t += NARROW) {
            V f;
            for (int l = 0; l < NARROW; l++) f[l] = dot[t + l];
            store(w + i + t, load(w + i + t) - f * load(v + i + t));
          }
      }
    normalise(w, rows, column + (uz)(j + 1) * T, least, T);
  }
}

typedef struct {
  int rows, lanes, forms;
  const int *start;  // [forms + 1]
  const int *place;  // [entries][2]: row, column
  const REAL *value;
  const REAL *left, *right;
  REAL *out;  // [tile][form][lane]
} Forms;

// left^T A_f right for every sparse matrix A_f, lane by lane
KERNEL(lindblad_forms) {
  const Forms *p = arguments;
  (void)thread;
  const int T = p->lanes;
  const uz at = (uz)chunk * p->rows * T;
  const REAL *left = p->left + at, *right = p->right + at;
  for (int f = 0; f < p->forms; f++)
    for (int t = 0; t < T; t += NARROW) {
      V s = splat(0);
      for (int k = p->start[f]; k < p->start[f + 1]; k++)
        s += splat(p->value[k]) * load(left + (uz)p->place[2 * k] * T + t) * load(right + (uz)p->place[2 * k + 1] * T + t);
      store(p->out + ((uz)chunk * p->forms + f) * T + t, s);
    }
}
