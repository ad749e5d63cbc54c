// Sine and cosine on vectors: argument reduced by multiples of pi/2 (Cody-Waite), then the polynomials of fdlibm (double)
// and Cephes (float). |x| up to 2^19; the host reduces larger angles.
#pragma once
#include "vectors.h"

#ifdef DOUBLE
typedef long long VI __attribute__((vector_size(16)));
#else
typedef int VI __attribute__((vector_size(16)));
#endif

INLINE V choose(VI mask, V a, V b) { return (V)((mask & (VI)a) | (~mask & (VI)b)); }

INLINE void sincos(V x, V *sine, V *cosine) {
#ifdef DOUBLE
  const V k = __builtin_elementwise_roundeven(x * splat(0.6366197723675814));
  V r = x - k * splat(1.57079632673412561417e+00);
  r = r - k * splat(6.07710050630396597660e-11);
  r = r - k * splat(2.02226624879595063154e-21);
  const V z = r * r;
  V s = splat(1.58969099521155010221e-10);
  s = s * z + splat(-2.50507602534068634195e-08);
  s = s * z + splat(2.75573137070700676789e-06);
  s = s * z + splat(-1.98412698298579493134e-04);
  s = s * z + splat(8.33333333332248946124e-03);
  s = s * z + splat(-1.66666666666666324348e-01);
  s = r + r * z * s;
  V c = splat(-1.13596475577881948265e-11);
  c = c * z + splat(2.08757232129817482790e-09);
  c = c * z + splat(-2.75573143513906633035e-07);
  c = c * z + splat(2.48015872894767294178e-05);
  c = c * z + splat(-1.38888888888741095749e-03);
  c = c * z + splat(4.16666666666666019037e-02);
  c = splat(1) - (splat(0.5) * z - z * z * c);
#else
  const V k = __builtin_elementwise_roundeven(x * splat(0.63661977236758134f));
  V r = x - k * splat(1.5703125f);
  r = r - k * splat(4.837512969970703125e-4f);
  r = r - k * splat(7.54978995489188e-8f);
  const V z = r * r;
  V s = splat(-1.9515295891e-4f);
  s = s * z + splat(8.3321608736e-3f);
  s = s * z + splat(-1.6666654611e-1f);
  s = r + r * z * s;
  V c = splat(2.443315711809948e-5f);
  c = c * z + splat(-1.388731625493765e-3f);
  c = c * z + splat(4.166664568298827e-2f);
  c = splat(1) - splat(0.5f) * z + z * z * c;
#endif
  // k mod 4 as lane masks, in the element's own width
  const V quarter = k * splat((REAL)0.25);
  const V rest = k - splat(4) * __builtin_elementwise_floor(quarter);
  const VI swap = (VI)(rest == splat(1)) | (VI)(rest == splat(3));
  const VI negative_sine = (VI)(rest >= splat(2));
  const VI negative_cosine = (VI)(rest == splat(1)) | (VI)(rest == splat(2));
  const V a = choose(swap, c, s), b = choose(swap, s, c);
  *sine = choose(negative_sine, -a, a);
  *cosine = choose(negative_cosine, -b, b);
}
