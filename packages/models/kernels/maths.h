// Elementary functions on four floats. Relative error at most 2 units in the last place over the ranges tested.
#pragma once
#include "common.h"

// e^r for |r| ≤ ln2 / 2, polynomial of degree 6 (Cephes expf).
INLINE V vexp_reduced(V r) {
  V p = splat(1.9875691500e-4f);
  p = p * r + splat(1.3981999507e-3f);
  p = p * r + splat(8.3334519073e-3f);
  p = p * r + splat(4.1665795894e-2f);
  p = p * r + splat(1.6666665459e-1f);
  p = p * r + splat(5.0000001201e-1f);
  return p * r * r + r + splat(1);
}

// exp: 2^k · e^r. Overflows to infinity, underflows to zero.
INLINE V vexp(V x) {
  const V lo = splat(-87.33654f), hi = splat(88.72283f);
  const V c = vmin(vmax(x, lo), hi);
  const V k = __builtin_wasm_nearest_f32x4(c * splat(1.44269504088896341f));
  const V r = (c - k * splat(0.693359375f)) - k * splat(-2.12194440e-4f);
  const V p = vexp_reduced(r);
  // Two factors, since 2^128 is not a float.
  const VI n = __builtin_wasm_trunc_saturate_s_i32x4_f32x4(k);
  const VI half = n >> 1;
  const V s1 = (V)((half + 127) << 23), s2 = (V)((n - half + 127) << 23);
  V y = p * s1 * s2;
  y = select(x > hi, splat(__builtin_inff()), y);
  y = select(x < lo, splat(0), y);
  return select(x == x, y, x);
}

// log (Cephes logf).
INLINE V vlog(V x) {
  const VI tiny = x < splat(1.17549435e-38f);
  const V scaled = select(tiny, x * splat(8388608.0f), x);
  const VI bits = (VI)scaled;
  VI e = ((bits >> 23) & 255) - 126 - (tiny & 23);
  V m = (V)((bits & 0x007fffff) | 0x3f000000);
  const VI low = m < splat(0.707106781186547524f);
  e = e + low;
  m = m + select(low, m, splat(0)) - splat(1);
  const V z = m * m;
  V p = splat(7.0376836292e-2f);
  p = p * m + splat(-1.1514610310e-1f);
  p = p * m + splat(1.1676998740e-1f);
  p = p * m + splat(-1.2420140846e-1f);
  p = p * m + splat(1.4249322787e-1f);
  p = p * m + splat(-1.6668057665e-1f);
  p = p * m + splat(2.0000714765e-1f);
  p = p * m + splat(-2.4999993993e-1f);
  p = p * m + splat(3.3333331174e-1f);
  const V k = __builtin_convertvector(e, V);
  V y = p * m * z + k * splat(-2.12194440e-4f) - splat(0.5f) * z + m + k * splat(0.693359375f);
  y = select(x == splat(0), splat(-__builtin_inff()), y);
  y = select(x == splat(__builtin_inff()), x, y);
  y = select(x < splat(0), splat(__builtin_nanf("")), y);
  return select(x == x, y, x);
}

// 1 / (1 + e^−x) with −x held within ±87, where e^−x needs no care: beyond, the result is off by at most 2e-38.
INLINE V vsigmoid(V x) {
  const V c = vmin(vmax(-x, splat(-87)), splat(87));
  const V shifted = c * splat(1.44269504088896341f) + splat(12582912);  // 1.5 · 2^23: the last bits are the nearest integer
  const V k = shifted - splat(12582912);
  const V r = (c - k * splat(0.693359375f)) - k * splat(-2.12194440e-4f);
  const V scale = (V)(((VI)shifted << 23) + 0x3f800000);
  return splat(1) / (splat(1) + vexp_reduced(r) * scale);
}

// tanh: odd polynomial near zero (Cephes tanhf), else 1 − 2 / (e^2|x| + 1).
INLINE V vtanh(V x) {
  const V size = (V)((VI)x & 0x7fffffff);
  const V z = x * x;
  V p = splat(-5.70498872745e-3f);
  p = p * z + splat(2.06390887954e-2f);
  p = p * z + splat(-5.37397155531e-2f);
  p = p * z + splat(1.33314422036e-1f);
  p = p * z + splat(-3.33332819422e-1f);
  const V near = p * z * x + x;
  const V far = splat(1) - splat(2) / (vexp(size + size) + splat(1));
  const V signed_far = (V)((VI)far | ((VI)x & (int)0x80000000));
  return select(size < splat(0.625f), near, signed_far);
}

// erf by Abramowitz and Stegun 7.1.26 (absolute error 1.5e-7), the formula of TensorFlow.js' own kernels.
INLINE V verf(V x) {
  const V size = (V)((VI)x & 0x7fffffff);
  const V t = splat(1) / (splat(1) + splat(0.3275911f) * size);
  V p = splat(1.061405429f);
  p = p * t + splat(-1.453152027f);
  p = p * t + splat(1.421413741f);
  p = p * t + splat(-0.284496736f);
  p = p * t + splat(0.254829592f);
  const V y = splat(1) - p * t * vexp(-size * size);
  return (V)((VI)y | ((VI)x & (int)0x80000000));
}
