import { fixedRotor, joinRotors } from './fixed-rotor.js';
import type { Primitive } from './flatten.js';
import { maskOf } from './flatten.js';
import type { Block, DenseGate, PhaseTerm, Rotor, Run } from './plan.js';

/** The order of what a block does. */
const DENSE = 0;
const RUN = 1;
const DIAGONAL = 2;
const PERMUTATION = 3;
const STAGES = 4;

interface Draft {
  readonly dense: DenseGate[];
  readonly runs: Map<number, Rotor[]>;
  readonly terms: PhaseTerm[];
  /** Fixed phases and permutations, the first acts first. */
  readonly monomials: Monomial[];
  /** A monomial moves amplitudes. */
  moves: boolean;
  destinationControls: number;
}

/** Bits of a wire mask. */
const MOST_WIRES = 31;

/**
 * Puts every primitive into the earliest block that keeps the order on its qubits.
 * @param qubits that amplitudes are moved among and fixed tables range over; bits above may only control and turn phases
 * @param phase exp(iφ) on everything
 */
export function schedule(qubits: number, primitives: readonly Primitive[], phase: number): Block[] {
  const drafts = placed(qubits, primitives);
  if (phase !== 0) {
    if (drafts.length === 0) drafts.push(emptyDraft());
    drafts.at(-1)?.monomials.push({
      moves: false,
      mask: 0,
      controls: 0,
      qubits: [],
      rows: [0],
      entries: [[Math.cos(phase), Math.sin(phase)]],
    });
  }
  const tables = tablesOnce(qubits);
  return drafts.map((draft) => finish(draft, tables(draft.monomials)));
}

/** How many blocks {@link schedule} would make, and runs in them, without the tables. */
export function scheduleSize(qubits: number, primitives: readonly Primitive[]): { blocks: number; runs: number } {
  const drafts = placed(qubits, primitives);
  return { blocks: drafts.length, runs: drafts.reduce((count, { runs }) => count + runs.size, 0) };
}

const emptyDraft = (): Draft => ({
  dense: [],
  runs: new Map(),
  terms: [],
  monomials: [],
  moves: false,
  destinationControls: 0,
});

function placed(qubits: number, primitives: readonly Primitive[]): Draft[] {
  const drafts: Draft[] = [];
  const occupied = new Array<number>(MOST_WIRES).fill(0);
  const outer = (mask: number) => mask & ~(2 ** qubits - 1);
  const draft = (index: number): Draft => {
    while (drafts.length <= index) drafts.push(emptyDraft());
    return drafts[index] as Draft;
  };
  const place = (wires: number, stage: number, fits: (draft: Draft) => boolean = () => true): Draft => {
    let earliest = 0;
    for (let q = 0; wires >> q !== 0; q++) if ((wires >> q) & 1) earliest = Math.max(earliest, occupied[q] ?? 0);
    let index = Math.max(0, Math.ceil((earliest - stage) / STAGES));
    while (!fits(draft(index))) index++;
    for (let q = 0; wires >> q !== 0; q++) if ((wires >> q) & 1) occupied[q] = STAGES * index + stage;
    return draft(index);
  };
  for (const primitive of primitives) {
    switch (primitive.kind) {
      case 'rotor': {
        const { runs } = place(1 << primitive.qubit, RUN);
        const rotors = runs.get(primitive.qubit);
        if (rotors === undefined) runs.set(primitive.qubit, [primitive.rotor]);
        else appendRotor(rotors, primitive.rotor);
        break;
      }
      case 'term':
        place(primitive.wires, DIAGONAL).terms.push(primitive.term);
        break;
      case 'dense':
        place(primitive.wires, DENSE).dense.push(primitive.gate);
        break;
      case 'monomial': {
        const image = monomialImage(primitive);
        if (image.moves) {
          const controls = outer(image.controls);
          const target = place(
            primitive.wires,
            PERMUTATION,
            (block) => !block.moves || block.destinationControls === controls,
          );
          target.moves = true;
          target.destinationControls = controls;
          target.monomials.push(image);
        } else {
          const stage = stageOfPhases(primitive.wires, occupied);
          const fits = (block: Draft) => stage === DIAGONAL || block.destinationControls === 0;
          place(primitive.wires, stage, fits).monomials.push(image);
        }
        break;
      }
    }
  }
  return drafts;
}

/** Fixed phases right behind a permutation can be pulled through it: they stay in that block. */
function stageOfPhases(wires: number, occupied: readonly number[]): number {
  const latest = occupied.reduce((max, position, q) => ((wires >> q) & 1 ? Math.max(max, position) : max), 0);
  return latest % STAGES === PERMUTATION ? PERMUTATION : DIAGONAL;
}

function appendRotor(rotors: Rotor[], rotor: Rotor): void {
  const last = rotors.at(-1);
  if (last?.kind === 'fixed' && rotor.kind === 'fixed') rotors[rotors.length - 1] = joinRotors(last, rotor);
  else rotors.push(rotor);
}

interface Monomial {
  readonly moves: boolean;
  readonly mask: number;
  readonly controls: number;
  readonly qubits: readonly number[];
  /** Column j of the matrix has its entry in row rows[j]. */
  readonly rows: readonly number[];
  readonly entries: readonly (readonly [number, number])[];
}

function monomialImage({ qubits, controls, matrix }: Extract<Primitive, { kind: 'monomial' }>): Monomial {
  const rows: number[] = [];
  const entries: [number, number][] = [];
  for (let j = 0; j < matrix.columns; j++) {
    for (let i = 0; i < matrix.rows; i++) {
      if (matrix.re(i, j) !== 0 || matrix.im(i, j) !== 0) {
        rows.push(i);
        entries.push([matrix.re(i, j), matrix.im(i, j)]);
      }
    }
  }
  return { moves: rows.some((row, column) => row !== column), mask: maskOf(qubits), controls, qubits, rows, entries };
}

/** A block's fixed phases and permutation. */
interface Tables {
  phases: Float64Array | undefined;
  destination: Int32Array | undefined;
}

/** Follows the monomial matrix behind what the tables already do. */
function applyMonomial(tables: Tables, qubits: number, monomial: Monomial): void {
  const size = 2 ** qubits;
  const { mask, rows, entries } = monomial;
  const controls = monomial.controls & (size - 1);
  const bit = monomial.qubits.map((qubit) => 1 << qubit);
  const spread = rows.map((_, j) => bit.reduce((bits, b, i) => ((j >> i) & 1 ? bits | b : bits), 0));
  const phased = entries.some(([re, im]) => re !== 1 || im !== 0);
  if (phased && tables.phases === undefined) {
    tables.phases = new Float64Array(2 * size);
    for (let k = 0; k < size; k++) tables.phases[2 * k] = 1;
  }
  if (monomial.moves && tables.destination === undefined) {
    tables.destination = new Int32Array(size);
    for (let k = 0; k < size; k++) tables.destination[k] = k;
  }
  const { phases, destination } = tables;
  // Without a permutation in front, only the basis states with all controls set are visited.
  const always = destination === undefined ? controls : 0;
  for (let k = always; k < size; k = (k + 1) | always) {
    const at = destination === undefined ? k : (destination[k] as number);
    if ((at & controls) !== controls) continue;
    let column = 0;
    for (let i = 0; i < bit.length; i++) if (at & (bit[i] as number)) column |= 1 << i;
    if (phased && phases !== undefined) {
      const entry = entries[column] as readonly [number, number];
      const a = phases[2 * k] as number;
      const b = phases[2 * k + 1] as number;
      phases[2 * k] = a * entry[0] - b * entry[1];
      phases[2 * k + 1] = a * entry[1] + b * entry[0];
    }
    if (monomial.moves && destination !== undefined) {
      destination[k] = (at & ~mask) | (spread[rows[column] as number] as number);
    }
  }
}

/** Tables of monomials; layers of a circuit mostly repeat them, so those that were made are used again. */
function tablesOnce(qubits: number): (monomials: readonly Monomial[]) => Readonly<Tables> {
  const made = new Map<string, Tables>();
  return (monomials) => {
    const key = JSON.stringify(monomials);
    let tables = made.get(key);
    if (tables === undefined) {
      tables = { phases: undefined, destination: undefined };
      for (const monomial of monomials) applyMonomial(tables, qubits, monomial);
      made.set(key, tables);
    }
    return tables;
  };
}

function finish(block: Draft, { phases, destination }: Readonly<Tables>): Block {
  const runs = [...block.runs].sort(([p], [q]) => p - q).map(([qubit, rotors]) => finishRun(qubit, rotors));
  const angles = [...block.runs.values()]
    .flat()
    .flatMap((rotor) => (rotor.kind === 'turn' ? [rotor.angle] : []))
    .concat(block.terms.map((term) => term.angle));
  return {
    dense: block.dense,
    runs,
    terms: block.terms,
    ...(phases === undefined ? {} : { phases }),
    ...(destination === undefined ? {} : { destination }),
    destinationControls: block.destinationControls,
    perSample: angles.some(({ terms }) => terms.some(({ source }) => source === 'input')),
    differentiated: angles.some(({ terms }) => terms.length > 0),
  };
}

function finishRun(qubit: number, rotors: readonly Rotor[]): Run {
  const settled: Rotor[] = [];
  for (const rotor of rotors) {
    // A constant angle is a fixed rotor: it can be joined with its neighbours and is prepared once.
    const fixed =
      rotor.kind === 'turn' && rotor.angle.terms.length === 0 ? constantTurn(rotor.axis, rotor.angle.offset) : rotor;
    appendRotor(settled, fixed);
  }
  return {
    qubit,
    rotors: settled,
    diagonal: settled.every((rotor) =>
      rotor.kind === 'turn' ? rotor.axis === 2 : rotor.beta[0] === 0 && rotor.beta[1] === 0,
    ),
    differentiated: settled.some((rotor) => rotor.kind === 'turn'),
  };
}

function constantTurn(axis: 0 | 1 | 2, angle: number): Rotor {
  const [c, s] = [Math.cos(angle / 2), Math.sin(angle / 2)];
  if (axis === 0) return fixedRotor([c, 0], [0, -s]);
  if (axis === 1) return fixedRotor([c, 0], [s, 0]);
  return fixedRotor([c, -s], [0, 0]);
}
