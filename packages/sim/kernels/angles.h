// Coefficients of runs and diagonals from angles, and the chain rule back to angles. W is the width of a coefficient: VL
// (equal numbers) or LANES (one a sample of the tile). `wide` says where x is taken from: nowhere (SHARED: the angles are
// those of the whole batch), from the lane's sample (LANEWISE), or from sample `tile` for all lanes (SAMPLE).
#pragma once
#include "shears.h"
#include "sincos.h"

enum { SHARED, LANEWISE, SAMPLE };

// The value of an angle for lanes t … t + VL of a tile.
INLINE V angle_value(const Plan *p, const Angle *angle, int tile, int t, const int wide) {
  V value = splat(p->constant[angle->offset]);
  for (int i = 0; i < angle->count; i++) {
    const AngleTerm *term = p->angle_term + angle->first + i;
    const V scale = splat(p->constant[term->scale]);
    if (term->source == 0) value = value + scale * splat(p->theta[term->index]);
    else if (wide == SAMPLE) value = value + scale * splat(p->x[(uz)tile * p->inputs + term->index]);
    else if (wide) {
      V x = splat(0);
      for (int l = 0; l < VL; l++) {
        const int sample = tile * LANES + t + l;
        if (sample < p->batch) x[l] = p->x[(uz)sample * p->inputs + term->index];
      }
      value = value + scale * x;
    }
  }
  return value;
}

INLINE V square_root(V x) { return __builtin_elementwise_sqrt(x); }
INLINE V absolute(V x) { return __builtin_elementwise_abs(x); }

// Largest tangent of the factored form when lanes differ: keeps the product of n factors inside float32.
INLINE REAL tangent_limit(int n) { return n <= 14 ? 64 : 16; }

// Writes coefficients [RUN_SIZE][W] and half-angle cosines and sines [rotors][2][W]; returns the form.
INLINE int prepare_run(const Plan *p, const Run *run, int tile, REAL *to, REAL *rotors, const int wide) {
  const int W = wide == LANEWISE ? LANES : VL;
  V alphas[2][LANES / VL][2];
  for (int t = 0; t < W; t += VL) {
    V ar = splat(1), ai = splat(0), br = ai, bi = ai;  // first column of the product
    for (int i = 0; i < run->count; i++) {
      const Rotor *rotor = p->rotor + run->first + i;
      V cr, ci, dr, di;
      if (rotor->axis == 3) {
        const REAL *m = p->constant + rotor->constant;
        const V er = splat(m[0]), ei = splat(m[1]), fr = splat(m[2]), fi = splat(m[3]);
        cr = (er * ar - ei * ai) - (fr * br + fi * bi), ci = (er * ai + ei * ar) - (fr * bi - fi * br);
        dr = (fr * ar - fi * ai) + (er * br + ei * bi), di = (fr * ai + fi * ar) + (er * bi - ei * br);
      } else {
        V s, c;
        sincos(angle_value(p, p->angle + rotor->angle, tile, t, wide) * splat((REAL)0.5), &s, &c);
        store(rotors + (uz)i * 2 * W + t, c), store(rotors + ((uz)i * 2 + 1) * W + t, s);
        if (rotor->axis == 0) cr = c * ar + s * bi, ci = c * ai - s * br, dr = c * br + s * ai, di = c * bi - s * ar;
        else if (rotor->axis == 1) cr = c * ar - s * br, ci = c * ai - s * bi, dr = c * br + s * ar, di = c * bi + s * ai;
        else cr = c * ar + s * ai, ci = c * ai - s * ar, dr = c * br - s * bi, di = c * bi + s * br;
      }
      ar = cr, ai = ci, br = dr, bi = di;
    }
    alphas[0][t / VL][0] = ar, alphas[0][t / VL][1] = ai, alphas[1][t / VL][0] = br, alphas[1][t / VL][1] = bi;
  }
  // cos b sin a and cos b cos a of the Euler angles RZ(c) RY(b) RX(a), |b| <= pi/2
  const REAL tiny = sizeof(REAL) == 4 ? (REAL)1e-30 : (REAL)1e-280;
  int form = TANGENT;
  for (int t = 0; t < W; t += VL) {
    const V ar = alphas[0][t / VL][0], ai = alphas[0][t / VL][1], br = alphas[1][t / VL][0], bi = alphas[1][t / VL][1];
    const V y = splat(-2) * (ar * bi + ai * br), z = (ar * ar + ai * ai) - (br * br + bi * bi), h = square_root(y * y + z * z);
    for (int l = 0; l < VL; l++) {
      if (wide == LANEWISE) { if (!(absolute(y)[l] < tangent_limit(p->qubits) * (h + z)[l]) && h[l] > tiny) form = FULL; }
      else if (z[l] < 0) form = COTANGENT;
    }
  }
  for (int t = 0; t < W; t += VL) {
    const V ar = alphas[0][t / VL][0], ai = alphas[0][t / VL][1], br = alphas[1][t / VL][0], bi = alphas[1][t / VL][1];
    const V y = splat(-2) * (ar * bi + ai * br), z = (ar * ar + ai * ai) - (br * br + bi * bi), h = square_root(y * y + z * z);
    // tangent where z >= 0, cotangent elsewhere, from the larger of h + z and h - z; a = 0 where cos b vanishes
    const V size = h + absolute(z);
    const V ratio = choose((VI)(size > splat(tiny)), y / choose((VI)(size > splat(tiny)), size, splat(1)), splat(0));
    const V one = splat(1) / square_root(splat(1) + ratio * ratio), other = ratio * one;
    const VI front = (VI)(z >= splat(0)) | (VI)(size <= splat(tiny));
    const V c = choose(front, one, other), s = choose(front, other, one);  // cos a/2, sin a/2 up to a common sign
    // what is left when RX(a) is undone: RZ(c) RY(b)
    const V mr = c * ar - s * bi, mi = c * ai - s * br, vr = c * br + s * ai, vi = c * bi + s * ar;
    const V m = square_root(mr * mr + mi * mi), er = mr / m, ei = mi / m;
    const V ty = (vr * er - vi * ei) / m;
    V factor = splat(1) / square_root(splat(1) + ty * ty);
    V u = c, w = s;
    if (form == TANGENT) u = splat(1), w = s / c, factor = factor * c;
    else if (form == COTANGENT) u = c / s, w = splat(1), factor = factor * s;
    store(to + X_U * W + t, u), store(to + X_T * W + t, w), store(to + Y_T * W + t, ty);
    store(to + PHASE_RE * W + t, er), store(to + PHASE_IM * W + t, ei), store(to + FACTOR * W + t, factor);
  }
  return form;
}

// The block's diagonal [2^n][2][W]: RZ phases and factors of its runs, its terms, its fixed phases.
INLINE void build_diagonal(const Plan *p, const Block *b, int tile, const REAL *runs, REAL *to, const int wide, const int compact) {
  const uz N = 1ul << p->qubits;
  const int W = wide ? LANES : VL, D = compact ? 1 : W;
  for (int t = 0; t < W; t += VL) {
    V re = splat(1), im = splat(0);
    for (int r = 0; r < b->runs; r++) {
      const REAL *c = runs + (uz)r * RUN_SIZE * W + t;
      const V er = load(c + PHASE_RE * W), ei = load(c + PHASE_IM * W), f = load(c + FACTOR * W);
      const V nr = (re * er - im * ei) * f, ni = (re * ei + im * er) * f;
      re = nr, im = ni;
    }
#define PUT(k, a, b)                                                                     \
  {                                                                                      \
    REAL *o = to + (k) * 2 * D;                                                          \
    if (compact) o[0] = (a)[0], o[1] = (b)[0];                                           \
    else store(o + t, a), store(o + D + t, b);                                           \
  }
#define GET(k, a, b)                                                                     \
  {                                                                                      \
    const REAL *i_ = to + (k) * 2 * D;                                                   \
    if (compact) a = splat(i_[0]), b = splat(i_[1]);                                     \
    else a = load(i_ + t), b = load(i_ + D + t);                                         \
  }
    PUT(0, re, im)
    int r = 0;
    for (int q = 0; q < p->qubits; q++) {
      const uz H = 1ul << q;
      V fr = splat(1), fi = splat(0);
      if (r < b->runs && p->run[b->first_run + r].qubit == q) {
        const REAL *c = runs + (uz)r * RUN_SIZE * W + t;
        const V er = load(c + PHASE_RE * W), ei = load(c + PHASE_IM * W);
        fr = er * er - ei * ei, fi = splat(-2) * er * ei;  // e^{ic}
        r++;
      }
      for (uz k = 0; k < H; k++) {
        V a, c;
        GET(k, a, c)
        PUT(k + H, a * fr - c * fi, a * fi + c * fr)
      }
    }
    for (int i = 0; i < b->terms; i++) {
      const Term *term = p->term + b->first_term + i;
      const unsigned controls = (unsigned)term->controls, parity = (unsigned)term->parity;
      V s, c;
      sincos(angle_value(p, p->angle + term->angle, tile, t, wide) * splat((REAL)0.5), &s, &c);
      for (uz k = 0; k < N; k++) {
        if (((unsigned)k & controls) != controls) continue;
        const V sn = odd((unsigned)k & parity) ? -s : s;
        V x, y;
        GET(k, x, y)
        PUT(k, x * c + y * sn, y * c - x * sn)
      }
    }
    if (b->phases) {
      for (uz k = 0; k < N; k++) {
        const V c = splat(b->phases[2 * k]), s = splat(b->phases[2 * k + 1]);
        V x, y;
        GET(k, x, y)
        PUT(k, x * c - y * s, x * s + y * c)
      }
    }
  }
#undef PUT
#undef GET
}

// Adds g (W lanes wide) to the gradients of an angle's sources.
INLINE void add_angle_gradient(const Plan *p, const Angle *angle, V g, int t, const int wide, REAL *theta, REAL *x) {
  for (int i = 0; i < angle->count; i++) {
    const AngleTerm *term = p->angle_term + angle->first + i;
    const V scaled = splat(p->constant[term->scale]) * g;
    if (term->source == 0) theta[term->index] += lanes_sum(scaled);
    else if (wide == SAMPLE) x[term->index] += lanes_sum(scaled);
    else if (wide) {
      REAL *o = x + (uz)term->index * LANES + t;
      store(o, load(o) + scaled);
    }
  }
}

// From a run's moments [3][W] at the checkpoint to the gradients of its angles.
INLINE void chain_run(const Plan *p, const Run *run, const REAL *c, const REAL *rotors, const REAL *moments, const int wide, REAL *theta, REAL *x) {
  const int W = wide == LANEWISE ? LANES : VL;
  for (int t = 0; t < W; t += VL) {
    V a[3] = {load(moments + t), load(moments + W + t), load(moments + 2 * W + t)};
    const V er = load(c + PHASE_RE * W + t), ei = load(c + PHASE_IM * W + t);
    const V cosine = er * er - ei * ei, sine = splat(-2) * er * ei;
    const V ax = cosine * a[0] - sine * a[1], ay = cosine * a[1] + sine * a[0];
    a[0] = ax, a[1] = ay;
    for (int i = run->count - 1; i >= 0; i--) {
      const Rotor *rotor = p->rotor + run->first + i;
      if (rotor->axis == 3) {
        const REAL *m = p->constant + rotor->constant + 4;
        V b[3];
        for (int j = 0; j < 3; j++) b[j] = splat(m[j]) * a[0] + splat(m[3 + j]) * a[1] + splat(m[6 + j]) * a[2];
        a[0] = b[0], a[1] = b[1], a[2] = b[2];
        continue;
      }
      const V h = load(rotors + (uz)i * 2 * W + t), g = load(rotors + ((uz)i * 2 + 1) * W + t);
      add_angle_gradient(p, p->angle + rotor->angle, a[rotor->axis], t, wide, theta, x);
      if (i == 0) break;
      const V cs = h * h - g * g, sn = splat(2) * h * g;
      V *u = a + (rotor->axis + 1) % 3, *v = a + (rotor->axis + 2) % 3;
      const V b = cs * *u + sn * *v, d = cs * *v - sn * *u;
      *u = b, *v = d;
    }
  }
}
