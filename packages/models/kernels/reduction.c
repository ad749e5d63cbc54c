// Sums, extrema and softmax. Tensors are seen as [outer][length][inner]; the middle is reduced.
#include "maths.h"

enum { SUM, MAXIMUM, MINIMUM, SUM_OF_SQUARES };

// One chunk reduces a stretch of `chunk_length` of one outer index into partial[chunk][inner] (double).
// args: x, partial, operation, outer, length, inner, chunk_length, stretches (chunks an outer index)
KERNEL(reduce_partial) {
  UNUSED_THREAD;
  const int operation = a[2], length = a[4], inner = a[5], stretches = a[7];
  const int o = chunk / stretches, first = (chunk % stretches) * a[6], last = min_int(length, first + a[6]);
  const float *x = word_pointer(a, 0) + ((uz)o * length + first) * inner;
  double *to = (double *)word_pointer(a, 1) + (uz)chunk * inner;
  const int n = last - first;
  if (inner == 1 && (operation == SUM || operation == SUM_OF_SQUARES)) {
    double total = 0;
    for (int i = 0; i < n;) {  // float sums of at most 64 terms a lane, then double
      const int end = min_int(n, i + 256);
      V s = splat(0);
      if (operation == SUM) for (; i + 4 <= end; i += 4) s += load(x + i);
      else for (; i + 4 <= end; i += 4) { const V v = load(x + i); s += v * v; }
      total += ((double)s[0] + s[1]) + ((double)s[2] + s[3]);
      for (; i < end; i++) total += operation == SUM ? x[i] : (double)x[i] * x[i];
    }
    to[0] = total;
    return;
  }
  if (inner == 1) {
    float m = x[0];
    if (operation == MAXIMUM) for (int i = 1; i < n; i++) m = x[i] > m || x[i] != x[i] ? x[i] : m;
    else for (int i = 1; i < n; i++) m = x[i] < m || x[i] != x[i] ? x[i] : m;
    to[0] = m;
    return;
  }
  for (int c = 0; c < inner; c++) to[c] = operation == SUM || operation == SUM_OF_SQUARES ? 0 : x[c];
  if (operation == SUM) {
    for (int i = 0; i < n; i += 32) {  // float sums of at most 32 rows, then double
      const int end = min_int(n, i + 32);
      int c = 0;
      for (; c + 4 <= inner; c += 4) {
        const float *row = x + (uz)i * inner + c;
        V s = splat(0);
        for (int k = i; k < end; k++, row += inner) s += load(row);
        for (int l = 0; l < 4; l++) to[c + l] += s[l];
      }
      for (; c < inner; c++) {
        const float *row = x + (uz)i * inner + c;
        float s = 0;
        for (int k = i; k < end; k++, row += inner) s += *row;
        to[c] += s;
      }
    }
    return;
  }
  for (int i = 0; i < n; i++) {
    const float *row = x + (uz)i * inner;
    if (operation == MAXIMUM) for (int c = 0; c < inner; c++) to[c] = row[c] > to[c] || row[c] != row[c] ? row[c] : to[c];
    else if (operation == MINIMUM) for (int c = 0; c < inner; c++) to[c] = row[c] < to[c] || row[c] != row[c] ? row[c] : to[c];
    else for (int c = 0; c < inner; c++) to[c] += (double)row[c] * row[c];
  }
}

// Joins the stretches of each outer index in order. args: partial, y, operation, outer, inner, stretches, scale (float)
KERNEL(reduce_join) {
  UNUSED_THREAD;
  (void)chunk;
  const double *partial = (const double *)word_pointer(a, 0);
  float *y = word_pointer(a, 1);
  const int operation = a[2], outer = a[3], inner = a[4], stretches = a[5];
  const double scale = word_float(a, 6);
  for (int o = 0; o < outer; o++)
    for (int c = 0; c < inner; c++) {
      double total = partial[(uz)o * stretches * inner + c];
      for (int s = 1; s < stretches; s++) {
        const double v = partial[((uz)o * stretches + s) * inner + c];
        if (operation == MAXIMUM) total = v > total || v != v ? v : total;
        else if (operation == MINIMUM) total = v < total || v != v ? v : total;
        else total += v;
      }
      y[(uz)o * inner + c] = (float)(total * scale);
    }
}

// Reduces rows of a matrix. args: x, y, operation, rows, length, rows a chunk, scale (float)
KERNEL(reduce_rows) {
  UNUSED_THREAD;
  const int operation = a[2], length = a[4], first = chunk_begin(chunk, a[5]), last = chunk_end(chunk, a[5], a[3]);
  const float *x = word_pointer(a, 0);
  float *y = word_pointer(a, 1);
  const double scale = word_float(a, 6);
  for (int r = first; r < last; r++) {
    const float *row = x + (uz)r * length;
    if (operation == MAXIMUM || operation == MINIMUM) {
      float m = row[0];
      if (operation == MAXIMUM) for (int i = 1; i < length; i++) m = row[i] > m || row[i] != row[i] ? row[i] : m;
      else for (int i = 1; i < length; i++) m = row[i] < m || row[i] != row[i] ? row[i] : m;
      y[r] = m;
    } else {
      double total = 0;
      if (operation == SUM) for (int i = 0; i < length; i++) total += row[i];
      else for (int i = 0; i < length; i++) total += (double)row[i] * row[i];
      y[r] = (float)(total * scale);
    }
  }
}

// Softmax of rows. args: x, y, rows, length, rows a chunk
KERNEL(softmax_rows) {
  UNUSED_THREAD;
  const int length = a[3], first = chunk_begin(chunk, a[4]), last = chunk_end(chunk, a[4], a[2]);
  for (int r = first; r < last; r++) {
    const float *x = word_pointer(a, 0) + (uz)r * length;
    float *y = word_pointer(a, 1) + (uz)r * length;
    float m = x[0];
    for (int i = 1; i < length; i++) m = x[i] > m ? x[i] : m;
    double total = 0;
    int i = 0;
    for (; i + 4 <= length; i += 4) {
      const V e = vexp(load(x + i) - splat(m));
      store(y + i, e);
      total += ((double)e[0] + e[1]) + ((double)e[2] + e[3]);
    }
    for (; i < length; i++) total += y[i] = vexp(splat(x[i] - m))[0];
    const float scale = (float)(1 / total);
    for (int j = 0; j < length; j++) y[j] *= scale;
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
