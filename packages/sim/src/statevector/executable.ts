/** `float64` for tests and exact work, `float32` for training: half the memory and time. */
export type Precision = 'float32' | 'float64';

export type RealArray = Float32Array | Float64Array;

/** What a compiled circuit is run on. Arrays are row-major; complex numbers are re, im interleaved. */
export interface CircuitBatch {
  /** Number of samples, ≥ 1. */
  readonly batch: number;
  /** θ: [parameters], shared by the batch. */
  readonly parameters?: ArrayLike<number>;
  /** x: [batch, inputs]. */
  readonly inputs?: ArrayLike<number>;
  /** Initial amplitudes [batch, 2^n, 2] of a circuit that starts from amplitudes. Not normalised here. */
  readonly initial?: ArrayLike<number>;
  /** Target states [batch, 2^n, 2] of a fidelity that is given a sample. */
  readonly targets?: ArrayLike<number>;
}

/** Outputs: [batch, columns], the circuit's outputs side by side in their order. */
export interface CircuitValues<A extends RealArray = RealArray> {
  readonly columns: number;
  readonly values: A;
}

/** Which gradients are wanted besides that of the parameters. */
export interface GradientOptions {
  readonly inputs?: boolean;
  readonly initial?: boolean;
}

/**
 * A vector–Jacobian product: for a real loss L with ∂L/∂values = cotangents. The gradient of an amplitude a is
 * ∂L/∂Re a + i ∂L/∂Im a.
 */
export interface CircuitGradients<A extends RealArray = RealArray> extends CircuitValues<A> {
  /** [parameters], summed over the batch. */
  readonly parameters: A;
  /** [batch, inputs]. */
  readonly inputs?: A;
  /** [batch, 2^n, 2]. */
  readonly initial?: A;
}

/** A circuit compiled for one engine. */
export interface CircuitExecutable {
  /** The engine that runs it, e.g. `state vector, WebAssembly float32`. */
  readonly engine: string;
  readonly columns: number;
  /** @throws KrausError `sim/bad-batch`, `sim/wrong-length`, `sim/not-finite`, `sim/out-of-memory` */
  run(batch: CircuitBatch): CircuitValues;
  /**
   * Values and the vector–Jacobian product in one pass over the batch.
   * @param cotangents ∂L/∂values, [batch, columns]
   * @throws KrausError as {@link run}
   */
  gradient(batch: CircuitBatch, cotangents: ArrayLike<number>, options?: GradientOptions): CircuitGradients;
  /** Gives its memory back; it must not be used afterwards. */
  dispose(): void;
}
