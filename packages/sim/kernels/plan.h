// The compiled circuit, as the host writes it: 32-bit words, addresses in this memory. packages/sim/src/plan describes it.
#pragma once
#include "vectors.h"

// An angle: offset + sum of scale * source[index].
typedef struct {
  int first, count;  // angle terms
  int offset;        // index into the constants, before cosine and sine of half of it
} Angle;
typedef struct {
  int source;  // 0 parameter, 1 input
  int index;
  int scale;  // index into the constants
} AngleTerm;

// One factor of a one-qubit run: exp(-i a/2 P) or a fixed SU(2) matrix.
typedef struct {
  int axis;      // 0 X, 1 Y, 2 Z, 3 fixed
  int angle;     // index of the angle; -1 for a fixed one
  int constant;  // fixed: 4 numbers of SU(2) (alpha, beta of the first column), then the 3 x 3 rotation, row-major
} Rotor;

// All one-qubit gates on one qubit within one block.
typedef struct {
  int qubit;
  int first, count;  // rotors
  int diagonal;      // 1: only phases, no amplitude moves
  int differentiated;
} Run;

// exp(-i a/2 f(k)), f(k) = [k & controls == controls] (-1)^(number of ones of k & parity).
typedef struct {
  int controls, parity;
  int angle;
} Term;

// A 2^targets matrix on some qubits where k & controls == controls.
typedef struct {
  int targets, controls;
  int constant;  // 2 * 4^targets numbers, row-major, re im
  int qubit[5];
} Dense;

typedef struct {
  int first_run, runs;
  int first_term, terms;
  int first_dense, denses;
  int lanes;         // 1: some angle differs from sample to sample
  const REAL *phases;  // fixed diagonal [2^n][2] or null
  const int *destination;  // fixed permutation: amplitude k goes to destination[k]; or null
  REAL *diagonal;    // shared blocks: the whole diagonal [2^n][2]
  int differentiated;
  int follows;       // 1: its early phases are in the diagonal of the block before
  REAL *early;       // shared blocks that do not follow: the early phases [2^n][2]
  void *passes;      // shared blocks of tiles: Passes of groups.h
  int destination_controls;  // large states: the permutation acts where these bits outside the chunk are all 1
} Block;

// One Pauli string of an observable: i^(number of Y) X^x Z^z.
typedef struct {
  int x, z;
  int quarter_turns;
  int coefficient;  // index into the constants
} String;

typedef struct {
  int kind;  // 0 expectation, 1 probabilities, 2 state, 3 fidelity
  int first, size;          // columns of the output
  int first_observable;     // expectation: observables [size + 1 offsets into strings]
  const int *outcome;       // probabilities: column of every basis state
  const REAL *target;       // fidelity: [2^n][2] or [batch][2^n][2]
  int per_sample;
} Output;

typedef struct {
  int qubits, blocks, batch, parameters, inputs, columns;
  const Block *block;
  const Run *run;
  const Rotor *rotor;
  const Term *term;
  const Dense *dense;
  const Angle *angle;
  const AngleTerm *angle_term;
  const REAL *constant;
  const Output *output;
  int outputs;
  const int *observable;
  const String *string;
  REAL *shared;  // shared coefficients: of runs [runs][RUN_SIZE][VL], then of rotors [rotors][2][VL]
  int *form;     // shared forms of the runs
  int runs, rotors;
  int gradient;              // 0 values only
  int input_gradient, initial_gradient;
  const REAL *theta;         // [parameters]
  const REAL *x;             // [batch][inputs]
  const REAL *initial;       // [batch][2^n][2], or null for |0...0>
  const REAL *cotangent;     // [batch][columns]
  REAL *value;               // [batch][columns]
  REAL *partial;             // [tiles][parameters + 3 runs + terms]
  REAL *theta_gradient;      // [parameters]
  REAL *x_gradient;          // [batch][inputs]
  REAL *initial_gradient_out;  // [batch][2^n][2]
  REAL *scratch;             // a thread's share is scratch_size numbers
  int scratch_size;
  int tiles;
  int terms;
  REAL *partial_sum;         // [parameters + 3 runs + terms]
  REAL *lambdas;             // [tiles of the batch][2^n][re | im][LANES] where the circuit runs on the basis states, else null
} Plan;
