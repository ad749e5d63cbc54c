// 128-bit vectors of REAL (float unless built with -DDOUBLE), and the form every kernel has.
#pragma once
typedef unsigned long uz;
#ifdef DOUBLE
typedef double REAL;
#define LANES 4  // batch lanes of one tile
#else
typedef float REAL;
#define LANES 8
#endif
typedef REAL V __attribute__((vector_size(16)));
#define VL ((int)(16 / sizeof(REAL)))
#define INLINE static inline __attribute__((always_inline))
#define NOINLINE static __attribute__((noinline))

#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(#name)))
#else
#define EXPORT(name)
#endif
// void name(arguments, chunk, thread)
#define KERNEL(name) EXPORT(name) void name(const void *arguments, int chunk, int thread)
#define UNUSED(x) ((void)(x))

INLINE V splat(REAL x) {
  V v;
  for (int i = 0; i < VL; i++) v[i] = x;
  return v;
}
INLINE V load(const REAL *p) { return *(const V *)p; }
INLINE void store(REAL *p, V v) { *(V *)p = v; }
INLINE REAL lanes_sum(V v) {
  REAL s = v[0];
  for (int i = 1; i < VL; i++) s += v[i];
  return s;
}
INLINE void clear(REAL *p, uz count) {
  for (uz i = 0; i < count; i++) p[i] = 0;
}
INLINE int odd(unsigned x) { return __builtin_popcount(x) & 1; }
