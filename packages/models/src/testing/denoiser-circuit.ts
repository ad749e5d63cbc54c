import { type CircuitPart, circuit, parameter } from '@kraus/core';

/**
 * The circuits of QuDDPM as a part of a model: layers of RX, RY on every qubit and CZ on (0, 1), (2, 3) … and (1, 2), (3, 4) …; the first
 * `ancillas` wires are ancillas. 2 · qubits · layers parameters.
 */
export function denoiserCircuit(data: number, ancillas: number, layers: number): CircuitPart {
  const qubits = data + ancillas;
  const builder = circuit(qubits);
  let theta = 0;
  for (let layer = 0; layer < layers; layer++) {
    for (let q = 0; q < qubits; q++)
      builder.gate('RX', [q], [parameter(theta++)]).gate('RY', [q], [parameter(theta++)]);
    for (const first of [0, 1]) for (let q = first; q + 1 < qubits; q += 2) builder.gate('CZ', [q, q + 1]);
  }
  const program = builder.state().build();
  return {
    kind: 'circuit',
    name: 'Denoiser',
    circuits: [
      {
        program,
        parameters: [
          {
            name: 'theta',
            type: 'angle',
            shape: [theta],
            start: 0,
            length: theta,
            initial: { kind: 'normal', mean: 0, deviation: 1 },
          },
        ],
        inputs: [],
      },
    ],
  };
}
