import type { Condition } from '@kraus/core';
import { type IsaCircuit, type IsaOperation, isaWires } from './isa-circuit.js';

export interface IsaQasmOptions {
  /** Write waiting times; without them the device schedules by itself, as late as possible too. Default false. */
  readonly delays?: boolean;
}

/**
 * A circuit as OpenQASM 3 for IBM's service: hardware qubits `$n`, one classical register `c`, native gates alone.
 * `ecr` is declared with a body that is right (qubit 0 the control) and that the service replaces by its own.
 */
export function isaQasm(circuit: IsaCircuit, { delays = false }: IsaQasmOptions = {}): string {
  const { operations, bits } = circuit;
  const names = new Set(operations.flatMap((operation) => (operation.kind === 'gate' ? [operation.name] : [])));
  const lines = ['OPENQASM 3.0;', 'include "stdgates.inc";'];
  if (names.has('ecr')) lines.push(ECR_DEFINITION);
  if (bits > 0) lines.push(`bit[${bits}] c;`);
  for (const operation of operations) {
    if (operation.kind === 'delay' && !delays) continue;
    const line = statement(operation);
    const condition = 'condition' in operation ? operation.condition : undefined;
    lines.push(condition === undefined ? line : `if (${test(condition)}) { ${line} }`);
  }
  return `${lines.join('\n')}\n`;
}

/** exp(−iπ/4 X₁Z₀), then X on the control. */
const ECR_DEFINITION = 'gate ecr a, b { h b; cx a, b; rz(pi/2) b; cx a, b; h b; x a; }';

function statement(operation: IsaOperation): string {
  const on = isaWires(operation)
    .map((qubit) => `$${qubit}`)
    .join(', ');
  switch (operation.kind) {
    case 'gate':
      return `${operation.name}${operation.angle === undefined ? '' : `(${operation.angle})`} ${on};`;
    case 'measure':
      return `c[${operation.bit}] = measure ${on};`;
    case 'delay':
      return `delay[${Number((operation.time * 1e9).toPrecision(12))}ns] ${on};`;
    case 'reset':
    case 'barrier':
      return `${operation.kind} ${on};`;
  }
}

function test({ bits, value }: Condition): string {
  return bits.map((bit, k) => `c[${bit}] == ${Math.floor(value / 2 ** k) % 2}`).join(' && ');
}
