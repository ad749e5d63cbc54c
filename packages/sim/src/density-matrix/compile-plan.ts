import {
  type Angle,
  type CircuitOperation,
  type CircuitProgram,
  ComplexMatrix,
  type Condition,
  channelFromKraus,
  checkCircuit,
  classicalRadices,
  KrausError,
  matrixFromData,
  noiseChannel,
  superoperator,
} from '@kraus/core';
import { circuitShape } from '../executable/index.js';
import { transferMatrix } from './basis.js';
import { type DigitPlan, planDigits } from './digits.js';
import { clearLowestPlace } from './exchanges.js';
import { addGate, addMatrix, LARGEST_LOCAL, type MatrixCache, unitaryTransfer, withControls } from './gates.js';
import { noiseForm } from './noise.js';
import { fieldMask, planOutputs } from './outputs.js';
import { sparse } from './patterns.js';
import type { BlockCondition, DensityMatrixPlan, NoiseForm } from './plan.js';
import { Scheduler } from './scheduler.js';

/** Most qubits, and most bits of the coordinates of one density matrix: 2^24 numbers of 8 bytes are 128 MB. */
export const LARGEST_DENSITY_MATRIX = 12;
const MOST_BITS = 2 * LARGEST_DENSITY_MATRIX;
/** Most bits with classical branches. */
const MOST_BRANCHED_BITS = 26;

/**
 * Compiles a circuit into passes over the coordinates of its density matrix. Arranged `alone`, no pass but an exchange touches
 * the lowest place, so that coordinates of one sample can be worked on by vectors (see {@link canRunAlone}).
 * @throws KrausError those of `checkCircuit`; `sim/no-outputs`; `sim/too-many-qubits` beyond 12 qubits (or as many coordinates of
 *   qudits); `sim/too-many-branches`; `sim/unsupported` for the output `state` and for matrices and channels beyond dimension 32
 */
export function compileDensityMatrix(
  program: CircuitProgram,
  arrangement: 'lanes' | 'alone' = 'lanes',
): DensityMatrixPlan {
  checkCircuit(program);
  const { dims } = program;
  const sizes = dims.map((d) => d * d);
  const widths = sizes.map((size) => Math.ceil(Math.log2(size)));
  const shifts = widths.map((_, w) => widths.slice(0, w).reduce((sum, width) => sum + width, 0));
  const bits = widths.reduce((sum, width) => sum + width, 0);
  checkSize(program, bits);
  const digits = planDigits(program);
  const branches = digits.slots.reduce((product, { size }) => product * (fieldMask(size) + 1), 1);
  if (bits + Math.log2(branches) > MOST_BRANCHED_BITS) {
    throw new KrausError(
      'sim/too-many-branches',
      `Density matrix: ${branches} classical branches of 2^${bits} numbers each are 2^${bits + Math.log2(branches)} numbers, at most 2^${MOST_BRANCHED_BITS} are held; measure fewer digits that are alive at once, or use the trajectories engine.`,
    );
  }
  const scheduler = new Scheduler(shifts, sizes);
  const noises: NoiseForm[] = [];
  const context: Context = { program, digits, scheduler, noises, constants: new Map(), bits, written: 0 };
  program.operations.forEach((operation, k) => {
    shrink(context, digits.kept[k] as number);
    addOperation(context, operation, k);
  });
  const end = program.operations.length;
  shrink(context, digits.kept[end] as number);
  const lastBlocks = scheduler.active;
  const start = dims.map((_, wire) => wire);
  const { passes, first, last } =
    arrangement === 'alone'
      ? clearLowestPlace(scheduler.passes, shifts)
      : { passes: scheduler.passes, first: start, last: start };
  const places = scheduler.places.map((place) => last[place] as number);
  const ending = {
    wireShifts: places.map((place) => shifts[place] as number),
    bits,
    digits,
    holders: digits.holders[end] ?? [],
    lastBlocks,
  };
  return {
    ...circuitShape(program),
    dims,
    shifts,
    bits,
    passes,
    noises,
    layout: { start: first, end: places },
    outputs: planOutputs(program, ending),
    blocks: scheduler.blocks,
    lastBlocks,
  };
}

function checkSize(program: CircuitProgram, bits: number): void {
  if (bits > MOST_BITS) {
    const what = program.dims.every((d) => d === 2)
      ? `${program.dims.length} qubits`
      : `wires of dimensions [${program.dims.join(', ')}]`;
    throw new KrausError(
      'sim/too-many-qubits',
      `Density matrix: ${what} need ${2 ** (bits - 27)} GiB a state; at most ${LARGEST_DENSITY_MATRIX} qubits (2^${MOST_BITS} numbers) are supported. The trajectories engine needs the square root of that.`,
    );
  }
  if (program.outputs.length === 0) {
    throw new KrausError(
      'sim/no-outputs',
      'Density matrix: the circuit yields nothing; add an expectation, probabilities or the density matrix.',
    );
  }
}

interface Context {
  readonly program: CircuitProgram;
  readonly digits: DigitPlan;
  readonly scheduler: Scheduler;
  readonly noises: NoiseForm[];
  /** Matrices on coordinates met so far, by name or channel. */
  readonly constants: MatrixCache;
  readonly bits: number;
  /** Slots in use. */
  written: number;
}

/** Blocks of so many slots. */
const blocksOf = ({ digits }: Context, slots: number): number =>
  digits.slots.slice(0, slots).reduce((product, { size }) => product * (fieldMask(size) + 1), 1);

/** The field of a slot in the index of coordinates. */
const fieldOf = ({ digits, bits }: Context, slot: number) => {
  const { shift, size } = digits.slots[slot] as { shift: number; size: number };
  return { shift: bits + shift, size };
};

/** Forgets the digits at the top that nobody reads any more. */
function shrink(context: Context, kept: number): void {
  while (context.written > kept) {
    context.written -= 1;
    context.scheduler.forget(fieldOf(context, context.written), blocksOf(context, context.written));
  }
}

/** The blocks in which a condition holds; undefined if it never does. */
function blockCondition(context: Context, condition: Condition, k: number): BlockCondition | undefined {
  const radices = classicalRadices(context.program);
  let [mask, value, rest] = [0, 0, condition.value];
  for (const bit of condition.bits) {
    const radix = radices[bit] ?? 2;
    const digit = rest % radix;
    rest = Math.floor(rest / radix);
    const holder = context.digits.holders[k]?.[bit];
    if (holder?.kind === 'slot') {
      const { shift, size } = context.digits.slots[holder.slot] as { shift: number; size: number };
      mask |= fieldMask(size) << shift;
      value |= digit << shift;
    } else if (digit !== 0) return undefined;
  }
  return { mask, value };
}

function addOperation(context: Context, operation: CircuitOperation, k: number): void {
  const { program, scheduler } = context;
  let condition: BlockCondition | undefined;
  if ('condition' in operation && operation.condition !== undefined) {
    condition = blockCondition(context, operation.condition, k);
    if (condition === undefined) return;
    if (condition.mask === 0) condition = undefined;
  }
  const dimsOf = (wires: readonly number[]) => wires.map((wire) => program.dims[wire] as number);
  switch (operation.kind) {
    case 'barrier':
      return;
    case 'gate':
      addGate(scheduler, operation, context.constants, condition);
      return;
    case 'matrix': {
      const wires = [...operation.controls, ...operation.targets];
      const whole = withControls(matrixFromData(operation.matrix), operation.controls.length);
      addMatrix(scheduler, wires, unitaryTransfer(dimsOf(wires), whole), condition);
      return;
    }
    case 'channel': {
      checkLocal(dimsOf(operation.targets), `operation ${k}`);
      const matrix = remembered(context, operation.channel, () =>
        transferMatrix(operation.channel.dims, superoperator(operation.channel)),
      );
      addMatrix(scheduler, operation.targets, matrix, condition);
      return;
    }
    case 'noise':
      addNoise(context, operation.channel, operation.values, operation.targets, condition);
      return;
    case 'reset': {
      const d = program.dims[operation.target] as number;
      checkLocal([d], `operation ${k}`);
      const lower = (j: number) => unit(d, 0, j);
      const matrix = krausTransfer(
        d,
        Array.from({ length: d }, (_, j) => lower(j)),
      );
      addMatrix(scheduler, [operation.target], matrix, condition);
      return;
    }
    case 'measure':
      addMeasurement(context, operation.target, k);
  }
}

function remembered(context: Context, key: object | string, make: () => Float64Array): Float64Array {
  const known = context.constants.get(key);
  if (known !== undefined) return known;
  const matrix = make();
  context.constants.set(key, matrix);
  return matrix;
}

function checkLocal(dims: readonly number[], where: string): void {
  const dimension = dims.reduce((product, d) => product * d, 1);
  if (dimension <= LARGEST_LOCAL) return;
  throw new KrausError(
    'sim/unsupported',
    `Density matrix, ${where}: it acts on a space of dimension ${dimension}, at most ${LARGEST_LOCAL} is supported; split it into smaller channels.`,
  );
}

function addNoise(
  context: Context,
  channel: string,
  values: readonly Angle[],
  targets: readonly number[],
  condition: BlockCondition | undefined,
): void {
  const { scheduler, noises } = context;
  const dims = targets.map((wire) => context.program.dims[wire] as number);
  checkLocal(dims, channel);
  if (values.every(({ terms }) => terms.length === 0)) {
    const numbers = values.map(({ offset }) => offset);
    const matrix = remembered(context, `noise ${channel} ${numbers.join(' ')}`, () =>
      transferMatrix(dims, superoperator(noiseChannel(channel, ...numbers))),
    );
    addMatrix(scheduler, targets, matrix, condition);
    return;
  }
  const form = noiseForm(channel, values, dims);
  const noise = noises.push(form) - 1;
  if (dims.length === 1 && dims[0] === 2) {
    scheduler.factor(targets[0] as number, { kind: 'noise', noise }, condition);
  } else scheduler.map(targets, [], form.pattern, { noise }, condition);
}

const unit = (d: number, i: number, j: number): ComplexMatrix => {
  const matrix = new ComplexMatrix(d, d);
  matrix.set(i, j, 1);
  return matrix;
};

function krausTransfer(d: number, operators: readonly ComplexMatrix[]): Float64Array {
  return transferMatrix([d], superoperator(channelFromKraus([d], operators)));
}

/** The wire's coherences vanish; where the outcome is kept, the branches part. */
function addMeasurement(context: Context, wire: number, k: number): void {
  const { digits, scheduler, program } = context;
  const d = program.dims[wire] as number;
  checkLocal([d], `operation ${k}`);
  const projectors = Array.from({ length: d }, (_, j) => krausTransfer(d, [unit(d, j, j)]));
  const holder = digits.outcome[k];
  if (holder?.kind !== 'slot') {
    const whole = projectors.reduce((sum, projector) => sum.map((x, e) => x + (projector[e] as number)));
    addMatrix(scheduler, [wire], whole);
    return;
  }
  const field = fieldOf(context, holder.slot);
  const size = d * d * field.size;
  const matrix = new Float64Array(size * size);
  // Whatever the slot held before is summed over: out[(a, outcome)] = Σ_old Σ_b P_outcome[a, b] in[(b, old)].
  projectors.forEach((projector, outcome) => {
    for (let a = 0; a < d * d; a++) {
      for (let b = 0; b < d * d; b++) {
        for (let old = 0; old < field.size; old++) {
          matrix[(a + d * d * outcome) * size + b + d * d * old] = projector[a * d * d + b] as number;
        }
      }
    }
  });
  if (size > LARGEST_LOCAL ** 2) {
    throw new KrausError(
      'sim/unsupported',
      `Density matrix, operation ${k}: a wire of ${d} levels measured into a digit of ${field.size} values is too large; use the trajectories engine.`,
    );
  }
  const { pattern, values } = sparse(size, matrix);
  context.written = Math.max(context.written, holder.slot + 1);
  scheduler.map([wire], [field], pattern, values, undefined, blocksOf(context, context.written));
}
