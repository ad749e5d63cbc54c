import type { Angle, CircuitVariable, TrainableCircuit } from '@kraus/core';

const LARGEST_DENOMINATOR = 16;

/** A number for people: a small fraction of π where it is one, else three digits. */
function numberText(value: number): string {
  for (let below = 1; below <= LARGEST_DENOMINATOR; below++) {
    const above = (value / Math.PI) * below;
    const whole = Math.round(above);
    if (whole === 0 || Math.abs(whole) > LARGEST_DENOMINATOR || Math.abs(above - whole) > 1e-9) continue;
    const size = Math.abs(whole) === 1 ? '' : String(Math.abs(whole));
    return `${whole < 0 ? '−' : ''}${size}π${below === 1 ? '' : `/${below}`}`;
  }
  return String(Number(value.toPrecision(3))).replace('-', '−');
}

/** An entry of θ or x as the script writes it, e.g. `theta[0, 2]`. */
function entryText(variables: readonly CircuitVariable[], index: number): string {
  const variable = variables.find(({ start, length }) => start <= index && index < start + length);
  if (variable === undefined) return `?[${index}]`;
  let rest = index - variable.start;
  const places = variable.shape.toReversed().map((size) => {
    const place = rest % size;
    rest = Math.floor(rest / size);
    return place;
  });
  return variable.name + (places.length === 0 ? '' : `[${places.reverse().join(', ')}]`);
}

/** An angle or value as a formula, e.g. `2 theta[0] + π/2`. */
export function angleText({ terms, offset }: Angle, circuit: TrainableCircuit): string {
  const parts = terms.map(({ source, index, scale }) => {
    const name = entryText(source === 'parameter' ? circuit.parameters : circuit.inputs, index);
    if (scale === 1) return name;
    return scale === -1 ? `−${name}` : `${numberText(scale)} ${name}`;
  });
  if (offset !== 0 || parts.length === 0) parts.push(numberText(offset));
  return parts.join(' + ').replaceAll('+ −', '− ');
}
