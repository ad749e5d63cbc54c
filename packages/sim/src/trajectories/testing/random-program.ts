import {
  type AngleLike,
  addAngles,
  CHANNELS,
  type CircuitProgram,
  circuit,
  GATES,
  input,
  parameter,
  pauliSum,
  type RandomStream,
  randomChannel,
  scaleAngle,
} from '@kraus/core';
import { randomHermitian, randomStates, randomUnitary } from '../../testing/index.js';

export interface RandomProgramOptions {
  readonly dims: readonly number[];
  readonly operations: number;
  readonly parameters: number;
  readonly inputs: number;
  readonly bits: number;
  readonly initial: 'zero' | 'amplitudes';
  /** Weights of kinds of operations. */
  readonly measure: number;
  readonly noise: number;
}

/** A circuit of everything that trajectories run, on systems of any dimensions, with all outputs but `state`. */
export function randomProgram(options: RandomProgramOptions, random: RandomStream): CircuitProgram {
  const { dims } = options;
  const builder = circuit(dims).reserve(options).startFrom(options.initial);
  const wires = (fits: (wire: number) => boolean = () => true) =>
    random.shuffle<number, number[]>(dims.map((_, wire) => wire).filter(fits));
  const isQubit = (wire: number) => dims[wire] === 2;
  const angle = (): AngleLike => {
    const terms: AngleLike[] = [random.normal()];
    if (options.parameters > 0 && random.uniform() < 0.6) {
      terms.push(scaleAngle(parameter(random.integer(options.parameters)), 0.5 + random.uniform()));
    }
    if (options.inputs > 0 && random.uniform() < 0.3) {
      terms.push(scaleAngle(input(random.integer(options.inputs)), 0.5 + random.uniform()));
    }
    return addAngles(...terms);
  };
  const measured: number[] = [];
  const condition = () =>
    measured.length > 0 && random.uniform() < 0.3
      ? { condition: { bits: [measured[random.integer(measured.length)] as number], value: random.integer(2) } }
      : {};
  const sizeOf = (targets: readonly number[]) => targets.reduce((product, wire) => product * (dims[wire] as number), 1);
  for (let k = 0; k < options.operations; k++) {
    const kind = random.categorical([2, 1, options.noise, options.noise, options.measure, options.measure / 2]);
    if (kind === 0) {
      const order = wires(isQubit);
      const gates = GATES.filter(({ qubits }) => qubits <= order.length);
      if (gates.length === 0) continue;
      const gate = gates[random.integer(gates.length)] as (typeof gates)[number];
      const extra = order.length > gate.qubits && random.uniform() < 0.2 ? 1 : 0;
      builder.gate(gate.name, order.slice(0, gate.qubits), gate.parameters.map(angle), {
        controls: order.slice(gate.qubits, gate.qubits + extra),
        power: [1, 1, 1, -1, 2][random.integer(5)] ?? 1,
        ...condition(),
      });
    } else if (kind === 1) {
      const targets = wires().slice(0, 1 + random.integer(Math.min(2, dims.length)));
      const controls = wires((wire) => isQubit(wire) && !targets.includes(wire)).slice(0, random.integer(2));
      builder.matrix(randomUnitary(sizeOf(targets), random), targets, controls, condition().condition);
    } else if (kind === 2) {
      const [target = 0] = wires();
      const d = dims[target] as number;
      builder.channel(randomChannel(random, [d], 3), [target], condition().condition);
    } else if (kind === 3) {
      const order = wires(isQubit);
      const [qudit] = wires((wire) => !isQubit(wire));
      const channels = CHANNELS.filter((channel) => {
        const of = channel.dims(channel.parameters.map(() => 2));
        return of.length <= order.length && (!channel.name.startsWith('Qudit') || qudit !== undefined);
      });
      if (channels.length === 0) continue;
      const channel = channels[random.integer(channels.length)] as (typeof channels)[number];
      const onQudit = channel.name.startsWith('Qudit') ? qudit : undefined;
      const values = channel.parameters.map(({ kind: of, name }, p) => {
        if (of === 'count') return dims[onQudit ?? 0] as number;
        if (of === 'time') return name === 'time' ? 0.3 : name === 't1' ? 1 : 0.8;
        return 0.05 + 0.2 * random.uniform() + 0.01 * p;
      });
      const targets = onQudit === undefined ? order.slice(0, channel.dims(values).length) : [onQudit];
      builder.noise(channel.name, targets, values, condition().condition);
    } else if (kind === 4 && options.bits > 0) {
      const bit = random.integer(options.bits);
      builder.measure(random.integer(dims.length), bit);
      measured.push(bit);
    } else if (kind === 5) builder.reset(random.integer(dims.length), condition().condition);
  }
  const target = random.integer(dims.length);
  const { data, rows } = randomHermitian(dims[target] as number, random);
  const entries = Array.from({ length: rows * rows }, (_, at) => {
    return [Math.floor(at / rows), at % rows, data[2 * at] as number, data[2 * at + 1] as number] as const;
  });
  const letters = wires(isQubit).map((q) => [q, (['X', 'Y', 'Z'] as const)[random.integer(3)] ?? 'Z'] as const);
  builder.expectation(
    { kind: 'matrix', matrix: { rows, columns: rows, entries }, targets: [target] },
    pauliSum({ coefficient: 0.7, paulis: [] }, { coefficient: -1.2, paulis: letters }),
  );
  builder.probabilities(wires().slice(0, 1 + random.integer(dims.length)));
  builder.density();
  builder.fidelity(Array.from(randomStates(1, sizeOf(wires()), random)));
  if (measured.length > 0) builder.classical([...new Set(measured)]);
  return builder.build();
}
