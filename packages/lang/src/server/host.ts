import type { Catalogue, DatasetSample, DatasetSpec, DeviceJudge, ForwardSpec } from '@kraus/core';

/** What a forward process does to a datum's parts, for hovers. */
export interface ForwardFigures {
  /** Steps until every start is near the stationary distribution; absent if these are more than the process has, or it never gets there. */
  readonly stepsToMix?: number | undefined;
  /** I(x₀; x_T) in bits for uniform x₀: what is left after the last step. */
  readonly informationLeft: number;
  /** I(x₀; x₀) in bits: what there is at the start. */
  readonly informationAtStart: number;
}

/** What the language server needs of the program that starts it. */
export interface ServerHost {
  /** The components that models may name. */
  readonly catalogue: Catalogue;
  /** The figures of a forward process; engines are no part of this package. May throw KrausError. */
  readonly forward?: ((forward: ForwardSpec) => ForwardFigures | undefined) | undefined;
  /** The judge of devices, loaded when a script names one: `deviceJudge` of `@kraus/hardware/suitability`. */
  readonly devices?: (() => Promise<DeviceJudge>) | undefined;
  /** Some items of a data set, for pictures; paths in it are relative to `folder`. Rejects with KrausError. */
  readonly sample?: ((dataset: DatasetSpec, folder: string) => Promise<DatasetSample>) | undefined;
  /** Shown to clients. */
  readonly version?: string | undefined;
}
