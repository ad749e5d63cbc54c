// One-qubit runs as scaled shears, whatever the layout of states.
#pragma once
#include "plan.h"

// A run as RX then RY then a diagonal. X is applied as [[u, -i t], [-i t, u]] up to a factor: form 0 has u = 1, t = tan(a/2);
// form 1 has t = 1 and u = cot(a/2); form 2 (lanes only) is cos, sin without a factor. Y is [[1, -t], [t, 1]], |t| <= 1.
// Factors and the RZ phase are in the block's diagonal: they cost nothing and a multiple of a unitary loses no accuracy.
enum { TANGENT, COTANGENT, FULL };
// Coefficients of a run, each W lanes wide.
enum { X_U, X_T, Y_T, PHASE_RE, PHASE_IM, FACTOR, RUN_SIZE = 6 };

#define SHEAR_X(form, u, t, ar, ai, br, bi)                                                        \
  {                                                                                                \
    V cr, ci, dr, di;                                                                              \
    if (form == TANGENT) cr = ar + t * bi, ci = ai - t * br, dr = br + t * ai, di = bi - t * ar;      \
    else if (form == COTANGENT) cr = u * ar + bi, ci = u * ai - br, dr = u * br + ai, di = u * bi - ar; \
    else cr = u * ar + t * bi, ci = u * ai - t * br, dr = u * br + t * ai, di = u * bi - t * ar;      \
    ar = cr, ai = ci, br = dr, bi = di;                                                            \
  }
#define SHEAR_Y(t, ar, ai, br, bi)                                                 \
  {                                                                                \
    const V cr = ar - t * br, ci = ai - t * bi, dr = br + t * ar, di = bi + t * ai; \
    ar = cr, ai = ci, br = dr, bi = di;                                            \
  }

// (re, im) times i^quarter_turns
INLINE void turn(int quarter_turns, V *re, V *im) {
  const V a = *re, b = *im;
  switch (quarter_turns & 3) {
    case 1: *re = -b, *im = a; break;
    case 2: *re = -a, *im = -b; break;
    case 3: *re = b, *im = -a; break;
  }
}

// x in the first lane, 0 in the others.
INLINE V first_lane(REAL x) {
  V v = splat(0);
  v[0] = x;
  return v;
}
