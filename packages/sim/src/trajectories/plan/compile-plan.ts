import {
  type CircuitOperation,
  type CircuitProgram,
  type Condition,
  checkCircuit,
  classicalRadices,
  KrausError,
  matrixFromData,
} from '@kraus/core';
import { circuitShape } from '../../executable/index.js';
import { blockStep } from './block-step.js';
import { diagonalEffects, isIdentity, noiseOperators, operatorsOf, unitaryMixture } from './channels.js';
import { gatePiece, matrixPiece, type Piece } from './pieces.js';
import type { Draw, Factor, KrausOperator, KrausStep, PlanCondition, Step, TrajectoryPlan } from './plan.js';
import { planOutputs } from './plan-outputs.js';
import { smallSystem } from './small-system.js';

/** Most amplitudes of a state: 2^24 of 16 bytes are 256 MB, times the lanes of a tile. */
const LARGEST_STATE = 2 ** 24;
/** Most states of a matrix or channel. */
export const LARGEST_SYSTEM = 64;

/**
 * Compiles a circuit on systems of any dimensions for pure states that are measured, reset and disturbed.
 * @param mixtures whether channels that are mixtures of unitaries may become random gates, whose draws are not collapses
 * @throws KrausError those of `checkCircuit`; `sim/too-many-qubits`, `sim/unsupported` for an initial density matrix and for matrices beyond
 *   {@link LARGEST_SYSTEM} states; `sim/no-outputs`; `sim/not-trace-preserving`
 */
export function compilePlan(program: CircuitProgram, mixtures: boolean): TrajectoryPlan {
  checkCircuit(program);
  const dimension = program.dims.reduce((product, d) => product * d, 1);
  if (dimension > LARGEST_STATE) {
    throw new KrausError(
      'sim/too-many-qubits',
      `Trajectories: a state of dimensions [${program.dims.join(', ')}] has ${dimension} amplitudes, at most 2^24 are supported.`,
    );
  }
  if (program.initial === 'density') {
    throw new KrausError(
      'sim/unsupported',
      'Trajectories: they start from pure states; the density-matrix engine takes an initial density matrix.',
    );
  }
  if (program.outputs.length === 0) {
    throw new KrausError(
      'sim/no-outputs',
      'Trajectories: the circuit yields nothing; add an expectation, probabilities or the state.',
    );
  }
  const compiler = new PlanCompiler(program, mixtures);
  program.operations.forEach((operation, index) => {
    compiler.add(operation, index);
  });
  return compiler.finish();
}

/** What is known of a wire: it is |0>, or a draw has told its level. */
type Known = 'zero' | number | undefined;

class PlanCompiler {
  readonly #steps: Step[] = [];
  readonly #draws: Draw[] = [];
  /** Unitary factors on single wires that wait for more of them. */
  readonly #waiting = new Map<number, Factor[]>();
  /** The draw that wrote each classical digit last. */
  readonly #written = new Map<number, number>();
  readonly #known: Known[];
  readonly #radices: readonly number[];
  /** Resets whose outcome is known; they are numbered behind the draws at the end. */
  #copies = 0;

  constructor(
    readonly program: CircuitProgram,
    readonly mixtures: boolean,
  ) {
    this.#radices = classicalRadices(program);
    this.#known = program.dims.map(() => (program.initial === 'zero' ? 'zero' : undefined));
  }

  add(operation: CircuitOperation, index: number): void {
    if (operation.kind === 'barrier') return;
    const condition = this.#condition('condition' in operation ? operation.condition : undefined);
    if (condition === 'never') return;
    switch (operation.kind) {
      case 'gate':
        this.#addPiece(gatePiece(operation, condition), index);
        return;
      case 'matrix':
        this.#addPiece(
          matrixPiece(matrixFromData(operation.matrix), operation.targets, operation.controls, condition),
          index,
        );
        return;
      case 'channel': {
        this.#checkSize(operation.targets, index);
        const operators = operatorsOf(operation.channel, `Circuit, operation ${index}`);
        this.#addChannel(operators, operation.targets, condition, index);
        return;
      }
      case 'noise': {
        const { channel, values, targets } = operation;
        if (values.every(({ terms }) => terms.length === 0)) {
          const operators = noiseOperators(
            channel,
            values.map(({ offset }) => offset),
          );
          this.#addChannel(operators, targets, condition, index);
        } else {
          this.#checkSize(targets, index);
          this.#addKraus({ channel, values }, false, 0, targets, condition, index);
        }
        return;
      }
      case 'measure': {
        this.#flush([operation.target]);
        const system = smallSystem(this.program.dims, [operation.target]);
        const draw = this.#draw('measure', index, system.size);
        this.#steps.push({ kind: 'measure', system, draw });
        this.#written.set(operation.bit, draw);
        this.#known[operation.target] = draw;
        return;
      }
      case 'reset':
        this.#addReset(operation.target, condition, index);
    }
  }

  finish(): TrajectoryPlan {
    this.#flush(this.program.dims.map((_, wire) => wire));
    const draws = this.#draws.length;
    const steps = this.#steps.map((step) =>
      step.kind === 'reset' && step.known !== undefined ? { ...step, draw: step.draw + draws } : step,
    );
    return {
      ...circuitShape(this.program),
      dims: this.program.dims,
      steps,
      draws: this.#draws,
      choices: draws + this.#copies,
      outputs: planOutputs(this.program, (bits) => this.#terms(bits)),
    };
  }

  #terms(bits: readonly number[]): PlanCondition['terms'] {
    let weight = 1;
    return bits.flatMap((bit) => {
      const draw = this.#written.get(bit);
      const own = weight;
      weight *= this.#radices[bit] ?? 2;
      return draw === undefined ? [] : [[draw, own] as const];
    });
  }

  #condition(condition: Condition | undefined): PlanCondition | undefined | 'never' {
    if (condition === undefined) return undefined;
    const terms = this.#terms(condition.bits);
    if (terms.length > 0) return { value: condition.value, terms };
    return condition.value === 0 ? undefined : 'never';
  }

  #draw(kind: Draw['kind'], operation: number, options: number): number {
    this.#draws.push({ kind, operation, options });
    return this.#draws.length - 1;
  }

  #checkSize(targets: readonly number[], index: number): void {
    const size = targets.reduce((product, target) => product * (this.program.dims[target] as number), 1);
    if (size <= LARGEST_SYSTEM) return;
    throw new KrausError(
      'sim/unsupported',
      `Trajectories: operation ${index} acts on ${size} states at once, at most ${LARGEST_SYSTEM} are supported; split it into smaller ones.`,
    );
  }

  #addPiece(piece: Piece, index: number): void {
    const { targets, controls, factors } = piece;
    this.#checkSize(targets, index);
    for (const wire of [...targets, ...controls]) this.#known[wire] = undefined;
    const [wire] = targets;
    if (wire !== undefined && targets.length === 1 && controls.length === 0) {
      const waiting = this.#waiting.get(wire);
      if (waiting === undefined) this.#waiting.set(wire, [...factors]);
      else waiting.push(...factors);
      return;
    }
    this.#flush([...targets, ...controls]);
    if (factors.length > 0) this.#steps.push(blockStep(smallSystem(this.program.dims, targets, controls), factors));
  }

  #addChannel(
    operators: readonly KrausOperator[],
    targets: readonly number[],
    condition: PlanCondition | undefined,
    index: number,
  ): void {
    const mixture = unitaryMixture(operators);
    const only = mixture?.length === 1 ? mixture[0] : undefined;
    if (only !== undefined) {
      this.#addPiece(
        { targets, controls: [], factors: [{ kind: 'constant', matrix: only.unitary, condition }] },
        index,
      );
      return;
    }
    if (mixture === undefined || !this.mixtures) {
      this.#addKraus(operators, diagonalEffects(operators), operators.length, targets, condition, index);
      return;
    }
    let sum = 0;
    const cumulative = mixture.map(({ probability }) => {
      sum += probability;
      return sum;
    });
    const matrices = mixture.map(({ unitary }) => unitary);
    const idle = matrices.findIndex(isIdentity);
    const draw = this.#draw('channel', index, mixture.length);
    const factors: Factor[] = [{ kind: 'mixture', cumulative, matrices, idle, draw, condition }];
    this.#addPiece({ targets, controls: [], factors }, index);
  }

  #addKraus(
    operators: KrausStep['operators'],
    diagonal: boolean,
    options: number,
    targets: readonly number[],
    condition: PlanCondition | undefined,
    index: number,
  ): void {
    this.#checkSize(targets, index);
    this.#flush(targets);
    for (const wire of targets) this.#known[wire] = undefined;
    const system = smallSystem(this.program.dims, targets);
    const draw = this.#draw('channel', index, options);
    this.#steps.push({ kind: 'kraus', system, draw, operators, diagonal, condition });
  }

  #addReset(target: number, condition: PlanCondition | undefined, index: number): void {
    const known = this.#known[target];
    if (known === 'zero') return;
    this.#flush([target]);
    const system = smallSystem(this.program.dims, [target]);
    if (known === undefined) {
      const draw = this.#draw('reset', index, system.size);
      this.#steps.push({ kind: 'reset', system, draw, known: undefined, condition });
    } else this.#steps.push({ kind: 'reset', system, draw: this.#copies++, known, condition });
    this.#known[target] = condition === undefined ? 'zero' : undefined;
  }

  /** Makes steps of the factors that wait on these wires. */
  #flush(wires: readonly number[]): void {
    for (const wire of wires) {
      const factors = this.#waiting.get(wire);
      if (factors === undefined) continue;
      this.#waiting.delete(wire);
      if (factors.length > 0) this.#steps.push(blockStep(smallSystem(this.program.dims, [wire]), factors));
    }
  }
}
