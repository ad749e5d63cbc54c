// Common ground of Kraus' kernels. C23, no libc, built by tools/kernels with clang for wasm32 + SIMD.
//
// Every exported kernel has the form  void name(const int *a, int chunk, int thread):
//   a       argument words, written by the host (pointers, sizes, float bits), the same for all chunks;
//   chunk   which part of the work to do; how the work is cut depends on the arguments alone, never on the number of
//           threads, so that any number of threads gives the same bytes;
//   thread  which scratch area to use (0 … threads − 1).
#pragma once

typedef float V __attribute__((vector_size(16)));
typedef float VU __attribute__((vector_size(16), aligned(4)));
typedef int VI __attribute__((vector_size(16)));
typedef unsigned char u8;
typedef unsigned long uz;

#define INLINE static inline __attribute__((always_inline))
#define NOINLINE static __attribute__((noinline))
#define EXPORT(name) __attribute__((export_name(#name), noinline)) void name
#define KERNEL(name) EXPORT(name)(const int *a, int chunk, int thread)
#define UNUSED_THREAD (void)thread

INLINE V load(const float *p) { return *(const VU *)p; }
INLINE void store(float *p, V v) { *(VU *)p = v; }
INLINE V splat(float x) { return (V){x, x, x, x}; }
INLINE float word_float(const int *a, int i) { return ((const float *)a)[i]; }
INLINE float *word_pointer(const int *a, int i) { return (float *)(uz)(unsigned)a[i]; }
INLINE int min_int(int x, int y) { return x < y ? x : y; }
INLINE int max_int(int x, int y) { return x > y ? x : y; }
// Of x and a bound that is a number; x where x is not a number. One instruction each, unlike IEEE 754's minimum and maximum.
INLINE V vmin(V x, V bound) { return (V)__builtin_wasm_pmin_f32x4(x, bound); }
INLINE V vmax(V x, V bound) { return (V)__builtin_wasm_pmax_f32x4(x, bound); }
INLINE V select(VI mask, V x, V y) { return (V)((mask & (VI)x) | (~mask & (VI)y)); }

// The range of elements of a chunk when n elements are cut into chunks of `size`.
INLINE int chunk_begin(int chunk, int size) { return chunk * size; }
INLINE int chunk_end(int chunk, int size, int n) { return min_int(n, (chunk + 1) * size); }
