import { KrausError } from '@kraus/core';
import type { EngineOptions, GradientOptions } from '../executable/index.js';
import { chooseKernels } from '../runtime/index.js';
import type { TrajectoryKernels } from './kernels.js';
import { noiseSources } from './noise-tables.js';
import type { TrajectoryPlan } from './plan/index.js';
import { ScriptKernels } from './twin/index.js';
import { WasmKernels } from './wasm-kernels.js';

/** @throws KrausError `sim/bad-threads`, `sim/no-kernels`, `sim/out-of-memory` */
export function makeKernels(plan: TrajectoryPlan, options: EngineOptions, branches = 1): TrajectoryKernels {
  const { precision = 'float64', threads = 1 } = options;
  return chooseKernels(options)
    ? new WasmKernels(plan, precision, threads, branches)
    : new ScriptKernels(plan, branches);
}

/**
 * Refuses gradients of values of noise: which operator acts has a probability whose derivative a trajectory does not know.
 * @throws KrausError `sim/unsupported`
 */
export function refuseNoiseGradient(plan: TrajectoryPlan, options: GradientOptions): void {
  const { parameters, inputs } = noiseSources(plan);
  if (!parameters && !(inputs && options.inputs === true)) return;
  throw new KrausError(
    'sim/unsupported',
    `Trajectories: the gradient of noise whose values depend on ${parameters ? 'parameters' : 'inputs'} is not theirs to give; the density-matrix engine does.`,
  );
}
