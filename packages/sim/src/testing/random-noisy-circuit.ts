import {
  type AngleLike,
  addAngles,
  CHANNELS,
  type CircuitOutput,
  type CircuitProgram,
  type Condition,
  circuit,
  classicalRadices,
  GATES,
  type InitialState,
  input,
  matrixToData,
  parameter,
  pauliSum,
  type RandomStream,
  randomChannel,
  scaleAngle,
} from '@kraus/core';
import { randomHermitian, randomStates, randomUnitary } from './random-circuit.js';

export interface NoisyCircuitOptions {
  readonly dims: readonly number[];
  readonly operations: number;
  readonly parameters: number;
  readonly inputs: number;
  readonly bits: number;
  readonly initial: InitialState;
  /** Whether values of noise may depend on parameters and inputs. */
  readonly variableNoise: boolean;
  readonly outputs: readonly Exclude<CircuitOutput['kind'], 'state'>[];
}

/**
 * Random gates, matrices, channels, noise, measurements, resets, conditions. θ and x are meant to lie in (0, 1): values of noise
 * are small multiples of them.
 */
export function randomNoisyCircuit(options: NoisyCircuitOptions, random: RandomStream): CircuitProgram {
  const { dims } = options;
  const builder = circuit(dims).reserve(options).startFrom(options.initial);
  const wires = (count: number, levels?: number) => {
    const fitting = dims.flatMap((d, w) => (levels === undefined || d === levels ? [w] : []));
    random.shuffle(fitting);
    return fitting.slice(0, count);
  };
  const form = (scale: number, offset: number, variable = true): AngleLike => {
    const terms: AngleLike[] = [offset];
    if (variable && options.parameters > 0 && random.uniform() < 0.6) {
      terms.push(scaleAngle(parameter(random.integer(options.parameters)), scale * (0.5 + random.uniform())));
    }
    if (variable && options.inputs > 0 && random.uniform() < 0.3) {
      terms.push(scaleAngle(input(random.integer(options.inputs)), scale * (0.5 + random.uniform())));
    }
    return addAngles(...terms);
  };
  const qubits = dims.filter((d) => d === 2).length;
  const gates = GATES.filter((gate) => gate.qubits <= qubits);
  const written = new Map<number, number>();
  const condition = (): Condition | undefined => {
    if (written.size === 0 || random.uniform() < 0.7) return undefined;
    const bits = [...written.keys()];
    random.shuffle(bits);
    const used = bits.slice(0, 1 + random.integer(Math.min(2, bits.length)));
    const radices = classicalRadices({
      bits: options.bits,
      dims,
      operations: [...written].map(([bit, target]) => ({ kind: 'measure' as const, bit, target })),
    });
    return { bits: used, value: random.integer(used.reduce((product, bit) => product * (radices[bit] ?? 2), 1)) };
  };
  // Digits keep one radix: every digit is written by wires of one dimension only.
  const target = Array.from({ length: options.bits }, () => random.integer(dims.length));
  const measure = (bit: number) => {
    builder.measure(target[bit] as number, bit);
    written.set(bit, target[bit] as number);
  };
  // So that the circuit has all its digits, whatever follows.
  if (options.bits > 0) measure(options.bits - 1);
  for (let k = 0; k < options.operations; k++) {
    const when = condition();
    const choice = random.uniform();
    if (choice < 0.45 && qubits > 0) {
      const gate = gates[random.integer(gates.length)] as (typeof gates)[number];
      const order = wires(qubits, 2);
      const extra = qubits > gate.qubits && gate.qubits < 3 && random.uniform() < 0.2 ? 1 : 0;
      builder.gate(
        gate.name,
        order.slice(0, gate.qubits),
        gate.parameters.map(() => form(1, random.normal())),
        {
          controls: order.slice(gate.qubits, gate.qubits + extra),
          power: [1, 1, 1, -1, 2][random.integer(5)] ?? 1,
          ...(when === undefined ? {} : { condition: when }),
        },
      );
    } else if (choice < 0.55) {
      const targets = wires(1 + random.integer(Math.min(2, dims.length)));
      const size = targets.reduce((product, wire) => product * (dims[wire] as number), 1);
      builder.matrix(randomUnitary(size, random), targets, [], when);
    } else if (choice < 0.62) {
      const targets = wires(1 + random.integer(Math.min(2, dims.length)));
      const own = targets.map((wire) => dims[wire] as number);
      builder.channel(randomChannel(random, own, 2), targets, when);
    } else if (choice < 0.82) {
      const record = CHANNELS[random.integer(CHANNELS.length)] as (typeof CHANNELS)[number];
      const qudit = record.parameters.some(({ kind }) => kind === 'count');
      const levels = qudit ? (dims[random.integer(dims.length)] as number) : 2;
      const count = qudit ? 1 : record.dims([]).length;
      const targets = wires(count, levels);
      if (targets.length < count) continue;
      const times = record.parameters.filter(({ kind }) => kind === 'time').length;
      builder.noise(
        record.name,
        targets,
        record.parameters.map(({ kind, name }) => {
          if (kind === 'count') return levels;
          // T2 stays below 2 T1, the time is short, probabilities add up to less than one.
          const offset = times === 0 ? 0.02 + 0.1 * random.uniform() : name === 't1' ? 3 : name === 't2' ? 2 : 0.3;
          return form(0.03, offset, options.variableNoise);
        }),
        when,
      );
    } else if (choice < 0.92 && options.bits > 0) {
      measure(random.integer(options.bits));
    } else builder.reset(random.integer(dims.length), when);
  }
  for (const output of options.outputs) {
    switch (output) {
      case 'expectation': {
        const targets = wires(Math.min(2, dims.length));
        const size = targets.reduce((product, wire) => product * (dims[wire] as number), 1);
        builder.expectation({ kind: 'matrix', matrix: matrixToData(randomHermitian(size, random)), targets });
        if (qubits > 0) {
          const letters = (count: number) =>
            wires(count, 2).map((q) => [q, (['X', 'Y', 'Z'] as const)[random.integer(3)] ?? 'Z'] as const);
          builder.expectation(
            pauliSum(
              { coefficient: random.normal(), paulis: letters(1 + random.integer(qubits)) },
              { coefficient: random.normal(), paulis: letters(1) },
              { coefficient: 0.3, paulis: [] },
            ),
          );
        }
        break;
      }
      case 'probabilities':
        builder.probabilities(wires(1 + random.integer(dims.length)));
        break;
      case 'density':
        builder.density();
        break;
      case 'classical':
        if (options.bits > 0) {
          const bits = Array.from({ length: options.bits }, (_, bit) => bit);
          random.shuffle(bits);
          builder.classical(bits.slice(0, 1 + random.integer(options.bits)));
        }
        break;
      case 'fidelity':
        builder.fidelity(
          Array.from(
            randomStates(
              1,
              dims.reduce((product, d) => product * d, 1),
              random,
            ),
          ),
        );
        break;
    }
  }
  return builder.build();
}
