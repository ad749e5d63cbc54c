import type { Angle } from '@kraus/core';
import { diagonalBasis } from './basis.js';
import type { NoiseNumbers } from './noise.js';
import { fieldMask } from './outputs.js';
import type { DensityMatrixPlan, Field, Pass, Run } from './plan.js';
import { isDiagonal } from './scheduler.js';

/** A plan as the numbers that kernels-density-matrix/plan.h describes, still without addresses. */
export interface Tables {
  readonly angles: readonly number[];
  readonly angleTerms: readonly number[];
  readonly factors: readonly number[];
  readonly runs: readonly number[];
  readonly passes: readonly number[];
  readonly maps: readonly MapTable[];
  readonly constants: readonly number[];
  /** Index into the constants of every marginal's matrices and every functional's coefficients. */
  readonly outputCoefficients: readonly number[];
  readonly counts: { readonly angles: number; readonly runs: number; readonly longestRun: number };
}

export interface MapTable {
  readonly size: number;
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  readonly offsets: Int32Array;
  readonly fields: number;
  readonly source: number;
  readonly values: number;
  readonly differentiated: number;
}

const PASS_KIND = { none: 0, CZ: 1, CX: 2, ZZ: 3 } as const;
const [SINGLE, MAP, EXCHANGE] = [4, 5, 6];
const [FIXED, NOISE, SAMPLE_NOISE, SCALED] = [3, 4, 5, 6];
const [AFFINE, DIAGONAL, NOTHING] = [2, 1, 0];

export function tabulate(plan: DensityMatrixPlan, numbers: NoiseNumbers): Tables {
  const angles: number[] = [];
  const angleTerms: number[] = [];
  const factors: number[] = [];
  const runs: number[] = [];
  const passes: number[] = [];
  const maps: MapTable[] = [];
  const constants: number[] = [];
  const known = new Map<string, number>();
  let [angleCount, runCount, longestRun] = [0, 0, 0];
  const constantAt = new Map<Float64Array, number>();
  const constant = (values: Float64Array): number => {
    let at = constantAt.get(values);
    if (at === undefined) {
      at = constants.length;
      for (const value of values) constants.push(value);
      constantAt.set(values, at);
    }
    return at;
  };
  const angle = (form: Angle): number => {
    const key = JSON.stringify(form);
    const same = known.get(key);
    if (same !== undefined) return same;
    angles.push(angleTerms.length / 3, form.terms.length, constants.push(form.offset) - 1, perSample(form) ? 1 : 0);
    for (const { source, index, scale } of form.terms) {
      angleTerms.push(source === 'parameter' ? 0 : 1, index, constants.push(scale) - 1);
    }
    known.set(key, angleCount);
    return angleCount++;
  };
  const noiseFactor = (noise: number): readonly [number, number, number] => {
    const kind = plan.noises[noise]?.perSample ? SAMPLE_NOISE : NOISE;
    return [kind, numbers.first[noise] as number, 1];
  };
  const run = (factorsOf: Run): number => {
    if (factorsOf.length === 0) return -1;
    const first = factors.length / 3;
    let [lanes, differentiated] = [false, false];
    for (const factor of factorsOf) {
      switch (factor.kind) {
        case 'turn': {
          const depends = factor.angle.terms.length > 0;
          factors.push(factor.axis, angle(factor.angle), depends ? 1 : 0);
          lanes ||= perSample(factor.angle);
          differentiated ||= depends;
          break;
        }
        case 'fixed':
          factors.push(isDiagonal([factor]) ? SCALED : FIXED, constant(factor.matrix), 0);
          break;
        case 'noise':
          factors.push(...noiseFactor(factor.noise));
          lanes ||= plan.noises[factor.noise]?.perSample === true;
          differentiated = true;
          break;
      }
    }
    longestRun = Math.max(longestRun, factorsOf.length);
    const form = factorsOf.length === 0 ? NOTHING : isDiagonal(factorsOf) ? DIAGONAL : AFFINE;
    runs.push(first, factorsOf.length, form, lanes ? 1 : 0, differentiated ? 1 : 0);
    return runCount++;
  };
  const mapOf = (pass: Extract<Pass, { kind: 'map' }>): number => {
    const { pattern, values } = pass;
    const [source, first, differentiated] =
      values instanceof Float64Array ? [FIXED, constant(values), 0] : noiseFactor(values.noise);
    const { rows, columns, size } = pattern;
    const [offsets, fields] = [offsetsOf(pass.fields), maskOf(pass.fields)];
    return maps.push({ size, rows, columns, offsets, fields, source, values: first, differentiated }) - 1;
  };
  const shift = (place: number) => plan.shifts[place] as number;
  for (const pass of plan.passes) {
    const frame = [pass.condition?.mask ?? 0, pass.condition?.value ?? 0, pass.before, pass.active];
    switch (pass.kind) {
      case 'pair': {
        const [a, b] = pass.places;
        const turn = pass.angle === undefined ? -1 : angle(pass.angle);
        passes.push(
          PASS_KIND[pass.coupling],
          shift(a),
          shift(b),
          run(pass.runs[0]),
          run(pass.runs[1]),
          turn,
          ...frame,
          -1,
        );
        break;
      }
      case 'single':
        passes.push(SINGLE, shift(pass.place), 0, run(pass.run), -1, -1, ...frame, -1);
        break;
      case 'map':
        passes.push(MAP, 0, 0, -1, -1, -1, ...frame, mapOf(pass));
        break;
      case 'exchange':
        passes.push(EXCHANGE, shift(pass.place), 0, -1, -1, -1, ...frame, -1);
        break;
    }
  }
  const outputCoefficients = plan.outputs.map((output) => {
    const at = constants.length;
    const numbersOf =
      output.kind === 'functional' ? [output.coefficients] : output.kind === 'marginal' ? output.matrices : [];
    for (const values of numbersOf) for (const value of values) constants.push(value);
    return at;
  });
  const counts = { angles: angleCount, runs: runCount, longestRun };
  return { angles, angleTerms, factors, runs, passes, maps, constants, outputCoefficients, counts };
}

const perSample = ({ terms }: Angle): boolean => terms.some(({ source }) => source === 'input');

/** Where every combination of the fields' values stands, the first field the fastest. */
export function offsetsOf(fields: readonly Field[]): Int32Array {
  let offsets = [0];
  for (const { shift, size } of fields) {
    offsets = Array.from({ length: size }, (_, digit) => offsets.map((at) => at + digit * 2 ** shift)).flat();
  }
  return Int32Array.from(offsets);
}

/** All bits of the fields. */
export const maskOf = (fields: readonly Field[]): number =>
  fields.reduce((mask, { shift, size }) => mask | (fieldMask(size) << shift), 0);

/** Diagonal basis matrices of all wires and the scale of the off-diagonal ones, as the kernels read them. */
export function levelTables(dims: readonly number[]): number[] {
  return dims.flatMap((d) => [...diagonalBasis(d).flat(), Math.sqrt(d / 2)]);
}
