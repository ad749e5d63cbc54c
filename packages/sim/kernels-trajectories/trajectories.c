// Pure states that are measured, reset and disturbed on their way: one tile of LANES states a chunk, every lane with its own
// outcomes. A lane is one trajectory of one sample; with EXACT and ENUMERATED it is one sample whose branches are walked depth
// first, every branch with the same outcomes in all lanes.
//
// A state keeps the squared norm of its initial state: each outcome of probability q multiplies it by 1/sqrt(q). Then the mean
// over trajectories of any output that is quadratic in the state is that output of the density matrix. Reverse mode: lambda
// goes back by the adjoint of the operators that were applied; how normalisation and probabilities enter is in seed().
#include "outputs.h"

INLINE uz state_size(PLAN) { return (uz)p->dimension * STRIDE; }
INLINE void copy_state(PLAN, const REAL *from, REAL *to) {
  for (uz i = 0; i < state_size(p); i += VL) store(to + i, load(from + i));
}
INLINE void add_state(PLAN, const REAL *from, REAL *to) {
  for (uz i = 0; i < state_size(p); i += VL) store(to + i, load(to + i) + load(from + i));
}
INLINE int tree(PLAN) { return p->mode == EXACT || p->mode == ENUMERATED; }

// Shared matrices of one block: chunk = operation.
KERNEL(trajectories_prepare) {
  UNUSED(thread);
  PLAN = *(const Plan *const *)arguments;
  const Op *op = op_at(p, chunk);
  // The temporary lies behind the matrices of all blocks.
  if (op->kind == BLOCK && !op->wide) block_matrices(p, 0, op, p->shared, p->shared + p->shared_size, 0);
}

INLINE void begin(PLAN, Scratch *s, int tile) {
  s->lane = tile * LANES;
  s->count = p->lanes - s->lane < LANES ? p->lanes - s->lane : LANES;
  clear(s->psi, state_size(p));
  for (int l = 0; l < LANES; l++) {
    const int lane = s->lane + (l < s->count ? l : s->count - 1);  // lanes beyond the last repeat it
    s->sample[l] = p->sample[lane / p->shots];
    s->shot[l] = p->first_shot + lane % p->shots;
    if (p->initial) {
      const REAL *from = p->initial + (uz)s->sample[l] * 2 * p->dimension;
      for (int k = 0; k < p->dimension; k++) {
        s->psi[(uz)k * STRIDE + l] = from[2 * k];
        s->psi[(uz)k * STRIDE + LANES + l] = from[2 * k + 1];
      }
    } else s->psi[l] = 1;
    s->chance[l] = 1, s->log[l] = 0, s->radial[l] = 0;
    if (p->draws && !tree(p) && !p->given) draw_uniforms(p, p->first_sample + s->sample[l], s->shot[l], s->uniform + l);
  }
  norms(p, s->psi, s->norm);
  for (int d = 0; d < p->draws; d++) s->branch[d] = 0;
  if (p->gradient) clear(s->x, (uz)p->inputs * LANES);
}

INLINE void apply_op(PLAN, const Scratch *s, const Op *op, int index) {
  const Wires *w = wires_at(p, op->wires);
  if (op->kind == BLOCK) apply_block(p, s, op, index, s->psi);
  else if (op->kind == PERMUTATION) permute(p, s->psi, w, p->word + op->rows, op->numbers < 0 ? 0 : p->number + op->numbers, 0);
  else if (op->kind == KRAUS) apply_lanes(p, s->psi, w, s->matrices + op->matrix);
  else project(p, s, op, s->psi, 0);
}

INLINE void forward(PLAN, Scratch *s, int from) {
  for (int i = from; i < p->ops; i++) {
    const Op *op = op_at(p, i);
    if (op->slot >= 0 && (p->gradient || tree(p)) && op->slot % p->stride == 0) copy_state(p, s->psi, s->kept + (uz)(op->slot / p->stride) * state_size(p));
    if (op->kind == BLOCK) {
      if (op->wide) prepare_lanes(p, s, op, i);
    } else if (op->kind == KRAUS) choose_kraus(p, s, op);
    else if (op->kind != PERMUTATION) choose_outcome(p, s, op);
    apply_op(p, s, op, i);
  }
}

// The state before operation i, which lost information: kept, or replayed from the nearest one kept.
INLINE const REAL *state_before(PLAN, Scratch *s, int i) {
  const int slot = op_at(p, i)->slot, segment = slot / p->stride;
  const REAL *kept = s->kept + (uz)segment * state_size(p);
  if (p->stride == 1) return kept;
  if (s->replayed != segment) {
    int first = i;
    while (op_at(p, first)->slot != segment * p->stride) first--;
    copy_state(p, kept, s->psi);
    for (int k = first; k <= i; k++) {
      const Op *op = op_at(p, k);
      if (op->slot >= 0) copy_state(p, s->psi, s->segment + (uz)(op->slot % p->stride) * state_size(p));
      if (k < i) apply_op(p, s, op, k);
    }
    s->replayed = segment;
  }
  return s->segment + (uz)(slot % p->stride) * state_size(p);
}

INLINE double last_chance(PLAN, const Scratch *s, int lane) { return s->chance[(uz)p->draws * LANES + lane]; }

INLINE int branch_number(PLAN, const Scratch *s) {
  int number = 0;
  for (int d = 0; d < p->draws; d++) number += s->branch[d] * p->word[p->weights + d];
  return number;
}

// Values of one branch (of the one trajectory).
INLINE void write_values(PLAN, Scratch *s, int branch) {
  read_outputs(p, s);
  for (int l = 0; l < s->count; l++) {
    const uz row = p->mode == ENUMERATED ? (uz)(s->lane + l) * p->branches + branch : (uz)(s->lane + l);
    const double chance = tree(p) ? last_chance(p, s, l) : 1;
    REAL *to = p->value + row * p->columns;
    if (p->mode == EXACT) {
      for (int c = 0; c < p->columns; c++) to[c] = (branch ? to[c] : 0) + (REAL)chance * s->values[(uz)c * LANES + l];
      continue;
    }
    for (int c = 0; c < p->columns; c++) to[c] = chance > 0 ? s->values[(uz)c * LANES + l] : 0;
    if (p->mode == ENUMERATED) p->probability[row] = (REAL)chance;
    if (p->mode == SAMPLED) {
      p->probability[row] = (REAL)s->log[l];
      for (int d = 0; d < p->draws; d++) {
        const int outcome = s->choice[(uz)d * LANES + l];
        p->outcome[row * p->draws + d] = outcome < 0 ? 0 : outcome;
      }
    }
  }
}

// lambda at the end of one branch. With c the cotangents, Q = sum of c times the outputs quadratic in the state, S the same of
// a state output, K of classical outputs, w the squared norm and P the branch's probability,
//   dL = Re <lambda | d(K_n … K_1 psi_0) / sqrt(P)> - (gamma - 2 K / w) Re <psi_0 | d psi_0>,
//   lambda = (2 sum c O + c_state) psi + gamma psi,   gamma = (2 l - 2 Q - S) / w
// where l = dL/dlog P: given (SAMPLED), c_P P (ENUMERATED), Q + S + K (EXACT, all weighted with P), Q + S + K - b (MEAN, an
// unbiased estimate of the gradient of the mean: the score function; b is the mean of the sample's other trajectories).
INLINE void seed(PLAN, Scratch *s, int branch) {
  REAL quadratic[LANES], linear[LANES], classical[LANES], gamma[LANES];
  for (int l = 0; l < LANES; l++) {
    const uz sample = (uz)s->sample[l];
    const REAL *c = p->cotangent + (p->mode == ENUMERATED ? sample * p->branches + branch : sample) * p->columns;
    const double chance = tree(p) ? last_chance(p, s, l) : 1;
    REAL weight = p->mode == EXACT ? (REAL)chance : p->mode == MEAN ? (REAL)1 / (REAL)p->all_shots : 1;
    if (l >= s->count || !(chance > 0)) weight = 0;
    for (int k = 0; k < p->columns; k++) s->seeds[(uz)k * LANES + l] = weight * c[k];
    quadratic[l] = linear[l] = classical[l] = 0;
    const Output *o = (const Output *)(p->word + p->first_output);
    for (int i = 0; i < p->outputs; i++, o++) {
      REAL sum = 0;
      for (int k = o->column; k < o->column + o->size; k++) sum += s->seeds[(uz)k * LANES + l] * s->values[(uz)k * LANES + l];
      if (o->kind == STATE) linear[l] += sum;
      else if (o->kind == CLASSICAL) classical[l] += sum;
      else quadratic[l] += sum;
    }
    const REAL all = quadratic[l] + linear[l] + classical[l];
    REAL score;
    if (p->mode == SAMPLED) score = l < s->count ? p->log_cotangent[sample] : 0;
    else if (p->mode == ENUMERATED) score = l < s->count ? p->log_cotangent[sample * p->branches + branch] * (REAL)chance : 0;
    else score = all;
    if (p->mode == MEAN && p->all_shots > 1 && l < s->count) {
      double mean = 0;
      for (int k = 0; k < p->columns; k++) mean += (double)c[k] * p->mean[sample * p->columns + k];
      // (mean over all - own share) of the others
      score -= (REAL)((mean - (double)all) / (p->all_shots - 1));
    }
    gamma[l] = p->stochastic && s->norm[l] > 0 ? (2 * score - 2 * quadratic[l] - linear[l]) / s->norm[l] : 0;
    if (s->norm[l] > 0) s->radial[l] += gamma[l] - 2 * classical[l] / s->norm[l];
  }
  seed_outputs(p, s);
  if (!p->stochastic) return;
  for (int k = 0; k < p->dimension; k++)
    for (int t = 0; t < STRIDE; t += VL) {
      const uz at = (uz)k * STRIDE + t;
      store(s->lambda + at, load(s->lambda + at) + load(gamma + t % LANES) * load(s->psi + at));
    }
}

// Goes back to the start, or to an operation with a branch left to walk: then gives its number, else -1.
INLINE int backward(PLAN, Scratch *s, REAL *theta) {
  for (int i = p->ops - 1; i >= 0; i--) {
    const Op *op = op_at(p, i);
    const Wires *w = wires_at(p, op->wires);
    if (op->kind == BLOCK) {
      block_gradient(p, s, op, i, theta);
      undo_block(p, s, op, i);
      continue;
    }
    if (op->kind == PERMUTATION) {
      const int *rows = p->word + op->rows;
      const REAL *phases = op->numbers < 0 ? 0 : p->number + op->numbers;
      permute(p, s->psi, w, rows, phases, 1), permute(p, s->lambda, w, rows, phases, 1);
      continue;
    }
    if (op->kind == KRAUS) apply_lanes(p, s->lambda, w, daggered(s->matrices + op->matrix, s->temporary, w->size, LANES));
    else project(p, s, op, s->lambda, 1);
    copy_state(p, state_before(p, s, i), s->psi);
    if (!tree(p) || op->known >= 0) continue;
    REAL *sum = s->sums + (uz)op->draw * state_size(p);
    const int options = op->kind == KRAUS ? p->table[op->table].options : op->options;
    if (s->branch[op->draw] == 0) copy_state(p, s->lambda, sum);
    else add_state(p, s->lambda, sum);
    if (++s->branch[op->draw] < options) return i;
    s->branch[op->draw] = 0;
    copy_state(p, sum, s->lambda);
  }
  return -1;
}

// The same without gradients.
INLINE int next_branch(PLAN, Scratch *s) {
  if (!tree(p)) return -1;
  for (int i = p->ops - 1; i >= 0; i--) {
    const Op *op = op_at(p, i);
    if (op->slot < 0 || op->known >= 0) continue;
    const int options = op->kind == KRAUS ? p->table[op->table].options : op->options;
    if (++s->branch[op->draw] < options) {
      copy_state(p, s->kept + (uz)op->slot * state_size(p), s->psi);
      return i;
    }
    s->branch[op->draw] = 0;
  }
  return -1;
}

// One tile: values and probabilities of its lanes, and their gradients when asked for.
KERNEL(trajectories_run) {
  PLAN = *(const Plan *const *)arguments;
  Scratch scratch = scratch_of(p, thread), *s = &scratch;
  REAL *theta = p->theta_partial + (uz)chunk * p->parameters;
  if (p->gradient) clear(theta, (uz)p->parameters);
  begin(p, s, chunk);
  for (int from = 0; from >= 0;) {
    forward(p, s, from);
    const int branch = tree(p) ? branch_number(p, s) : 0;
    write_values(p, s, branch);
    if (p->gradient) {
      seed(p, s, branch);
      from = backward(p, s, theta);
    } else from = next_branch(p, s);
  }
  if (!p->gradient) return;
  for (int l = 0; l < s->count; l++) {
    const uz lane = (uz)(s->lane + l);
    if (p->input_gradient)
      for (int i = 0; i < p->inputs; i++) p->x_lane[lane * p->inputs + i] = s->x[(uz)i * LANES + l];
    if (!p->initial_gradient) continue;
    const REAL *start = p->initial + (uz)s->sample[l] * 2 * p->dimension;
    REAL *to = p->initial_lane + lane * 2 * p->dimension;
    for (int k = 0; k < p->dimension; k++) {
      to[2 * k] = s->lambda[(uz)k * STRIDE + l] - s->radial[l] * start[2 * k];
      to[2 * k + 1] = s->lambda[(uz)k * STRIDE + LANES + l] - s->radial[l] * start[2 * k + 1];
    }
  }
}

// Takes this wave's values into the running means and sums of squared deviations (Welford), shot by shot: chunk = sample of
// the wave. Any division into waves gives the same bytes.
KERNEL(trajectories_mean) {
  UNUSED(thread);
  PLAN = *(const Plan *const *)arguments;
  const uz at = (uz)p->sample[chunk] * p->columns;
  for (int shot = 0; shot < p->shots; shot++) {
    const REAL *from = p->value + ((uz)chunk * p->shots + shot) * p->columns;
    const double count = p->first_shot + shot + 1;
    for (int c = 0; c < p->columns; c++) {
      const double change = (double)from[c] - p->mean[at + c];
      p->mean[at + c] += change / count;
      p->square[at + c] += change * ((double)from[c] - p->mean[at + c]);
    }
  }
}

// Adds this wave's gradients of inputs and initial amplitudes, shot by shot: chunk = sample of the wave.
KERNEL(trajectories_gradient) {
  UNUSED(thread);
  PLAN = *(const Plan *const *)arguments;
  const uz sample = (uz)p->sample[chunk], D = (uz)2 * p->dimension;
  for (int shot = 0; shot < p->shots; shot++) {
    const uz lane = (uz)chunk * p->shots + shot;
    if (p->input_gradient)
      for (int i = 0; i < p->inputs; i++) p->x_gradient[sample * p->inputs + i] += p->x_lane[lane * p->inputs + i];
    if (p->initial_gradient)
      for (uz k = 0; k < D; k++) p->initial_sum[sample * D + k] += p->initial_lane[lane * D + k];
  }
}

// Adds the tiles' parameter gradients in their order.
KERNEL(trajectories_parameters) {
  UNUSED(thread), UNUSED(chunk);
  PLAN = *(const Plan *const *)arguments;
  for (int t = 0; t < p->tiles; t++)
    for (int i = 0; i < p->parameters; i++) p->theta_gradient[i] += p->theta_partial[(uz)t * p->parameters + i];
}
