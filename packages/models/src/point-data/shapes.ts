import type { RandomStream } from '@kraus/core';

/** Draws one point after another from a stream: the first n of a longer draw are the draw of n. */
export type PointLaw = (random: RandomStream) => readonly [x: number, y: number];

/** A point law as an array `[count, 2]`. */
export function drawPoints(law: PointLaw, count: number, random: RandomStream): Float64Array {
  const points = new Float64Array(2 * count);
  for (let n = 0; n < count; n++) points.set(law(random), 2 * n);
  return points;
}

/** The law with normal noise of the given standard deviation on each coordinate. */
export function blurred(law: PointLaw, deviation: number): PointLaw {
  return (random) => {
    const [x, y] = law(random);
    return [x + deviation * random.normal(), y + deviation * random.normal()];
  };
}

/** Uniform on the segment between two points. */
export function line(from: readonly number[], to: readonly number[]): PointLaw {
  const [[x0 = 0, y0 = 0], [x1 = 0, y1 = 0]] = [from, to];
  return (random) => {
    const u = random.uniform();
    return [x0 + u * (x1 - x0), y0 + u * (y1 - y0)];
  };
}

/** Two interleaving half circles of radius 1 about (∓1/2, ∓1/4), uniform along each: (cos θ − ½, sin θ − ¼) and its point reflection. */
export function moons(): PointLaw {
  return (random) => {
    const sign = random.bernoulli(0.5) ? 1 : -1;
    const angle = Math.PI * random.uniform();
    return [sign * (Math.cos(angle) - 0.5), sign * (Math.sin(angle) - 0.25)];
  };
}

/** Two circles about the origin of radius 1 and `factor`, equally often. */
export function circles(factor: number): PointLaw {
  return (random) => {
    const radius = random.bernoulli(0.5) ? 1 : factor;
    const angle = 2 * Math.PI * random.uniform();
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  };
}

/** The spiral r = θ/(4.5π), θ uniform from 1.5π to 4.5π: the swiss roll seen from its side, in the unit disc. */
export function swissRoll(): PointLaw {
  return (random) => {
    const angle = 1.5 * Math.PI * (1 + 2 * random.uniform());
    const radius = angle / (4.5 * Math.PI);
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  };
}

/** Normal distributions of equal weight around the given centres. */
export function gaussians(centres: readonly (readonly [number, number])[], deviation: number): PointLaw {
  return (random) => {
    const [x, y] = centres[random.integer(centres.length)] as readonly [number, number];
    return [x + deviation * random.normal(), y + deviation * random.normal()];
  };
}

/** `count` centres evenly on a circle about the origin, the first on the positive x axis. */
export function ring(count: number, radius: number): readonly (readonly [number, number])[] {
  return Array.from({ length: count }, (_, k) => {
    const angle = (2 * Math.PI * k) / count;
    return [radius * Math.cos(angle), radius * Math.sin(angle)] as const;
  });
}
