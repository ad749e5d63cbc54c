import { angleValue } from '@kraus/core';
import type { DensityMatrixPlan, Pass } from '../plan.js';
import { maskOf, offsetsOf } from '../tables.js';
import { addMoments, applyRows, applyTransposed, couple, couplingSlope } from './pairs.js';
import { chainRun, isDifferentiated, prepareRun, type SampleSink, type SampleSource } from './runs.js';

type PairPass = Extract<Pass, { kind: 'pair' }>;
type SinglePass = Extract<Pass, { kind: 'single' }>;
type MapPass = Extract<Pass, { kind: 'map' }>;

function* actingBlocks(pass: Pass, size: number): Generator<number> {
  const { mask, value } = pass.condition ?? { mask: 0, value: 0 };
  for (let block = 0; block < pass.active; block++) if ((block & mask) === value) yield block * size;
}

/** First coordinates of the groups of four that belong to the field at `shift`, or of sixteen with a second one. */
function* bases(from: number, size: number, shift: number, second = shift): Generator<number> {
  const [low, high] = [2 ** Math.min(shift, second), 2 ** Math.max(shift, second)];
  if (shift === second) {
    for (let j = from; j < from + size; j += 4 * low) for (let k = j; k < j + low; k++) yield k;
    return;
  }
  for (let i = from; i < from + size; i += 4 * high) {
    for (let j = i; j < i + high; j += 4 * low) for (let k = j; k < j + low; k++) yield k;
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
      for (const block of actingBlocks(pass, size)) {
        for (const k of bases(block, size, shift)) applyRows(v, k, 2 ** shift, rows);
      }
      break;
    }
    case 'map':
      applyMap(plan, pass, v, source);
      break;
    case 'exchange':
      throw new Error('The twin needs no exchanges.');
  }
}

function pairOf(plan: DensityMatrixPlan, pass: PairPass, source: SampleSource) {
  const angle = pass.angle === undefined ? 0 : angleValue(pass.angle, source.parameters, source.inputs);
  return {
    shifts: pass.places.map((place) => plan.shifts[place] as number) as [number, number],
    rows: pass.runs.map((run) => (run.length === 0 ? undefined : prepareRun(run, source))),
    s: Math.sin(angle),
    c: Math.cos(angle),
  };
}

function gather(v: Float64Array, k: number, [a, b]: readonly [number, number], m: Float64Array): void {
  const [stepA, stepB] = [2 ** a, 2 ** b];
  for (let i = 0; i < 16; i++) m[i] = v[k + (i & 3) * stepA + (i >> 2) * stepB] as number;
}
function scatter(v: Float64Array, k: number, [a, b]: readonly [number, number], m: Float64Array): void {
  const [stepA, stepB] = [2 ** a, 2 ** b];
  for (let i = 0; i < 16; i++) v[k + (i & 3) * stepA + (i >> 2) * stepB] = m[i] as number;
}

function applyPair(plan: DensityMatrixPlan, pass: PairPass, v: Float64Array, source: SampleSource): void {
  const {
    shifts,
    rows: [first, second],
    s,
    c,
  } = pairOf(plan, pass, source);
  const size = 2 ** plan.bits;
  const m = new Float64Array(16);
  for (const block of actingBlocks(pass, size)) {
    for (const k of bases(block, size, ...shifts)) {
      gather(v, k, shifts, m);
      couple(m, pass.coupling, s, c);
      if (first !== undefined) for (let b = 0; b < 4; b++) applyRows(m, 4 * b, 1, first);
      if (second !== undefined) for (let a = 0; a < 4; a++) applyRows(m, a, 4, second);
      scatter(v, k, shifts, m);
    }
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
    for (const k of bases(block, size, shift)) {
      addMoments(lambda, v, k, 2 ** shift, moments);
      applyTransposed(lambda, k, 2 ** shift, rows);
    }
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
  const {
    shifts,
    rows: [first, second],
    s,
    c,
  } = pairOf(plan, pass, source);
  const [a, b] = pass.runs;
  const wanted = [isDifferentiated(a), isDifferentiated(b)] as const;
  const moments = [new Float64Array(12), new Float64Array(12)] as const;
  const [l, m, u] = [new Float64Array(16), new Float64Array(16), new Float64Array(16)];
  let slope = 0;
  const size = 2 ** plan.bits;
  for (const block of actingBlocks(pass, size)) {
    for (const k of bases(block, size, ...shifts)) {
      gather(lambda, k, shifts, l);
      gather(v, k, shifts, m);
      couple(m, pass.coupling, s, c);
      if (wanted[1]) {
        u.set(m);
        if (first !== undefined) for (let j = 0; j < 4; j++) applyRows(u, 4 * j, 1, first);
        for (let i = 0; i < 4; i++) addMoments(l, u, i, 4, moments[1]);
      }
      if (second !== undefined) for (let i = 0; i < 4; i++) applyTransposed(l, i, 4, second);
      if (wanted[0]) for (let j = 0; j < 4; j++) addMoments(l, m, 4 * j, 1, moments[0]);
      if (first !== undefined) for (let j = 0; j < 4; j++) applyTransposed(l, 4 * j, 1, first);
      if (pass.coupling === 'ZZ') slope += couplingSlope(l, m);
      couple(l, pass.coupling, -s, c);
      scatter(lambda, k, shifts, l);
    }
  }
  if (wanted[0]) chainRun(a, moments[0], source, sink);
  if (wanted[1]) chainRun(b, moments[1], source, sink);
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
