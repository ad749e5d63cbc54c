// Philox4x32-10 and the naming of streams, as in packages/core/src/random: the same numbers.
#pragma once
#include "plan.h"
typedef unsigned int u32;
typedef unsigned long long u64;

INLINE void philox(const u32 counter[4], u32 key0, u32 key1, u32 out[4]) {
  u32 c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
  for (int round = 0; round < 10; round++) {
    const u64 a = (u64)c0 * 0xd2511f53u, b = (u64)c2 * 0xcd9e8d57u;
    const u32 low = (u32)a;
    c0 = (u32)(b >> 32) ^ c1 ^ key0;
    c1 = (u32)b;
    c2 = (u32)(a >> 32) ^ c3 ^ key1;
    c3 = low;
    key0 += 0x9e3779b9u, key1 += 0xbb67ae85u;
  }
  out[0] = c0, out[1] = c1, out[2] = c2, out[3] = c3;
}

INLINE void put_number(unsigned char *to, double value) {
  const u64 bits = __builtin_bit_cast(u64, value == 0 ? 0.0 : value);
  for (int i = 0; i < 8; i++) to[i] = (unsigned char)(bits >> (8 * i));
}

// The uniforms of one trajectory: the first p->draws of the stream named (…, sample, shot), every LANES-th number of to.
NOINLINE void draw_uniforms(PLAN, double sample, double shot, double *to) {
  unsigned char name[256];
  for (int i = 0; i < p->name_size; i++) name[i] = p->name[i];
  put_number(name + p->name_sample, sample);
  put_number(name + p->name_shot, shot);
  u32 state[4] = {0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u}, image[4];
  for (int at = 0; at < p->name_size; at += 8) {
    u32 word[2];
    for (int i = 0; i < 2; i++) {
      const unsigned char *b = name + at + 4 * i;
      word[i] = (u32)b[0] | (u32)b[1] << 8 | (u32)b[2] << 16 | (u32)b[3] << 24;
    }
    philox(state, word[0], word[1], image);
    for (int i = 0; i < 4; i++) state[i] ^= image[i];
  }
  for (int d = 0; d < p->draws; d += 2) {
    const u32 counter[4] = {(u32)d / 2, 0, state[2], state[3]};
    philox(counter, state[0], state[1], image);
    for (int i = 0; i < 2 && d + i < p->draws; i++)
      to[(uz)(d + i) * LANES] = ((double)(image[2 * i] >> 5) * 67108864.0 + (double)(image[2 * i + 1] >> 6)) * 0x1p-53;
  }
}

// Natural logarithm of a positive number (fdlibm's e_log.c); minus infinity of 0.
INLINE double logarithm(double x) {
  if (!(x > 0)) return -__builtin_inf();
  int k = 0;
  if (x < 0x1p-1022) x *= 0x1p54, k = -54;
  u64 bits = __builtin_bit_cast(u64, x);
  k += (int)(bits >> 52) - 1023;
  bits = (bits & 0xfffffffffffffull) | 0x3ff0000000000000ull;
  double m = __builtin_bit_cast(double, bits);
  if (m > 1.4142135623730951) m *= 0.5, k++;
  const double f = m - 1, s = f / (2 + f), z = s * s;
  const double r = z * (6.666666666666735130e-01 + z * (3.999999999940941908e-01 + z * (2.857142874366239149e-01 + z * (2.222219843214978396e-01 + z * (1.818357216161805012e-01 + z * (1.531383769920937332e-01 + z * 1.479819860511658591e-01))))));
  const double h = 0.5 * f * f;
  return k * 6.93147180369123816490e-01 - ((h - (s * (h + r) + k * 1.90821492927058770002e-10)) - f);
}
