import { type CircuitPart, type CircuitVariable, KrausError, type TrainableCircuit } from '@kraus/core';

/** Where the coordinates and the time go among the inputs of a circuit. */
export interface CircuitInputs {
  readonly width: number;
  /** Index of the first coordinate. */
  readonly point: number;
  /** Index of the time; undefined if the circuit does not take it. */
  readonly time: number | undefined;
}

/**
 * Inputs called `x` (as many as coordinates) and `t` (one, may be left out) are the point and the time t/T; if no input has these names the
 * coordinates come first, in order, and then the time if there is one input more.
 *
 * @throws KrausError `models/circuit-inputs`
 */
export function circuitInputs(part: CircuitPart, { inputs }: TrainableCircuit, dimension: number): CircuitInputs {
  const width = inputs.reduce((sum, { length }) => sum + length, 0);
  const named = (name: string): CircuitVariable | undefined => inputs.find((input) => input.name === name);
  const [x, t] = [named('x'), named('t')];
  const others = inputs.filter((input) => input !== x && input !== t);
  if (x !== undefined && others.length === 0 && x.length === dimension && (t?.length ?? 1) === 1) {
    return { width, point: x.start, time: t?.start };
  }
  const ordered = x === undefined && t === undefined;
  if (ordered && (width === dimension || width === dimension + 1)) {
    return { width, point: 0, time: width === dimension ? undefined : dimension };
  }
  const found = inputs.map(({ name, shape }) => (shape.length === 0 ? name : `${name}[${shape.join(', ')}]`));
  throw new KrausError(
    'models/circuit-inputs',
    `reverse ${part.name}: its inputs are ${found.join(', ') || 'none'}; points of dimension ${dimension} need ` +
      `\`input x: real[${dimension}]\` and, to know the step, \`input t: real\`.`,
    { span: part.span },
  );
}
