import type { Named, Parameter } from '../generated/index.js';
import {
  completeGraph,
  cycleGraph,
  formatNumber,
  numberTypes,
  numberValue,
  pathGraph,
  starGraph,
  type Value,
} from '../values/index.js';

/** A value to try for a parameter, with the words for it in a message, which are rarely needed. */
interface Candidate {
  readonly value: Value;
  readonly words: () => string;
}

/** A point of the parameters' domain. */
export interface SamplePoint {
  readonly values: ReadonlyMap<Parameter, Value>;
  /** `at p = 1, gamma = 0.2: `, or nothing if there are no parameters. */
  readonly words: () => string;
  /** A corner has every bounded parameter at a bound; `bounds` is a place where bounding the domain found something wrong. */
  readonly origin: 'defaults' | 'corner' | 'sample' | 'bounds';
}

const mostCorners = 32;
const mostInner = 12;

/**
 * Points of the domain of some parameters: the defaults, the corners, then points spread through the inside (a Halton
 * sequence, the same every time).
 *
 * @param withUnits whether times are in seconds; else they are plain numbers (units of 1/J)
 * @returns undefined if a parameter has a type that cannot be sampled
 */
export function samplePoints(parameters: readonly Parameter[], withUnits: boolean): SamplePoint[] | undefined {
  if (parameters.length === 0) return [{ values: new Map(), words: () => '', origin: 'corner' }];
  const corners = parameters.map((parameter) => cornersOf(parameter, withUnits));
  if (corners.some((candidates) => candidates.length === 0)) return undefined;
  const points: SamplePoint[] = [];
  if (parameters.every((parameter) => parameter.default !== undefined)) {
    points.push({ values: new Map(), words: () => 'at its defaults: ', origin: 'defaults' });
  }
  let combinations: Candidate[][] = [[]];
  for (const candidates of corners) {
    combinations = combinations.flatMap((chosen) => candidates.map((candidate) => [...chosen, candidate]));
    if (combinations.length > mostCorners) combinations = combinations.slice(0, mostCorners);
  }
  for (const combination of combinations) points.push(pointOf(parameters, combination, 'corner'));
  for (let index = 1; index <= mostInner; index++) {
    const combination = parameters.map((parameter, axis) => innerOf(parameter, index, axis, withUnits));
    points.push(pointOf(parameters, combination, 'sample'));
  }
  return points;
}

/** A point inside, at which nothing vanishes that does not vanish everywhere. All types must be such as can be sampled. */
export function innerPoint(parameters: readonly Parameter[], withUnits: boolean): SamplePoint {
  return pointOf(
    parameters,
    parameters.map((parameter, axis) => innerOf(parameter, 1, axis, withUnits)),
    'sample',
  );
}

/** A given point; parameters that it leaves open take some value within their domain. */
export function pointAt(
  parameters: readonly Parameter[],
  at: ReadonlyMap<Named, number>,
  withUnits: boolean,
): SamplePoint {
  const combination = parameters.map((parameter) => {
    const value = at.get(parameter);
    if (value !== undefined) return number(parameter, Number(value.toPrecision(6)), 0, withUnits);
    return innerOf(parameter, 1, 0, withUnits);
  });
  return pointOf(parameters, combination, 'bounds');
}

function pointOf(
  parameters: readonly Parameter[],
  combination: readonly Candidate[],
  origin: SamplePoint['origin'],
): SamplePoint {
  const values = new Map<Parameter, Value>();
  parameters.forEach((parameter, index) => {
    const candidate = combination[index];
    if (candidate !== undefined) values.set(parameter, candidate.value);
  });
  const words = (): string =>
    `at ${parameters.map(({ name }, index) => `${name} = ${combination[index]?.words() ?? ''}`).join(', ')}: `;
  return { values, words, origin };
}

function unitOf(parameter: Parameter, withUnits: boolean): number {
  const type = parameter.type?.name ?? '';
  return withUnits && Object.hasOwn(numberTypes, type) ? (numberTypes[type]?.unit ?? 0) : 0;
}

function number(parameter: Parameter, re: number, im: number, withUnits: boolean): Candidate {
  const unit = unitOf(parameter, withUnits);
  const suffix = unit === 1 ? 's' : unit === -1 ? 'Hz' : '';
  return { value: numberValue(re, im, unit), words: () => formatNumber({ re, im }) + suffix };
}

/** The bounds of a parameter, or telling values where it has none. Empty if the type cannot be sampled. */
function cornersOf(parameter: Parameter, withUnits: boolean): Candidate[] {
  const reals = (...values: number[]): Candidate[] => values.map((re) => number(parameter, re, 0, withUnits));
  if (parameter.type !== undefined && parameter.type.shape.length > 0) return [];
  switch (parameter.type?.name) {
    case undefined:
    case 'prob':
      return reals(0, 1);
    case 'real':
      return reals(1.4, 0);
    case 'int':
      return reals(2, 3);
    case 'complex':
      return [number(parameter, 0.6, 0.8, withUnits), number(parameter, 1.4, 0, withUnits)];
    case 'angle':
      return reals(0, Math.PI / 2);
    case 'time':
      return reals(1, 0.01);
    case 'frequency':
      return reals(1, -1);
    case 'bool':
      return [true, false].map((value) => ({ value: { kind: 'boolean', value }, words: () => String(value) }));
    case 'graph':
      return [
        { value: cycleGraph(4), words: () => 'cycle(4)' },
        { value: pathGraph(3), words: () => 'path(3)' },
      ];
    default:
      return [];
  }
}

const primes = [2, 3, 5, 7, 11, 13, 17, 19] as const;

/** The `index`-th number of the van der Corput sequence of the axis' own prime, in (0, 1). */
function spread(index: number, axis: number): number {
  const base = primes[axis % primes.length] ?? 2;
  let result = 0;
  let fraction = 1 / base;
  for (let rest = index; rest > 0; rest = Math.floor(rest / base)) {
    result += (rest % base) * fraction;
    fraction /= base;
  }
  return result;
}

function innerOf(parameter: Parameter, index: number, axis: number, withUnits: boolean): Candidate {
  const x = spread(index, axis);
  const real = (re: number): Candidate => number(parameter, Number(re.toPrecision(4)), 0, withUnits);
  switch (parameter.type?.name) {
    case 'real':
      return real(6 * x - 3);
    case 'int':
      return real(1 + Math.floor(4 * x));
    case 'complex':
      return number(
        parameter,
        Number((4 * x - 2).toPrecision(4)),
        Number((4 * spread(index, axis + 1) - 2).toPrecision(4)),
        withUnits,
      );
    case 'angle':
      return real(12 * x - 5.6);
    case 'time':
      return real(5 * x);
    case 'frequency':
      return real(6 * x - 3);
    case 'bool': {
      const value = x < 0.5;
      return { value: { kind: 'boolean', value }, words: () => String(value) };
    }
    case 'graph':
      return x < 0.5
        ? { value: completeGraph(3), words: () => 'complete(3)' }
        : { value: starGraph(4), words: () => 'star(4)' };
    default:
      return real(x);
  }
}
