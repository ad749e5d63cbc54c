/** States on their way through one step whose outcomes are drawn. */
export interface Entering {
  /** θ of the step. */
  readonly theta: Float32Array;
  /** t/T for circuits that have an input, else undefined. */
  readonly time: number | undefined;
  readonly count: number;
  /** M of every state, `[count, D, K, 2]`: ρ = M M†. */
  readonly m: Float64Array;
  /** K, 1 of pure states. */
  readonly purifier: number;
  /** Kets of the ancillas, `[count, ancilla, 2]`; undefined: |0…0>. */
  readonly kets: Float64Array | undefined;
  /** State n draws its outcomes from (seed, step, sample + n). */
  readonly draws: { readonly seed: number; readonly step: number; readonly sample: number };
}

/** The loss of states that a step made, as its gradient needs it. */
export interface LeavingLoss {
  /** ∂L/∂M, `[count, D, K, 2]`: ∂/∂Re + i ∂/∂Im. */
  readonly gradient: Float64Array;
  /** ∂L/∂log p of the outcomes of every state, `[count]`. */
  readonly scores: Float64Array;
}

/** One step of a circuit with its ancillas dropped, an outcome drawn for every measurement. */
export interface SampledStep {
  /** M of the states behind the step, of the norm that they came with. */
  run(entering: Entering): Float64Array;
  /** ∂L/∂θ at the outcomes drawn, `[parameters]`. */
  gradient(entering: Entering, loss: (m: Float64Array) => LeavingLoss): ArrayLike<number>;
  /** Gives its memory back; it may be used again afterwards. */
  dispose(): void;
}
