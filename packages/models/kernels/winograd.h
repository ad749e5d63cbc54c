// Winograd's minimal filtering F(4×4, 3×3) (Lavin and Gray, arXiv:1509.09308): four outputs of a filter of three taps from
// six inputs, by products at the points 0, ±1/√2, ±√2 and ∞. These points keep all constants between 1/6 and 2√2, which costs
// less accuracy than the usual 0, ±1, ±2, ∞. Each function transforms one dimension.
#pragma once
#include "common.h"

#define TILE 4           // outputs of a tile along a dimension
#define WINDOW 6         // inputs
#define POINTS 36        // products a tile, channel in and channel out
#define ROOT_HALF 0.70710678118654752f
#define ROOT_TWO 1.41421356237309505f

// Bᵀ d: six inputs at the points.
INLINE void image_to_points(const V *d, V *t) {
  const V p = d[4] - splat(2) * d[2], q = splat(ROOT_HALF) * (d[3] - splat(2) * d[1]);
  const V r = d[4] - splat(0.5f) * d[2], s = splat(ROOT_TWO) * (d[3] - splat(0.5f) * d[1]);
  t[0] = d[0] - splat(2.5f) * d[2] + d[4];
  t[1] = p + q, t[2] = p - q, t[3] = r + s, t[4] = r - s;
  t[5] = d[1] - splat(2.5f) * d[3] + d[5];
}

// G g: three taps at the points.
INLINE void filter_to_points(const V *g, V *t) {
  const V p = splat(-2.0f / 3) * (g[0] + splat(0.5f) * g[2]), q = splat(-2.0f / 3 * ROOT_HALF) * g[1];
  const V r = splat(1.0f / 6) * (g[0] + splat(2) * g[2]), s = splat(ROOT_TWO / 6) * g[1];
  t[0] = g[0];
  t[1] = p + q, t[2] = p - q, t[3] = r + s, t[4] = r - s;
  t[5] = g[2];
}

// Aᵀ m: four outputs from the points.
INLINE void points_to_image(const V *m, V *t) {
  const V p = m[1] + m[2], q = splat(ROOT_HALF) * (m[1] - m[2]);
  const V r = m[3] + m[4], s = splat(ROOT_TWO) * (m[3] - m[4]);
  t[0] = m[0] + p + r;
  t[1] = q + s;
  t[2] = splat(0.5f) * p + splat(2) * r;
  t[3] = splat(0.5f) * q + splat(2) * s + m[5];
}

// A y: the transpose of points_to_image, for gradients of outputs.
INLINE void output_to_points(const V *y, V *t) {
  const V p = y[0] + splat(0.5f) * y[2], q = splat(ROOT_HALF) * (y[1] + splat(0.5f) * y[3]);
  const V r = y[0] + splat(2) * y[2], s = splat(ROOT_TWO) * (y[1] + splat(2) * y[3]);
  t[0] = y[0];
  t[1] = p + q, t[2] = p - q, t[3] = r + s, t[4] = r - s;
  t[5] = y[3];
}

// Gᵀ u: the transpose of filter_to_points, for gradients of filters.
INLINE void points_to_filter(const V *u, V *t) {
  const V p = splat(-2.0f / 3) * (u[1] + u[2]), q = splat(-2.0f / 3 * ROOT_HALF) * (u[1] - u[2]);
  const V r = splat(1.0f / 6) * (u[3] + u[4]), s = splat(ROOT_TWO / 6) * (u[3] - u[4]);
  t[0] = u[0] + p + r;
  t[1] = q + s;
  t[2] = splat(0.5f) * p + splat(2) * r + u[5];
}
