// Gates on one chunk: state[re | im][2^c].
#pragma once
#include "large-plan.h"

INLINE void run_pairs(REAL *s, int c, int q, const REAL *coefficients, const int form, const int back, const int low) {
  const uz C = 1ul << c, H = low < 0 ? 1ul << q : VL;
  const int way = back && form == COTANGENT ? COTANGENT_BACK : form;
  const V u = load(coefficients + SHEAR_U * VL), t = load(coefficients + SHEAR_T * VL), w = back ? -t : t;
  for (uz b = 0; b < 2 * C; b += 2 * H)
    for (uz k = b; k < b + H; k += VL) {
      V x, y;
      part(load(s + k), load(s + k + H), &x, &y, low);
      SHEAR(way, u, w, x, y)
      join(x, y, &x, &y, low);
      store(s + k, x), store(s + k + H, y);
    }
}

// Two runs of one form on qubits q < p that are not within a vector.
INLINE void run_fours(REAL *s, int c, int q, int p, const REAL *k, const REAL *l, const int form, const int back) {
  const uz C = 1ul << c, H = 1ul << q, G = 1ul << p;
  const int way = back && form == COTANGENT ? COTANGENT_BACK : form;
  const V u = load(k + SHEAR_U * VL), v = load(l + SHEAR_U * VL);
  const V t = back ? -load(k + SHEAR_T * VL) : load(k + SHEAR_T * VL), w = back ? -load(l + SHEAR_T * VL) : load(l + SHEAR_T * VL);
  for (uz a = 0; a < 2 * C; a += 2 * G)
    for (uz b = a; b < a + G; b += 2 * H)
      for (uz i = b; i < b + H; i += VL) {
        REAL *x = s + i;
        V x0 = load(x), x1 = load(x + H), x2 = load(x + G), x3 = load(x + G + H);
        SHEAR(way, u, t, x0, x1)
        SHEAR(way, u, t, x2, x3)
        SHEAR(way, v, w, x0, x2)
        SHEAR(way, v, w, x1, x3)
        store(x, x0), store(x + H, x1), store(x + G, x2), store(x + G + H, x3);
      }
}
NOINLINE void fours_tangent(REAL *s, int c, int q, int p, const REAL *k, const REAL *l) { run_fours(s, c, q, p, k, l, TANGENT, 0); }
NOINLINE void fours_cotangent(REAL *s, int c, int q, int p, const REAL *k, const REAL *l) { run_fours(s, c, q, p, k, l, COTANGENT, 0); }

// A_x, A_y of psi and lambda behind the run, and both taken back before it.
INLINE void back_pairs(REAL *psi, REAL *lambda, int c, int q, const REAL *coefficients, REAL *moments, const int form, const int low) {
  const uz C = 1ul << c, H = low < 0 ? 1ul << q : VL;
  const int way = form == COTANGENT ? COTANGENT_BACK : form;
  const V u = load(coefficients + SHEAR_U * VL), w = -load(coefficients + SHEAR_T * VL);
  V xs = splat(0), ys = xs;
  for (uz b = 0; b < C; b += 2 * H)
    for (uz k = b; k < b + H; k += VL) {
      REAL *re = psi + k, *im = re + C, *lre = lambda + k, *lim = lre + C;
      V ar, ai, br, bi, cr, ci, dr, di;
      part(load(re), load(re + H), &ar, &br, low), part(load(im), load(im + H), &ai, &bi, low);
      part(load(lre), load(lre + H), &cr, &dr, low), part(load(lim), load(lim + H), &ci, &di, low);
      xs += (cr * bi - ci * br) + (dr * ai - di * ar);
      ys += (dr * ar + di * ai) - (cr * br + ci * bi);
      SHEAR(way, u, w, ar, br)
      SHEAR(way, u, w, ai, bi)
      SHEAR(way, u, w, cr, dr)
      SHEAR(way, u, w, ci, di)
      join(ar, br, &ar, &br, low), join(ai, bi, &ai, &bi, low);
      store(re, ar), store(re + H, br), store(im, ai), store(im + H, bi);
      join(cr, dr, &cr, &dr, low), join(ci, di, &ci, &di, low);
      store(lre, cr), store(lre + H, dr), store(lim, ci), store(lim + H, di);
    }
  moments[0] = lanes_sum(xs), moments[1] = lanes_sum(ys);
}

#define RUN_KERNELS(name, low)                                                                                                          \
  NOINLINE void run_tangent_##name(REAL *s, int c, int q, const REAL *k) { run_pairs(s, c, q, k, TANGENT, 0, low); }                     \
  NOINLINE void run_cotangent_##name(REAL *s, int c, int q, const REAL *k) { run_pairs(s, c, q, k, COTANGENT, 0, low); }                 \
  NOINLINE void undo_tangent_##name(REAL *s, int c, int q, const REAL *k) { run_pairs(s, c, q, k, TANGENT, 1, low); }                    \
  NOINLINE void undo_cotangent_##name(REAL *s, int c, int q, const REAL *k) { run_pairs(s, c, q, k, COTANGENT, 1, low); }                \
  NOINLINE void back_tangent_##name(REAL *s, REAL *l, int c, int q, const REAL *k, REAL *m) { back_pairs(s, l, c, q, k, m, TANGENT, low); } \
  NOINLINE void back_cotangent_##name(REAL *s, REAL *l, int c, int q, const REAL *k, REAL *m) { back_pairs(s, l, c, q, k, m, COTANGENT, low); }
RUN_KERNELS(far, -1)
RUN_KERNELS(bit0, 0)
#ifndef DOUBLE
RUN_KERNELS(bit1, 1)
#define BY_BIT(call, ...) (q == 0 ? call##_bit0(__VA_ARGS__) : q == 1 ? call##_bit1(__VA_ARGS__) : call##_far(__VA_ARGS__))
#else
#define BY_BIT(call, ...) (q == 0 ? call##_bit0(__VA_ARGS__) : call##_far(__VA_ARGS__))
#endif

INLINE void apply_shears(REAL *s, int c, int q, const REAL *k, int form) {
  if (form == TANGENT) BY_BIT(run_tangent, s, c, q, k);
  else BY_BIT(run_cotangent, s, c, q, k);
}
// All runs of a block, two at a time where two have the same form and are not within a vector.
INLINE void apply_block_runs(const Plan *p, const Block *b, REAL *s) {
  const int c = p->qubits;
  for (int form = TANGENT; form <= COTANGENT; form++) {
    int waiting = -1;
    for (int r = b->first_run; r < b->first_run + b->runs; r++) {
      if (p->run[r].diagonal || p->form[r] != form) continue;
      const int q = p->run[r].qubit;
      const REAL *k = run_coefficients(p, r);
      if ((1 << q) < VL) apply_shears(s, c, q, k, form);
      else if (waiting < 0) waiting = r;
      else {
        const int first = p->run[waiting].qubit;
        const REAL *l = run_coefficients(p, waiting);
        form == TANGENT ? fours_tangent(s, c, first, q, l, k) : fours_cotangent(s, c, first, q, l, k);
        waiting = -1;
      }
    }
    if (waiting >= 0) apply_shears(s, c, p->run[waiting].qubit, run_coefficients(p, waiting), form);
  }
}
INLINE void undo_shears(REAL *s, int c, int q, const REAL *k, int form) {
  if (form == TANGENT) BY_BIT(undo_tangent, s, c, q, k);
  else BY_BIT(undo_cotangent, s, c, q, k);
}
INLINE void back_shears(REAL *s, REAL *l, int c, int q, const REAL *k, int form, REAL *moments) {
  if (form == TANGENT) BY_BIT(back_tangent, s, l, c, q, k, moments);
  else BY_BIT(back_cotangent, s, l, c, q, k, moments);
}

// A dense matrix (or its adjoint) on up to five qubits, VL groups of amplitudes at a time.
NOINLINE void dense_chunk(REAL *s, int c, const Dense *d, const REAL *constant, int adjoint, int outer) {
  const uz C = 1ul << c;
  const unsigned above = (unsigned)d->controls >> c, controls = (unsigned)d->controls & (unsigned)(C - 1);
  if (((unsigned)outer & above) != above) return;
  const int m = 1 << d->targets;
  const REAL *matrix = constant + d->constant;
  unsigned offset[32], used = 0;
  for (int j = 0; j < m; j++) {
    offset[j] = 0;
    for (int i = 0; i < d->targets; i++) if ((j >> i) & 1) offset[j] |= 1u << d->qubit[i];
    used |= offset[j];
  }
  V xr[32], xi[32];
  unsigned next = 0;  // counts through the amplitudes whose used bits are 0
  for (uz g = 0; g < C / (uz)m;) {
    unsigned at[VL];
    int lanes = 0;
    for (; g < C / (uz)m && lanes < VL; g++) {
      if ((next & controls) == controls) at[lanes++] = next;
      next = ((next | used) + 1) & ~used;
    }
    for (int j = 0; j < m; j++) {
      xr[j] = xi[j] = splat(0);
      for (int l = 0; l < lanes; l++) xr[j][l] = s[at[l] | offset[j]], xi[j][l] = s[C + (at[l] | offset[j])];
    }
    for (int i = 0; i < m; i++) {
      V yr = splat(0), yi = splat(0);
      for (int j = 0; j < m; j++) {
        const REAL *e = matrix + 2 * (adjoint ? j * m + i : i * m + j);
        const V re = splat(e[0]), im = splat(adjoint ? -e[1] : e[1]);
        yr = yr + (re * xr[j] - im * xi[j]);
        yi = yi + (re * xi[j] + im * xr[j]);
      }
      for (int l = 0; l < lanes; l++) s[at[l] | offset[i]] = yr[l], s[C + (at[l] | offset[i])] = yi[l];
    }
  }
}

INLINE void times_kernel(REAL *s, uz C, const REAL *diagonal, const int conjugate) {
  for (uz k = 0; k < C; k += VL) {
    const V a = load(s + k), b = load(s + C + k), re = load(diagonal + k), im = load(diagonal + C + k);
    store(s + k, conjugate ? re * a + im * b : re * a - im * b);
    store(s + C + k, conjugate ? re * b - im * a : re * b + im * a);
  }
}
NOINLINE void times_diagonal(REAL *s, uz C, const REAL *diagonal) { times_kernel(s, C, diagonal, 0); }
NOINLINE void times_conjugate(REAL *s, uz C, const REAL *diagonal) { times_kernel(s, C, diagonal, 1); }

// Multiplies amplitude k by re + i im (its conjugate where k & mask has an odd number of ones) where all controls are 1.
NOINLINE void times_phase(REAL *s, uz C, unsigned controls, unsigned mask, REAL re, REAL im) {
  const unsigned lane_controls = controls & (VL - 1), far = controls & ~(unsigned)(VL - 1);
  const V sign = lane_sign(mask);
  V cosine = splat(re), sine = splat(im) * sign;
  for (int l = 0; l < VL; l++) if (((unsigned)l & lane_controls) != lane_controls) cosine[l] = 1, sine[l] = 0;
  const V opposite = -sine;
  for (uz k = 0; k < C; k += VL) {
    if (((unsigned)k & far) != far) continue;
    const V a = load(s + k), b = load(s + C + k), t = negative((unsigned)k, mask) ? opposite : sine;
    store(s + k, cosine * a - t * b), store(s + C + k, cosine * b + t * a);
  }
}

// The block's terms that look at qubits outside the chunk; those with the same part inside stand together.
NOINLINE void outer_phases(const Large *g, const Block *b, REAL *s, int outer, int adjoint) {
  const Plan *p = g->plan;
  const uz C = amplitudes(p);
  const unsigned inside = (unsigned)(C - 1);
  for (int i = 0; i < b->terms;) {
    const Term *term = p->term + b->first_term + i;
    const unsigned controls = (unsigned)term->controls & inside, mask = (unsigned)term->parity & inside;
    REAL re = 1, im = 0;
    for (; i < b->terms; i++) {
      const Term *other = p->term + b->first_term + i;
      if (((unsigned)other->controls & inside) != controls || ((unsigned)other->parity & inside) != mask) break;
      const unsigned above = (unsigned)other->controls >> p->qubits, parity = (unsigned)other->parity >> p->qubits;
      if (!(above | parity) || ((unsigned)outer & above) != above) continue;
      const REAL *half = g->half + 2 * (b->first_term + i);
      const REAL c = half[0], t = negative((unsigned)outer, parity) != adjoint ? half[1] : -half[1];
      const REAL next = re * c - im * t;
      im = re * t + im * c, re = next;
    }
    if (re != 1 || im != 0) times_phase(s, C, controls, mask, re, im);
  }
}

// to[destination[k]] = from[k]; or back.
NOINLINE void permute(REAL *to, const REAL *from, uz C, const int *destination) {
  for (uz k = 0; k < C; k++) to[destination[k]] = from[k], to[C + (uz)destination[k]] = from[C + k];
}
NOINLINE void permute_back(REAL *to, const REAL *from, uz C, const int *destination) {
  for (uz k = 0; k < C; k++) to[k] = from[destination[k]], to[C + k] = from[C + (uz)destination[k]];
}
INLINE int moves(const Block *b, int c, int outer) {
  const int controls = (int)((unsigned)b->destination_controls >> c);
  return b->destination && (outer & controls) == controls;
}
