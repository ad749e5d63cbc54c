import { type CircuitBuilder, circuit, input, parameter, pauliZ, type TrainableCircuit } from '@kraus/core';

/** Three channels of 2 × 2 pixels. */
export const VERTEX_QUBITS = 12;

/** Circuits of De Falco et al., arXiv:2402.16147: HQConv and FQConv. */
export type VertexAnsatz = 'hierarchical' | 'full';

/**
 * RX(x_i) on each of 12 qubits; layers of controlled rotations; ⟨Z⟩ of every qubit. Angles start uniform over the circle.
 * `hierarchical` has 28 angles a layer: in each four, a ring of CRZ and CRX, then from four to four one CRZ and one CRX.
 * `full` has 24: the four qubits of each four are turned by CRZ and then CRX that the next four control.
 */
export function vertexCircuit(ansatz: VertexAnsatz, layers: number): TrainableCircuit {
  const builder = circuit(VERTEX_QUBITS);
  for (let q = 0; q < VERTEX_QUBITS; q++) builder.gate('RX', [q], [input(q)]);
  let angles = 0;
  const turn = (gate: 'CRZ' | 'CRX', control: number, target: number): void => {
    builder.gate(gate, [control, target], [parameter(angles++)]);
  };
  for (let layer = 0; layer < layers; layer++) {
    if (ansatz === 'hierarchical') hierarchicalLayer(turn);
    else fullLayer(turn);
  }
  return trainable(builder, angles);
}

type Turn = (gate: 'CRZ' | 'CRX', control: number, target: number) => void;

function hierarchicalLayer(turn: Turn): void {
  for (const first of [8, 4, 0]) {
    for (const q of [3, 2, 1, 0]) {
      turn('CRZ', first + ((q + 1) % 4), first + q);
      turn('CRX', first + ((q + 1) % 4), first + q);
    }
  }
  for (const first of [4, 0]) {
    turn('CRZ', first, first + 4);
    turn('CRX', first, first + 4);
  }
}

function fullLayer(turn: Turn): void {
  for (const first of [8, 4, 0]) {
    for (const gate of ['CRZ', 'CRX'] as const) {
      for (const q of [3, 2, 1, 0]) turn(gate, (first + 4 + q) % VERTEX_QUBITS, first + q);
    }
  }
}

function trainable(builder: CircuitBuilder, angles: number): TrainableCircuit {
  return {
    program: builder.expectation(...Array.from({ length: VERTEX_QUBITS }, (_, q) => pauliZ(q))).build(),
    parameters: [{ name: 'theta', type: 'angle', shape: [angles], start: 0, length: angles }],
    inputs: [{ name: 'x', type: 'real', shape: [VERTEX_QUBITS], start: 0, length: VERTEX_QUBITS }],
  };
}
