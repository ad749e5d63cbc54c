// The compiled circuit as the host writes it: 32-bit words and addresses; packages/sim/src/density-matrix/plan.ts describes it.
//
// A state is the vector v of its real coordinates tr(G_k rho), G_k products of Hermitian matrices, one a wire, with tr G G = d.
// The index k is made of bit fields: of every place (that holds a wire) 2^bits >= d^2 values, then of the classical digits that
// are kept. The coordinates of one value of the digits are a block. An element is one number (width 1: one sample) or VL
// samples side by side (width VL).
#pragma once
#include "vectors.h"

// offset + sum of scale * source[index].
typedef struct {
  int first, count;  // terms
  int offset;        // index into the constants
  int lanes;         // differs from sample to sample
} Angle;
typedef struct {
  int source;  // 0 parameter, 1 input
  int index;
  int scale;  // index into the constants
} AngleTerm;

enum { TURN_X, TURN_Y, TURN_Z, FIXED, NOISE, SAMPLE_NOISE, SCALED };
// One factor of a run: a rotation of the Bloch vector, or a real 4 x 4 matrix (constants, noise numbers of the batch or a sample,
// SCALED: constants that only scale X, Y, Z and shift Z).
typedef struct {
  int kind;
  int index;  // of the angle, the constant, or the first of 16 noise numbers
  int differentiated;
} Factor;

enum { NOTHING, DIAGONAL, AFFINE };
// All maps on one qubit behind a coupling. Row 0 of each is (1 0 0 0).
typedef struct {
  int first, count;  // factors
  int form;
  int lanes;
  int differentiated;
} Run;

enum { ALONE, CZ, CX, ZZ, SINGLE, MAP, EXCHANGE };
typedef struct {
  int kind;
  int a, b;          // shifts of the two qubits' fields (CX: a controls); SINGLE and EXCHANGE have a only
  int run_a, run_b;  // -1: none
  int angle;         // ZZ
  int mask, value;   // acts on the blocks whose number has these bits
  int before, active;  // blocks that may differ from zero in front of it, and that it goes over
  int map;
} Pass;

// A sparse real matrix on the joint index of some fields.
typedef struct {
  int size;
  const int *row;     // [size + 1]
  const int *column;  // [row[size]]
  const int *offset;  // [size] elements
  int fields;         // bits of the index that belong to these fields
  int source;         // FIXED, NOISE or SAMPLE_NOISE
  int values;         // first of the constants or noise numbers
  int differentiated;
} Map;

enum { FUNCTIONAL, MARGINAL, DENSITY, FIDELITY };
typedef struct {
  int kind;
  int column, size;
  const int *row;    // FUNCTIONAL: [size + 1] into index and coefficients
  const int *index;  // FUNCTIONAL, MARGINAL: elements
  int coefficient;   // FUNCTIONAL: constants; MARGINAL: the factors' matrices one after another
  int factors;       // MARGINAL
  const int *factor; // MARGINAL: [factors] sizes, negative where outcomes are read as they are
  const int *block;  // numbers of the first coordinate of the blocks that are summed
  int blocks;
  const REAL *target;  // FIDELITY: coordinates of the target, or amplitudes [batch][D][2]
  int per_sample;
} Output;

// A wire in its place: levels, shift of its field.
typedef struct {
  int levels, shift;
} Wire;

typedef struct {
  int width, bits, batch, parameters, inputs, columns;  // 2^bits elements a block
  int passes, runs, angles, outputs, wires, dimension;
  int room;  // numbers for one block, or the largest marginal, of one sample
  const Pass *pass;
  const Run *run;
  const Factor *factor;
  const Angle *angle;
  const AngleTerm *angle_term;
  const Map *map;
  const Output *output;
  const Wire *start, *end;  // where the wires are before the first and behind the last pass
  const int *start_row, *start_column, *end_row, *end_column;  // [D] elements of |i><0| and |0><j|
  const REAL *constant;
  const REAL *levels;      // diagonal basis matrices of every wire, one after another: [d][d]
  int blocks;              // most that are active
  int last_blocks;         // active at the end
  int all_qubits;
  int longest_run;
  int noise_numbers, sample_noise_numbers;
  REAL *shared;            // sine and cosine of the angles [angles][2][VL], then coefficients of the runs [runs][12][VL]
  int gradient, input_gradient, initial_gradient;
  int initial_kind;        // 0 zero, 1 amplitudes, 2 density
  const REAL *theta, *x, *initial, *noise, *sample_noise, *cotangent;
  REAL *value;
  REAL *theta_partial, *theta_gradient;  // [tiles][parameters], [parameters]
  REAL *x_gradient, *initial_out;
  REAL *noise_partial, *noise_gradient;  // [tiles][noise_numbers], [noise_numbers]
  REAL *sample_noise_gradient;           // [batch][sample_noise_numbers]
  REAL *scratch;
  int scratch_size, tiles;
  int slots, depth;        // states kept a level, and levels of checkpoints
} Plan;

INLINE uz elements(const Plan *p) { return 1ul << p->bits; }
INLINE uz block_size(const Plan *p) { return elements(p) * (uz)p->width; }
INLINE int first_sample(const Plan *p, int tile) { return tile * p->width; }
INLINE int samples_in_tile(const Plan *p, int tile) {
  const int left = p->batch - first_sample(p, tile);
  return left < p->width ? left : p->width;
}
// The sample of a lane; lanes without one repeat the last.
INLINE int sample_of(const Plan *p, int tile, int lane) {
  const int sample = first_sample(p, tile) + (p->width == 1 ? 0 : lane);
  return sample < p->batch ? sample : p->batch - 1;
}
INLINE int acts(const Pass *pass, int block) { return (block & pass->mask) == pass->value; }
INLINE void copy(REAL *to, const REAL *from, uz count) {
  if (to != from)
    for (uz i = 0; i < count; i += VL) store(to + i, load(from + i));
}
