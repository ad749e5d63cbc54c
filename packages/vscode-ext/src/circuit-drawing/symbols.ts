import { type CircuitOperation, gateNamed } from '@kraus/core';
import type { LoweredCircuit } from '@kraus/lang';
import { angleText } from './angle-text.js';

/** What stands on one wire. */
export interface Mark {
  readonly wire: number;
  readonly kind: 'control' | 'not' | 'swap' | 'box' | 'meter' | 'barrier';
  readonly text: string;
}

/** An operation as it is drawn. */
export interface OperationSymbol {
  readonly marks: readonly Mark[];
  /** Below the name in every box. */
  readonly detail: string;
  readonly role: 'gate' | 'trained' | 'noise' | 'measure' | 'barrier';
  /** The operation in words. */
  readonly words: string;
}

const KINDS: Readonly<Record<string, Mark['kind']>> = { '●': 'control', '⊕': 'not', '×': 'swap' };

/** How operation `index` of a circuit is drawn. */
export function symbolOf(circuit: LoweredCircuit, index: number): OperationSymbol {
  const operation = circuit.program.operations[index] as CircuitOperation;
  const wires = (targets: readonly number[]) => targets.map((wire) => wireName(circuit, wire)).join(', ');
  const boxes = (targets: readonly number[], text: string): Mark[] =>
    // Which factor a wire is shows only where there are several.
    targets.map((wire, place) => ({ wire, kind: 'box', text: targets.length > 1 ? `${text} ${place}` : text }));
  const controls = (wiresOfControls: readonly number[]): Mark[] =>
    wiresOfControls.map((wire) => ({ wire, kind: 'control', text: '' }));
  const name = circuit.names[index] ?? '';
  switch (operation.kind) {
    case 'gate': {
      const record = gateNamed(operation.gate);
      const detail = operation.angles.map((angle) => angleText(angle, circuit)).join(', ');
      const power = powerText(operation.power);
      const plain = operation.power === 1 || (power === '†' && record.inverse.gate === record.name);
      const marks = operation.targets.map((wire, place): Mark => {
        const symbol = record.symbols[place] ?? record.name;
        const kind = KINDS[symbol] ?? 'box';
        // A symbol cannot carry a power; its last one says it in a box.
        if (plain && kind !== 'box') return { wire, kind, text: '' };
        if (kind === 'control' && place < operation.targets.length - 1) return { wire, kind, text: '' };
        return { wire, kind: 'box', text: `${kind === 'box' ? symbol : record.name}${power}` };
      });
      const trained = operation.angles.some(({ terms }) => terms.some(({ source }) => source === 'parameter'));
      const on = [...operation.controls, ...operation.targets];
      const words = `${record.name}${power}${detail === '' ? '' : `(${detail})`} on ${wires(on)}`;
      return { marks: [...controls(operation.controls), ...marks], detail, role: trained ? 'trained' : 'gate', words };
    }
    case 'matrix': {
      const marks = [...controls(operation.controls), ...boxes(operation.targets, name || 'U')];
      const words = `unitary ${name} on ${wires([...operation.controls, ...operation.targets])}`;
      return { marks, detail: '', role: 'gate', words };
    }
    case 'channel': {
      const words = `channel ${name} on ${wires(operation.targets)}`;
      return { marks: boxes(operation.targets, name || 'ℰ'), detail: '', role: 'noise', words };
    }
    case 'noise': {
      const detail = operation.values.map((value) => angleText(value, circuit)).join(', ');
      const words = `noise ${operation.channel}(${detail}) on ${wires(operation.targets)}`;
      return { marks: boxes(operation.targets, operation.channel), detail, role: 'noise', words };
    }
    case 'measure': {
      const words = `measurement of ${wires([operation.target])} into ${bitName(circuit, operation.bit)}`;
      return { marks: [{ wire: operation.target, kind: 'meter', text: '' }], detail: '', role: 'measure', words };
    }
    case 'reset': {
      const words = `reset of ${wires([operation.target])}`;
      return { marks: boxes([operation.target], '|0⟩'), detail: '', role: 'measure', words };
    }
    case 'barrier': {
      const marks = operation.targets.map((wire): Mark => ({ wire, kind: 'barrier', text: '' }));
      return { marks, detail: '', role: 'barrier', words: `barrier on ${wires(operation.targets)}` };
    }
  }
}

function powerText(power: number): string {
  if (power === 1) return '';
  return power === -1 ? '†' : `^${String(power).replace('-', '−')}`;
}

/** A wire as the script writes it. */
export function wireName({ wires }: LoweredCircuit, wire: number): string {
  return placeName(wires, wire);
}

/** A classical digit as the script writes it. */
export function bitName({ bits }: LoweredCircuit, bit: number): string {
  return placeName(bits, bit);
}

function placeName(registers: LoweredCircuit['wires'], position: number): string {
  const register = registers.find(({ positions }) => positions.includes(position));
  if (register === undefined) return String(position);
  return register.positions.length === 1 ? register.name : `${register.name}[${register.positions.indexOf(position)}]`;
}
