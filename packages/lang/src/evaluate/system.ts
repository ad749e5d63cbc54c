import type { Wire } from '../generated/index.js';
import { product } from '../values/index.js';
import { asCount } from './convert.js';
import { fail } from './evaluation-error.js';
import { type Frame, limits, type System } from './frame.js';
import { checkDimension } from './programs.js';

/**
 * The system of a declaration's wires: the first wire is the least significant factor, as is `q[0]` of a register.
 *
 * @param circuit whether only the wires are needed, no matrix on all of them
 */
export function systemOf(wires: readonly Wire[], frame: Frame, circuit = false): System {
  const dims: number[] = [];
  const positions = new Map<Wire, readonly number[]>();
  for (const wire of wires) {
    const dimension = dimensionOf(wire, frame);
    let size = 1;
    if (wire.size !== undefined) {
      const most = circuit ? limits.wires : Math.floor(Math.log2(limits.dimension));
      size = asCount(frame.interpreter.evaluate(wire.size, frame), wire.size, `the size of \`${wire.name}\``, 1, most);
    }
    positions.set(
      wire,
      Array.from({ length: size }, (_, index) => dims.length + index),
    );
    for (let index = 0; index < size; index++) dims.push(dimension);
    if (!circuit) checkDimension(dims, wire);
    else if (dims.length > limits.wires) {
      fail({ code: 'K113', message: `more than ${limits.wires} wires`, node: wire });
    }
  }
  const levels = wires.some((wire) => wire.type?.name === 'level');
  const kets = !levels ? 'qubits' : dims.length === 1 ? 'levels' : 'mixed';
  return { dims, total: product(dims), wires: positions, circuit, kets };
}

/**
 * The system in which an operator on some wires is read: `|2>` is a level on d-level wires, `|01>` two qubits. On wires of several
 * kinds it stays the whole system.
 */
export function subsystem(system: System, positions: readonly number[]): System {
  const dims = positions.map((position) => system.dims[position] ?? 1);
  const [first = 1] = dims;
  if (dims.every((dimension) => dimension === 2)) return { ...system, kets: 'qubits', total: product(dims) };
  return dims.every((dimension) => dimension === first) ? { ...system, kets: 'levels', total: first } : system;
}

function dimensionOf(wire: Wire, frame: Frame): number {
  const { type } = wire;
  if (type === undefined || type.name === 'qubit') return 2;
  const shape = type.shape[0];
  if (type.name !== 'level' || shape === undefined || type.shape.length > 1) {
    return fail({ code: 'K106', message: `a wire is a qubit or \`level[d]\``, node: type });
  }
  return asCount(frame.interpreter.evaluate(shape, frame), shape, 'the number of levels', 1, limits.dimension);
}
