import type { Span } from '../errors/index.js';
import type { ChannelProgram } from './channel-program.js';
import type { CircuitPart } from './circuit-part.js';
import type { CircuitProgram } from './circuit-program.js';

/** Version of everything in this file; raised when a reader of the old form would misread the new one. */
export const SPECIFICATION_VERSION = 1;

/** The value of a component's option. */
export type OptionValue = number | boolean | string | readonly OptionValue[] | ComponentSpec | CircuitPart;

/** A catalogue component with its options, e.g. `unet { channels: 32, depth: 2 }`. Defaults are not filled in. */
export interface ComponentSpec {
  readonly component: string;
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly span?: Span | undefined;
}

/** `dataset Digits = mnist { … }`. */
export interface DatasetSpec {
  readonly name: string;
  readonly source: ComponentSpec;
}

/** Rescales the time of a forward process so that it is as noisy as `reference` over the same number of steps. */
export interface NoiseMatch {
  readonly reference: ChannelProgram;
  /** `gap`: equal |λ₂| of the one-step transition matrix. `information`: equal I(x₀; x_T) for uniform x₀. */
  readonly by: 'gap' | 'information';
}

/** `forward WalkStep(omega, dt: 0.5) for 20 steps, measured`. */
export interface ChannelForwardSpec {
  readonly kind: 'channel';
  /** The channel's name in the script. */
  readonly name: string;
  readonly steps: number;
  /** One channel for every step, or one channel a step (first to last). */
  readonly channels: readonly ChannelProgram[];
  /** `measured`: sampled and reset at each step (a Markov chain). `coherent`: measured once, after t steps. */
  readonly mode: 'measured' | 'coherent';
  readonly match?: NoiseMatch | undefined;
  readonly span?: Span | undefined;
}

/** A forward process that the catalogue offers. */
export interface ComponentForwardSpec {
  readonly kind: 'component';
  readonly steps: number;
  readonly process: ComponentSpec;
  readonly span?: Span | undefined;
}

/** `forward Walk for 6 steps, measured, on B`: a circuit that a device (or its noise model) runs for every grey level. */
export interface DeviceForwardSpec {
  readonly kind: 'device';
  /** The circuit's name in the script. */
  readonly name: string;
  readonly steps: number;
  /** One step: the first qubits hold the level, the others start in |0>. */
  readonly step: CircuitProgram;
  readonly device: DeviceSpec;
  readonly mode: 'measured' | 'coherent';
  readonly span?: Span | undefined;
}

/** A forward process by its matrices, as a device gave them: row-major, column-stochastic. */
export interface MatricesForwardSpec {
  readonly kind: 'matrices';
  readonly name: string;
  readonly steps: number;
  readonly levels: number;
  /** Q of one step; undefined where only the marginals are known (`coherent`). */
  readonly oneStep?: readonly number[] | undefined;
  /** P(x_t | x_0) for t = 1 … steps; undefined where they are the powers of `oneStep`. */
  readonly marginals?: readonly (readonly number[])[] | undefined;
  /** What x_T is drawn from. */
  readonly stationary: readonly number[];
  /** Where the figures come from, and what to know of them, as sentences. */
  readonly remarks: readonly string[];
  readonly span?: Span | undefined;
}

export type ForwardSpec = ChannelForwardSpec | ComponentForwardSpec | DeviceForwardSpec | MatricesForwardSpec;

/** A model with every parameter at a value: plain data from which the catalogue builds a trainable model. */
export interface ModelSpec {
  readonly version: typeof SPECIFICATION_VERSION;
  readonly name: string;
  /** The value of each model parameter, e.g. `{ omega: 0.3 }`. */
  readonly parameters: Readonly<Record<string, number>>;
  readonly data: DatasetSpec;
  readonly encode: ComponentSpec;
  /** Composed in the order written. */
  readonly forward: readonly ForwardSpec[];
  readonly reverse: ComponentSpec;
  /** What the reverse model predicts: `x0`, `noise`, `previous` or `mean`. */
  readonly predict: string;
  /** Terms of the objective, summed. */
  readonly objective: readonly ComponentSpec[];
  /** What the reverse model is conditioned on, e.g. `['time']`. */
  readonly condition: readonly string[];
  readonly span?: Span | undefined;
}

/** `train M { … }`, `sample M { … }`, `evaluate M { … }`: options checked against the catalogue's task schemas. */
export interface TaskSpec {
  readonly task: 'train' | 'sample' | 'evaluate';
  readonly model: string;
  /** Named options (`epochs: 20`). */
  readonly options: Readonly<Record<string, OptionValue>>;
  /** Components written without a name (`fid { features: "lenet" }` in `evaluate`). */
  readonly components: readonly ComponentSpec[];
  readonly span?: Span | undefined;
}

/** `sweep OmegaCurve of WalkDigits { … }`. */
export interface SweepSpec {
  readonly name: string;
  readonly model: string;
  /** Values of the swept model parameters. */
  readonly axes: Readonly<Record<string, readonly number[]>>;
  readonly seeds: readonly number[];
  readonly plot?: ComponentSpec | undefined;
  readonly span?: Span | undefined;
}

/** `device B = ibm("ibm_fez") { qubits: [0, 1] }`; the text in parentheses is the option `name` of the source. Times in seconds. */
export interface DeviceSpec {
  readonly name: string;
  readonly source: ComponentSpec;
  readonly span?: Span | undefined;
}

/** `run C(layers: 2) on B { shots: 4096 }`. */
export interface RunSpec {
  /** The circuit as the script names it. */
  readonly circuit: string;
  /** Values of the circuit's own parameters, where the script gives them. */
  readonly parameters: Readonly<Record<string, number>>;
  /** A device of the script; without it a simulator. */
  readonly device?: string | undefined;
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly span?: Span | undefined;
}

/** A whole script, lowered: the models at their default (or overridden) parameters, and what to do with them. */
export interface ScriptSpec {
  readonly version: typeof SPECIFICATION_VERSION;
  /** SHA-256 (hex) over the text of the script and of every file it imports. */
  readonly sourceHash: string;
  readonly models: readonly ModelSpec[];
  readonly tasks: readonly TaskSpec[];
  readonly sweeps: readonly SweepSpec[];
  readonly devices: readonly DeviceSpec[];
  readonly runs: readonly RunSpec[];
}
