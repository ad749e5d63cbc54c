import { type CircuitProgram, KrausError, stream } from '@kraus/core';
import { couplingGraph, type Device } from '../devices/index.js';
import { type IsaCircuit, isEntangler } from '../isa/index.js';
import { demandsOf, qualityOf, swapFreeLayout } from './layout.js';
import { toNative } from './native.js';
import { type Operation, onQubits } from './operations.js';
import { type Placed, placeWithSwaps } from './place.js';
import { schedule } from './schedule.js';
import { simplify } from './simplify.js';
import { type BoundValues, unroll } from './unroll.js';

export interface TranspileOptions extends BoundValues {
  /** Physical qubits that may be used; all unless given. */
  readonly qubits?: readonly number[];
  /** Of the search for a layout; the same seed gives the same circuit. Default 0. */
  readonly seed?: number;
}

/** A circuit compiled for a device. */
export interface Transpiled {
  /** With waiting times. */
  readonly circuit: IsaCircuit;
  /** Seconds of one shot, without the pause between shots. */
  readonly duration: number;
  readonly entanglers: number;
  readonly swaps: number;
  /** Operations one after another on the longest path, without `rz` and waiting. */
  readonly depth: number;
}

/**
 * Compiles a circuit to a device's gates and couplings: unitaries of at most two qubits (multi-controlled ones by gray codes), merged
 * with commutation and in blocks, laid out on the best qubits without swaps where possible, else routed (SABRE), merged again,
 * written with the fewest entanglers (Cartan form) and RZ SX RZ SX RZ, and scheduled as late as possible.
 *
 * @throws KrausError `hardware/unsupported`, `hardware/too-few-qubits`, `hardware/no-entangler`, `hardware/no-such-qubit`
 */
export function transpile(program: CircuitProgram, device: Device, options: TranspileOptions = {}): Transpiled {
  const graph = couplingGraph(device, options.qubits);
  const random = stream(options.seed ?? 0, 'transpile');
  const wires = program.dims.length;
  const usable = graph.neighbours.filter((_, qubit) => options.qubits === undefined || options.qubits.includes(qubit));
  if (wires > usable.length) {
    throw new KrausError(
      'hardware/too-few-qubits',
      `The circuit has ${wires} qubits; ${device.name} has ${usable.length}${options.qubits === undefined ? '' : ' that may be used'}.`,
    );
  }
  const operations = simplify(unroll(program, options));
  const quality = qualityOf(device, graph);
  const demands = demandsOf(operations, wires);
  const direct = swapFreeLayout(demands, graph, quality);
  let placed: Placed;
  if (direct !== undefined) {
    const moved = operations.map((operation) => onQubits(operation, (wire) => direct[wire] as number));
    placed = { operations: moved, initial: direct, layout: [...direct], swaps: 0 };
  } else {
    const routed = placeWithSwaps(operations, demands, graph, quality, random);
    placed = bestPlace(routed, graph, quality);
  }
  const native: IsaCircuit = {
    device: device.name,
    qubits: device.qubits.length,
    bits: program.bits,
    operations: toNative(placed.operations, graph),
    initialLayout: placed.initial,
    finalLayout: placed.layout,
  };
  const { circuit, duration } = schedule(native, device);
  const entanglers = circuit.operations.filter(isEntangler).length;
  return { circuit, duration, entanglers, swaps: placed.swaps, depth: depthOf(circuit) };
}

/** The routed circuit on the best qubits of the device that have the same couplings. */
function bestPlace(
  placed: Placed,
  graph: ReturnType<typeof couplingGraph>,
  quality: ReturnType<typeof qualityOf>,
): Placed {
  const used = [
    ...new Set([...placed.initial, ...placed.layout, ...placed.operations.flatMap(({ qubits }) => qubits)]),
  ];
  const wireOf = new Map(used.map((qubit, wire) => [qubit, wire]));
  const compact = placed.operations.map((operation: Operation) => onQubits(operation, (q) => wireOf.get(q) as number));
  const better = swapFreeLayout(demandsOf(compact, used.length), graph, quality);
  if (better === undefined) return placed;
  const move = (qubit: number) => better[wireOf.get(qubit) as number] as number;
  return {
    ...placed,
    operations: compact.map((operation) => onQubits(operation, (wire) => better[wire] as number)),
    initial: placed.initial.map(move),
    layout: placed.layout.map(move),
  };
}

function depthOf({ operations }: IsaCircuit): number {
  const depth = new Map<number, number>();
  for (const operation of operations) {
    if (operation.kind === 'delay' || (operation.kind === 'gate' && operation.name === 'rz')) continue;
    const qubits = 'qubits' in operation ? operation.qubits : [operation.qubit];
    const level = Math.max(...qubits.map((q) => depth.get(q) ?? 0)) + (operation.kind === 'barrier' ? 0 : 1);
    for (const qubit of qubits) depth.set(qubit, level);
  }
  return Math.max(0, ...depth.values());
}
