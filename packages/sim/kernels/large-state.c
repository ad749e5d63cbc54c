// One large state: forward pass, outputs, and the adjoint pass, in which psi and lambda are both taken back, so that memory
// does not grow with the circuit. Every chunk is worked on by one thread in a fixed order and leaves its sums in a place of
// its own: results do not depend on the number of threads.
#include "large-outputs.h"

INLINE REAL *run_rotors(const Plan *p, int run) {
  return p->shared + (uz)p->runs * RUN_SIZE * VL + (uz)p->run[run].first * 2 * VL;
}
INLINE int has_diagonal(const Block *b) { return b->runs > 0 || b->terms > 0 || b->phases != 0; }

// to[k] = first times the runs' phases `which` where the bit of k is 1, [2][2^c].
NOINLINE void fill_product(const Plan *p, const Block *b, int which, Phase first, REAL *to) {
  const uz C = amplitudes(p);
  to[0] = (REAL)first.re, to[C] = (REAL)first.im;
  int r = 0;
  for (int q = 0; q < p->qubits; q++) {
    const uz H = 1ul << q;
    const Run *run = run_on(p, b, &r, q);
    const Phase f = run ? phase_of(run_coefficients(p, (int)(run - p->run)), which) : (Phase){1, 0};
    for (uz i = 0; i < H; i++) {
      const Phase x = times((Phase){to[i], to[C + i]}, f);
      to[i + H] = (REAL)x.re, to[C + i + H] = (REAL)x.im;
    }
  }
}

// A block's diagonal within the chunk, [2][2^c]: late phases and factors of its runs, its terms, its fixed phases.
NOINLINE void build_chunk_diagonal(const Large *g, const Block *b, REAL *to) {
  const Plan *p = g->plan;
  const uz C = amplitudes(p);
  Phase first = {1, 0};
  for (int r = b->first_run; r < b->first_run + b->runs; r++) {
    const REAL *k = run_coefficients(p, r);
    const double f = factor_of(k, p->form[r]);
    first = times(first, phase_of(k, LATE_RE));
    first.re *= f, first.im *= f;
  }
  fill_product(p, b, RATIO_RE, first, to);
  for (int i = b->first_term; i < b->first_term + b->terms; i++) {
    const unsigned controls = (unsigned)p->term[i].controls, mask = (unsigned)p->term[i].parity;
    if (!((controls | mask) >> p->qubits)) times_phase(to, C, controls, mask, g->half[2 * i], -g->half[2 * i + 1]);
  }
  if (b->phases) {
    for (uz k = 0; k < C; k++) {
      const REAL a = to[k], t = to[C + k], c = b->phases[2 * k], s = b->phases[2 * k + 1];
      to[k] = a * c - t * s, to[C + k] = a * s + t * c;
    }
  }
}

// Coefficients and diagonal of one block of a pass: chunk = block within the pass.
KERNEL(large_prepare) {
  UNUSED(thread);
  const Large *g = large_of(arguments);
  const Plan *p = g->plan;
  const Pass *pass = pass_of(g, arguments);
  const Block *b = p->block + pass->first_block + chunk;
  for (int r = b->first_run; r < b->first_run + b->runs; r++)
    p->form[r] = prepare_run(p, p->run + r, g->sample, run_coefficients(p, r), run_rotors(p, r), SAMPLE);
  for (int i = b->first_term; i < b->first_term + b->terms; i++) {
    const Angle *angle = p->angle + p->term[i].angle;
    if (angle->count == 0) g->half[2 * i] = p->constant[angle->offset + 1], g->half[2 * i + 1] = p->constant[angle->offset + 2];
    else {
      V s, c;
      sincos(angle_value(p, angle, g->sample, 0, SAMPLE) * splat((REAL)0.5), &s, &c);
      g->half[2 * i] = c[0], g->half[2 * i + 1] = s[0];
    }
  }
  const uz size = 2 * amplitudes(p);
  if (has_diagonal(b)) build_chunk_diagonal(g, b, g->diagonal + (uz)chunk * size);
  if (b->runs > 0) fill_product(p, b, EARLY_RE, (Phase){1, 0}, g->diagonal + (uz)(pass->blocks + chunk) * size);
}

// Whether the early phases of a pass's block i are in the diagonal of the block in front.
INLINE int joined(const Plan *p, const Pass *pass, int i) {
  if (i <= 0 || i >= pass->blocks) return 0;
  const Block *b = p->block + pass->first_block + i;
  return b->runs > 0 && b->denses == 0 && has_diagonal(b - 1) && b[-1].destination_controls == 0;
}

// Puts the early phases of the block behind into the diagonal of block `chunk`, through its permutation.
KERNEL(large_join) {
  UNUSED(thread);
  const Large *g = large_of(arguments);
  const Plan *p = g->plan;
  const Pass *pass = pass_of(g, arguments);
  const uz C = amplitudes(p);
  if (!joined(p, pass, chunk + 1)) return;
  const int *destination = p->block[pass->first_block + chunk].destination;
  REAL *to = g->diagonal + (uz)chunk * 2 * C;
  const REAL *early = g->diagonal + (uz)(pass->blocks + chunk + 1) * 2 * C;
  if (!destination) times_diagonal(to, C, early);
  else
    for (uz k = 0; k < C; k++) {
      const REAL a = to[k], t = to[C + k], c = early[destination[k]], s = early[C + (uz)destination[k]];
      to[k] = a * c - t * s, to[C + k] = a * s + t * c;
    }
}

// The sample's first state, a chunk of neighbours.
KERNEL(large_start) {
  UNUSED(thread);
  const Large *g = large_of(arguments);
  const uz C = amplitudes(g->plan), N = 1ul << g->qubits, base = (uz)chunk * C;
  REAL *s = g->psi + base;
  if (g->plan->initial) {
    const REAL *from = g->plan->initial + (uz)g->sample * 2 * N + 2 * base;
    for (uz k = 0; k < C; k++) s[k] = from[2 * k], s[N + k] = from[2 * k + 1];
  } else {
    clear(s, C), clear(s + N, C);
    if (chunk == 0) s[0] = 1;
  }
}

KERNEL(large_forward) {
  const Large *g = large_of(arguments);
  const Plan *p = g->plan;
  const Pass *pass = pass_of(g, arguments);
  const uz C = amplitudes(p);
  const int c = p->qubits;
  Scratch at = scratch_of(p, thread);
  take_chunk(g, pass, chunk, g->psi, at.psi);
  for (int i = 0; i < pass->blocks; i++) {
    const Block *b = p->block + pass->first_block + i;
    for (int d = 0; d < b->denses; d++) dense_chunk(at.psi, c, p->dense + b->first_dense + d, p->constant, 0, chunk);
    if (b->runs > 0 && !joined(p, pass, i)) times_diagonal(at.psi, C, g->diagonal + (uz)(pass->blocks + i) * 2 * C);
    apply_block_runs(p, b, at.psi);
    if (has_diagonal(b)) times_diagonal(at.psi, C, g->diagonal + (uz)i * 2 * C);
    outer_phases(g, b, at.psi, chunk, 0);
    if (moves(b, c, chunk)) {
      permute(at.spare, at.psi, C, b->destination);
      REAL *swap = at.psi;
      at.psi = at.spare, at.spare = swap;
    }
  }
  put_chunk(g, pass, chunk, g->psi, at.psi);
}

NOINLINE void back_permutation(REAL **state, REAL **spare, uz C, const int *destination) {
  permute_back(*spare, *state, C, destination);
  REAL *swap = *state;
  *state = *spare, *spare = swap;
}

NOINLINE void density_of(REAL *to, const REAL *psi, const REAL *lambda, uz C) {
  for (uz k = 0; k < C; k += VL)
    store(to + k, load(lambda + k) * load(psi + C + k) - load(lambda + C + k) * load(psi + k));
}

// Sum of f(k) density[k] from the density's Walsh transform: the projector on a control is (1 - Z) / 2.
INLINE REAL term_sum(const Plan *p, const Term *term, const REAL *transform, int outer) {
  const unsigned inside = (unsigned)(amplitudes(p) - 1), above = (unsigned)term->controls >> p->qubits;
  if (((unsigned)outer & above) != above) return 0;
  const unsigned controls = (unsigned)term->controls & inside, mask = (unsigned)term->parity & inside;
  REAL sum = 0, scale = 1;
  for (unsigned bits = controls; bits; bits &= bits - 1) scale *= (REAL)0.5;
  for (unsigned set = controls;; set = (set - 1) & controls) {
    const REAL v = transform[mask ^ set];
    sum += odd(set) ? -v : v;
    if (set == 0) break;
  }
  return (negative((unsigned)outer, (unsigned)term->parity >> p->qubits) ? -sum : sum) * scale;
}

// Takes psi and lambda of a chunk back through a pass. Leaves moments [runs][x y z] and of terms [terms], unscaled.
KERNEL(large_backward) {
  const Large *g = large_of(arguments);
  const Plan *p = g->plan;
  const Pass *pass = pass_of(g, arguments);
  const uz C = amplitudes(p);
  const int c = p->qubits;
  REAL *run_moments = g->partial + (uz)chunk * (uz)g->slots, *term_moments = run_moments + 3 * pass->runs;
  Scratch at = scratch_of(p, thread);
  take_chunk(g, pass, chunk, g->psi, at.psi);
  take_chunk(g, pass, chunk, g->lambda, at.lambda);
  for (int i = pass->blocks - 1; i >= 0; i--) {
    const Block *b = p->block + pass->first_block + i;
    if (moves(b, c, chunk)) {
      back_permutation(&at.psi, &at.spare, C, b->destination);
      back_permutation(&at.lambda, &at.spare, C, b->destination);
    }
    if (has_diagonal(b)) {
      const REAL *diagonal = g->diagonal + (uz)i * 2 * C;
      times_conjugate(at.psi, C, diagonal), times_conjugate(at.lambda, C, diagonal);
    }
    outer_phases(g, b, at.psi, chunk, 1), outer_phases(g, b, at.lambda, chunk, 1);
    if (b->differentiated) {
      density_of(at.density, at.psi, at.lambda, C);
      walsh(at.density, c);
      for (int t = b->first_term; t < b->first_term + b->terms; t++)
        term_moments[t - pass->first_term] = term_sum(p, p->term + t, at.density, chunk);
    }
    for (int r = b->first_run + b->runs - 1; r >= b->first_run; r--) {
      const Run *run = p->run + r;
      const REAL *k = run_coefficients(p, r);
      REAL *moments = run_moments + 3 * (r - pass->first_run);
      if (run->differentiated) moments[0] = moments[1] = 0, moments[2] = at.density[1ul << run->qubit];
      if (run->diagonal) continue;
      if (run->differentiated) back_shears(at.psi, at.lambda, c, run->qubit, k, p->form[r], moments);
      else undo_shears(at.psi, c, run->qubit, k, p->form[r]), undo_shears(at.lambda, c, run->qubit, k, p->form[r]);
    }
    if (b->runs > 0 && !joined(p, pass, i)) {
      const REAL *early = g->diagonal + (uz)(pass->blocks + i) * 2 * C;
      times_conjugate(at.psi, C, early), times_conjugate(at.lambda, C, early);
    }
    for (int d = b->denses - 1; d >= 0; d--) {
      dense_chunk(at.psi, c, p->dense + b->first_dense + d, p->constant, 1, chunk);
      dense_chunk(at.lambda, c, p->dense + b->first_dense + d, p->constant, 1, chunk);
    }
  }
  put_chunk(g, pass, chunk, g->psi, at.psi);
  put_chunk(g, pass, chunk, g->lambda, at.lambda);
}

// Adds a pass's moments over the chunks, in their order, and the chain rule to the gradients of angles.
//
// With F the product of a block's factors, psi and lambda stand at F times the normalised states behind all shears, and
// undoing run r divides both by its factor: moments of x and y carry the squared factors of the runs up to r, those of z and
// of terms all of them.
KERNEL(large_reduce) {
  UNUSED(chunk), UNUSED(thread);
  const Large *g = large_of(arguments);
  const Plan *p = g->plan;
  const Pass *pass = pass_of(g, arguments);
  add_chunks(g, 0, 3 * pass->runs + pass->terms);
  REAL *x = p->input_gradient ? p->x_gradient + (uz)g->sample * p->inputs : 0;
  for (int i = pass->first_block; i < pass->first_block + pass->blocks; i++) {
    const Block *b = p->block + i;
    if (!b->differentiated) continue;
    REAL all = 1, some = 1;
    for (int r = b->first_run; r < b->first_run + b->runs; r++) {
      const REAL f = run_coefficients(p, r)[FACTOR * VL];
      all *= f * f;
    }
    for (int r = b->first_run; r < b->first_run + b->runs; r++) {
      const REAL *k = run_coefficients(p, r), *sum = g->sum + 3 * (r - pass->first_run);
      some *= k[FACTOR * VL] * k[FACTOR * VL];
      if (!p->run[r].differentiated) continue;
      REAL moments[3 * VL];
      store(moments, first_lane(sum[0] / some)), store(moments + VL, first_lane(sum[1] / some));
      store(moments + 2 * VL, first_lane(sum[2] / all));
      chain_run(p, p->run + r, k, run_rotors(p, r), moments, x ? SAMPLE : SHARED, p->theta_gradient, x);
    }
    for (int t = b->first_term; t < b->first_term + b->terms; t++) {
      const V value = first_lane(g->sum[3 * pass->runs + t - pass->first_term] / all);
      add_angle_gradient(p, p->angle + p->term[t].angle, value, 0, x ? SAMPLE : SHARED, p->theta_gradient, x);
    }
  }
}

// 2 lambda at the circuit's start, interleaved: the gradient of the sample's amplitudes.
KERNEL(large_finish) {
  UNUSED(thread);
  const Large *g = large_of(arguments);
  const uz C = amplitudes(g->plan), N = 1ul << g->qubits, base = (uz)chunk * C;
  REAL *to = g->plan->initial_gradient_out + (uz)g->sample * 2 * N + 2 * base;
  const REAL *from = g->lambda + base;
  for (uz k = 0; k < C; k++) to[2 * k] = 2 * from[k], to[2 * k + 1] = 2 * from[N + k];
}
