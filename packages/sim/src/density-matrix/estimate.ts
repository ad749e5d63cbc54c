import type { CircuitProgram } from '@kraus/core';
import type { EngineOptions } from '../executable/index.js';
import { chooseKernels } from '../runtime/index.js';
import { planCheckpoints } from './checkpoints.js';
import { compileDensityMatrix } from './compile-plan.js';
import { canRunAlone } from './exchanges.js';
import { VECTOR } from './kernel-module.js';
import type { Pass } from './plan.js';
import { chooseWidth } from './width.js';

/** Nanoseconds of a pass on one coordinate in float64, and of an entry of a sparse map, measured on a machine of 2024. */
const NANOSECONDS = { pass: 0.8, entry: 1.2 } as const;
/** A gradient over values, and the TypeScript twin over the kernels. */
const GRADIENT = 4;
const TWIN = 5;

/**
 * What calls of a circuit cost, before memory is taken: bytes of working memory with the kernels' copies of the batch, and seconds
 * on one thread within a factor of about three.
 * @throws KrausError as `compileDensityMatrixCircuit`
 */
export function estimateDensityMatrix(
  program: CircuitProgram,
  options: EngineOptions = {},
): (request: { readonly batch: number; readonly gradient: boolean }) => { bytes: number; seconds: number } {
  const kernels = chooseKernels(options);
  const { threads = 1 } = options;
  const precision = kernels ? (options.precision ?? 'float64') : 'float64';
  const real = precision === 'float32' ? 4 : 8;
  const plan = compileDensityMatrix(program);
  const block = 2 ** plan.bits;
  const work = plan.passes.reduce((sum, pass) => sum + pass.active * block * costOf(pass), 0);
  return ({ batch, gradient }) => {
    const width = kernels ? chooseWidth(plan.bits, canRunAlone(plan), batch, precision) : 1;
    const state = block * width * plan.blocks;
    const { slots, depth } = planCheckpoints(plan.passes.length, state * real);
    const states = gradient ? depth * (slots + 1) + 1 : 1;
    const initial = { zero: 0, amplitudes: 2 * plan.dimension, density: 2 * plan.dimension ** 2 }[plan.initial];
    const arrays = batch * (2 * initial + 2 * plan.columns);
    const lanes = kernels ? VECTOR[precision] : 1;
    const samples = width === 1 ? batch : Math.ceil(batch / lanes) * lanes;
    const seconds = samples * work * (real / 8) * (gradient ? GRADIENT : 1) * (kernels ? 1 : TWIN) * 1e-9;
    const workers = batch > width ? threads : 1;
    return { bytes: real * (workers * (states * state + block) + arrays), seconds };
  };
}

const costOf = (pass: Pass): number =>
  pass.kind === 'map'
    ? (NANOSECONDS.entry * pass.pattern.columns.length) / pass.pattern.size + NANOSECONDS.pass
    : NANOSECONDS.pass;
