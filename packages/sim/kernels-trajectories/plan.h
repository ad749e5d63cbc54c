// The compiled circuit, as the host writes it (packages/sim/src/trajectories/encode-plan.ts). Everything that does not
// depend on the batch lies in two tables, one of words and one of numbers; "at" names an index into one of them.
#pragma once
#include "sincos.h"

// A small system of m states inside the whole one: amplitude index = base + offset[a], base running over the groups.
typedef struct {
  int size;     // m
  int offsets;  // words at: m offsets
  int groups;   // how many bases
  int first;    // the first base: controls set to 1
  int steps;    // words at: [runs][count, stride], the innermost first
} Wires;

// offset + sum of scale * source[index]
typedef struct {
  int offset;       // numbers at
  int terms;        // words at: [count][source (0 parameter, 1 input), index, numbers at: scale]
  int count;
} Angle;

// One factor of a block's matrix, the first acts first.
typedef struct {
  int kind;       // ROTATION, CONSTANT, MIXTURE
  int matrix;     // where its matrix is kept, in the lanes' matrices of a wide block, else in the shared ones
  int rows;       // rotation, words at: [m] row of the Pauli string's entry in each column, -1 where the rotation is idle
  int numbers;    // rotation: [m][2] its phases; constant: its matrix; mixture: [options] cumulative probabilities, matrices
  int angle;      // words at: Angle
  int options;    // mixture
  int idle;       // mixture: the option that is the identity, or -1
  int draw;       // mixture
  int condition;  // words at: Condition, or -1
  int differentiated;
} Factor;
enum { ROTATION, CONSTANT, MIXTURE };

// Acts where the sum of outcome * weight == value.
typedef struct {
  int value, count;
  int terms;  // words at: [count][draw that measured the digit, weight]; digits not yet measured are left out
} Condition;

typedef struct {
  int kind;   // BLOCK, PERMUTATION, KRAUS, MEASURE, RESET
  int wires;  // words at: Wires
  int diagonal;          // block: only the diagonals of matrices are kept; Kraus: all effects are diagonal
  int factors, first;    // block: how many, words at: Factor
  int wide;              // block: one matrix a lane
  int mask;              // block whose factors can all be idle: where the lanes' masks are kept, else -1
  int matrix;            // block, Kraus: where the matrix is kept
  int rows, numbers;     // permutation: words at [m] rows, numbers at [m][2] phases, -1 when all are 1
  int draw, slot;        // Kraus, measure, reset: the draw's number; the number among the operations whose state is kept
  int options;           // measure, reset: m
  int table;             // Kraus: index of its table
  int known;             // reset: the draw that holds the outcome already, else -1
  int condition;         // Kraus, reset
} Op;
enum { BLOCK, PERMUTATION, KRAUS, MEASURE, RESET };

// Kraus operators: [sample][option][K (m*m) | K^+ K (m*m)][2]
typedef struct {
  const REAL *first;
  int options, stride;  // stride from sample to sample, 0 when shared
} Table;

typedef struct {
  int kind;    // EXPECTATION, PROBABILITIES, STATE, DENSITY, CLASSICAL, FIDELITY
  int column;  // first
  int size;    // columns
  int at;      // expectation: words at [size] Observable; probabilities: words at Wires; classical: words at Condition (its value unused)
  int target;  // fidelity: numbers at, or -1 when one is given a sample
} Output;
enum { EXPECTATION, PROBABILITIES, STATE, DENSITY, CLASSICAL, FIDELITY };

// A sum of Pauli strings, or one matrix (count -1).
typedef struct {
  int count, first;  // words at: String
  int wires, matrix; // matrix: words at Wires, numbers at [m*m][2]
} Observable;

// coefficient * P, <rows[a]| P |a> = phase[a]
typedef struct {
  int wires, rows, numbers;  // numbers at: coefficient, then [m][2] phases
} String;

enum { MEAN, EXACT, ENUMERATED, SAMPLED };

// The order of the words is in packages/sim/src/trajectories/plan-words.ts.
typedef struct {
  double first_sample;   // number of the batch's sample 0 within the run
  const int *word;
  const REAL *number;
  int dimension, ops, first_op, outputs, first_output;
  int parameters, inputs, columns, draws, choices, slots, branches;  // choices: draws, then known resets
  int weights;           // words at: [draws] weight of each draw in the number of a branch
  int shared_size, lanes_size, temporary_size;  // in numbers
  int most_options;
  int stochastic;        // some draw is made
  // the batch and the task
  const Table *table;
  REAL *shared;          // shared matrices [..][VL], then room for one of the largest
  const REAL *theta, *x, *initial, *target;
  const unsigned char *name;              // the bytes that name a stream
  int name_size, name_sample, name_shot;  // where its last two numbers stand
  int mode, gradient, input_gradient, initial_gradient;
  const int *given;      // [sample][draws] outcomes, or null
  const int *sample;     // [samples of this wave] their numbers in the batch
  int first_shot, shots, lanes, tiles;    // of this wave
  const REAL *cotangent, *log_cotangent;
  int all_shots;         // of a mean
  int stride;            // so many kept states apart are those that are kept through the forward pass
  REAL *scratch;
  int scratch_size;      // numbers a thread
  REAL *value, *probability;
  int *outcome;
  REAL *theta_partial, *x_lane, *initial_lane;
  double *mean, *square, *theta_gradient, *x_gradient, *initial_sum;
} Plan;
#define PLAN const Plan *p
#define STRIDE (2 * LANES)

INLINE const Wires *wires_at(PLAN, int at) { return (const Wires *)(p->word + at); }
INLINE const Op *op_at(PLAN, int i) { return (const Op *)(p->word + p->first_op) + i; }

// Runs over the groups of a small system: for (Group g = first_group(p, w); more(&g); advance(&g)) … g.base
typedef struct {
  const int *step;
  int left, base, digit[16];
} Group;
INLINE Group first_group(PLAN, const Wires *w) {
  Group g = {p->word + w->steps, w->groups, w->first, {0}};
  return g;
}
INLINE void advance(Group *g) {
  if (--g->left == 0) return;
  const int *step = g->step;
  int *digit = g->digit;
  while (++*digit == step[0]) {
    g->base -= (step[0] - 1) * step[1];
    *digit++ = 0;
    step += 2;
  }
  g->base += step[1];
}
#define EACH_GROUP(g, w) for (Group g = first_group(p, w); g.left > 0; advance(&g))
