import type { Complex } from '@kraus/core';
import { type Colours, formatNumber, formatTable } from '../terminal/index.js';
import { checkText, title } from './describe.js';
import type { CircuitInspection } from './inspect-circuit.js';
import type { GateInspection } from './inspect-gate.js';
import type { ComplexRows } from './matrices.js';

const MOST_COLUMNS = 8;

/** A circuit for people. */
export function describeCircuit(circuit: CircuitInspection, colours: Colours): string {
  const { dims, bits, depth, gates, operations, variables, engine, unitary } = circuit;
  const qubits = dims.every((d) => d === 2);
  const facts: string[][] = [
    qubits ? ['qubits', String(dims.length)] : ['dimensions', dims.join(' × ')],
    ['classical digits', String(bits)],
    ['depth', String(depth)],
    ['gates', String(gates)],
    [
      'operations',
      Object.entries(operations)
        .map(([name, count]) => `${name} × ${count}`)
        .join(', ') || 'none',
    ],
  ];
  for (const { name, type, shape } of variables) {
    facts.push([name, `${type}${shape.length > 0 ? `[${shape.join(', ')}]` : ''}`]);
  }
  facts.push(['engine', engine]);
  const lines = [title('circuit', circuit.name, {}, colours), formatTable(facts, { indent: 2 })];
  if (unitary !== null && unitary.length <= MOST_COLUMNS) lines.push('', colours.bold('unitary'), complexText(unitary));
  return lines.join('\n');
}

/** A gate for people. */
export function describeGate(gate: GateInspection, colours: Colours): string {
  const facts = [
    ['dimensions', gate.dims.join(' × ')],
    ['unitary', checkText(gate.checks.unitary, colours)],
  ];
  const lines = [title('gate', gate.name, gate.parameters, colours), formatTable(facts, { indent: 2 })];
  if (gate.unitary.length <= MOST_COLUMNS) lines.push('', complexText(gate.unitary));
  return lines.join('\n');
}

function complexText(matrix: ComplexRows): string {
  return formatTable(
    matrix.map((row) => row.map(entryText)),
    { indent: 2 },
  );
}

function entryText([re, im]: Complex): string {
  const [x, y] = [re, im].map((part) => (Math.abs(part) < 1e-12 ? 0 : part)) as [number, number];
  if (y === 0) return formatNumber(x);
  const size = formatNumber(Math.abs(y));
  return x === 0 ? `${y < 0 ? '-' : ''}${size}i` : `${formatNumber(x)} ${y < 0 ? '-' : '+'} ${size}i`;
}
