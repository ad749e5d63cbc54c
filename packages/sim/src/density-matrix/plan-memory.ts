import type { Precision, RealArray } from '../executable/index.js';
import { bytesPerReal, realView } from '../plan-memory/index.js';
import type { Heap } from '../runtime/index.js';
import { Coordinates } from './coordinates.js';
import { VECTOR } from './kernel-module.js';
import type { NoiseNumbers } from './noise.js';
import type { DensityMatrixPlan, PlanOutput } from './plan.js';
import { levelTables, type Tables, tabulate } from './tables.js';

/** Words of the structure Plan in plan.h, in order. */
const WORDS = [
  'width',
  'bits',
  'batch',
  'parameters',
  'inputs',
  'columns',
  'passes',
  'runs',
  'angles',
  'outputs',
  'wires',
  'dimension',
  'room',
  'pass',
  'run',
  'factor',
  'angle',
  'angleTerm',
  'map',
  'output',
  'start',
  'end',
  'startRow',
  'startColumn',
  'endRow',
  'endColumn',
  'constant',
  'levels',
  'blocks',
  'lastBlocks',
  'allQubits',
  'longestRun',
  'noiseNumbers',
  'sampleNoiseNumbers',
  'shared',
  'gradient',
  'inputGradient',
  'initialGradient',
  'initialKind',
  'theta',
  'x',
  'initial',
  'noise',
  'sampleNoise',
  'cotangent',
  'value',
  'thetaPartial',
  'thetaGradient',
  'xGradient',
  'initialOut',
  'noisePartial',
  'noiseGradient',
  'sampleNoiseGradient',
  'scratch',
  'scratchSize',
  'tiles',
  'slots',
  'depth',
] as const;

export type Word = (typeof WORDS)[number];

const OUTPUT_KIND = { functional: 0, marginal: 1, density: 2, fidelity: 3 } as const;
const OUTPUT_WORDS = 12;
const OUTPUT_TARGET = 10;
const INITIAL_KIND = { zero: 0, amplitudes: 1, density: 2 } as const;

/** Numbers that outputs are worked out in: one block, or the largest marginal, of one sample. */
export const roomOf = ({ bits, outputs }: DensityMatrixPlan): number =>
  outputs.reduce((room, { kind, size }) => (kind === 'marginal' ? Math.max(room, size) : room), 2 ** bits);

/** A plan in the kernels' memory: everything that does not depend on the batch. */
export class DensityPlanMemory {
  readonly #heap: Heap;
  readonly #held: { address: number; bytes: number }[] = [];
  readonly #words: Int32Array;
  readonly #outputs: Int32Array;
  readonly #precision: Precision;
  readonly tables: Tables;
  readonly address: number;

  /** @param width samples an element: 1 or a vector */
  constructor(heap: Heap, precision: Precision, plan: DensityMatrixPlan, numbers: NoiseNumbers, width: number) {
    this.#heap = heap;
    this.#precision = precision;
    const tables = tabulate(plan, numbers);
    this.tables = tables;
    const { counts } = tables;
    const [start, end] = [new Coordinates(plan, plan.layout.start), new Coordinates(plan, plan.layout.end)];
    const wires = (places: readonly number[]) =>
      this.#ints(plan.dims.flatMap((d, wire) => [d, plan.shifts[places[wire] as number] as number]));
    const outputs = plan.outputs.map((output, k) => this.#output(output, tables.outputCoefficients[k] as number, end));
    const outputAddress = this.#ints(outputs.flat());
    const maps = tables.maps.flatMap((map) => [
      map.size,
      this.#ints(map.rows),
      this.#ints(map.columns),
      this.#ints(map.offsets),
      map.fields,
      map.source,
      map.values,
      map.differentiated,
    ]);
    const shared = this.#take((counts.angles * 2 + counts.runs * 12) * VECTOR[precision] * bytesPerReal(precision));
    const values: Partial<Record<Word, number>> = {
      width,
      bits: plan.bits,
      parameters: plan.parameters,
      inputs: plan.inputs,
      columns: plan.columns,
      passes: plan.passes.length,
      runs: counts.runs,
      angles: counts.angles,
      outputs: plan.outputs.length,
      wires: plan.dims.length,
      dimension: plan.dimension,
      room: roomOf(plan),
      pass: this.#ints(tables.passes),
      run: this.#ints(tables.runs),
      factor: this.#ints(tables.factors),
      angle: this.#ints(tables.angles),
      angleTerm: this.#ints(tables.angleTerms),
      map: this.#ints(maps),
      output: outputAddress,
      start: wires(plan.layout.start),
      end: wires(plan.layout.end),
      startRow: this.#ints(start.row),
      startColumn: this.#ints(start.column),
      endRow: this.#ints(end.row),
      endColumn: this.#ints(end.column),
      constant: this.#reals(tables.constants),
      levels: this.#reals(levelTables(plan.dims)),
      blocks: plan.blocks,
      lastBlocks: plan.lastBlocks,
      allQubits: plan.dims.every((d) => d === 2) ? 1 : 0,
      longestRun: counts.longestRun,
      noiseNumbers: numbers.shared,
      sampleNoiseNumbers: numbers.perSample,
      shared,
      initialKind: INITIAL_KIND[plan.initial],
    };
    this.address = this.#take(4 * WORDS.length);
    this.#words = new Int32Array(heap.buffer, this.address, WORDS.length);
    this.#words.set(WORDS.map((word) => values[word] ?? 0));
    this.#outputs = new Int32Array(heap.buffer, outputAddress, outputs.length * OUTPUT_WORDS);
  }

  set(word: Word, value: number): void {
    this.#words[WORDS.indexOf(word)] = value;
  }

  /** Where the k-th output, a fidelity, finds the target states of the batch. */
  pointAtTargets(output: number, address: number): void {
    this.#outputs[OUTPUT_WORDS * output + OUTPUT_TARGET] = address;
  }

  release(): void {
    for (const { address, bytes } of this.#held.splice(0)) this.#heap.release(address, bytes);
  }

  #output(output: PlanOutput, coefficient: number, end: Coordinates): number[] {
    const head = [OUTPUT_KIND[output.kind], output.column, output.size];
    const blocks = [this.#ints(output.blocks), output.blocks.length];
    switch (output.kind) {
      case 'functional':
        return [...head, this.#ints(output.rows), this.#ints(output.index), coefficient, 0, 0, ...blocks, 0, 0];
      case 'marginal': {
        const factors = this.#ints(output.factors);
        return [...head, 0, this.#ints(output.index), coefficient, output.factors.length, factors, ...blocks, 0, 0];
      }
      case 'density':
        return [...head, 0, 0, 0, 0, 0, ...blocks, 0, 0];
      case 'fidelity': {
        const own = output.target === 'per-sample';
        const target = own ? 0 : this.#reals(end.fidelityFunctional(output.target as Float64Array));
        return [...head, 0, 0, 0, 0, 0, ...blocks, target, own ? 1 : 0];
      }
    }
  }

  #take(bytes: number): number {
    const size = Math.max(64, bytes);
    const address = this.#heap.allocate(size);
    this.#held.push({ address, bytes: size });
    return address;
  }

  #ints(values: ArrayLike<number>): number {
    const address = this.#take(4 * values.length);
    new Int32Array(this.#heap.buffer, address, values.length).set(values);
    return address;
  }

  #reals(values: ArrayLike<number>): number {
    const address = this.#take(bytesPerReal(this.#precision) * values.length);
    const view: RealArray = realView(this.#heap, this.#precision, address, values.length);
    view.set(values);
    return address;
  }
}
