import { KrausError } from '../errors/index.js';

/** A parameter of a gate or channel. */
export interface ParameterRecord {
  readonly name: string;
  readonly kind: 'angle' | 'probability' | 'time' | 'count';
  /** `rad`, `s`, or empty for plain numbers. */
  readonly unit: 'rad' | 's' | '';
  /** Inclusive. */
  readonly domain: readonly [least: number, greatest: number];
  readonly documentation: string;
}

/** A rotation angle, any real number. */
export function angle(name: string, documentation: string): ParameterRecord {
  return { name, kind: 'angle', unit: 'rad', domain: [-Infinity, Infinity], documentation };
}

/** A probability, 0 … 1. */
export function probability(name: string, documentation: string): ParameterRecord {
  return { name, kind: 'probability', unit: '', domain: [0, 1], documentation };
}

/** A duration in seconds, ≥ 0. */
export function duration(name: string, documentation: string): ParameterRecord {
  return { name, kind: 'time', unit: 's', domain: [0, Infinity], documentation };
}

/** A whole number of at least `least`. */
export function count(name: string, least: number, greatest: number, documentation: string): ParameterRecord {
  return { name, kind: 'count', unit: '', domain: [least, greatest], documentation };
}

/**
 * Checks the values of an operation's parameters.
 * @throws KrausError `core/parameter-count` for too many or too few, `core/not-a-probability` or `core/bad-parameter`
 *   for a value outside its domain
 */
export function checkParameters(
  operation: string,
  parameters: readonly ParameterRecord[],
  values: readonly number[],
): void {
  if (values.length !== parameters.length) {
    const names = parameters.map(({ name }) => name).join(', ') || 'none';
    throw new KrausError(
      'core/parameter-count',
      `${operation}: ${values.length} parameters given, expected ${parameters.length} (${names}).`,
    );
  }
  parameters.forEach(({ name, kind, domain: [least, greatest] }, k) => {
    const value = values[k] as number;
    if (kind === 'probability' && !(value >= 0 && value <= 1)) {
      throw new KrausError('core/not-a-probability', `${operation}: ${name} = ${value} is not a probability (0 … 1).`);
    }
    const finite = Number.isFinite(value) || (kind === 'time' && value === Infinity);
    const whole = kind !== 'count' || Number.isInteger(value);
    if (!finite || !whole || value < least || value > greatest) {
      const what = {
        angle: 'an angle in radians',
        probability: 'a probability',
        time: 'a time in seconds',
        count: 'a whole number',
      };
      const range = Number.isFinite(least) ? `, ${least} … ${Number.isFinite(greatest) ? greatest : '∞'}` : '';
      throw new KrausError('core/bad-parameter', `${operation}: ${name} = ${value} is not ${what[kind]}${range}.`);
    }
  });
}
