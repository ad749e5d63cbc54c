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
  // Below `tiny` a number's phase is left out.
  const REAL tiny = sizeof(REAL) == 4 ? (REAL)1e-12 : (REAL)1e-100;
  int form = TANGENT;
  for (int t = 0; t < W; t += VL) {
    const V ar = alphas[0][t / VL][0], ai = alphas[0][t / VL][1], br = alphas[1][t / VL][0], bi = alphas[1][t / VL][1];
    const V a = ar * ar + ai * ai, b = br * br + bi * bi;
    const REAL most = tangent_limit(p->qubits) * tangent_limit(p->qubits);
    for (int l = 0; l < VL; l++) {
      if (wide == LANEWISE) { if (!(b[l] < most * a[l])) form = FULL; }
      else if (b[l] > a[l]) form = COTANGENT;
    }
  }
  for (int t = 0; t < W; t += VL) {
    const V ar = alphas[0][t / VL][0], ai = alphas[0][t / VL][1], br = alphas[1][t / VL][0], bi = alphas[1][t / VL][1];
    const V a = square_root(ar * ar + ai * ai), b = square_root(br * br + bi * bi), one = splat(1), none = splat(0);
    const VI has_a = (VI)(a > splat(tiny)), has_b = (VI)(b > splat(tiny));
    const V da = choose(has_a, a, one), db = choose(has_b, b, one);
    V pr = ar / da, pi = ai / da, rr = br / db, ri = bi / db;
    pr = choose(has_a, pr, rr), pi = choose(has_a, pi, -ri);
    rr = choose(has_b, rr, pr), ri = choose(has_b, ri, -pi);
    V u = a, w = b, factor = one / square_root(a * a + b * b);
    if (form == TANGENT) u = one, w = choose(has_b, b, none) / a, factor = one / square_root(one + w * w);
    else if (form == COTANGENT) u = choose(has_a, a, none) / b, w = one, factor = one / square_root(one + u * u);
    store(to + SHEAR_U * W + t, u), store(to + SHEAR_T * W + t, w), store(to + FACTOR * W + t, factor);
    store(to + LATE_RE * W + t, pr), store(to + LATE_IM * W + t, pi);
    store(to + RATIO_RE * W + t, rr * pr + ri * pi), store(to + RATIO_IM * W + t, ri * pr - rr * pi);
    store(to + EARLY_RE * W + t, pr * rr - pi * ri), store(to + EARLY_IM * W + t, -(pr * ri + pi * rr));
  }
  return form;
}

INLINE const Run *run_on(const Plan *p, const Block *b, int *r, int q) {
  return *r < b->runs && p->run[b->first_run + *r].qubit == q ? p->run + b->first_run + (*r)++ : 0;
}
// The block behind, if its early phases are in the diagonal of this one.
INLINE const Block *follower(const Plan *p, const Block *b) {
  return b + 1 < p->block + p->blocks && b[1].follows ? b + 1 : 0;
}

// One of a run's phases (equal lanes) and the factor of its shear, as exactly as the coefficients allow: errors of gates that
// come again and again would add up.
typedef struct {
  double re, im;
} Phase;
INLINE Phase phase_of(const REAL *coefficients, int which) {
  const double re = coefficients[which * VL], im = coefficients[(which + 1) * VL], size = __builtin_sqrt(re * re + im * im);
  return (Phase){re / size, im / size};
}
INLINE double factor_of(const REAL *coefficients, int form) {
  const double x = coefficients[(form == TANGENT ? SHEAR_T : SHEAR_U) * VL];
  return 1 / __builtin_sqrt(1 + x * x);
}
INLINE Phase times(Phase a, Phase b) { return (Phase){a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re}; }

// to[k] = first times one of two phases of every qubit: that of `which` where the bit of k is 1 and a run of b is on it, else 1;
// and likewise for a second block, if there is one.
INLINE void product_of_phases(const Plan *p, const Block *b, int which, const Block *other, int other_which, Phase first, Phase *to) {
  to[0] = first;
  int mine = 0, theirs = 0;
  for (int q = 0; q < p->qubits; q++) {
    const uz H = 1ul << q;
    const Run *run = run_on(p, b, &mine, q), *second = other ? run_on(p, other, &theirs, q) : 0;
    Phase f = {1, 0};
    if (run) f = phase_of(p->shared + (uz)(run - p->run) * RUN_SIZE * VL, which);
    if (second) f = times(f, phase_of(p->shared + (uz)(second - p->run) * RUN_SIZE * VL, other_which));
    for (uz k = 0; k < H; k++) to[k + H] = times(to[k], f);
  }
}

// The phases in front of a shared block's shears [2^n][2]; spare: [2^n].
INLINE void early_shared(const Plan *p, const Block *b, REAL *to, Phase *spare) {
  product_of_phases(p, b, EARLY_RE, 0, 0, (Phase){1, 0}, spare);
  for (uz k = 0; k < 1ul << p->qubits; k++) to[2 * k] = (REAL)spare[k].re, to[2 * k + 1] = (REAL)spare[k].im;
}

// A shared block's diagonal [2^n][2]: late phases and factors of its runs, its terms, its fixed phases, and the early phases of
// the block that follows it, through the permutation. spare: [2][2^n].
INLINE void diagonal_of_shared(const Plan *p, const Block *b, REAL *to, Phase *spare) {
  const unsigned N = 1u << p->qubits;
  const Block *next = follower(p, b);
  Phase first = {1, 0}, *early = spare + N;
  for (int r = b->first_run; r < b->first_run + b->runs; r++) {
    const REAL *c = p->shared + (uz)r * RUN_SIZE * VL;
    const double f = factor_of(c, p->form[r]);
    first = times(first, phase_of(c, LATE_RE));
    first.re *= f, first.im *= f;
  }
  product_of_phases(p, b, RATIO_RE, b->destination ? 0 : next, EARLY_RE, first, spare);
  for (int i = 0; i < b->terms; i++) {
    const Term *term = p->term + b->first_term + i;
    const unsigned controls = (unsigned)term->controls, parity = (unsigned)term->parity;
    V s, c;
    sincos(angle_value(p, p->angle + term->angle, 0, 0, SHARED) * splat((REAL)0.5), &s, &c);
    const Phase even = {c[0], -s[0]}, uneven = {c[0], s[0]};
    for (unsigned k = 0; k < N; k++)
      if ((k & controls) == controls) spare[k] = times(spare[k], odd(k & parity) ? uneven : even);
  }
  if (b->phases)
    for (unsigned k = 0; k < N; k++) spare[k] = times(spare[k], (Phase){b->phases[2 * k], b->phases[2 * k + 1]});
  if (next && b->destination) {
    product_of_phases(p, next, EARLY_RE, 0, 0, (Phase){1, 0}, early);
    for (unsigned k = 0; k < N; k++) spare[k] = times(spare[k], early[b->destination[k]]);
  }
  for (unsigned k = 0; k < N; k++) to[2 * k] = (REAL)spare[k].re, to[2 * k + 1] = (REAL)spare[k].im;
}

// The same with one diagonal a lane, [2^n][2][LANES]. coefficients: of the plan's runs.
INLINE void early_lanes(const Plan *p, const Block *b, const REAL *coefficients, REAL *to) {
  for (int t = 0; t < LANES; t += VL) {
    store(to + t, splat(1)), store(to + LANES + t, splat(0));
    int r = 0;
    for (int q = 0; q < p->qubits; q++) {
      const uz H = 1ul << q;
      const Run *run = run_on(p, b, &r, q);
      const REAL *c = coefficients + (uz)(run ? run - p->run : 0) * RUN_SIZE * LANES + t;
      const V fr = run ? load(c + EARLY_RE * LANES) : splat(1), fi = run ? load(c + EARLY_IM * LANES) : splat(0);
      for (uz k = 0; k < H; k++) {
        const REAL *i = to + k * STRIDE + t;
        REAL *o = to + (k + H) * STRIDE + t;
        const V x = load(i), y = load(i + LANES);
        store(o, x * fr - y * fi), store(o + LANES, x * fi + y * fr);
      }
    }
  }
}
// Turns an amplitude's number of a lane's diagonal.
INLINE void turn_lane(REAL *at, V c, V s) {
  const V x = load(at), y = load(at + LANES);
  store(at, x * c - y * s), store(at + LANES, x * s + y * c);
}
INLINE void diagonal_of_lanes(const Plan *p, const Block *b, int tile, const REAL *coefficients, REAL *to, REAL *spare) {
  const uz N = 1ul << p->qubits;
  const Block *next = follower(p, b);
  const int through = next && b->destination;
  if (through) early_lanes(p, next, coefficients, spare);
  for (int t = 0; t < LANES; t += VL) {
    V re = splat(1), im = splat(0);
    for (int r = b->first_run; r < b->first_run + b->runs; r++) {
      const REAL *c = coefficients + (uz)r * RUN_SIZE * LANES + t;
      const V er = load(c + LATE_RE * LANES), ei = load(c + LATE_IM * LANES), f = load(c + FACTOR * LANES);
      const V nr = (re * er - im * ei) * f;
      im = (re * ei + im * er) * f, re = nr;
    }
    store(to + t, re), store(to + LANES + t, im);
    int mine = 0, later = 0;
    for (int q = 0; q < p->qubits; q++) {
      const uz H = 1ul << q;
      V fr = splat(1), fi = splat(0);
      const Run *run = run_on(p, b, &mine, q), *other = next && !through ? run_on(p, next, &later, q) : 0;
      if (run) {
        const REAL *c = coefficients + (uz)(run - p->run) * RUN_SIZE * LANES + t;
        fr = load(c + RATIO_RE * LANES), fi = load(c + RATIO_IM * LANES);
      }
      if (other) {
        const REAL *c = coefficients + (uz)(other - p->run) * RUN_SIZE * LANES + t;
        const V er = load(c + EARLY_RE * LANES), ei = load(c + EARLY_IM * LANES), nr = fr * er - fi * ei;
        fi = fr * ei + fi * er, fr = nr;
      }
      for (uz k = 0; k < H; k++) {
        const REAL *i = to + k * STRIDE + t;
        REAL *o = to + (k + H) * STRIDE + t;
        const V x = load(i), y = load(i + LANES);
        store(o, x * fr - y * fi), store(o + LANES, x * fi + y * fr);
      }
    }
    for (int i = 0; i < b->terms; i++) {
      const Term *term = p->term + b->first_term + i;
      const unsigned controls = (unsigned)term->controls, parity = (unsigned)term->parity;
      V s, c;
      sincos(angle_value(p, p->angle + term->angle, tile, t, LANEWISE) * splat((REAL)0.5), &s, &c);
      const V minus = -s;
      for (uz k = 0; k < N; k++)
        if (((unsigned)k & controls) == controls) turn_lane(to + k * STRIDE + t, c, odd((unsigned)k & parity) ? s : minus);
    }
    if (b->phases)
      for (uz k = 0; k < N; k++) turn_lane(to + k * STRIDE + t, splat(b->phases[2 * k]), splat(b->phases[2 * k + 1]));
    if (through)
      for (uz k = 0; k < N; k++) {
        const REAL *from = spare + (uz)b->destination[k] * STRIDE + t;
        turn_lane(to + k * STRIDE + t, load(from), load(from + LANES));
      }
  }
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
    const V cosine = load(c + RATIO_RE * W + t), sine = load(c + RATIO_IM * W + t);
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
