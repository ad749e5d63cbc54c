import { type CircuitOperation, type CircuitProgram, stream } from '@kraus/core';
import { type CircuitExecutable, compileCircuit } from '@kraus/sim';
import type { Entering, LeavingLoss, SampledStep } from './sampled-step.js';

/**
 * The circuit without the measurements and resets that it ends with on its ancillas, which are dropped anyway, where the rest is the same
 * unitary for all states: no measurement, reset or noise within. Else undefined.
 * @param ancilla dimension of the ancillas, the first wires
 */
export function unitaryPart(program: CircuitProgram, ancilla: number): CircuitProgram | undefined {
  const ends = (operation: CircuitOperation): boolean =>
    (operation.kind === 'measure' || (operation.kind === 'reset' && operation.condition === undefined)) &&
    2 ** operation.target < ancilla;
  const operations = program.operations.slice(0, program.operations.findLastIndex((one) => !ends(one)) + 1);
  const unitary = operations.every(
    (operation) =>
      operation.kind === 'barrier' ||
      ((operation.kind === 'gate' || operation.kind === 'matrix') && operation.condition === undefined),
  );
  return unitary ? { ...program, operations } : undefined;
}

/** States of the ancillas that may be filled where the first has a ket of its own. */
const FILLED = 2;

/** What the unitary makes of the states, before and behind the measurement of the ancillas. */
interface Passed {
  /** The states as vectors over the columns of U that they enter by, `[count, C, K, 2]`; column x + X·j: ancilla state x, datum j. */
  readonly inside: Float64Array;
  /** The ancillas' outcome of every state. */
  readonly outcomes: Int32Array;
  /** Of its block: weight within the whole, and the whole's. */
  readonly weights: Float64Array;
  /** The block of its outcome, `[count, D, K, 2]`, as it is and scaled to the norm of the whole. */
  readonly block: Float64Array;
  readonly scaled: Float64Array;
}

/**
 * A step of a circuit that is unitary up to the measurement of its ancillas. All states have the parameters in common, so the circuit runs on
 * basis states, of which there are few; each state then takes one product with the matrix of what became of them, and the gradient goes the
 * same way back.
 */
export class UnitaryStep implements SampledStep {
  #executable: CircuitExecutable | undefined;
  readonly #dimension: number;

  /** @param ancilla dimension of the ancillas, the first wires; only the first of them may have a ket of its own */
  constructor(
    private readonly program: CircuitProgram,
    private readonly ancilla: number,
  ) {
    this.#dimension = 2 ** program.dims.length;
  }

  run(entering: Entering): Float64Array {
    return this.#pass(entering).scaled;
  }

  gradient(entering: Entering, loss: (m: Float64Array) => LeavingLoss): ArrayLike<number> {
    const passed = this.#pass(entering);
    const { gradient, scores } = loss(passed.scaled);
    const cotangents = this.#cotangents(entering, passed, this.#blockCotangents(entering, passed, gradient, scores));
    return this.#compiled().gradient(this.#basis(entering), cotangents).parameters;
  }

  dispose(): void {
    this.#executable?.dispose();
    this.#executable = undefined;
  }

  #pass(entering: Entering): Passed {
    const { count, purifier, draws } = entering;
    const [rows, a] = [this.#dimension, this.ancilla];
    const matrix = this.#matrix(entering);
    const inside = this.#inside(entering);
    const size = 2 * (rows / a) * purifier;
    const uniforms = stream(draws.seed, 'outcomes', draws.step).at(draws.sample).fillUniform(new Float64Array(count));
    const passed = {
      inside,
      outcomes: new Int32Array(count),
      weights: new Float64Array(2 * count),
      block: new Float64Array(count * size),
      scaled: new Float64Array(count * size),
    };
    const whole = new Float64Array(a * size);
    const weights = new Float64Array(a);
    for (let n = 0; n < count; n++) {
      product(matrix, inside, n, purifier, whole);
      let total = 0;
      for (let b = 0; b < a; b++) {
        let weight = 0;
        for (let k = b * size; k < (b + 1) * size; k++) weight += (whole[k] as number) * (whole[k] as number);
        weights[b] = weight;
        total += weight;
      }
      let [outcome, left] = [0, (uniforms[n] as number) * total];
      while (outcome + 1 < a && left >= (weights[outcome] as number)) left -= weights[outcome++] as number;
      // Rounding may leave an outcome of weight 0.
      while ((weights[outcome] as number) === 0 && outcome > 0) outcome--;
      const weight = weights[outcome] as number;
      const scale = Math.sqrt(total / weight);
      passed.outcomes[n] = outcome;
      passed.weights[2 * n] = weight;
      passed.weights[2 * n + 1] = total;
      for (let k = 0; k < size; k++) {
        const x = whole[outcome * size + k] as number;
        passed.block[n * size + k] = x;
        passed.scaled[n * size + k] = scale * x;
      }
    }
    return passed;
  }

  /** The columns of U, as rows `[ancilla, D, C, 2]`. */
  #matrix(entering: Entering): Float64Array {
    const [rows, a] = [this.#dimension, this.ancilla];
    const { values } = this.#compiled().run(this.#basis(entering));
    const width = values.length / (2 * rows);
    const out = new Float64Array(values.length);
    for (let c = 0; c < width; c++) {
      for (let r = 0; r < rows; r++) {
        const [from, to] = [2 * (c * rows + r), 2 * (((r % a) * (rows / a) + Math.floor(r / a)) * width + c)];
        out[to] = values[from] as number;
        out[to + 1] = values[from + 1] as number;
      }
    }
    return out;
  }

  /**
   * ∂L/∂block: with f = √(W/w) the block's factor, W the norm that it came with, and C = ∂L/∂(f block), it is f C − (f Re<C|block>/w) block, and
   * 2 block/w times ∂L/∂log p.
   */
  #blockCotangents(
    { count }: Entering,
    { block, weights }: Passed,
    gradient: Float64Array,
    scores: Float64Array,
  ): Float64Array {
    const size = block.length / count;
    const out = new Float64Array(block.length);
    for (let n = 0; n < count; n++) {
      const [weight, total] = [weights[2 * n] as number, weights[2 * n + 1] as number];
      const scale = Math.sqrt(total / weight);
      let inner = 0;
      for (let k = n * size; k < (n + 1) * size; k++) inner += (gradient[k] as number) * (block[k] as number);
      const own = (2 * (scores[n] as number) - scale * inner) / weight;
      for (let k = n * size; k < (n + 1) * size; k++) {
        out[k] = scale * (gradient[k] as number) + own * (block[k] as number);
      }
    }
    return out;
  }

  /** ∂L/∂columns = Σ over states and k of ∂L/∂(U state)_k state_k†, in the layout of the columns. */
  #cotangents({ count, purifier }: Entering, { inside, outcomes }: Passed, blocks: Float64Array): Float64Array {
    const [rows, a] = [this.#dimension, this.ancilla];
    const width = inside.length / (2 * count * purifier);
    const d = rows / a;
    const out = new Float64Array(2 * width * rows);
    for (let n = 0; n < count; n++) {
      const b = outcomes[n] as number;
      for (let c = 0; c < width; c++) {
        for (let k = 0; k < purifier; k++) {
          const at = 2 * ((n * width + c) * purifier + k);
          const [p, q] = [inside[at] as number, inside[at + 1] as number];
          for (let i = 0; i < d; i++) {
            const from = 2 * ((n * d + i) * purifier + k);
            const [x, y] = [blocks[from] as number, blocks[from + 1] as number];
            const to = 2 * (c * rows + a * i + b);
            out[to] = (out[to] as number) + x * p + y * q;
            out[to + 1] = (out[to + 1] as number) + y * p - x * q;
          }
        }
      }
    }
    return out;
  }

  /** The states as vectors over the columns: their ancillas' kets times M. */
  #inside({ count, m, purifier, kets }: Entering): Float64Array {
    if (kets === undefined) return m;
    const [a, d] = [this.ancilla, this.#dimension / this.ancilla];
    const out = new Float64Array(m.length * FILLED);
    for (let n = 0; n < count; n++) {
      for (let j = 0; j < d; j++) {
        for (let e = 0; e < FILLED; e++) {
          const [p, q] = [kets[2 * (n * a + e)] as number, kets[2 * (n * a + e) + 1] as number];
          for (let k = 0; k < purifier; k++) {
            const from = 2 * ((n * d + j) * purifier + k);
            const [re, im] = [m[from] as number, m[from + 1] as number];
            const to = 2 * (((n * d + j) * FILLED + e) * purifier + k);
            out[to] = p * re - q * im;
            out[to + 1] = p * im + q * re;
          }
        }
      }
    }
    return out;
  }

  /** The basis states that states enter by: ancillas in one of their first states, data in any. */
  #basis({ theta, time, kets }: Entering) {
    const [rows, a] = [this.#dimension, this.ancilla];
    const x = kets === undefined ? 1 : FILLED;
    const width = (x * rows) / a;
    const initial = new Float64Array(2 * width * rows);
    for (let c = 0; c < width; c++) initial[2 * (c * rows + a * Math.floor(c / x) + (c % x))] = 1;
    return {
      batch: width,
      parameters: theta,
      initial,
      ...(time === undefined ? {} : { inputs: new Float64Array(width).fill(time) }),
    };
  }

  #compiled(): CircuitExecutable {
    this.#executable ??= compileCircuit(
      { ...this.program, initial: 'amplitudes', outputs: [{ kind: 'state' }] },
      { engine: 'state-vector', gradient: true },
    );
    return this.#executable;
  }
}

/** Matrix `[R, C, 2]` times state n of `[count, C, K, 2]`: `[R, K, 2]`. */
function product(matrix: Float64Array, states: Float64Array, n: number, purifier: number, out: Float64Array): void {
  const rows = out.length / (2 * purifier);
  const width = matrix.length / (2 * rows);
  const first = 2 * n * width * purifier;
  for (let r = 0; r < rows; r++) {
    for (let k = 0; k < purifier; k++) {
      let [re, im] = [0, 0];
      let [at, from] = [2 * r * width, first + 2 * k];
      for (let c = 0; c < width; c++) {
        const [x, y] = [matrix[at] as number, matrix[at + 1] as number];
        const [p, q] = [states[from] as number, states[from + 1] as number];
        re += x * p - y * q;
        im += x * q + y * p;
        at += 2;
        from += 2 * purifier;
      }
      const to = 2 * (r * purifier + k);
      out[to] = re;
      out[to + 1] = im;
    }
  }
}
