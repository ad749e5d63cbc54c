import type { Parameter } from '../../generated/index.js';

const typical: Readonly<Record<string, number>> = {
  prob: 0.1,
  real: 0.5,
  int: 2,
  complex: 1,
  angle: Math.PI / 4,
  time: 1,
  frequency: 1,
};

/**
 * Values for the parameters that have no default, so that a declaration can be shown at work; undefined if one of them is
 * no number.
 */
export function typicalValues(parameters: readonly Parameter[]): Record<string, number> | undefined {
  const values: Record<string, number> = {};
  for (const { name, type, default: preset } of parameters) {
    if (preset !== undefined) continue;
    const value = Object.hasOwn(typical, type?.name ?? '') && type?.shape.length === 0 ? typical[type.name] : undefined;
    if (value === undefined) return undefined;
    values[name] = value;
  }
  return values;
}
