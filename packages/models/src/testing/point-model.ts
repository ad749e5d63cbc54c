import { addAngles, type CircuitPart, circuit, input, type ModelSpec, parameter, pauli, scaleAngle } from '@kraus/core';

/**
 * Data re-uploading of (x, y, t) on three qubits: nine angles a layer, `outputs` expectation values of X behind a ring of CZ, which all angles
 * have an effect on.
 */
export function uploadingPart(layers = 2, outputs = 2, withTime = true): CircuitPart {
  const build = circuit(3);
  for (let l = 0; l < layers; l++) {
    for (let q = 0; q < 3; q++) {
      const own = 9 * l + 3 * q;
      const uploaded = q < 2 || withTime ? addAngles(scaleAngle(input(q), 0.7), parameter(own)) : parameter(own);
      build
        .gate('RX', [q], [uploaded])
        .gate('RZ', [q], [parameter(own + 1)])
        .gate('RY', [q], [parameter(own + 2)]);
    }
    for (let q = 0; q < 3; q++) build.gate('CZ', [q, (q + 1) % 3]);
  }
  const program = build.expectation(...['IIX', 'IXI', 'XII'].slice(0, outputs).map((word) => pauli(word))).build();
  const parameters = [
    { name: 'theta', type: 'angle', shape: [layers, 3, 3], start: 0, length: 9 * layers, initial: undefined },
  ];
  const inputs = [
    { name: 'x', type: 'real', shape: [2], start: 0, length: 2 },
    ...(withTime ? [{ name: 't', type: 'real', shape: [], start: 2, length: 1 }] : []),
  ];
  return { kind: 'circuit', name: 'Uploading', circuits: [{ program, parameters, inputs }] };
}

/** Points on a line under twelve steps of noise, denoised by a small circuit. */
export function pointModel(change: Partial<ModelSpec> = {}): ModelSpec {
  return {
    version: 1,
    name: 'Line',
    parameters: {},
    data: { name: 'Segment', source: { component: 'line', options: { limit: 200, test: 200 } } },
    encode: { component: 'points', options: {} },
    forward: [
      {
        kind: 'component',
        steps: 12,
        process: { component: 'gaussian', options: { schedule: 'linear', first: 0.01, last: 0.4 } },
      },
    ],
    reverse: { component: 'circuit', options: { circuit: uploadingPart(), parameters: 'shared' } },
    predict: 'x0',
    objective: [{ component: 'kl', options: {} }],
    condition: ['time'],
    ...change,
  };
}
