import { circuit, stream } from '@kraus/core';
import { describe, expect, it } from 'vitest';
import { embeddedDevice } from '../devices/index.js';
import { transpile } from '../transpiler/index.js';
import { isaQasm, readIsa } from './index.js';

describe('OpenQASM 3 in the instructions of a device', () => {
  it.each(['ibm_fez', 'ibm_sherbrooke', 'ibmq_manila'])('is read back as written, for %s', (name) => {
    const random = stream(3, 'circuit');
    const builder = circuit(3);
    for (let k = 0; k < 6; k++) builder.gate('U', [k % 3], [random.uniform(), 1, 2]).gate('CX', [k % 3, (k + 1) % 3]);
    builder
      .measure(0, 0)
      .gate('X', [1], [], { condition: { bits: [0], value: 1 } })
      .reset(0, { bits: [0], value: 1 });
    const program = builder.measure(1, 1).measure(2, 2).classical().build();
    const compiled = transpile(program, embeddedDevice(name)).circuit;
    const { operations, bits, registers } = readIsa(isaQasm(compiled, { delays: true }));
    expect(bits).toBe(3);
    expect(registers).toEqual([{ name: 'c', size: 3, first: 0 }]);
    const plain = (list: readonly object[]) => JSON.parse(JSON.stringify(list)) as { kind: string; time?: number }[];
    const [read, written] = [plain(operations), plain(compiled.operations)];
    expect(read.map((each) => ({ ...each, time: 0 }))).toEqual(written.map((each) => ({ ...each, time: 0 })));
    read.forEach(({ time = 1 }, k) => {
      expect(time / (written[k]?.time ?? 1)).toBeCloseTo(1, 9);
    });
  });

  it('reads what people write by hand', () => {
    const text =
      'OPENQASM 3.0; include "stdgates.inc"; qubit[2] q; bit[2] c; // Bell\nrz(pi/2) q[0]; sx q[0]; rz(-3*pi/4) q[1]; cz q[0], q[1]; c[1] = measure q[0]; if (c[1] == 1) { x q[1]; }';
    const { operations } = readIsa(text);
    expect(operations.map((operation) => ('angle' in operation ? operation.angle : operation.kind))).toEqual([
      Math.PI / 2,
      'gate',
      (-3 * Math.PI) / 4,
      'gate',
      'measure',
      'gate',
    ]);
    expect(operations.at(-1)).toMatchObject({ condition: { bits: [1], value: 1 } });
  });

  it.each([
    ['h $0;', /instruction h on qubits \(0,\)/],
    ['cz $0, $0;', /names a qubit twice/],
    ['x q[0];', /not a qubit/],
    ['bit[1] c; c[1] = measure $0;', /not a bit/],
    ['rz(theta) $0;', /angle 'theta'/],
    ['for int i in [0:2] { x $0; }', /cannot be read/],
  ])('refuses %s', (text, reason) => {
    expect(() => readIsa(text)).toThrow(reason);
  });
});
