// 128-bit vectors of REAL (float unless built with -DDOUBLE), and the form every kernel has.
#pragma once
typedef unsigned long uz;
#ifdef DOUBLE
typedef double REAL;
#define SQUARE_ROOT(x) __builtin_sqrt(x)
#else
typedef float REAL;
#define SQUARE_ROOT(x) __builtin_sqrtf(x)
#endif
typedef REAL V __attribute__((vector_size(16)));
#define NARROW ((int)(16 / sizeof(REAL)))  // lanes of a narrow tile: one vector
#define WIDE ((int)(64 / sizeof(REAL)))    // lanes of a wide tile: one cache line a coordinate
#define INLINE static inline __attribute__((always_inline))
#define NOINLINE static __attribute__((noinline))
#define EXPORT(name) __attribute__((export_name(#name)))
// void name(arguments, chunk, thread); a chunk is one tile
#define KERNEL(name) EXPORT(name) void name(const void *arguments, int chunk, int thread)

INLINE V splat(REAL x) {
  V v;
  for (int i = 0; i < NARROW; i++) v[i] = x;
  return v;
}
INLINE V load(const REAL *p) { return *(const V *)p; }
INLINE void store(REAL *p, V v) { *(V *)p = v; }
INLINE void clear(REAL *p, uz count) {
  for (uz i = 0; i < count; i += (uz)NARROW) store(p + i, splat(0));
}
INLINE void copy(const REAL *from, REAL *to, uz count) {
  for (uz i = 0; i < count; i += (uz)NARROW) store(to + i, load(from + i));
}
