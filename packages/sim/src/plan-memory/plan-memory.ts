import type { Precision } from '../executable/index.js';
import type { Heap } from '../runtime/index.js';
import { bytesPerReal, realView } from './buffers.js';
import { type EncodedPlan, OUTPUT_TARGET, OUTPUT_WORDS, type Reference, type SectionName } from './encode-plan.js';

/** Numbers of one 128-bit vector. */
export const VECTOR: Readonly<Record<Precision, number>> = { float32: 4, float64: 2 };
/** Numbers of a run's coefficients, RUN_SIZE in gates.h. */
export const RUN_SIZE = 9;

/** Word numbers of the structure Plan in plan.h. */
export const WORD = {
  batch: 2,
  columns: 5,
  gradient: 22,
  inputGradient: 23,
  initialGradient: 24,
  theta: 25,
  x: 26,
  initial: 27,
  cotangent: 28,
  value: 29,
  partial: 30,
  thetaGradient: 31,
  xGradient: 32,
  initialGradientOut: 33,
  scratch: 34,
  scratchSize: 35,
  tiles: 36,
  terms: 37,
  partialSum: 38,
  lambdas: 39,
  count: 40,
} as const;

/** The numbers a plan starts with. */
export interface PlanHead {
  /** Qubits of the states that the kernels' loops go over. */
  readonly qubits: number;
  readonly blocks: number;
  readonly parameters: number;
  readonly inputs: number;
  readonly columns: number;
  readonly outputs: number;
}

/** An encoded plan in the kernels' memory: everything that does not depend on the batch. */
export class PlanMemory {
  readonly #heap: Heap;
  readonly #held: { address: number; bytes: number }[] = [];
  readonly #words: Int32Array;
  readonly #outputs: Int32Array;
  /** The structure Plan. */
  readonly address: number;

  constructor(heap: Heap, precision: Precision, head: PlanHead, encoded: EncodedPlan) {
    this.#heap = heap;
    const { sections, constants, tables } = encoded;
    const real = bytesPerReal(precision);
    const tableAddress = tables.map((table) => this.take(table.length * (table instanceof Int32Array ? 4 : real)));
    const names = Object.keys(sections) as SectionName[];
    const sectionAddress = new Map(names.map((name) => [name, this.take(4 * sections[name].length)]));
    const constantAddress = this.take(constants.length * real);
    const shared = this.take((encoded.runs * RUN_SIZE + encoded.rotors * 2) * VECTOR[precision] * real);
    const form = this.take(4 * encoded.runs);
    this.address = this.take(4 * WORD.count);
    const resolve = (word: number | Reference): number => {
      if (word === null) return 0;
      if (typeof word === 'number') return word;
      return ('table' in word ? tableAddress[word.table] : sectionAddress.get(word.section)) ?? 0;
    };
    const at = (name: SectionName) => sectionAddress.get(name) ?? 0;
    tables.forEach((table, k) => {
      const where = tableAddress[k] ?? 0;
      if (table instanceof Int32Array) this.words(where, table.length).set(table);
      else realView(heap, precision, where, table.length).set(table);
    });
    for (const name of names) this.words(at(name), sections[name].length).set(sections[name].map(resolve));
    realView(heap, precision, constantAddress, constants.length).set(constants);
    this.#words = this.words(this.address, WORD.count);
    this.#outputs = this.words(at('output'), OUTPUT_WORDS * head.outputs);
    const first = [head.qubits, head.blocks, 0, head.parameters, head.inputs, head.columns];
    const lists = (['block', 'run', 'rotor', 'term', 'dense', 'angle', 'angleTerm'] as const).map(at);
    const outputs = [at('output'), head.outputs, at('observable'), at('string')];
    this.#words[WORD.terms] = sections.term.length / 3;
    this.#words.set([...first, ...lists, constantAddress, ...outputs, shared, form, encoded.runs, encoded.rotors]);
  }

  /** Bytes that are given back by {@link release}. */
  take(bytes: number): number {
    const size = Math.max(64, bytes);
    const address = this.#heap.allocate(size);
    this.#held.push({ address, bytes: size });
    return address;
  }

  /** Words of the kernels' memory. */
  words(address: number, count: number): Int32Array {
    return new Int32Array(this.#heap.buffer, address, count);
  }

  set(word: Exclude<keyof typeof WORD, 'count'>, value: number): void {
    this.#words[WORD[word]] = value;
  }

  /** Where the k-th output, a fidelity, finds its target states. */
  pointAtTargets(output: number, address: number): void {
    this.#outputs[OUTPUT_WORDS * output + OUTPUT_TARGET] = address;
  }

  release(): void {
    for (const { address, bytes } of this.#held.splice(0)) this.#heap.release(address, bytes);
  }
}
