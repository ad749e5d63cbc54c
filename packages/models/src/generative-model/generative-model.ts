import type { ComponentSpec, ModelSpec } from '@kraus/core';
import type { DataProvenance, LoadOptions } from '../data/index.js';
import type { Tensor, Variable } from '../engine/index.js';
import type { Evaluation, EvaluationProgress } from '../metrics/index.js';
import type { ParameterValues } from '../networks/index.js';

/** What the run folder records of the data; enough to build the model again without them. */
export interface DataSummary {
  readonly name: string;
  /** Of one item: `[height, width, channels]` of an image, `[dimension]` of a point or a state. */
  readonly shape: readonly number[];
  readonly classes: readonly string[];
  readonly counts: { readonly train: number; readonly validation: number; readonly test: number };
  readonly provenance: DataProvenance;
}

/** Mean loss of a batch and its parts by name, e.g. `{ bound, crossEntropy }`. */
export interface LossMeans {
  readonly loss: number;
  readonly terms: Readonly<Record<string, number>>;
}

/** A figure of the validation that people read. */
export interface Figure {
  /** Name within the terms. */
  readonly term: string;
  /** `Bound on the likelihood`. */
  readonly title: string;
  /** `bits per dimension`. */
  readonly unit: string;
}

/** What a run tells of its model before it is trained; plain data, kept in the record. */
export interface ModelFacts {
  /** The unit of the loss, e.g. `nats per pixel`. */
  readonly lossUnit: string;
  readonly figures: readonly Figure[];
  /** The data and the forward process in words: `in 8 levels; 20 steps of noise`. */
  readonly process: string;
  /** How to read the picture of the forward process. */
  readonly forwardCaption: string;
  /** How to read the picture of the reverse process. */
  readonly reverseCaption: string;
  /** One line about what the noise leaves of the data. */
  readonly left: string;
}

/** Draws from a model. The same seed gives the same items, however many are drawn. */
export interface DrawOptions {
  readonly seed: number;
  readonly count: number;
  /** How the reverse process is run, where the family offers a choice. */
  readonly sampler?: ComponentSpec | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Reverse steps done and to do. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export type Parameters = Readonly<Record<string, Tensor>>;

/** A model bound to its training data. All that a step does is a function of the variables, the seed and the step. */
export interface Learning {
  readonly facts: ModelFacts;
  /**
   * Parts of the training, one after another and of equal length, where steps of the diffusion are trained one by one; absent for one.
   * Each has a learning rate of its own course.
   */
  readonly stages?: number | undefined;
  /**
   * The names of the variables that training step 1, 2, … moves; all of them if absent. The others, and what the optimizer remembers of
   * them, stay as they are.
   */
  readonly active?: ((step: number) => readonly string[]) | undefined;
  /**
   * Mean loss of training step 1, 2, … and its gradients, in the order of the variables, or of {@link active}; the caller disposes them.
   */
  step(
    variables: Readonly<Record<string, Variable>>,
    step: number,
  ): { readonly means: LossMeans; readonly gradients: Tensor[] };
  /** Mean loss on held-out data, the same at every call; undefined if none are held out. */
  readonly validate?: ((parameters: Parameters) => LossMeans) | undefined;
  /** Writes a PNG of some data dissolving. */
  writeForward(file: string, seed: number): Promise<void>;
}

/** What was drawn, as a PNG and, where it makes sense, as numbers. */
export interface Drawn {
  readonly count: number;
  /** Of one item. */
  readonly shape: readonly number[];
  /** `[count, …shape]`: pixels 0 … 255 of images; coordinates of points; amplitudes or matrix entries of states. */
  readonly values: Uint8Array | Float64Array;
  /** Writes all as one PNG. */
  write(file: string): Promise<void>;
}

/** What to measure of a trained model. */
export interface MeasureRequest {
  /** Those that the items were drawn with. */
  readonly parameters: Parameters;
  readonly metrics: readonly ComponentSpec[];
  readonly seed: number;
  readonly baseDir: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: EvaluationProgress) => void) | undefined;
}

/** A model specification made ready to train and to sample, whatever it generates. */
export interface GenerativeModel {
  readonly spec: ModelSpec;
  /** The parameters before the first step of a training with this seed. */
  initial(seed: number): ParameterValues;
  draw(parameters: Parameters, options: DrawOptions): Promise<Drawn>;
  /** Writes a PNG of `count` items forming from noise. */
  writeReverse(parameters: Parameters, file: string, options: DrawOptions): Promise<void>;
  /** Gives back memory of its own, e.g. that of compiled circuits; it may be used again afterwards. */
  dispose?(): void;
}

/** How a model is to be trained, as far as its data and its order of steps depend on it. */
export interface LearnSettings {
  readonly seed: number;
  readonly batch: number;
  /** Training steps in all. */
  readonly steps: number;
  /** `joint`: all steps of the diffusion together. `stepwise`: one after another, from the last, noisiest one down. */
  readonly curriculum: 'joint' | 'stepwise';
  /** With `stepwise`: whether a step is trained on what the steps trained before it make of noise, or on noised data. */
  readonly inputs: 'own' | 'forward';
}

/** A model together with its data. */
export interface OpenedModel {
  readonly summary: DataSummary;
  readonly model: GenerativeModel;
  /** @throws KrausError `models/unsupported-curriculum` */
  learn(settings: LearnSettings): Learning;
  /** Compares what was drawn from a model of this specification with the data. */
  measure(drawn: Drawn, request: MeasureRequest): Promise<Evaluation>;
}

/** A kind of model: what its data are, how it is built. */
export interface ModelFamily {
  /** Metrics measured where the script names none. */
  readonly defaultMetrics: readonly ComponentSpec[];
  /** Samplers that it offers, the default first; none if it has but one way. */
  readonly samplers?: readonly string[];
  /** Whether a specification is of this family. */
  accepts(spec: ModelSpec): boolean;
  /** Loads the data and builds the model for them. @throws KrausError `data/…`, and those of {@link build} */
  open(spec: ModelSpec, options: LoadOptions): Promise<OpenedModel>;
  /**
   * Builds the model for data items of this shape and these classes.
   * @throws KrausError `models/…` where the specification asks for what the family cannot do
   */
  build(spec: ModelSpec, shape: readonly number[], classes: readonly string[]): GenerativeModel;
}
