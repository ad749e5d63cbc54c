import { type Condition, KrausError } from '@kraus/core';
import type { IsaOperation } from './isa-circuit.js';

/** What a program in a device's instructions says. */
export interface IsaText {
  readonly operations: readonly IsaOperation[];
  /** Classical registers in their order, with their sizes; bits are numbered through. */
  readonly registers: readonly { readonly name: string; readonly size: number; readonly first: number }[];
  readonly bits: number;
}

const GATES: Readonly<Record<string, { readonly angles: number; readonly qubits: number }>> = {
  rz: { angles: 1, qubits: 1 },
  sx: { angles: 0, qubits: 1 },
  x: { angles: 0, qubits: 1 },
  cz: { angles: 0, qubits: 2 },
  cx: { angles: 0, qubits: 2 },
  ecr: { angles: 0, qubits: 2 },
};

/**
 * Reads OpenQASM 3 in the part that IBM's service runs: `bit` and `qubit` registers or hardware qubits `$n`, native gates, `measure`,
 * `reset`, `delay`, `barrier`, `if` over bits. Index i of the qubit register is physical qubit i.
 *
 * @throws KrausError `hardware/not-native` for gates that are none of a device (in IBM's words), `hardware/qasm` for all else
 */
export function readIsa(text: string): IsaText {
  const bits = new Map<string, { first: number; size: number }>();
  const qubits = new Map<string, number>();
  let count = 0;
  const operations: IsaOperation[] = [];
  const bit = (word: string): number => {
    const [, name = '', index] = /^(\w+)(?:\[(\d+)\])?$/.exec(word.trim()) ?? [];
    const register = bits.get(name);
    if (register === undefined || Number(index ?? 0) >= register.size)
      throw wrong(`'${word}' is not a bit of the program`);
    return register.first + Number(index ?? 0);
  };
  const qubit = (word: string): number => {
    const hardware = /^\$(\d+)$/.exec(word.trim())?.[1];
    if (hardware !== undefined) return Number(hardware);
    const [, name = '', index] = /^(\w+)\[(\d+)\]$/.exec(word.trim()) ?? [];
    const size = qubits.get(name);
    if (size === undefined || Number(index) >= size) throw wrong(`'${word}' is not a qubit of the program`);
    return Number(index);
  };
  const statement = (line: string, condition?: Condition): void => {
    const when = condition === undefined ? {} : { condition };
    const declared = /^(bit|qubit|creg|qreg)\s*(?:\[(\d+)\]\s*(\w+)|(\w+)\s*(?:\[(\d+)\])?)$/.exec(line);
    if (declared !== null) {
      const [, kind = '', before, name, other, after] = declared;
      const size = Number(before ?? after ?? 1);
      if (kind.startsWith('q')) qubits.set(name ?? other ?? '', size);
      else {
        bits.set(name ?? other ?? '', { first: count, size });
        count += size;
      }
      return;
    }
    const measured = /^(.+?)\s*=\s*measure\s+(.+)$/.exec(line) ?? /^measure\s+(.+?)\s*->\s*(.+)$/.exec(line);
    if (measured !== null) {
      const [target = '', source = ''] = line.startsWith('measure')
        ? [measured[2], measured[1]]
        : [measured[1], measured[2]];
      operations.push({ kind: 'measure', qubit: qubit(source), bit: bit(target) });
      return;
    }
    const call = /^(\w+)\s*(?:\(([^)]*)\)|\[([^\]]*)\])?\s*(.*)$/.exec(line);
    if (call === null) throw wrong(`'${line}' cannot be read`);
    const [, name = '', angles, time, operands = ''] = call;
    const on = operands === '' ? [] : operands.split(',').map(qubit);
    const [first] = on;
    if (name === 'barrier') operations.push({ kind: 'barrier', qubits: on });
    else if (name === 'reset' && first !== undefined) operations.push({ kind: 'reset', qubit: first, ...when });
    else if (name === 'delay' && first !== undefined)
      operations.push({ kind: 'delay', qubit: first, time: duration(time ?? '') });
    else {
      const gate = GATES[name];
      if (gate === undefined) {
        throw new KrausError(
          'hardware/not-native',
          `The instruction ${name} on qubits (${on.join(', ')}${on.length === 1 ? ',' : ''}) is not supported by the target system.`,
        );
      }
      const values = angles === undefined || angles.trim() === '' ? [] : angles.split(',').map(angle);
      if (values.length !== gate.angles || on.length !== gate.qubits)
        throw wrong(`'${line}' has the wrong number of operands`);
      if (new Set(on).size !== on.length) throw wrong(`'${line}' names a qubit twice`);
      const [value] = values;
      operations.push({
        kind: 'gate',
        name: name as 'rz',
        qubits: on,
        ...(value === undefined ? {} : { angle: value }),
        ...when,
      });
    }
  };
  for (const { line, condition } of statements(text)) {
    statement(line, condition === undefined ? undefined : conditionOf(condition, bit));
  }
  const registers = [...bits].map(([name, { first, size }]) => ({ name, first, size }));
  return { operations, registers, bits: count };
}

/** Statements with the condition around them; version, includes and gate definitions are passed over. */
function* statements(text: string): Generator<{ line: string; condition?: string }> {
  let rest = text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '')
    .trim();
  while (rest !== '') {
    const skipped = /^(?:OPENQASM\s+[\d.]+\s*;|include\s+"[^"]*"\s*;|gate\s[^{]*\{[^}]*\})/.exec(rest);
    const branch = /^if\s*\(((?:[^()]|\([^()]*\))*)\)\s*\{([^{}]*)\}/.exec(rest);
    const plain = /^([^;{}]+);/.exec(rest);
    const found = skipped ?? branch ?? plain;
    if (found === null) throw wrong(`'${rest.slice(0, 40)}' cannot be read`);
    rest = rest.slice(found[0].length).trim();
    if (skipped !== null) continue;
    if (branch !== null) {
      for (const line of (branch[2] ?? '').split(';')) {
        if (line.trim() !== '') yield { line: line.trim(), condition: branch[1] ?? '' };
      }
    } else yield { line: (plain?.[1] ?? '').trim() };
  }
}

function conditionOf(text: string, bit: (word: string) => number): Condition {
  const tests = text.split('&&').map((part) => /^\s*(.+?)\s*==\s*([01])\s*$/.exec(part.replace(/^\s*\(|\)\s*$/g, '')));
  const bits: number[] = [];
  let value = 0;
  for (const [k, test] of tests.entries()) {
    if (test === null) throw wrong(`the condition '${text}' cannot be read`);
    bits.push(bit(test[1] ?? ''));
    if (test[2] === '1') value += 2 ** k;
  }
  return { bits, value };
}

/** A number, or a product or quotient with pi: `-pi/2`, `3*pi/4`. */
function angle(text: string): number {
  const word = text.replace(/\s/g, '').replaceAll('π', 'pi');
  if (!/^[-+]?(?:\d+\.?\d*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|pi)(?:[*/](?:\d+\.?\d*(?:e[-+]?\d+)?|pi))*$/i.test(word)) {
    throw wrong(`the angle '${text}' cannot be read`);
  }
  const [sign, unsigned] = word.startsWith('-') ? [-1, word.slice(1)] : [1, word.replace(/^\+/, '')];
  const factors = unsigned.match(/[*/]?[^*/]+/g) ?? [];
  return factors.reduce((value, factor) => {
    const number = factor.replace(/^[*/]/, '') === 'pi' ? Math.PI : Number(factor.replace(/^[*/]/, ''));
    return factor.startsWith('/') ? value / number : value * number;
  }, sign);
}

const UNITS: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1 };

function duration(text: string): number {
  const [, value, unit = ''] = /^\s*([\d.e+-]+)\s*(ns|us|µs|ms|s)\s*$/.exec(text) ?? [];
  const scale = UNITS[unit];
  if (scale === undefined) throw wrong(`the delay '${text}' cannot be read`);
  return Number(value) * scale;
}

function wrong(what: string): KrausError {
  return new KrausError('hardware/qasm', `OpenQASM: ${what}.`);
}
