import type { Mode } from '../kernels.js';
import type { KrausOperator, KrausStep, MeasureStep, ResetStep, Step } from '../plan/index.js';
import { eachGroup } from '../plan/index.js';
import {
  active,
  applyMatrix,
  blockMatrix,
  type Lane,
  moments,
  populations,
  squaredNorm,
  traceOfProduct,
} from './lane.js';

/** How a lane comes to its outcomes: drawn by its uniforms, or forced (given, or those of the branch that is walked). */
export interface Chooser {
  readonly mode: Mode;
  readonly uniforms: Float64Array;
  readonly forced: ((draw: number) => number) | undefined;
}

/** Takes the lane through one step: draws where the step draws, then changes the state. */
export function forwardStep(lane: Lane, step: Step, chooser: Chooser): void {
  switch (step.kind) {
    case 'block':
      for (const factor of step.factors) if (factor.kind === 'mixture') chooseUnitary(lane, factor, chooser);
      break;
    case 'kraus':
      chooseOption(lane, step, weightsOf(lane, step), chooser);
      break;
    case 'measure':
      chooseOption(lane, step, populations(lane.psi, step.system), chooser);
      break;
    case 'reset':
      if (step.known === undefined) chooseOption(lane, step, populations(lane.psi, step.system), chooser);
      else {
        lane.choice[step.draw] = active(lane, step.condition) ? (lane.choice[step.known] as number) : -1;
        lane.scale[step.draw] = 1;
      }
  }
  applyStep(lane, step, lane.psi);
}

/** Changes `state` as the step does with the outcomes that the lane has. */
function applyStep(lane: Lane, step: Step, state: Float64Array): void {
  switch (step.kind) {
    case 'block':
      applyMatrix(state, step.system, blockMatrix(lane, step));
      return;
    case 'permutation':
      permute(state, step, false);
      return;
    case 'kraus': {
      const operator = chosen(lane, step);
      if (operator !== undefined)
        applyMatrix(state, step.system, scaled(operator.matrix, lane.scale[step.draw] as number));
      return;
    }
    case 'measure':
    case 'reset':
      project(lane, step, state, false);
  }
}

export function permute(state: Float64Array, step: Extract<Step, { kind: 'permutation' }>, back: boolean): void {
  const { system, rows, phases } = step;
  const matrix = new Float64Array(2 * system.size ** 2);
  rows.forEach((row, a) => {
    matrix[2 * (row * system.size + a)] = phases?.[2 * a] ?? 1;
    matrix[2 * (row * system.size + a) + 1] = phases?.[2 * a + 1] ?? 0;
  });
  applyMatrix(state, system, matrix, back);
}

export function scaled(matrix: Float64Array, scale: number): Float64Array {
  return matrix.map((x) => x * scale);
}

/** The Kraus operators that the step has in this lane's sample. */
function operatorsOf(lane: Lane, step: KrausStep): readonly KrausOperator[] {
  const table = lane.tables.get(step.draw);
  return table?.samples[table.shared ? 0 : lane.sample] ?? [];
}

/** The operator that acts, undefined where the step's condition does not hold. */
export function chosen(lane: Lane, step: KrausStep): KrausOperator | undefined {
  return operatorsOf(lane, step)[lane.choice[step.draw] as number];
}

function weightsOf(lane: Lane, step: KrausStep): Float64Array {
  const { size } = step.system;
  const operators = operatorsOf(lane, step);
  if (step.diagonal) {
    const of = populations(lane.psi, step.system);
    return Float64Array.from(operators, ({ effect }) =>
      of.reduce((sum, population, a) => sum + (effect[2 * (a * size + a)] as number) * population, 0),
    );
  }
  const density = moments(lane.psi, lane.psi, step.system);
  return Float64Array.from(operators, ({ effect }) => traceOfProduct(effect, density, size)[0]);
}

function chooseOption(
  lane: Lane,
  step: KrausStep | MeasureStep | ResetStep,
  given: Float64Array,
  chooser: Chooser,
): void {
  const { draw } = step;
  const weights = given.map((weight) => Math.max(0, weight));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let option = -1;
  let chance = 1;
  if (!active(lane, 'condition' in step ? step.condition : undefined)) {
    if (chooser.forced !== undefined && chooser.forced(draw) !== 0) chance = 0;
  } else if (chooser.forced !== undefined) {
    option = chooser.forced(draw);
    chance = total > 0 ? (weights[option] ?? 0) / total : option === 0 ? 1 : 0;
  } else {
    option = inverted(weights, (chooser.uniforms[draw] as number) * total);
    chance = total > 0 ? (weights[option] as number) / total : 1;
  }
  lane.choice[draw] = option;
  lane.scale[draw] = chance > 0 ? (option < 0 ? 1 : 1 / Math.sqrt(chance)) : 0;
  lane.chance[draw + 1] = (lane.chance[draw] as number) * chance;
}

/** The option whose range of the summed weights holds the threshold; never one of weight 0. */
function inverted(weights: Float64Array, threshold: number): number {
  let [sum, option] = [0, 0];
  for (let o = 0; o < weights.length; o++) {
    const weight = weights[o] as number;
    if (weight > 0) option = o;
    sum += weight;
    if (threshold < sum) break;
  }
  return option;
}

function chooseUnitary(
  lane: Lane,
  factor: Extract<Extract<Step, { kind: 'block' }>['factors'][number], { kind: 'mixture' }>,
  chooser: Chooser,
): void {
  const { draw, cumulative, condition } = factor;
  let option = -1;
  if (active(lane, condition)) {
    const uniform = chooser.uniforms[draw] as number;
    option = 0;
    while (option + 1 < cumulative.length && uniform >= (cumulative[option] as number)) option++;
  }
  lane.choice[draw] = option;
}

/** Measurement: amplitudes of other outcomes become 0. Reset: those of the outcome move to |0>. `back` is the adjoint. */
export function project(lane: Lane, step: MeasureStep | ResetStep, state: Float64Array, back: boolean): void {
  const outcome = lane.choice[step.draw] as number;
  if (outcome < 0) return;
  const scale = lane.scale[step.draw] as number;
  const { size, offsets } = step.system;
  eachGroup(step.system, (base) => {
    const place = (a: number) => 2 * (base + (offsets[a] as number));
    const from = place(step.kind === 'reset' && back ? 0 : outcome);
    const [re, im] = [scale * (state[from] as number), scale * (state[from + 1] as number)];
    for (let a = 0; a < size; a++) state.fill(0, place(a), place(a) + 2);
    const to = place(step.kind === 'reset' && !back ? 0 : outcome);
    state[to] = re;
    state[to + 1] = im;
  });
}

/** A lane at the circuit's start. */
export function startLane(fixed: Pick<Lane, 'plan' | 'batch' | 'tables' | 'sample'>): Lane {
  const { plan, batch, sample } = fixed;
  const size = 2 * plan.dimension;
  const psi = new Float64Array(size);
  if (plan.initial === 'amplitudes') for (let k = 0; k < size; k++) psi[k] = batch.initial?.[sample * size + k] ?? 0;
  else psi[0] = 1;
  return {
    ...fixed,
    psi,
    choice: new Int32Array(plan.choices),
    scale: new Float64Array(plan.choices),
    chance: new Float64Array(plan.draws.length + 1).fill(1, 0, 1),
    norm: squaredNorm(psi),
  };
}
