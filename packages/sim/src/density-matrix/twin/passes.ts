import { angleValue } from '@kraus/core';
import type { DensityMatrixPlan, Pass } from '../plan.js';
import { maskOf, offsetsOf } from '../tables.js';
import {
  addMoments,
  applyRun,
  applyTransposed,
  exchangeState,
  type PairAccess,
  pairAccess,
  turnSlope,
  turnState,
} from './pairs.js';
import { chainRun, isDifferentiated, prepareRun, type SampleSink, type SampleSource } from './runs.js';

type PairPass = Extract<Pass, { kind: 'pair' }>;
type SinglePass = Extract<Pass, { kind: 'single' }>;
type MapPass = Extract<Pass, { kind: 'map' }>;

function* actingBlocks(pass: Pass, size: number): Generator<number> {
  const { mask, value } = pass.condition ?? { mask: 0, value: 0 };
  for (let block = 0; block < pass.active; block++) if ((block & mask) === value) yield block * size;
}

/** v from in front of the pass to behind it, in place. Blocks that the pass adds are zero. */
export function applyPass(plan: DensityMatrixPlan, pass: Pass, v: Float64Array, source: SampleSource): void {
  const size = 2 ** plan.bits;
  switch (pass.kind) {
    case 'pair':
      applyPair(plan, pass, v, source);
      break;
    case 'single': {
      const rows = prepareRun(pass.run, source);
      const shift = plan.shifts[pass.place] as number;
      for (const block of actingBlocks(pass, size)) applyRun(v, block, size, shift, rows);
      break;
    }
    case 'map':
      applyMap(plan, pass, v, source);
      break;
    case 'exchange':
      throw new Error('The twin needs no exchanges.');
  }
}

/** Places of a pass's pairs, worked out once. */
const accesses = new WeakMap<PairPass, PairAccess>();

function pairOf(plan: DensityMatrixPlan, pass: PairPass, source: SampleSource) {
  const angle = pass.angle === undefined ? 0 : angleValue(pass.angle, source.parameters, source.inputs);
  const [shiftA, shiftB] = pass.places.map((place) => plan.shifts[place] as number) as [number, number];
  const [first, second] = pass.runs.map((run) => (run.length === 0 ? undefined : prepareRun(run, source)));
  const access = accesses.get(pass) ?? pairAccess(pass.coupling, shiftA, shiftB, 2 ** plan.bits);
  accesses.set(pass, access);
  return {
    shiftA,
    shiftB,
    first,
    second,
    access,
    s: Math.sin(angle),
    c: Math.cos(angle),
    turns: pass.coupling === 'ZZ',
  };
}

/** Coupling first, then one qubit after the other. */
function applyPair(plan: DensityMatrixPlan, pass: PairPass, v: Float64Array, source: SampleSource): void {
  const { shiftA, shiftB, first, second, access, s, c, turns } = pairOf(plan, pass, source);
  const size = 2 ** plan.bits;
  for (const block of actingBlocks(pass, size)) {
    if (turns) turnState(v, block, access, s, c);
    else exchangeState(v, block, access);
    if (first !== undefined) applyRun(v, block, size, shiftA, first);
    if (second !== undefined) applyRun(v, block, size, shiftB, second);
  }
}

function mapValues({ values }: MapPass, source: SampleSource): Float64Array {
  return values instanceof Float64Array ? values : source.noise(values.noise);
}

function* mapBases(plan: DensityMatrixPlan, pass: MapPass): Generator<number> {
  const [size, mask] = [2 ** plan.bits, maskOf(pass.fields)];
  for (let k = 0; k < size * pass.active; k = (k | mask) + 1) {
    k &= ~mask;
    const block = Math.floor(k / size);
    if (pass.condition === undefined || (block & pass.condition.mask) === pass.condition.value) yield k;
  }
}

function applyMap(plan: DensityMatrixPlan, pass: MapPass, v: Float64Array, source: SampleSource): void {
  const { size, rows, columns } = pass.pattern;
  const values = mapValues(pass, source);
  const offsets = offsetsOf(pass.fields);
  const x = new Float64Array(size);
  for (const k of mapBases(plan, pass)) {
    for (let i = 0; i < size; i++) x[i] = v[k + (offsets[i] as number)] as number;
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let e = rows[i] as number; e < (rows[i + 1] as number); e++) {
        sum += (values[e] as number) * (x[columns[e] as number] as number);
      }
      v[k + (offsets[i] as number)] = sum;
    }
  }
}

/** λ from behind the pass to in front of it, where the state is v; the derivatives of its maps. */
export function pullBack(
  plan: DensityMatrixPlan,
  pass: Pass,
  lambda: Float64Array,
  v: Float64Array,
  source: SampleSource,
  sink: SampleSink,
): void {
  if (pass.kind === 'pair') pullBackPair(plan, pass, lambda, v, source, sink);
  else if (pass.kind === 'single') pullBackSingle(plan, pass, lambda, v, source, sink);
  else if (pass.kind === 'map') pullBackMap(plan, pass, lambda, v, source, sink);
}

function pullBackSingle(
  plan: DensityMatrixPlan,
  pass: SinglePass,
  lambda: Float64Array,
  v: Float64Array,
  source: SampleSource,
  sink: SampleSink,
): void {
  const rows = prepareRun(pass.run, source);
  const moments = new Float64Array(12);
  const [size, shift] = [2 ** plan.bits, plan.shifts[pass.place] as number];
  for (const block of actingBlocks(pass, size)) {
    addMoments(lambda, v, block, size, shift, moments);
    applyTransposed(lambda, block, size, shift, rows);
  }
  chainRun(pass.run, moments, source, sink);
}

function pullBackPair(
  plan: DensityMatrixPlan,
  pass: PairPass,
  lambda: Float64Array,
  v: Float64Array,
  source: SampleSource,
  sink: SampleSink,
): void {
  const { shiftA, shiftB, first, second, access, s, c, turns } = pairOf(plan, pass, source);
  const [a, b] = pass.runs;
  const [wantsA, wantsB] = [isDifferentiated(a), isDifferentiated(b)];
  const [momentsA, momentsB] = [new Float64Array(12), new Float64Array(12)];
  let slope = 0;
  const size = 2 ** plan.bits;
  for (const block of actingBlocks(pass, size)) {
    // m: the state behind the coupling; first run, then second
    const m = v.slice(block, block + size);
    if (turns) turnState(m, 0, access, s, c);
    else exchangeState(m, 0, access);
    const l = lambda.subarray(block, block + size);
    if (wantsB) {
      const u = m.slice();
      if (first !== undefined) applyRun(u, 0, size, shiftA, first);
      addMoments(l, u, 0, size, shiftB, momentsB);
    }
    if (second !== undefined) applyTransposed(l, 0, size, shiftB, second);
    if (wantsA) addMoments(l, m, 0, size, shiftA, momentsA);
    if (first !== undefined) applyTransposed(l, 0, size, shiftA, first);
    if (turns) {
      slope += turnSlope(l, m, 0, access);
      turnState(l, 0, access, -s, c);
    } else exchangeState(l, 0, access);
  }
  if (wantsA) chainRun(a, momentsA, source, sink);
  if (wantsB) chainRun(b, momentsB, source, sink);
  if (pass.angle !== undefined) sink.angle(pass.angle, slope);
}

function pullBackMap(
  plan: DensityMatrixPlan,
  pass: MapPass,
  lambda: Float64Array,
  v: Float64Array,
  source: SampleSource,
  sink: SampleSink,
): void {
  const { size, rows, columns } = pass.pattern;
  const values = mapValues(pass, source);
  const offsets = offsetsOf(pass.fields);
  const x = new Float64Array(size);
  const slopes = pass.values instanceof Float64Array ? undefined : new Float64Array(values.length);
  for (const k of mapBases(plan, pass)) {
    x.fill(0);
    for (let i = 0; i < size; i++) {
      const l = lambda[k + (offsets[i] as number)] as number;
      for (let e = rows[i] as number; e < (rows[i + 1] as number); e++) {
        const j = columns[e] as number;
        x[j] = (x[j] as number) + (values[e] as number) * l;
        if (slopes !== undefined) slopes[e] = (slopes[e] as number) + l * (v[k + (offsets[j] as number)] as number);
      }
    }
    for (let i = 0; i < size; i++) lambda[k + (offsets[i] as number)] = x[i] as number;
  }
  if (pass.values instanceof Float64Array) return;
  const { noise } = pass.values;
  slopes?.forEach((slope, entry) => {
    sink.noise(noise, entry, slope);
  });
}
