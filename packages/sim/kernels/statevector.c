// Batched state vectors: forward pass, outputs, and the adjoint pass by Pauli moments, one tile of LANES samples a chunk.
//
// Every block is: dense gates, one-qubit runs (real shears between two diagonals), one diagonal (the runs' late phases and
// factors, controlled phases, fixed phases, the early phases of the runs behind) and one permutation. With gradients the state after the shears of every block is kept, so that only lambda is
// taken back; moments of a block's runs are all read at that one point.
#include "columns.h"
#include "outputs.h"

// [sample][2^n][2] <-> [2^n][re | im][LANES], through VL x VL transposes
NOINLINE void pack(const Plan *p, const REAL *from, int tile, REAL *to) {
  const uz N = 1ul << p->qubits;
  const int count = samples_in_tile(p, tile);
  if (count == LANES) {
    for (int t = 0; t < LANES; t += VL) {
      const REAL *a = from + (uz)(tile * LANES + t) * 2 * N;
#ifdef DOUBLE
      const REAL *b = a + 2 * N;
      for (uz k = 0; k < N; k++) {
        const V x = load(a + 2 * k), y = load(b + 2 * k);
        store(to + k * STRIDE + t, __builtin_shufflevector(x, y, 0, 2));
        store(to + k * STRIDE + LANES + t, __builtin_shufflevector(x, y, 1, 3));
      }
#else
      const REAL *b = a + 2 * N, *c = b + 2 * N, *d = c + 2 * N;
      for (uz k = 0; k < N; k += 2) {  // two amplitudes a vector
        const V x = load(a + 2 * k), y = load(b + 2 * k), z = load(c + 2 * k), w = load(d + 2 * k);
        const V xy = __builtin_shufflevector(x, y, 0, 4, 1, 5), zw = __builtin_shufflevector(z, w, 0, 4, 1, 5);
        const V xy2 = __builtin_shufflevector(x, y, 2, 6, 3, 7), zw2 = __builtin_shufflevector(z, w, 2, 6, 3, 7);
        REAL *o = to + k * STRIDE + t;
        store(o, __builtin_shufflevector(xy, zw, 0, 1, 4, 5));
        store(o + LANES, __builtin_shufflevector(xy, zw, 2, 3, 6, 7));
        store(o + STRIDE, __builtin_shufflevector(xy2, zw2, 0, 1, 4, 5));
        store(o + STRIDE + LANES, __builtin_shufflevector(xy2, zw2, 2, 3, 6, 7));
      }
#endif
    }
    return;
  }
  for (uz k = 0; k < N; k++)
    for (int l = 0; l < LANES; l++) {
      const REAL *x = from + (uz)(tile * LANES + l) * 2 * N + 2 * k;
      to[k * STRIDE + l] = l < count ? x[0] : k == 0;
      to[k * STRIDE + LANES + l] = l < count ? x[1] : 0;
    }
}
// factor * state -> [sample][2^n][2]
NOINLINE void unpack(const Plan *p, const REAL *from, int tile, REAL factor, REAL *to) {
  const uz N = 1ul << p->qubits;
  const int count = samples_in_tile(p, tile);
  const V f = splat(factor);
  if (count == LANES) {
    for (int t = 0; t < LANES; t += VL) {
      REAL *a = to + (uz)(tile * LANES + t) * 2 * N;
#ifdef DOUBLE
      REAL *b = a + 2 * N;
      for (uz k = 0; k < N; k++) {
        const V re = f * load(from + k * STRIDE + t), im = f * load(from + k * STRIDE + LANES + t);
        store(a + 2 * k, __builtin_shufflevector(re, im, 0, 2));
        store(b + 2 * k, __builtin_shufflevector(re, im, 1, 3));
      }
#else
      REAL *b = a + 2 * N, *c = b + 2 * N, *d = c + 2 * N;
      for (uz k = 0; k < N; k += 2) {
        const REAL *i = from + k * STRIDE + t;
        const V r0 = f * load(i), i0 = f * load(i + LANES), r1 = f * load(i + STRIDE), i1 = f * load(i + STRIDE + LANES);
        const V low0 = __builtin_shufflevector(r0, i0, 0, 4, 1, 5), low1 = __builtin_shufflevector(r1, i1, 0, 4, 1, 5);
        const V high0 = __builtin_shufflevector(r0, i0, 2, 6, 3, 7), high1 = __builtin_shufflevector(r1, i1, 2, 6, 3, 7);
        store(a + 2 * k, __builtin_shufflevector(low0, low1, 0, 1, 4, 5));
        store(b + 2 * k, __builtin_shufflevector(low0, low1, 2, 3, 6, 7));
        store(c + 2 * k, __builtin_shufflevector(high0, high1, 0, 1, 4, 5));
        store(d + 2 * k, __builtin_shufflevector(high0, high1, 2, 3, 6, 7));
      }
#endif
    }
    return;
  }
  for (int l = 0; l < count; l++) {
    REAL *o = to + (uz)(tile * LANES + l) * 2 * N;
    for (uz k = 0; k < N; k++) o[2 * k] = factor * from[k * STRIDE + l], o[2 * k + 1] = factor * from[k * STRIDE + LANES + l];
  }
}

INLINE int moves_amplitudes(const Plan *p, const Block *b) {
  for (int r = b->first_run; r < b->first_run + b->runs; r++)
    if (!p->run[r].diagonal) return 1;
  return 0;
}

// Before the shear of a run about Y by beta, A_z is cos(beta) A_z + sin(beta) A_x of those behind it; and before the shears of a
// block it is what it was behind the diagonal and the permutation in front, which both leave Im conj(lambda[k]) psi[k] alone. So
// where sin(beta) is not small, A_x need not be read off the states.
INLINE int lends(const Plan *p, const Block *b) {  // the block in front knows A_z before the shears of b
  return b > p->block && !b->denses && !b->lanes && !b[-1].lanes;
}
INLINE double half_tangent(const Plan *p, int r) { return p->shared[((uz)r * RUN_SIZE + SHEAR_T) * VL]; }
INLINE int borrows(const Plan *p, const Block *b, int r) {
  const double t = half_tangent(p, r);
  return lends(p, b) && !p->run[r].diagonal && 8 * (t < 0 ? -t : t) >= 1 + t * t;  // sin(beta) >= 1/4
}
// A_x behind the shear from A_z before and behind it (behind the exchange too, if the run is turned over).
INLINE double moment_x(const Plan *p, int r, double before, double behind) {
  const double t = half_tangent(p, r), over = p->form[r] == COTANGENT ? -1 : 1;
  return ((1 + t * t) * before - over * (1 - t * t) * behind) / (2 * t);
}

// Coefficients of a shared block's runs, and which passes they make.
INLINE void prepare_shared(const Plan *p, const Block *b) {
  REAL *rotors = p->shared + (uz)p->runs * RUN_SIZE * VL;
  Passes *passes = b->passes;
  passes->shears.runs = passes->moments_y.runs = passes->moments_x.runs = passes->turned = 0;
  for (int r = b->first_run; r < b->first_run + b->runs; r++) {
    const Run *run = p->run + r;
    REAL *own = p->shared + (uz)r * RUN_SIZE * VL;
    p->form[r] = prepare_run(p, run, 0, own, rotors + (uz)run->first * 2 * VL, SHARED);
    if (p->form[r] == COTANGENT) turn_over(own), passes->turned |= run->diagonal ? 0 : 1 << run->qubit;
    if (run->diagonal) continue;
    add_run(&passes->shears, r, run->qubit);
    if (!run->differentiated) continue;
    add_run(&passes->moments_y, r, run->qubit);
    if (!borrows(p, b, r)) add_run(&passes->moments_x, r, run->qubit);
  }
  end_groups(&passes->shears, p->qubits), end_groups(&passes->moments_y, p->qubits), end_groups(&passes->moments_x, p->qubits);
}

// Shared coefficients of block `chunk`, then the diagonal of the block in front, which may need them. One chunk more than blocks,
// one after the other.
KERNEL(statevector_prepare) {
  UNUSED(thread);
  const Plan *p = *(const Plan *const *)arguments;
  if (chunk < p->blocks) {
    const Block *b = p->block + chunk;
    if (!b->lanes) {
      prepare_shared(p, b);
      if (b->early) early_shared(p, b, b->early, (Phase *)p->scratch);
    }
  }
  if (chunk > 0 && !p->block[chunk - 1].lanes) {
    const Block *b = p->block + chunk - 1;
    diagonal_of_shared(p, b, b->diagonal, (Phase *)p->scratch);
  }
}

INLINE const Passes *passes_of(const Block *b) { return b->passes; }

typedef struct {
  REAL *states, *lambda, *back, *density, *tmp, *folded, *diagonal, *coefficients, *rotors, *x, *moments;
} Scratch;

INLINE Scratch scratch_of(const Plan *p, int thread) {
  const uz N = 1ul << p->qubits, S = N * STRIDE;
  Scratch s;
  REAL *at = p->scratch + (uz)thread * (uz)p->scratch_size;
#define TAKE(name, count) s.name = at, at += (count);
  TAKE(states, S * (uz)(p->gradient ? p->blocks + 1 : 2))
  TAKE(lambda, p->gradient ? S : 0)
  TAKE(back, p->gradient ? S : 0)
  TAKE(density, p->gradient ? N * LANES : 0)
  TAKE(tmp, N * LANES)
  TAKE(folded, (uz)(p->qubits + 1) * LANES)
  TAKE(diagonal, S)
  TAKE(coefficients, (uz)p->runs * RUN_SIZE * LANES)
  TAKE(rotors, (uz)p->rotors * 2 * LANES)
  TAKE(x, (uz)p->inputs * LANES)
  TAKE(moments, 3 * LANES)
  return s;
#undef TAKE
}

// What a tile leaves: gradients by parameters of lanewise blocks, then moments of shared runs and terms.
INLINE int partial_size(const Plan *p) { return p->parameters + 3 * p->runs + p->terms; }
INLINE REAL *partial_of(const Plan *p, int tile) { return p->partial + (uz)tile * (uz)partial_size(p); }

// Early phases of a block that are not in the diagonal in front, or their conjugates.
INLINE void early_phases(const Plan *p, Scratch *s, const Block *b, REAL *state, const int back) {
  if (b->follows || !moves_amplitudes(p, b)) return;
  if (b->lanes) {
    early_lanes(p, b, s->coefficients, s->diagonal);
    back ? phases_lanes_back(state, p->qubits, s->diagonal) : phases_lanes(state, p->qubits, s->diagonal);
  } else back ? phases_shared_back(state, p->qubits, b->early) : phases_shared(state, p->qubits, b->early);
}

NOINLINE void forward(const Plan *p, Scratch *s, int *forms, int tile) {
  const int n = p->qubits;
  const uz S = (1ul << n) * STRIDE;
  REAL *state = s->states;
  if (p->lambdas) basis_states(n, tile, state);
  else if (p->initial) pack(p, p->initial, tile, state);
  else {
    clear(state, S);
    for (int l = 0; l < LANES; l++) state[l] = 1;
  }
  for (int i = 0; i < p->blocks; i++) {
    const Block *b = p->block + i;
    if (!b->lanes) continue;
    for (int r = b->first_run; r < b->first_run + b->runs; r++)
      forms[r] = prepare_run(p, p->run + r, tile, s->coefficients + (uz)r * RUN_SIZE * LANES, s->rotors + (uz)p->run[r].first * 2 * LANES, LANEWISE);
  }
  for (int i = 0; i < p->blocks; i++) {
    const Block *b = p->block + i;
    REAL *next = p->gradient ? s->states + (uz)(i + 1) * S : s->states + (uz)((i + 1) & 1) * S;
    for (int d = 0; d < b->denses; d++) apply_dense(state, n, p->dense + b->first_dense + d, p->constant, 0);
    if (i > 0 || p->initial || b->denses) early_phases(p, s, b, state, 0);
    if (b->lanes) {
      apply_runs_lanes(p, b, state, s->coefficients, forms, 0);
      diagonal_of_lanes(p, b, tile, s->coefficients, s->diagonal, next);
      diagonal_lanes(next, state, n, s->diagonal, b->destination);
    } else {
      apply_runs_shared(p, b, state, 0);
      diagonal_shared(next, state, n, b->diagonal, b->destination, passes_of(b)->turned);
    }
    state = next;
  }
}

// Moments of a shared block's runs: [runs][x y z], lanes added up; the chain rule comes once for all tiles. A run that borrows
// leaves x to the block in front.
INLINE void shared_runs(const Plan *p, Scratch *s, const Block *b, const REAL *psi, REAL *moments) {
  for (int r = b->first_run; r < b->first_run + b->runs; r++) {
    if (!p->run[r].differentiated) continue;
    moments[3 * r] = moments[3 * r + 1] = 0;
    moments[3 * r + 2] = lanes_sum(load(s->folded + (uz)p->run[r].qubit * VL));
  }
  for (int x = 0; x < 2; x++) {
    const Groups *groups = x ? &passes_of(b)->moments_x : &passes_of(b)->moments_y;
    REAL sums[MOST_GROUPS * 3 * VL] __attribute__((aligned(16)));
    moments_of_groups(psi, s->lambda, p->qubits, groups, sums, x);
    for (int g = 0; g < groups->count; g++)
      for (int q = 0; q < groups->group[g].count; q++) {
        const int r = groups->group[g].run[q];
        const REAL sum = lanes_sum(load(sums + (g * 3 + q) * VL));
        if (x) moments[3 * r] = sum;
        else moments[3 * r + 1] = p->form[r] == COTANGENT ? -sum : sum;  // the exchange turns Y round
      }
  }
}

// What the block behind borrows: A_z of its qubits in front of its shears.
INLINE void lend(const Plan *p, Scratch *s, const Block *b, REAL *moments) {
  const Block *next = b + 1;
  for (int r = next->first_run; r < next->first_run + next->runs; r++)
    if (p->run[r].differentiated && borrows(p, next, r)) moments[3 * (uz)r] = lanes_sum(load(s->folded + (uz)p->run[r].qubit * VL));
}

// Moments of every lane's runs, and the chain rule.
INLINE void lanewise_runs(const Plan *p, Scratch *s, const Block *b, const REAL *psi, const REAL *rotors, REAL *theta) {
  for (int r = b->first_run; r < b->first_run + b->runs; r++) {
    const Run *run = p->run + r;
    if (!run->differentiated) continue;
    if (run->diagonal) clear(s->moments, 2 * LANES);
    else moments_lanes(psi, s->lambda, p->qubits, run->qubit, s->moments);
    for (int t = 0; t < LANES; t += VL) store(s->moments + 2 * LANES + t, load(s->folded + (uz)run->qubit * LANES + t));
    chain_run(p, run, s->coefficients + (uz)r * RUN_SIZE * LANES, rotors + (uz)run->first * 2 * LANES, s->moments, LANEWISE, theta, s->x);
  }
}

NOINLINE void backward(const Plan *p, Scratch *s, const int *forms, int tile) {
  const int n = p->qubits;
  const uz S = (1ul << n) * STRIDE;
  REAL *theta = partial_of(p, tile), *run_moments = theta + p->parameters, *term_moments = run_moments + 3 * p->runs;
  for (int i = p->blocks - 1; i >= 0; i--) {
    const Block *b = p->block + i;
    const int wide = b->lanes, W = wide ? LANES : VL;
    const REAL *psi = s->states + (uz)i * S;
    const REAL *coefficients = wide ? s->coefficients : p->shared;
    if (wide) {
      diagonal_of_lanes(p, b, tile, coefficients, s->diagonal, s->back);
      pull_back_lanes(s->back, s->lambda, psi, n, s->diagonal, b->destination, s->density);
    } else pull_back_shared(s->back, s->lambda, psi, n, b->diagonal, b->destination, passes_of(b)->turned, s->density);
    REAL *swap = s->lambda;
    s->lambda = s->back, s->back = swap;
    const int lending = b + 1 < p->block + p->blocks && b[1].differentiated && lends(p, b + 1);
    if (lending && b->destination) {
      for (uz k = 0; k < 1ul << n; k++) store(s->tmp + (uz)b->destination[k] * VL, load(s->density + k * VL));
      fold(s->tmp, n, s->folded, VL);
      lend(p, s, b, run_moments);
    }
    if (b->differentiated) {
      for (int j = b->first_term; j < b->first_term + b->terms; j++) {
        const Term *term = p->term + j;
        term_moment(s->density, n, term, s->tmp, W);
        if (!wide) term_moments[j] = lanes_sum(load(s->tmp));
        else
          for (int t = 0; t < W; t += VL) add_angle_gradient(p, p->angle + term->angle, load(s->tmp + t), t, LANEWISE, theta, s->x);
      }
    }
    if ((b->differentiated && b->runs) || (lending && !b->destination)) fold(s->density, n, s->folded, W);
    if (lending && !b->destination) lend(p, s, b, run_moments);
    if (b->differentiated) {
      if (wide) lanewise_runs(p, s, b, psi, s->rotors, theta);
      else shared_runs(p, s, b, psi, run_moments);
    }
    if (i == 0 && (!p->initial_gradient || p->lambdas)) break;
    if (wide) apply_runs_lanes(p, b, s->lambda, coefficients, forms, 1);
    else apply_runs_shared(p, b, s->lambda, 1);
    early_phases(p, s, b, s->lambda, 1);
    for (int d = b->denses - 1; d >= 0; d--) apply_dense(s->lambda, n, p->dense + b->first_dense + d, p->constant, 1);
  }
}

// Whether numbers are all finite: (address of the numbers, how many, address of the answer, 0 if they are).
KERNEL(statevector_finite) {
  UNUSED(thread), UNUSED(chunk);
  const struct {
    const REAL *numbers;
    int count;
    int *answer;
  } *to_check = arguments;
  // x - x is 0 for finite numbers and NaN for all others
  V sums[4] = {splat(0), splat(0), splat(0), splat(0)};
  const REAL *x = to_check->numbers;
  const int count = to_check->count;
  int i = 0;
  for (; i + 4 * VL <= count; i += 4 * VL)
    for (int j = 0; j < 4; j++) {
      const V v = load(x + i + j * VL);
      sums[j] = sums[j] + (v - v);
    }
  REAL sum = lanes_sum((sums[0] + sums[1]) + (sums[2] + sums[3]));
  for (; i < count; i++) sum += x[i] - x[i];
  *to_check->answer = !(sum == 0);
}

INLINE int *forms_of(const Scratch *s) { return (int *)(s->moments + 3 * LANES); }
INLINE REAL *final_states(const Plan *p, const Scratch *s) {
  return s->states + (uz)(p->gradient ? p->blocks : p->blocks & 1) * (STRIDE << p->qubits);
}
NOINLINE void backward_from(const Plan *p, Scratch *s, int tile) {
  clear(partial_of(p, tile), (uz)p->parameters);
  clear(s->x, (uz)p->inputs * LANES);
  backward(p, s, forms_of(s), tile);
}

// One tile: values, and gradients when asked for.
KERNEL(statevector_run) {
  const Plan *p = *(const Plan *const *)arguments;
  Scratch s = scratch_of(p, thread);
  forward(p, &s, forms_of(&s), chunk);
  const REAL *last = final_states(p, &s);
  write_outputs(p, last, chunk, s.tmp, s.folded);
  if (!p->gradient) return;
  seed_lambda(p, last, s.lambda, chunk, s.tmp);
  backward_from(p, &s, chunk);
  if (p->input_gradient)
    for (int l = 0; l < samples_in_tile(p, chunk); l++)
      for (int i = 0; i < p->inputs; i++) p->x_gradient[(uz)(chunk * LANES + l) * p->inputs + i] = s.x[(uz)i * LANES + l];
  if (p->initial_gradient) unpack(p, s.lambda, chunk, 2, p->initial_gradient_out);
}

// The same on the basis states, in three steps. Their tiles come first in the scratch, those of the threads behind them.
INLINE int column_tiles(const Plan *p) { return ((1 << p->qubits) + LANES - 1) / LANES; }
// Forward, one tile of basis states.
KERNEL(statevector_columns) {
  UNUSED(thread);
  const Plan *p = *(const Plan *const *)arguments;
  Scratch s = scratch_of(p, chunk);
  forward(p, &s, forms_of(&s), chunk);
}
// One tile of the batch: values, lambda, gradients by the initial states.
KERNEL(statevector_through) {
  const Plan *p = *(const Plan *const *)arguments;
  const int n = p->qubits;
  const uz S = (uz)STRIDE << n, distance = (uz)p->scratch_size;
  const Scratch first = scratch_of(p, 0), s = scratch_of(p, column_tiles(p) + thread);
  const REAL *columns = final_states(p, &first);
  REAL *psi = s.states, *phi = psi + S;
  pack(p, p->initial, chunk, psi);
  multiply_forward(columns, distance, n, psi, phi);
  write_outputs(p, phi, chunk, s.tmp, s.folded);
  if (!p->gradient) return;
  REAL *lambda = p->lambdas + (uz)chunk * S;
  seed_lambda(p, phi, lambda, chunk, s.tmp);
  if (!p->initial_gradient) return;
  multiply_back(columns, distance, n, lambda, psi);
  unpack(p, psi, chunk, 2, p->initial_gradient_out);
}
// Backward, one tile of basis states.
KERNEL(statevector_pull) {
  UNUSED(thread);
  const Plan *p = *(const Plan *const *)arguments;
  Scratch s = scratch_of(p, chunk);
  lambda_of_columns(p->initial, p->lambdas, p->qubits, chunk, p->batch, s.lambda);
  backward_from(p, &s, chunk);
}

// Adds what the tiles left, in their order, and applies the chain rule of shared angles.
KERNEL(statevector_reduce) {
  UNUSED(thread), UNUSED(chunk);
  const Plan *p = *(const Plan *const *)arguments;
  const int size = partial_size(p);
  REAL *sum = p->partial_sum, *moments = sum + p->parameters, *terms = moments + 3 * p->runs;
  for (int i = 0; i < size; i++) {
    double total = 0;
    for (int t = 0; t < p->tiles; t++) total += p->partial[(uz)t * (uz)size + (uz)i];
    sum[i] = (REAL)total;
  }
  for (int i = 0; i < p->parameters; i++) p->theta_gradient[i] = sum[i];
  const REAL *rotors = p->shared + (uz)p->runs * RUN_SIZE * VL;
  for (int i = 0; i < p->blocks; i++) {
    const Block *b = p->block + i;
    if (b->lanes || !b->differentiated) continue;
    for (int j = b->first_term; j < b->first_term + b->terms; j++)
      add_angle_gradient(p, p->angle + p->term[j].angle, first_lane(terms[j]), 0, SHARED, p->theta_gradient, 0);
    for (int r = b->first_run; r < b->first_run + b->runs; r++) {
      const Run *run = p->run + r;
      if (!run->differentiated) continue;
      if (borrows(p, b, r)) moments[3 * r] = (REAL)moment_x(p, r, moments[3 * r], moments[3 * r + 2]);
      REAL three[3 * VL];
      for (int k = 0; k < 3; k++) store(three + k * VL, first_lane(moments[3 * r + k]));
      chain_run(p, run, p->shared + (uz)r * RUN_SIZE * VL, rotors + (uz)run->first * 2 * VL, three, SHARED, p->theta_gradient, 0);
    }
  }
}
