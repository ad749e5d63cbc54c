import type { CircuitVariable } from '../program/index.js';
import { stream } from '../random/index.js';

/**
 * What training would start the variables of a circuit from: constants, or numbers drawn from the seed where the script gives a
 * distribution; each variable has a stream of its own, (seed, 'parameters', name). NaN where the script says nothing.
 * @param length of θ (or x)
 */
export function startingValues(variables: readonly CircuitVariable[], length: number, seed: number): Float64Array {
  const values = new Float64Array(length).fill(Number.NaN);
  for (const { initial, name, start, length: own } of variables) {
    if (initial === undefined) continue;
    const random = stream(seed, 'parameters', name);
    for (let k = start; k < start + own; k++) {
      if (initial.kind === 'constant') values[k] = initial.value;
      else if (initial.kind === 'uniform') values[k] = initial.from + (initial.to - initial.from) * random.uniform();
      else values[k] = initial.mean + initial.deviation * random.normal();
    }
  }
  return values;
}
