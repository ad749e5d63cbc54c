import { angleValue } from '@kraus/core';
import type { DensityMatrixPlan, Pass } from '../plan.js';
import { maskOf, offsetsOf } from '../tables.js';
import {
  addMoments,
  applyRows,
  applyRun,
  applyTransposed,
  gather,
  gatherCoupled,
  type PairAccess,
  pairAccess,
  scatter,
  scatterCoupled,
  slopeZZ,
  turnZZ,
} from './pairs.js';
import { chainRun, isDifferentiated, prepareRun, type SampleSink, type SampleSource } from './runs.js';

type PairPass = Extract<Pass, { kind: 'pair' }>;
type SinglePass = Extract<Pass, { kind: 'single' }>;
type MapPass = Extract<Pass, { kind: 'map' }>;

function* actingBlocks(pass: Pass, size: number): Generator<number> {
  const { mask, value } = pass.condition ?? { mask: 0, value: 0 };
  for (let block = 0; block < pass.active; block++) if ((block & mask) === value) yield block * size;
}

/** Calls `visit` with the first coordinates of the groups of four that belong to the field at `shift`, or of sixteen with a second. */
function forEachBase(from: number, size: number, shift: number, second: number, visit: (k: number) => void): void {
  const low = 2 ** Math.min(shift, second);
  const high = 2 ** Math.max(shift, second);
  const end = from + size;
  if (shift === second) {
    for (let j = from; j < end; j += 4 * low) for (let k = j; k < j + low; k++) visit(k);
    return;
  }
  for (let i = from; i < end; i += 4 * high) {
    for (let j = i; j < i + high; j += 4 * low) for (let k = j; k < j + low; k++) visit(k);
  }
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
  const access = accesses.get(pass) ?? pairAccess(pass.coupling, shiftA, shiftB);
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
    if (turns) turnState(v, block, size, shiftA, shiftB, access, s, c);
    else if (pass.coupling !== 'none') exchangeState(v, block, size, shiftA, shiftB, access);
    if (first !== undefined) applyRun(v, block, size, shiftA, first);
    if (second !== undefined) applyRun(v, block, size, shiftB, second);
  }
}

function turnState(
  v: Float64Array,
  block: number,
  size: number,
  shiftA: number,
  shiftB: number,
  { offsets }: PairAccess,
  s: number,
  c: number,
): void {
  const m = new Float64Array(16);
  forEachBase(block, size, shiftA, shiftB, (k) => {
    gather(v, k, offsets, m);
    turnZZ(m, s, c);
    scatter(v, k, offsets, m);
  });
}

function exchangeState(
  v: Float64Array,
  block: number,
  size: number,
  shiftA: number,
  shiftB: number,
  { exchanges }: PairAccess,
): void {
  const visit = (k: number): void => {
    for (let e = 0; e < exchanges.length; e += 3) {
      const i = k + (exchanges[e] as number);
      const j = k + (exchanges[e + 1] as number);
      const sign = exchanges[e + 2] as number;
      const x = v[i] as number;
      v[i] = sign * (v[j] as number);
      v[j] = sign * x;
    }
  };
  forEachBase(block, size, shiftA, shiftB, visit);
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
    forEachBase(block, size, shift, shift, (k) => {
      addMoments(lambda, v, k, 2 ** shift, moments);
      applyTransposed(lambda, k, 2 ** shift, rows);
    });
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
  const [l, m, u] = [new Float64Array(16), new Float64Array(16), new Float64Array(16)];
  let slope = 0;
  const size = 2 ** plan.bits;
  const visit = (k: number): void => {
    gather(lambda, k, access.offsets, l);
    gatherCoupled(v, k, access, m);
    if (turns) turnZZ(m, s, c);
    if (wantsB) {
      u.set(m);
      if (first !== undefined) for (let j = 0; j < 4; j++) applyRows(u, 4 * j, 1, first);
      for (let i = 0; i < 4; i++) addMoments(l, u, i, 4, momentsB);
    }
    if (second !== undefined) for (let i = 0; i < 4; i++) applyTransposed(l, i, 4, second);
    if (wantsA) for (let j = 0; j < 4; j++) addMoments(l, m, 4 * j, 1, momentsA);
    if (first !== undefined) for (let j = 0; j < 4; j++) applyTransposed(l, 4 * j, 1, first);
    if (turns) {
      slope += slopeZZ(l, m);
      turnZZ(l, -s, c);
    }
    scatterCoupled(lambda, k, access, l);
  };
  for (const block of actingBlocks(pass, size)) forEachBase(block, size, shiftA, shiftB, visit);
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
