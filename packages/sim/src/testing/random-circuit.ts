import {
  type AngleLike,
  addAngles,
  type CircuitProgram,
  ComplexMatrix,
  circuit,
  expm,
  GATES,
  input,
  type PauliTerm,
  parameter,
  pauliSum,
  type RandomStream,
  scaleAngle,
} from '@kraus/core';

/** A Hermitian matrix with normal entries. */
export function randomHermitian(size: number, random: RandomStream): ComplexMatrix {
  const matrix = new ComplexMatrix(size, size);
  for (let i = 0; i < size; i++) {
    matrix.set(i, i, random.normal());
    for (let j = 0; j < i; j++) {
      const [re, im] = [random.normal(), random.normal()];
      matrix.set(i, j, [re, im]);
      matrix.set(j, i, [re, -im]);
    }
  }
  return matrix;
}

/** exp(iH) of a random Hermitian matrix. */
export function randomUnitary(size: number, random: RandomStream): ComplexMatrix {
  const generator = randomHermitian(size, random);
  const turned = new ComplexMatrix(size, size);
  for (let k = 0; k < generator.data.length; k += 2) {
    turned.data[k] = -(generator.data[k + 1] as number);
    turned.data[k + 1] = generator.data[k] as number;
  }
  return expm(turned);
}

/** Normalised random amplitudes of `count` states, re and im interleaved. */
export function randomStates(count: number, size: number, random: RandomStream): Float64Array {
  const states = Float64Array.from({ length: 2 * count * size }, () => random.normal());
  for (let s = 0; s < count; s++) {
    const one = states.subarray(2 * s * size, 2 * (s + 1) * size);
    const norm = Math.sqrt(one.reduce((sum, value) => sum + value * value, 0));
    one.forEach((value, k) => {
      one[k] = value / norm;
    });
  }
  return states;
}

export interface RandomCircuitOptions {
  readonly qubits: number;
  readonly gates: number;
  /** Angles may depend on so many parameters and inputs. */
  readonly parameters: number;
  readonly inputs: number;
  readonly outputs: readonly ('expectation' | 'matrix' | 'probabilities' | 'state' | 'fidelity')[];
  readonly initial: 'zero' | 'amplitudes';
}

/** A circuit of random gates of the whole registry, random matrices, powers and controls. */
export function randomCircuit(options: RandomCircuitOptions, random: RandomStream): CircuitProgram {
  const { qubits } = options;
  const builder = circuit(qubits).reserve(options).startFrom(options.initial);
  const wires = (count: number) => {
    const all = Array.from({ length: qubits }, (_, q) => q);
    random.shuffle(all);
    return all.slice(0, count);
  };
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
  const fitting = GATES.filter((gate) => gate.qubits <= qubits);
  for (let k = 0; k < options.gates; k++) {
    if (random.uniform() < 0.1) {
      const targets = wires(1 + random.integer(Math.min(3, qubits)));
      const rest = wires(qubits).filter((wire) => !targets.includes(wire));
      const controls = rest.slice(0, random.uniform() < 0.3 ? 1 : 0);
      builder.matrix(randomUnitary(2 ** targets.length, random), targets, controls);
      continue;
    }
    const gate = fitting[random.integer(fitting.length)] as (typeof fitting)[number];
    const order = wires(qubits);
    const extra = qubits > gate.qubits && random.uniform() < 0.2 ? 1 : 0;
    builder.gate(gate.name, order.slice(0, gate.qubits), gate.parameters.map(angle), {
      controls: order.slice(gate.qubits, gate.qubits + extra),
      power: [1, 1, 1, -1, 2][random.integer(5)] ?? 1,
    });
  }
  const term = (): PauliTerm => ({
    coefficient: random.normal(),
    paulis: wires(1 + random.integer(qubits)).map((q) => [q, (['X', 'Y', 'Z'] as const)[random.integer(3)] ?? 'Z']),
  });
  for (const output of options.outputs) {
    if (output === 'expectation') {
      builder.expectation(
        pauliSum(term(), term(), term()),
        pauliSum({ coefficient: 1, paulis: [[0, 'Z']] }),
        pauliSum({ coefficient: 0.7, paulis: [] }, { coefficient: -1.2, paulis: wires(qubits).map((q) => [q, 'Z']) }),
      );
    } else if (output === 'matrix') {
      const targets = wires(Math.min(2, qubits));
      const { data, rows } = randomHermitian(2 ** targets.length, random);
      const entries = Array.from({ length: rows * rows }, (_, k) => {
        const [re, im] = [data[2 * k] as number, data[2 * k + 1] as number];
        return [Math.floor(k / rows), k % rows, re, im] as const;
      });
      builder.expectation({ kind: 'matrix', matrix: { rows, columns: rows, entries }, targets });
    } else if (output === 'probabilities') builder.probabilities(wires(1 + random.integer(qubits)));
    else if (output === 'state') builder.state();
    else builder.fidelity(Array.from(randomStates(1, 2 ** qubits, random)));
  }
  return builder.build();
}
