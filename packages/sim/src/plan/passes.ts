import { ComplexMatrix } from '@kraus/core';
import { maskOf, type Primitive } from './flatten.js';
import type { Pass } from './plan.js';
import { schedule } from './schedule.js';

/** So many lowest qubits are in every chunk, if it can be: rows of 2^6 amplitudes are read and written at once. */
const ROW_QUBITS = 6;
/** The least of them: a vector. */
const LEAST_ROW_QUBITS = 3;

/** The qubits of a chunk: as wanted, or more where one gate moves amplitudes among many qubits; at most all. */
export function chunkFor(qubits: number, primitives: readonly Primitive[], wanted: number): number {
  return Math.min(qubits, Math.max(wanted, LEAST_ROW_QUBITS + mostMoved(primitives)));
}

const mostMoved = (primitives: readonly Primitive[]): number =>
  primitives.reduce((most, primitive) => Math.max(most, bitCount(movedWires(primitive))), 0);

/**
 * Puts every primitive into the earliest pass that can take it. A pass works on chunks of 2^`chunk` amplitudes, so gates that
 * move amplitudes must do so among its local qubits; which these are follows from the gates in their order. Gates of later
 * layers join as long as nothing before them on their qubits is left out: memory is read once for many layers.
 */
export function planPasses(qubits: number, primitives: readonly Primitive[], chunk: number): Pass[] {
  const passes: Pass[] = [];
  const row = Math.min(ROW_QUBITS, Math.max(LEAST_ROW_QUBITS, chunk - mostMoved(primitives)));
  for (let waiting = primitives; waiting.length > 0; ) {
    const { locals, taken, left } = nextPass(qubits, waiting, chunk, row);
    const place = new Map(locals.map((qubit, i) => [qubit, i]));
    let outer = chunk;
    for (let q = 0; q < qubits; q++) if (!place.has(q)) place.set(q, outer++);
    const mapped = taken.flatMap((primitive) => localised(primitive, (qubit) => place.get(qubit) ?? 0, chunk));
    passes.push({ locals, blocks: schedule(chunk, mapped, 0) });
    waiting = left;
  }
  return passes;
}

function nextPass(
  qubits: number,
  primitives: readonly Primitive[],
  chunk: number,
  row: number,
): { locals: number[]; taken: Primitive[]; left: Primitive[] } {
  let local = 2 ** Math.min(row, chunk) - 1;
  // Wires on which something was left behind, which moves amplitudes or only looks at the wire.
  let [moved, looked] = [0, 0];
  const taken: Primitive[] = [];
  const left: Primitive[] = [];
  for (const primitive of primitives) {
    const moves = movedWires(primitive);
    const wires = wiresOf(primitive);
    const free = (wires & moved) === 0 && (moves & looked) === 0;
    if (free && bitCount(local | moves) <= chunk) {
      local |= moves;
      taken.push(primitive);
    } else {
      moved |= moves;
      looked |= wires & ~moves;
      left.push(primitive);
    }
  }
  // Places that no gate asked for go to the lowest qubits: longer rows.
  for (let q = 0; bitCount(local) < chunk; q++) local |= 1 << q;
  return { locals: Array.from({ length: qubits }, (_, q) => q).filter((q) => (local >> q) & 1), taken, left };
}

const wiresOf = (primitive: Primitive): number => (primitive.kind === 'rotor' ? 1 << primitive.qubit : primitive.wires);

/** The wires whose values a primitive changes; on its others it is diagonal. */
function movedWires(primitive: Primitive): number {
  switch (primitive.kind) {
    case 'rotor':
      return isDiagonal(primitive) ? 0 : 1 << primitive.qubit;
    case 'term':
      return 0;
    case 'monomial':
      return movesAmplitudes(primitive.matrix) ? maskOf(primitive.qubits) : 0;
    case 'dense':
      return maskOf(primitive.gate.qubits);
  }
}

const isDiagonal = ({ rotor }: Extract<Primitive, { kind: 'rotor' }>): boolean =>
  rotor.kind === 'turn' ? rotor.axis === 2 : rotor.beta[0] === 0 && rotor.beta[1] === 0;

function movesAmplitudes(matrix: ComplexMatrix): boolean {
  for (let i = 0; i < matrix.rows; i++) if (matrix.re(i, i) === 0 && matrix.im(i, i) === 0) return true;
  return false;
}

function bitCount(mask: number): number {
  let count = 0;
  for (let bits = mask; bits !== 0; bits &= bits - 1) count++;
  return count;
}

/** The primitive in a pass's numbering; what touches qubits outside the chunk becomes phase terms and controls. */
function localised(primitive: Primitive, place: (qubit: number) => number, chunk: number): Primitive[] {
  const mapped = (mask: number): number => {
    let bits = 0;
    for (let q = 0; q < 31; q++) if ((mask >> q) & 1) bits |= 1 << place(q);
    return bits;
  };
  const wires = mapped(wiresOf(primitive));
  const inside = wires < 2 ** chunk;
  switch (primitive.kind) {
    case 'rotor': {
      const qubit = place(primitive.qubit);
      if (inside) return [{ ...primitive, qubit }];
      const { rotor } = primitive;
      const angle =
        rotor.kind === 'turn' ? rotor.angle : { terms: [], offset: -2 * Math.atan2(rotor.alpha[1], rotor.alpha[0]) };
      return [{ kind: 'term', wires, term: { controls: 0, mask: 1 << qubit, angle } }];
    }
    case 'term': {
      const { controls, mask, angle } = primitive.term;
      return [{ kind: 'term', wires, term: { controls: mapped(controls), mask: mapped(mask), angle } }];
    }
    case 'dense': {
      const { qubits, controls, matrix } = primitive.gate;
      return [{ kind: 'dense', wires, gate: { qubits: qubits.map(place), controls: mapped(controls), matrix } }];
    }
    case 'monomial': {
      const { matrix } = primitive;
      const [controls, qubits] = [mapped(primitive.controls), primitive.qubits.map(place)];
      if (inside) return [{ kind: 'monomial', wires, controls, qubits, matrix }];
      const phases = phaseTerms(matrix, qubits, controls);
      if (!movesAmplitudes(matrix)) return phases;
      return [{ kind: 'monomial', wires, controls, qubits, matrix: permutationOf(matrix) }, ...phases];
    }
  }
}

/**
 * The phases of a matrix D P, D diagonal and P a permutation, as terms exp(iμ_S [all of S are 1]): with φ the argument of
 * D's entries, φ(j) = Σ_{S ⊆ j} μ_S, by Möbius inversion.
 */
function phaseTerms(matrix: ComplexMatrix, qubits: readonly number[], controls: number): Primitive[] {
  const phases = Array.from({ length: matrix.rows }, (_, i) => {
    for (let j = 0; j < matrix.columns; j++) {
      const [re, im] = matrix.at(i, j);
      if (re !== 0 || im !== 0) return Math.atan2(im, re);
    }
    return 0;
  });
  for (let b = 1; b < matrix.rows; b *= 2) {
    for (let j = 0; j < matrix.rows; j++) if (j & b) phases[j] = (phases[j] as number) - (phases[j ^ b] as number);
  }
  return phases.flatMap((phase, set): Primitive[] => {
    if (phase === 0) return [];
    const all = controls | maskOf(qubits.filter((_, i) => (set >> i) & 1));
    return [{ kind: 'term', wires: all, term: { controls: all, mask: 0, angle: { terms: [], offset: -2 * phase } } }];
  });
}

function permutationOf(matrix: ComplexMatrix): ComplexMatrix {
  const moves = new ComplexMatrix(matrix.rows, matrix.columns);
  for (let i = 0; i < matrix.rows; i++) {
    for (let j = 0; j < matrix.columns; j++) if (matrix.re(i, j) !== 0 || matrix.im(i, j) !== 0) moves.set(i, j, 1);
  }
  return moves;
}
