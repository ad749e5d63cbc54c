// exp and log on two doubles: the operations of src/diffusion/elementary.ts, one by one, so that the bits agree.
#pragma once

typedef double D __attribute__((vector_size(16)));
typedef double DU __attribute__((vector_size(16), aligned(8)));
typedef long long L __attribute__((vector_size(16)));
typedef int I2 __attribute__((vector_size(8)));

#define INLINE static inline __attribute__((always_inline))

INLINE D both(double x) { return (D){x, x}; }
INLINE D load(const double *p) { return *(const DU *)p; }
INLINE void store(double *p, D v) { *(DU *)p = v; }
INLINE D choose(L mask, D x, D y) { return (D)((mask & (L)x) | (~mask & (L)y)); }

// e^x for −700 ≤ x ≤ 700.
INLINE D exponential(D x) {
  const D k = __builtin_wasm_floor_f64x2(x * both(1.4426950408889634) + both(0.5));
  const D r = x - k * both(0.6931471803691238) - k * both(1.9082149292705877e-10);
  D p = both(1.0 / 6227020800.0);
  p = p * r + both(1.0 / 479001600.0);
  p = p * r + both(1.0 / 39916800.0);
  p = p * r + both(1.0 / 3628800.0);
  p = p * r + both(1.0 / 362880.0);
  p = p * r + both(1.0 / 40320.0);
  p = p * r + both(1.0 / 5040.0);
  p = p * r + both(1.0 / 720.0);
  p = p * r + both(1.0 / 120.0);
  p = p * r + both(1.0 / 24.0);
  p = p * r + both(1.0 / 6.0);
  p = p * r + both(0.5);
  p = p * r + both(1);
  p = p * r + both(1);
  const L bits = {(long long)k[0] + 1023, (long long)k[1] + 1023};
  return p * (D)(bits << 52);
}

// log x for normal positive x.
INLINE D logarithm(D x) {
  const L bits = (L)x;
  L exponent = (L)((unsigned long long __attribute__((vector_size(16))))bits >> 52) - 1022;
  D m = (D)((bits & 0x000fffffffffffffLL) | 0x3fe0000000000000LL);
  const L low = m < both(0.7071067811865476);
  m = choose(low, m + m, m);
  exponent = exponent + low;
  const D k = {(double)(int)exponent[0], (double)(int)exponent[1]};
  const D s = (m - both(1)) / (m + both(1));
  const D z = s * s;
  D p = both(1.0 / 21);
  p = p * z + both(1.0 / 19);
  p = p * z + both(1.0 / 17);
  p = p * z + both(1.0 / 15);
  p = p * z + both(1.0 / 13);
  p = p * z + both(1.0 / 11);
  p = p * z + both(1.0 / 9);
  p = p * z + both(1.0 / 7);
  p = p * z + both(1.0 / 5);
  p = p * z + both(1.0 / 3);
  p = p * z;
  const D twice = s + s;
  return k * both(0.6931471803691238) + (k * both(1.9082149292705877e-10) + (twice * p + twice));
}
