import type { CircuitOperation, CircuitProgram } from '../program/index.js';

/** The wires that an operation acts on, controls first; none for a barrier. */
export function operationWires(operation: CircuitOperation): readonly number[] {
  switch (operation.kind) {
    case 'gate':
    case 'matrix':
      return [...operation.controls, ...operation.targets];
    case 'channel':
    case 'noise':
      return operation.targets;
    case 'measure':
    case 'reset':
      return [operation.target];
    case 'barrier':
      return [];
  }
}

/**
 * Depth: the fewest layers such that operations of one layer share no wire, none comes before one that it follows on a wire,
 * and conditions come after the measurements that they read. Barriers take no layer; what follows one comes after what precedes
 * it. Every other operation takes one layer, measurements and resets included.
 */
export function circuitDepth(program: CircuitProgram): number {
  const wires = program.dims.map(() => 0);
  const digits = Array.from({ length: program.bits }, () => 0);
  const latest = (layers: readonly number[], at: readonly number[]) =>
    at.reduce((layer, k) => Math.max(layer, layers[k] ?? 0), 0);
  for (const operation of program.operations) {
    if (operation.kind === 'barrier') {
      const layer = latest(wires, operation.targets);
      for (const wire of operation.targets) wires[wire] = layer;
      continue;
    }
    const own = operationWires(operation);
    const read = 'condition' in operation ? (operation.condition?.bits ?? []) : [];
    const written = operation.kind === 'measure' ? [operation.bit] : [];
    const layer = 1 + Math.max(latest(wires, own), latest(digits, read), latest(digits, written));
    for (const wire of own) wires[wire] = layer;
    for (const digit of [...read, ...written]) digits[digit] = layer;
  }
  return Math.max(0, ...wires);
}

/** How often each operation occurs: gates and noise by their registry name, other operations by their kind. */
export function operationCounts(program: CircuitProgram): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const operation of program.operations) {
    const name =
      operation.kind === 'gate' ? operation.gate : operation.kind === 'noise' ? operation.channel : operation.kind;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
