import type { Angle } from '../program/index.js';

/** An angle as users write it: a number, or the sum of terms made by {@link parameter} and {@link input}. */
export type AngleLike = number | Angle;

/** The parameter θ[index], shared by the batch. */
export function parameter(index: number): Angle {
  return { terms: [{ source: 'parameter', index, scale: 1 }], offset: 0 };
}

/** The input x[index], one value a sample. */
export function input(index: number): Angle {
  return { terms: [{ source: 'input', index, scale: 1 }], offset: 0 };
}

export function toAngle(angle: AngleLike): Angle {
  return typeof angle === 'number' ? { terms: [], offset: angle } : angle;
}

/** factor · angle. */
export function scaleAngle(angle: AngleLike, factor: number): Angle {
  const { terms, offset } = toAngle(angle);
  return { terms: terms.map((term) => ({ ...term, scale: term.scale * factor })), offset: offset * factor };
}

/** a + b; terms of the same source and index are joined. */
export function addAngles(...angles: readonly AngleLike[]): Angle {
  const joined = new Map<string, Angle['terms'][number]>();
  let offset = 0;
  for (const angle of angles.map(toAngle)) {
    offset += angle.offset;
    for (const term of angle.terms) {
      const key = `${term.source} ${term.index}`;
      joined.set(key, { ...term, scale: term.scale + (joined.get(key)?.scale ?? 0) });
    }
  }
  return { terms: [...joined.values()].filter((term) => term.scale !== 0), offset };
}

/** The angle's value for given θ and x. */
export function angleValue(angle: Angle, parameters: ArrayLike<number>, inputs: ArrayLike<number>): number {
  return angle.terms.reduce(
    (value, { source, index, scale }) => value + scale * ((source === 'parameter' ? parameters : inputs)[index] ?? 0),
    angle.offset,
  );
}
