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
  /**
   * Initial amplitudes [batch, D, 2] of a circuit that starts from amplitudes, or density matrices [batch, D, D, 2] of one that
   * starts from `density`. Not normalised here.
   */
  readonly initial?: ArrayLike<number>;
  /** Target states [batch, D, 2] of a fidelity that is given a sample. */
  readonly targets?: ArrayLike<number>;
  /** Names the random draws of engines that draw; see {@link Draws}. Required by them. */
  readonly draws?: Draws;
  /** Refused at once when aborted. Work that runs in one piece is not interrupted; engines that run in parts look in between. */
  readonly signal?: AbortSignal;
}

/**
 * Which random numbers a run takes: sample b of the batch draws from the stream (seed, step, sample + b), shot by shot, so that
 * the result does not depend on how samples are put into batches, on their order, or on threads.
 */
export interface Draws {
  readonly seed: number;
  /** Default 0. */
  readonly step?: number;
  /** Number of the batch's first sample within the run, default 0. */
  readonly sample?: number;
  /** Trajectories (or shots) a sample; default 1. */
  readonly shots?: number;
}

/** Outputs: [batch, columns], the circuit's outputs side by side in their order. */
export interface CircuitValues<A extends RealArray = RealArray> {
  readonly columns: number;
  readonly values: A;
  /** Standard errors of the values, [batch, columns], from engines that estimate them by sampling. */
  readonly errors?: A;
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
  /** As {@link CircuitBatch.initial}; of a density matrix ρ it is Σ over its entries treated as independent. */
  readonly initial?: A;
}

/** How circuits are compiled, whatever the engine. */
export interface EngineOptions {
  /** Default `float64`. */
  readonly precision?: Precision;
  /** Threads of the WebAssembly kernels, the calling one included; default 1. The results do not depend on it. */
  readonly threads?: number;
  /**
   * `wasm`: the WebAssembly kernels. `js`: their twin in TypeScript, float64 only, several times slower. `auto` (default):
   * the kernels where they can run; the executable's `engine` says which it became.
   */
  readonly kernels?: 'auto' | 'wasm' | 'js';
}

/** A circuit compiled for one engine. */
export interface CircuitExecutable {
  /** The engine that runs it, e.g. `state vector, WebAssembly float32`. */
  readonly engine: string;
  readonly columns: number;
  /** @throws KrausError `sim/bad-batch`, `sim/wrong-length`, `sim/not-finite`, `sim/out-of-memory`, `sim/aborted` */
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
