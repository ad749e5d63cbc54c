import { type CircuitProgram, KrausError } from '@kraus/core';
import {
  type ChooseOptions,
  type CircuitBatch,
  type CircuitExecutable,
  type CircuitShape,
  circuitShape,
  compileCircuit,
  compileShotsCircuit,
  type Draws,
  type RealArray,
} from '@kraus/sim';
import { type Tensor, tf } from '../engine/index.js';

/**
 * What a circuit is run on. Tensors are differentiated; plain arrays, row-major, are constants. Complex numbers are re, im in the
 * last axis.
 */
export interface CircuitTensors {
  /** θ: [parameters]. */
  readonly parameters?: Tensor | ArrayLike<number>;
  /** x: [batch, inputs]. */
  readonly inputs?: Tensor | ArrayLike<number>;
  /** Amplitudes [batch, D, 2] or density matrices [batch, D, D, 2]. */
  readonly initial?: Tensor | ArrayLike<number>;
  /** Target states [batch, D, 2] of fidelities; never differentiated. */
  readonly targets?: Tensor | ArrayLike<number>;
  /** Samples; needed only where nothing is given a sample. Default 1. */
  readonly batch?: number;
  /** Which random numbers engines that draw take. */
  readonly draws?: Draws;
}

/** How the operation is computed. */
export interface CircuitOpOptions extends ChooseOptions {
  /** Estimate the outputs from so many shots a setting, as a device does; exact if left out. `draws` are then needed at every call. */
  readonly shots?: number;
  /** Gradients of estimates: from shifted shots (default), or exact ones from an engine by the adjoint method. */
  readonly shotGradient?: 'parameter-shift' | 'adjoint';
}

type Differentiable = 'parameters' | 'inputs' | 'initial';

/**
 * A circuit as one TensorFlow.js operation: outputs [batch, columns] side by side in the circuit's order, with gradients for θ, x
 * and initial states from the engine's vector–Jacobian product. Its memory is kept from call to call until it is disposed.
 * A backward pass runs the circuit forward again: nothing of the state is held between the two.
 */
export class CircuitOp {
  readonly program: CircuitProgram;
  /** The engine that runs it. */
  readonly engine: string;
  readonly columns: number;
  readonly #shape: CircuitShape;
  readonly #executable: CircuitExecutable;
  /** Where gradients come from; usually the same. */
  readonly #gradients: CircuitExecutable;
  readonly #shots: number | undefined;

  /**
   * @param options precision is `float32` unless told, as tensors are
   * @throws KrausError those of `compileCircuit` and, with shots, of `compileShotsCircuit`
   */
  constructor(program: CircuitProgram, options: CircuitOpOptions = {}) {
    this.program = program;
    this.#shape = circuitShape(program);
    const { shots, shotGradient = 'parameter-shift', ...engine } = options;
    const exact = () => compileCircuit(program, { precision: 'float32', gradient: true, ...engine });
    this.#shots = shots;
    this.#executable = shots === undefined ? exact() : compileShotsCircuit(program, engine);
    this.#gradients = shots !== undefined && shotGradient === 'adjoint' ? exact() : this.#executable;
    this.engine = this.#executable.engine;
    this.columns = this.#executable.columns;
  }

  /**
   * Runs the circuit; inside `tf.grad` and its relatives the result is differentiable in every tensor given but targets.
   * @returns float32 [batch, columns]
   * @throws KrausError those of `CircuitExecutable.run`
   */
  apply(given: CircuitTensors): Tensor {
    const names = (['parameters', 'inputs', 'initial'] as const).filter((name) => given[name] instanceof tf.Tensor);
    const shapes = names.map((name) => (given[name] as Tensor).shape);
    const batch = this.#batchOf(given);
    const operation = tf.customGrad(() => {
      const { values } = this.#executable.run(batch);
      const value = tensorOf(values, [batch.batch, this.columns]);
      const gradFunc = (dy: Tensor) => {
        const gradients = this.#gradients.gradient(batch, dy.dataSync(), {
          inputs: names.includes('inputs'),
          initial: names.includes('initial'),
        });
        return names.map((name, k) => {
          const gradient = gradients[name] as Exclude<(typeof gradients)[Differentiable], undefined>;
          return tensorOf(gradient, shapes[k] as number[]);
        });
      };
      return { value, gradFunc };
    });
    if (names.length === 0) return tensorOf(this.#executable.run(batch).values, [batch.batch, this.columns]);
    return operation(...names.map((name) => given[name] as Tensor));
  }

  /** Gives its memory back; it must not be used afterwards. */
  dispose(): void {
    this.#executable.dispose();
    if (this.#gradients !== this.#executable) this.#gradients.dispose();
  }

  /** The arrays of a batch; the number of samples is that of what is given a sample. */
  #batchOf(given: CircuitTensors): CircuitBatch {
    const { parameters, inputs, initial, targets } = given;
    const numbers = {
      parameters: read(parameters),
      inputs: read(inputs),
      initial: read(initial),
      targets: read(targets),
    };
    const shots = this.#shots === undefined ? {} : { shots: this.#shots };
    return {
      batch: given.batch ?? this.#samples(numbers),
      ...definedOf(numbers),
      ...(given.draws === undefined ? {} : { draws: { ...given.draws, ...shots } }),
    };
  }

  #samples({ inputs, initial, targets }: Readonly<Partial<Record<string, ArrayLike<number>>>>): number {
    const { dimension, inputs: width, initial: start, targeted } = this.#shape;
    const state = 2 * dimension;
    const per = [
      [inputs, width],
      [initial, start === 'zero' ? 0 : start === 'density' ? state * dimension : state],
      [targets, targeted ? state : 0],
    ] as const;
    for (const [array, size] of per) {
      if (array === undefined || size === 0) continue;
      if (array.length % size !== 0) {
        throw new KrausError(
          'models/circuit-shape',
          `Circuit: ${array.length} numbers are no multiple of the ${size} that each sample takes.`,
        );
      }
      return array.length / size;
    }
    return 1;
  }
}

function tensorOf(values: RealArray, shape: number[]): Tensor {
  return tf.tensor(values instanceof Float32Array ? values : Float32Array.from(values), shape, 'float32');
}

function read(values: Tensor | ArrayLike<number> | undefined): ArrayLike<number> | undefined {
  return values instanceof tf.Tensor ? values.dataSync() : values;
}

function definedOf<T extends object>(record: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
