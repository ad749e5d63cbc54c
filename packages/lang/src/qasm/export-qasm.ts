import {
  type Angle,
  addAngles,
  type CircuitOperation,
  type CircuitVariable,
  type Condition,
  type GateOperation,
  gateNamed,
  KrausError,
  scaleAngle,
} from '@kraus/core';
import type { CircuitRegister, LoweredCircuit } from '../circuits/index.js';
import { type DefinedGate, definitions2, definitions3, withControl } from './export-gates.js';
import { reservedWords } from './parse/index.js';

export interface ExportOptions {
  readonly version: 2 | 3;
}

const words = new Set([
  ...reservedWords,
  ...'U CX gphase pi tau euler p x y z h s sdg t tdg sx rx ry rz cx cy cz cp crx cry crz ch swap ccx cswap cu phase cphase id u u0 u1 u2 u3 cu1 cu3 rxx rzz rccx rc3x c3x c3sqrtx c4x sin cos tan exp ln sqrt arcsin arccos arctan mod popcount sizeof rotl rotr ceiling floor log'.split(
    ' ',
  ),
]);

/**
 * A circuit as OpenQASM 3 or 2. Trainable parameters and inputs become `input float[64]` (inputs with the annotation
 * `@kraus.input`), noise of the registry `pragma kraus.noise`; what the circuit returns stands in a comment. Gates that the
 * standard library of OpenQASM lacks are defined in the file.
 *
 * @throws KrausError `lang/qasm-export` for what the version has no form of: systems of more than two levels, channels given by
 *   matrices, unitary matrices, given starts; in version 2 also parameters, noise, and controls and conditions beyond its own
 */
export function exportQasm(circuit: LoweredCircuit, { version }: ExportOptions): string {
  return new Exporter(circuit, version).text();
}

class Exporter {
  readonly #circuit: LoweredCircuit;
  readonly #version: 2 | 3;
  readonly #names = new Set<string>(words);
  readonly #wires: string[] = [];
  readonly #bits: string[] = [];
  readonly #bitRegisters: { name: string; positions: readonly number[] }[] = [];
  readonly #symbols = { parameter: [] as string[], input: [] as string[] };
  readonly #defined = new Map<string, DefinedGate>();

  constructor(circuit: LoweredCircuit, version: 2 | 3) {
    this.#circuit = circuit;
    this.#version = version;
  }

  text(): string {
    const { program, wires, bits, parameters, inputs, results, name } = this.#circuit;
    const three = this.#version === 3;
    if (program.dims.some((dimension) => dimension !== 2)) this.#refuse('systems of more than two levels');
    if (program.initial !== 'zero') this.#refuse('a start from a given state');
    if (!three && program.parameters + program.inputs > 0) this.#refuse('parameters and inputs; give --qasm3');
    const heads = [
      ...parameters.map((variable) => this.#variable('parameter', variable)),
      ...inputs.map((variable) => this.#variable('input', variable)),
      ...wires.map((register) => this.#register(register, this.#wires, three ? 'qubit' : 'qreg')),
      ...this.#allBits(bits).map((register) => {
        const line = this.#register(register, this.#bits, three ? 'bit' : 'creg');
        const name = this.#bits[register.positions[0] ?? 0]?.split('[')[0] ?? '';
        this.#bitRegisters.push({ name, positions: register.positions });
        return line;
      }),
    ];
    const body = program.operations.flatMap((operation, index) => this.#operation(operation, index));
    const returned = results.map(({ text }) => text).join(', ');
    return [
      `// Circuit ${name}, written by Kraus${returned === '' ? '' : `; it returns ${returned}`}.`,
      three ? 'OPENQASM 3.0;' : 'OPENQASM 2.0;',
      `include "${three ? 'stdgates.inc' : 'qelib1.inc'}";`,
      ...[...this.#defined.values()].map(({ text }) => text),
      ...heads,
      ...body,
      '',
    ].join('\n');
  }

  #refuse(what: string, index?: number): never {
    const span = index === undefined ? undefined : this.#circuit.spans[index];
    const message = `OpenQASM ${this.#version} has no form for ${what} (circuit ${this.#circuit.name}).`;
    throw new KrausError('lang/qasm-export', message, { span });
  }

  #unique(name: string): string {
    const plain = name.replaceAll(/\W+/g, '_').replace(/_$/, '');
    let result = this.#names.has(plain) ? `${plain}_` : plain;
    for (let count = 2; this.#names.has(result); count++) result = `${plain}_${count}`;
    this.#names.add(result);
    return result;
  }

  #register({ name, positions }: CircuitRegister, into: string[], word: string): string {
    const own = this.#unique(name);
    const alone = this.#version === 3 && positions.length === 1;
    for (const [index, position] of positions.entries()) into[position] = alone ? own : `${own}[${index}]`;
    if (alone) return `${word} ${own};`;
    const size = `[${positions.length}]`;
    return this.#version === 3 ? `${word}${size} ${own};` : `${word} ${own}${size};`;
  }

  /** The named registers, and one for the outcomes that no name was given to. */
  #allBits(bits: readonly CircuitRegister[]): CircuitRegister[] {
    const named = new Set(bits.flatMap(({ positions }) => positions));
    const all = Array.from({ length: this.#circuit.program.bits }, (_, bit) => bit);
    const rest = all.filter((bit) => !named.has(bit));
    return rest.length === 0 ? [...bits] : [...bits, { name: 'unread', positions: rest }];
  }

  #variable(source: 'parameter' | 'input', { name, type, shape, start, length }: CircuitVariable): string {
    const own = this.#unique(name);
    for (let entry = 0; entry < length; entry++) {
      let rest = entry;
      const indices = [...shape].reverse().map((size) => {
        const index = rest % size;
        rest = (rest - index) / size;
        return index;
      });
      this.#symbols[source][start + entry] = shape.length === 0 ? own : `${own}[${indices.reverse().join(', ')}]`;
    }
    const base = type === 'angle' ? 'angle[64]' : 'float[64]';
    const written = shape.length === 0 ? base : `array[${base}, ${shape.join(', ')}]`;
    return `${source === 'input' ? '@kraus.input\n' : ''}input ${written} ${own};`;
  }

  #angle({ terms, offset }: Angle): string {
    const parts = terms.map(({ source, index, scale }) => {
      const name = this.#symbols[source][index] ?? '';
      if (scale === 1) return name;
      return scale === -1 ? `-${name}` : `${numberText(scale)} * ${name}`;
    });
    if (offset !== 0 || parts.length === 0) parts.push(numberText(offset));
    return parts.join(' + ').replaceAll('+ -', '- ');
  }

  #operation(operation: CircuitOperation, index: number): string[] {
    switch (operation.kind) {
      case 'gate':
        return this.#under(operation.condition, this.#gate(operation, index), index);
      case 'measure': {
        const [wire, bit] = [this.#wires[operation.target], this.#bits[operation.bit]];
        return [this.#version === 3 ? `${bit} = measure ${wire};` : `measure ${wire} -> ${bit};`];
      }
      case 'reset':
        return this.#under(operation.condition, [`reset ${this.#wires[operation.target]};`], index);
      case 'barrier':
        return [`barrier ${operation.targets.map((target) => this.#wires[target]).join(', ')};`];
      case 'noise': {
        if (this.#version === 2) this.#refuse('noise', index);
        if (operation.condition !== undefined) this.#refuse('noise under a condition', index);
        const values = operation.values.map((value) => this.#angle(value)).join(', ');
        const wires = operation.targets.map((target) => this.#wires[target]).join(', ');
        return [`pragma kraus.noise ${operation.channel}${values === '' ? '' : `(${values})`} ${wires}`];
      }
      case 'channel':
        return this.#refuse('channels given by matrices; channels of the standard library have names', index);
      case 'matrix':
        return this.#refuse('gates given by matrices; write the gate as a sequence of others', index);
    }
  }

  #under(condition: Condition | undefined, lines: readonly string[], index: number): string[] {
    if (condition === undefined) return [...lines];
    const { bits, value } = condition;
    const whole = this.#bitRegisters.find(
      ({ positions }) => positions.length === bits.length && positions.every((bit, k) => bit === bits[k]),
    );
    if (this.#version === 2) {
      if (whole === undefined) this.#refuse('conditions on a part of a register', index);
      return lines.map((line) => `if (${whole.name} == ${value}) ${line}`);
    }
    const text =
      whole !== undefined && bits.length > 1
        ? `uint[${bits.length}](${whole.name}) == ${value}`
        : bits.map((bit, k) => `${this.#bits[bit]} == ${Math.floor(value / 2 ** k) % 2}`).join(' && ');
    return [`if (${text}) {`, ...lines.map((line) => `  ${line}`), '}'];
  }

  #gate(operation: GateOperation, index: number): string[] {
    const wires = [...operation.controls, ...operation.targets].map((wire) => this.#wires[wire]).join(', ');
    if (this.#version === 2) return this.#gate2(operation, wires, index);
    const { gate, power, angles } = operation;
    const controls = operation.controls.length;
    const given = angles.map((angle) => this.#angle(angle));
    // cu takes U with a real top-left entry; U itself has a phase that a control would make seen.
    const controlledU = gate === 'U' && controls > 0;
    const name = controlledU ? 'cu' : this.#named(gate);
    const all = controlledU ? [...given, '0'] : given;
    const added = controlledU ? controls - 1 : controls;
    const modifiers = [
      ...(added > 0 ? [added === 1 ? 'ctrl @' : `ctrl(${added}) @`] : []),
      ...(power < 0 ? ['inv @'] : []),
      ...(Math.abs(power) > 1 ? [`pow(${Math.abs(power)}) @`] : []),
    ];
    return [[...modifiers, `${name}${all.length > 0 ? `(${all.join(', ')})` : ''}`, `${wires};`].join(' ')];
  }

  #gate2(operation: GateOperation, wires: string, index: number): string[] {
    let { gate, angles } = operation;
    for (const _ of operation.controls) {
      const next = withControl[gate];
      if (next === undefined) return this.#refuse(`${operation.controls.length} controls of ${operation.gate}`, index);
      gate = next;
    }
    if (operation.power < 0) {
      const { inverse } = gateNamed(gate);
      const own = angles;
      angles = inverse.angles.map(({ coefficients, offset }) =>
        addAngles(...coefficients.map((factor, k) => scaleAngle(own[k] ?? 0, factor)), offset),
      );
      gate = inverse.gate;
    }
    const given = angles.map((angle) => this.#angle(angle)).join(', ');
    const line = `${this.#named(gate)}${given === '' ? '' : `(${given})`} ${wires};`;
    return Array.from({ length: Math.abs(operation.power) }, () => line);
  }

  /** The name of a gate, which is defined in the file where the standard library has none. */
  #named(gate: string): string {
    const definitions = this.#version === 3 ? definitions3 : definitions2;
    const own = definitions[gate];
    const { qasm2, qasm3 } = gateNamed(gate);
    const known = this.#version === 3 ? qasm3 : qasm2;
    if (own === undefined) return known ?? this.#refuse(`the gate ${gate}`);
    for (const needed of own.needs ?? []) this.#named(needed);
    this.#defined.set(gate, own);
    return own.name;
  }
}

/** A number exactly, as a fraction of π where it is one. */
function numberText(value: number): string {
  for (const divisor of [1, 2, 3, 4, 6, 8, 12, 16, 32, 64]) {
    const factor = Math.round((value / Math.PI) * divisor);
    if (factor === 0 || Math.abs(factor) > 64 || (factor * Math.PI) / divisor !== value) continue;
    const over = divisor === 1 ? 'pi' : `pi/${divisor}`;
    return factor === 1 ? over : factor === -1 ? `-${over}` : `${factor}*${over}`;
  }
  return String(value);
}
