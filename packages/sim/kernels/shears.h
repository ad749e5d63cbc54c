// One-qubit runs as scaled shears, whatever the layout of states.
#pragma once
#include "plan.h"

#define STRIDE (2 * LANES)

// A run [[a, -b*], [b, a*]] with a = |a| p, b = |b| r is diag(p, r) [[|a|, -|b|], [|b|, |a|]] diag(1, (p r)*). The middle is
// applied up to a factor as a real shear: form 0 has u = 1, t = |b| / |a|; form 1 has t = 1, u = |a| / |b|; form 2 (lanes only)
// is |a| and |b| themselves; form 3 undoes form 1. Factors and phases are in the diagonals of this block and of the one before:
// they cost nothing, and a multiple of a unitary loses no accuracy.
enum { TANGENT, COTANGENT, FULL, COTANGENT_BACK };
// Coefficients of a run, each W lanes wide: u, t, p, r p*, (p r)*, factor.
enum { SHEAR_U, SHEAR_T, LATE_RE, LATE_IM, RATIO_RE, RATIO_IM, EARLY_RE, EARLY_IM, FACTOR, RUN_SIZE = 9 };

// (a, b) to ([[u, -t], [t, u]] (a, b)) in the given form.
#define SHEAR(form, u, t, a, b)                                          \
  {                                                                      \
    V c_, d_;                                                            \
    if (form == TANGENT) c_ = a - t * b, d_ = b + t * a;                 \
    else if (form == COTANGENT) c_ = u * a - b, d_ = u * b + a;          \
    else if (form == COTANGENT_BACK) c_ = u * a + b, d_ = u * b - a;     \
    else c_ = u * a - t * b, d_ = u * b + t * a;                         \
    a = c_, b = d_;                                                      \
  }
INLINE int form_back(int form) { return form == COTANGENT ? COTANGENT_BACK : form; }

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
